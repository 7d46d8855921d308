import { expect, test, type Visitor } from "./driver";

interface Answer {
  columns: Record<string, (string | number | null)[]>;
}

/** Deciles of the server for other weights, by code. */
async function serverDeciles(
  visitor: Visitor,
  level: string,
  weights: Record<string, number>,
  more: object = {},
): Promise<Record<string, number>> {
  const { columns } = await visitor.asks<Answer>("api/v1/score", {
    level,
    weights,
    columns: ["code", "decile"],
    ...more,
  });
  return Object.fromEntries(
    (columns["code"] ?? []).map((code, i) => [String(code), Number(columns["decile"]?.[i] ?? 0)]),
  );
}

function same(shown: Record<string, number>, expected: Record<string, number>): number {
  for (const [code, decile] of Object.entries(shown)) expect(decile, code).toBe(expected[code]);
  return Object.keys(shown).length;
}

test("the map follows a slider without asking, ranks come from the server", async ({ visitor, page }) => {
  await visitor.opens("?c=46.2,2.1,8.6&sel=commune:23096");
  await visitor.reads("Guéret");
  const before = await visitor.deciles("commune");
  await visitor.opensSettings();
  const slider = visitor.slider("Âge de la population");
  // Columns of the level come once, when the first weight moves.
  await slider.press("ArrowRight");
  await expect(page.getByText("Réglages personnalisés.")).toBeVisible();
  await expect(slider).toHaveAttribute("aria-valuetext", "forte, multipliée par 2");
  await expect
    .poll(async () => same2(await visitor.deciles("commune"), await serverDeciles(visitor, "commune", { age: 2 })))
    .toBe(true);
  // The server was asked for the rank once the weight rested.
  await expect(visitor.sheet.locator(".moved")).toContainText("Avec vos réglages");
  await visitor.reads("Guéret");

  const track = await visitor.track("Âge de la population");
  const asked = visitor.requests.length;
  await page.mouse.move(track.at(0.8), track.y);
  await page.mouse.down();
  for (let i = 0; i <= 20; i += 1) await page.mouse.move(track.at(0.8 - i * 0.03), track.y);
  const during = visitor.requests.slice(asked).filter((r) => !r.url().includes("/tiles/"));
  expect(during.map((r) => r.url())).toEqual([]);
  await page.mouse.up();
  const moved = Number(await slider.inputValue());
  expect(moved).toBeLessThan(3);
  const query = new URL(page.url());
  await expect
    .poll(() => new URL(page.url()).searchParams.get("poids"))
    .not.toBe(query.searchParams.get("poids") === null ? null : "age:4");
  const weight = moved >= 1 ? 2 ** (moved - 3) : moved / 4;
  const expected = await serverDeciles(visitor, "commune", { age: Number(weight.toPrecision(4)) });
  // On a slow machine the map is drawn finer again once the weight rests.
  await expect.poll(async () => same2(await visitor.deciles("commune"), expected)).toBe(true);
  const shown = await visitor.deciles("commune");
  expect(same(shown, expected)).toBeGreaterThan(100);
  expect(Object.entries(shown).filter(([code, decile]) => before[code] !== decile).length).toBeGreaterThan(20);

  // The sheet's rank is the server's.
  await visitor.reads("Guéret");
  const { columns } = await visitor.asks<Answer>("api/v1/score", {
    level: "commune",
    zone: "commune:23096",
    weights: { age: Number(weight.toPrecision(4)) },
    columns: ["code", "rank"],
  });
  const rank = Number(columns["rank"]?.[0]).toLocaleString("fr-FR");
  await expect(visitor.sheet).toContainText(`rang ${rank} sur`);
  await expect(visitor.sheet.locator(".moved")).toContainText("Avec vos réglages");

  await visitor.button("Revenir au réglage d’origine").click();
  await expect(page.getByText("Réglages personnalisés.")).toHaveCount(0);
  await expect.poll(() => visitor.deciles("commune")).toEqual(before);
  await expect(page).not.toHaveURL(/poids=/);
});

function same2(shown: Record<string, number>, expected: Record<string, number>): boolean {
  return Object.entries(shown).every(([code, decile]) => expected[code] === decile);
}

test("presets, switches, and at least one criterion", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.opensSettings();
  await visitor.button("L’âge compte double").click();
  await expect(page).toHaveURL(/poids=age:4/);
  await expect(visitor.button("L’âge compte double")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText("Pour une action auprès des plus âgés")).toBeVisible();
  await expect
    .poll(async () =>
      same2(await visitor.deciles("departement"), await serverDeciles(visitor, "departement", { age: 2 })),
    )
    .toBe(true);
  await visitor.button("Sans l’âge").click();
  await expect(page).toHaveURL(/poids=age:0/);
  await expect
    .poll(async () =>
      same2(await visitor.deciles("departement"), await serverDeciles(visitor, "departement", { age: 0 })),
    )
    .toBe(true);
  const age = page.getByRole("switch", { name: "Compter : Âge de la population" });
  await expect(age).not.toBeChecked();
  // The last criterion that counts cannot be switched off: it is said, and what was shown stays.
  await page.getByRole("switch", { name: "Compter : Éloignement des services" }).click();
  await expect(page.getByText("Il faut garder au moins un critère.")).toBeVisible();
  await age.click();
  await expect(visitor.button("Réglage d’origine")).toHaveAttribute("aria-pressed", "true");
  await page.goBack();
  await expect(age).not.toBeChecked();
});

test("the zone of comparison can be chosen", async ({ visitor, page }) => {
  await visitor.opens("?c=45.77,3.09,9&sel=commune:63113");
  await visitor.opensSettings();
  await page.getByLabel("Comparer chaque territoire").selectOption("departement");
  await expect(page).toHaveURL(/reference=departement/);
  await expect(page.getByText("Comparaison personnalisée.")).toBeVisible();
  await expect
    .poll(async () =>
      same2(
        await visitor.deciles("commune"),
        await serverDeciles(visitor, "commune", {}, { reference: "departement" }),
      ),
    )
    .toBe(true);
  await expect(visitor.sheet).toContainText(/rang \d+ sur \d+ \(Puy-de-Dôme\)/);
  // What is of all France says so, wherever it stands: the sheet, the banner, the legend, the table.
  const national = "parmi tous les territoires de France (communes), chacun comparé à son département";
  for (const where of [visitor.sheet, page.locator(".banner"), page.locator(".legend")])
    await expect(where).toContainText(national);
  await expect(visitor.sheet.locator(".place")).toContainText("communes de France");
  await expect(visitor.sheet).toContainText("Les barres comparent à la France ; l’indice compare à son département.");
  const { columns } = await visitor.asks<Answer>("api/v1/score", {
    level: "commune",
    zone: "commune:63113",
    reference: "departement",
    columns: ["code", "rank", "decile"],
  });
  const rank = Number(columns["rank"]?.[0]).toLocaleString("fr-FR");
  await expect(visitor.sheet.locator(".figures")).toContainText(new RegExp(`rang ${rank} sur [\\d\\s]+ en France`));
  await expect(visitor.sheet.locator(".figures")).toContainText(`décile ${columns["decile"]?.[0]} sur 10`);
  expect((await visitor.deciles("commune"))["63113"]).toBe(columns["decile"]?.[0]);
  await expect(visitor.sheet.locator(".moved")).toContainText("Avec votre comparaison");
  await visitor.goesTo("Tableau");
  await expect(page.locator("#table")).toContainText(national);
  await expect(visitor.table.getByRole("columnheader", { name: "Rang en France (votre comparaison)" })).toBeVisible();
  // Régions have nothing above them: that too is said.
  await visitor.opens("?reference=departement&niveau=region");
  await expect(page.locator(".banner")).toContainText("Ce choix ne s’applique pas aux régions");
});

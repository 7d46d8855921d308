import { expect, test } from "./driver";

test("France by département, a legend with numbers, the search first", async ({ visitor, page }) => {
  await visitor.opens();
  await expect(visitor.search).toBeFocused();
  const shown = await visitor.deciles("departement");
  expect(Object.keys(shown).length).toBeGreaterThanOrEqual(94);
  const { columns } = await visitor.asks<{ columns: Record<string, (string | number)[]> }>("api/v1/score", {
    level: "departement",
    columns: ["code", "decile"],
  });
  columns["code"]?.forEach((code, i) => {
    if (shown[code] !== undefined) expect(shown[code], String(code)).toBe(columns["decile"]?.[i] ?? 0);
  });
  const legend = page.locator(".legend");
  await expect(legend.getByRole("listitem")).toHaveCount(10);
  await expect(legend).toContainText(/Décile 10\s: indice de \d,\d\d à \d+,\d\d, territoires\s: \d+/);
  await expect(legend).toContainText("pas d’indice");
  await expect(page.getByText(/par département\. Plus foncé\s: indice plus élevé/)).toBeVisible();
});

test("the search is the first stop of the keyboard after the way past it", async ({ visitor, page }) => {
  await visitor.opens("?sel=departement:93");
  await page.locator("body").press("Tab");
  await expect(page.locator(".skip").first()).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(visitor.search).toBeFocused();
});

test("zooming goes down the levels; a level can be kept", async ({ visitor, page }) => {
  await visitor.opens();
  const chip = page.locator(".level-chip");
  await expect(chip).toHaveText(/Départements · selon le zoom/);
  const seen: string[] = [];
  for (let i = 0; i < 8; i += 1) {
    await visitor.button("Zoomer").click();
    await visitor.waitsForMap();
    const now = ((await chip.textContent()) ?? "").trim();
    if (seen.at(-1) !== now) seen.push(now);
  }
  expect(seen.map((s) => s.split(" ")[0]).filter((s) => s !== "Départements")).toEqual([
    "Intercommunalités",
    "Communes",
    "Quartiers",
  ]);
  await visitor.button("Communes").first().click();
  await expect(page).toHaveURL(/niveau=commune/);
  await expect(chip).toHaveText(/^\s*Communes\s*$/);
  const before = await visitor.zoom();
  for (let i = 0; i < 5; i += 1) await visitor.button("Dézoomer").click();
  await visitor.waitsForMap();
  expect(await visitor.zoom()).toBeCloseTo(before - 5, 2);
  expect(Object.keys(await visitor.deciles("commune")).length).toBeGreaterThan(50);
  await chip.click();
  await expect(page).not.toHaveURL(/niveau=/);
});

test("each press of a zoom button or key counts, however quickly they come", async ({ visitor, page }) => {
  await visitor.opens("?niveau=commune&c=46.5,2.4,13");
  await visitor.waitsForMap();
  // As quickly as can be, and with pauses in which the map comes to rest or is just about to.
  for (const pause of [0, 60, 190, 230]) {
    for (const [name, step] of [
      ["Dézoomer", -1],
      ["Zoomer", 1],
    ] as const) {
      const before = await visitor.zoom();
      await visitor.button(name).evaluate(async (button: HTMLElement, pause) => {
        for (let i = 0; i < 5; i += 1) {
          button.click();
          if (pause > 0) await new Promise((go) => setTimeout(go, pause));
        }
      }, pause);
      await visitor.waitsForMap();
      expect(await visitor.zoom(), `${name}, ${pause} ms apart`).toBeCloseTo(before + 5 * step, 2);
    }
  }
  await page.locator(".maplibregl-canvas").focus();
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("-");
  await visitor.waitsForMap();
  expect(await visitor.zoom()).toBeCloseTo(9, 2);
  // The address is where the map came to rest, and "back" still leads to where it was.
  await expect(page).toHaveURL(/c=46\.5,2\.4,9(&|$)/);
  await visitor.searches("creuse", /Creuse.*département/);
  await visitor.reads("Creuse");
  await visitor.waitsForMap();
  await page.goBack();
  await expect(visitor.sheet).toHaveCount(0);
  await visitor.waitsForMap();
  expect(await visitor.zoom()).toBeCloseTo(9, 2);
});

test("a click selects, names what it is, and Escape lets go", async ({ visitor, page }) => {
  await visitor.opens();
  const creuse = await visitor.pointOf(2.05, 46.08);
  await page.mouse.move(creuse.x, creuse.y);
  await expect(page.locator(".tip")).toContainText("Creuse");
  await expect(page.locator(".tip")).toContainText(/Rang 1 sur \d+ départements/);
  await page.mouse.click(creuse.x, creuse.y);
  await visitor.reads("Creuse");
  await expect(page).toHaveURL(/sel=departement:23/);
  await expect(page.getByText(/^Creuse, département\. Rang 1 sur \d+ départements de France\.$/)).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(visitor.sheet).toHaveCount(0);
});

test("what lies beyond the seas is one click away", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.button("La Réunion").click();
  await visitor.waitsForMap();
  const codes = Object.keys(await visitor.deciles("commune"));
  expect(codes.filter((c) => c.startsWith("974")).length).toBe(24);
  await visitor.button("Vue d’ensemble").click();
  await expect(page.locator(".level-chip")).toHaveText(/Départements/);
});

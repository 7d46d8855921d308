import { expect, test } from "./driver";

test("why a territory has its score", async ({ visitor }) => {
  await visitor.opens();
  await visitor.searches("royere de vass", /Royère-de-Vassivière/);
  await visitor.reads("Royère-de-Vassivière");
  const sheet = visitor.sheet;
  await expect(sheet.getByRole("heading", { level: 2 })).toBeFocused();
  await expect(sheet).toContainText("Indice plus élevé que dans 98 % des communes");
  await expect(sheet).toContainText("rang 666 sur 34 845");
  await expect(sheet).toContainText("décile 10 sur 10");
  await expect(sheet).toContainText("indice 9,12 (de 1 à 10)");
  const age = sheet.locator('[data-id="part_65_plus"]');
  await expect(age).toContainText("42,7 % de 65 ans et plus");
  await expect(age).toContainText("France : 20,5 %");
  await expect(age).toContainText("intercommunalité : 32 %");
  await expect(age).toContainText("département : 30,9 %");
  await expect(age).toContainText("environ 240 personnes de 65 ans et plus");
  await expect(sheet).toContainText("Ce qui élève le plus l’indice ici : 42,7 % de 65 ans et plus");
  // The bar goes to the right of France, twice as far as half of it: the value is more than double.
  const bar = age.locator(".bar-fill");
  expect(await bar.evaluate((b: HTMLElement) => [b.style.left, b.style.width])).toEqual(["50%", "50%"]);
  await expect(sheet).toContainText("Toutes les données de l’indice sont disponibles");
  await expect(sheet).toContainText(/RP 2021 · calculée à partir des territoires plus petits/);
  await expect(sheet).toContainText("Licence Ouverte 2.0");
  await expect(sheet.getByRole("heading", { name: "Ce que cet indice ne dit pas" })).toBeVisible();
  await visitor.waitsForMap();
});

test("a département leads to its communes, and from one neighbour to the next by arrows", async ({ visitor, page }) => {
  await visitor.opens("?sel=departement:23");
  await visitor.reads("Creuse");
  const below = visitor.sheet.getByRole("region", { name: /communes où l’indice est le plus élevé/ });
  await expect(below.getByRole("listitem")).toHaveCount(5);
  const first = below.getByRole("listitem").first().getByRole("button");
  const name = ((await first.textContent()) ?? "").trim();
  await first.click();
  await visitor.reads(name);
  await visitor.waitsForMap();
  const before = page.url();
  await page.locator(".maplibregl-canvas").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.url()).not.toBe(before);
  await expect(visitor.sheet.getByRole("heading", { level: 2 })).not.toHaveText(name);
});

test("what is missing says why, and is hatched", async ({ visitor }) => {
  await visitor.opens("?sel=commune:93015");
  await visitor.reads("Coubron");
  const hours = visitor.sheet.locator('[data-id="heures_mairie"]');
  await expect(hours).toContainText("Donnée manquante : ");
  await expect(hours.locator(".bar.hatched")).toHaveCount(1);
  await expect(visitor.sheet).toContainText("Données disponibles pour 83 % de l’indice");
  // Mayotte has too little for a score: no number, no colour.
  await visitor.opens("?sel=departement:976");
  await visitor.reads("Mayotte");
  await expect(visitor.sheet).toContainText("Pas d’indice : trop de données manquent");
  await expect(visitor.sheet).not.toContainText(/rang \d+ sur/i);
  expect((await visitor.deciles("commune"))["97608"] ?? 0).toBe(0);
  // None of its communes is listed as one where the index is high, and no share is said of an index that is not there.
  await expect(visitor.sheet.getByText(/Pas d’indice pour ses 17 communes/)).toBeVisible();
  await expect(visitor.sheet).not.toContainText(/\d\s% de l’indice ·/);
});

test("IRIS, EPCI and régions have sheets too", async ({ visitor }) => {
  for (const [unit, name] of [
    ["iris:751186902", /./],
    ["epci:200054781", /Grand Paris/],
    ["region:84", /Auvergne-Rhône-Alpes/],
  ] as const) {
    await visitor.opens(`?sel=${unit}`);
    await expect(visitor.sheet.getByRole("heading", { level: 2 })).toHaveText(name);
    await expect(visitor.sheet).toContainText(/rang .+ sur/i);
  }
});

test("a territory that does not exist is said so", async ({ visitor }) => {
  await visitor.opens("?sel=commune:99999");
  await expect(visitor.sheet.getByRole("alert")).toContainText("Ce territoire n’existe pas");
  visitor.complaints.length = 0;
});

test("search forgives, tells what it does not find, and is led by the keyboard", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.search.fill("saint denis");
  await expect(page.getByRole("option").first()).toBeVisible();
  const options = await page.getByRole("option").count();
  expect(options).toBeGreaterThan(1);
  await visitor.search.press("ArrowDown");
  await expect(visitor.search).toHaveAttribute("aria-activedescendant", "found-1");
  await visitor.search.press("ArrowUp");
  await visitor.search.press("Enter");
  await expect(visitor.sheet.getByRole("heading", { level: 2 })).toBeFocused();
  // Enter may come before the answer does.
  await visitor.search.fill("royere de vassiviere");
  await visitor.search.press("Enter");
  await visitor.reads("Royère-de-Vassivière");
  await visitor.search.fill("zzzzzz");
  await expect(page.getByText("Aucun territoire ne répond à « zzzzzz »")).toBeVisible();
  await visitor.search.press("Escape");
  await expect(visitor.search).toHaveValue("");
});

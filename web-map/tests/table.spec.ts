import { readFile } from "node:fs/promises";

import { expect, test } from "./driver";

test("the five most fragile communes of a département, read in the table", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.searches("seine saint denis", /Seine-Saint-Denis.*département/);
  await visitor.reads("Seine-Saint-Denis");
  await visitor.button(/Les \d+ communes en tableau/).click();
  await expect(page.getByRole("heading", { name: "Communes, Seine-Saint-Denis" })).toBeFocused();
  const { units } = await visitor.asks<{ units: { name: string }[] }>(
    "api/v1/scores/commune?zone=departement:93&sort=-score&limit=5&columns=code,name",
  );
  const names = visitor.table.locator("tbody th");
  await expect(names.first()).toBeVisible();
  expect(await names.allTextContents().then((all) => all.slice(0, 5).map((t) => t.trim()))).toEqual(
    units.map((u) => u.name),
  );
  await expect(page.getByText("39 lignes sur 39")).toBeVisible();
});

test("what was searched is what the table lists", async ({ visitor, page }) => {
  await visitor.opens("?zone=departement:93");
  await visitor.searches("creuse", /Creuse.*département/);
  await visitor.reads("Creuse");
  await visitor.goesTo("Tableau");
  await expect(page.getByRole("heading", { name: "Communes, Creuse" })).toBeVisible();
  await expect(page.getByText("23 lignes sur 23")).toBeVisible();
  await expect(page).toHaveURL(/zone=departement:23/);
  // Another one, from where the table is.
  await visitor.searches("pas-de-calais", /Pas-de-Calais.*département/);
  await visitor.reads("Pas-de-Calais");
  await visitor.goesTo("Tableau");
  await expect(page.getByRole("heading", { name: "Communes, Pas-de-Calais" })).toBeVisible();
  // A commune is listed among those around it, not in a zone where it does not lie.
  await visitor.goesTo("Carte");
  await visitor.searches("gueret", /Guéret/);
  await visitor.reads("Guéret");
  await visitor.waitsForMap();
  await visitor.goesTo("Tableau");
  await expect(visitor.table.locator("tr.here th")).toHaveText("Guéret");
});

for (const [typed, title, rows] of [
  ["creuse", "Communes, Creuse", "23 lignes sur 23"],
  ["saint-denis 93", "Quartiers, Saint-Denis", "48 lignes sur 48"],
] as const) {
  test(`from the first view: « ${typed} », Enter, Tableau`, async ({ visitor, page }) => {
    await visitor.opens();
    await visitor.search.pressSequentially(typed);
    await visitor.search.press("Enter");
    await expect(visitor.sheet).toHaveAttribute("aria-busy", "false");
    await visitor.goesTo("Tableau");
    await expect(page.getByRole("heading", { name: title, exact: true })).toBeVisible();
    await expect(page.getByText(rows)).toBeVisible();
    // From there another: the level of that table was not chosen.
    await visitor.searches("pas-de-calais", /Pas-de-Calais.*département/);
    await visitor.reads("Pas-de-Calais");
    await visitor.goesTo("Tableau");
    await expect(page.getByRole("heading", { name: "Communes, Pas-de-Calais" })).toBeVisible();
  });
}

test("no column is out of reach, names stay beside it, and the numbers of one have one form", async ({
  visitor,
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  for (const query of [
    "?vue=tableau&niveau=commune&zone=departement:23",
    "?vue=tableau&niveau=iris&zone=commune:93066",
  ]) {
    await visitor.opens(query);
    await expect(visitor.table).toBeVisible();
    await page.locator(".table-scroll").evaluate((at) => at.scrollTo(at.scrollWidth, 0));
    await expect(visitor.table.locator("thead th").last()).toBeInViewport({ ratio: 0.95 });
    await expect(visitor.table.locator("tbody th").first()).toBeInViewport({ ratio: 0.95 });
    const first = visitor.table.locator("thead th").first();
    await expect(first).toBeInViewport({ ratio: 0.95 });
    // What lies beside does not lie over them.
    const box = await first.boundingBox();
    const over = await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.closest("th")?.cellIndex, {
      x: (box?.x ?? 0) + 20,
      y: (box?.y ?? 0) + (box?.height ?? 0) / 2,
    });
    expect(over, query).toBe(0);
    for (const unit of ["%", "km"]) {
      const cells = (await visitor.table.locator("tbody td.value").allTextContents()).filter((text) =>
        text.trim().endsWith(unit),
      );
      const forms = new Set(cells.map((text) => (text.split(",")[1] ?? "").replace(/\D/g, "").length));
      expect(forms.size, `${query} ${unit}`).toBe(1);
    }
  }
});

test("a commune without IRIS is shown among those of its département", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.searches("saint-pardoux-les-cards", /Saint-Pardoux-les-Cards/);
  await visitor.reads("Saint-Pardoux-les-Cards");
  await visitor.goesTo("Tableau");
  await expect(page.getByRole("heading", { name: "Communes, Creuse" })).toBeVisible();
  await expect(visitor.table.locator("tr.here th")).toBeInViewport();
  await expect(visitor.table.locator("tr.here th")).toHaveText("Saint-Pardoux-les-Cards");
});

test("heads sort, by keyboard too, and rows open sheets", async ({ visitor, page }) => {
  await visitor.opens("?vue=tableau&niveau=commune&zone=departement:23&pop=0");
  const head = visitor.table.getByRole("columnheader", { name: /Population/ });
  await head.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await expect(page).toHaveURL(/tri=-population/);
  await expect(visitor.table.locator("tbody th").first()).toHaveText("Guéret");
  await page.keyboard.press("Enter");
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  await expect(visitor.table.locator("tbody th").first()).not.toHaveText("Guéret");
  // Accents do not send a name to the end.
  await visitor.table.getByRole("columnheader", { name: "Nom" }).getByRole("button").click();
  await page.goto(page.url().replace("departement:23", "departement:61"));
  await expect(visitor.table.locator("tbody th")).toHaveCount(100);
  await visitor.button("Afficher plus de lignes").click();
  await expect.poll(() => visitor.table.locator("tbody th").count()).toBeGreaterThan(300);
  const names = (await visitor.table.locator("tbody th").allTextContents()).map((t) => t.trim());
  expect(names.some((n) => n.startsWith("É"))).toBe(true);
  expect(names.findIndex((n) => n.startsWith("É"))).toBeLessThan(names.findIndex((n) => n.startsWith("F")));
  await visitor.button(`Ouvrir la fiche : ${names[0]}`).click();
  await visitor.reads(names[0] ?? "");
});

test("it lists what the map shows", async ({ visitor, page }) => {
  await visitor.opens("?c=48.85,2.35,11&pop=0");
  const shown = Object.keys(await visitor.deciles("commune"));
  await visitor.goesTo("Tableau");
  await expect(page.getByRole("heading", { name: "Communes, ce que montre la carte" })).toBeVisible();
  await expect(page).toHaveURL(/cadre=/);
  await expect(visitor.table).toBeVisible();
  while (await visitor.button("Afficher plus de lignes").isVisible()) {
    const rows = await visitor.table.locator("tbody tr").count();
    await visitor.button("Afficher plus de lignes").click();
    await expect.poll(() => visitor.table.locator("tbody tr").count()).toBeGreaterThan(rows);
  }
  const listed = await visitor.listedCodes();
  expect(shown.filter((code) => !listed.includes(code))).toEqual([]);
  expect(listed.length).toBeLessThan(shown.length * 1.5);
  await page.getByLabel("Territoires listés").selectOption({ label: "France entière" });
  await expect(page.getByText(/^100 lignes sur 34.875$/)).toBeVisible();
});

test("files hold exactly what is listed, by the method and with other weights", { tag: "@whole" }, async ({
  visitor,
  page,
}) => {
  for (const weights of ["", "&poids=age:5"]) {
    await visitor.opens(`?vue=tableau&niveau=commune&zone=departement:93&tri=-population${weights}`);
    await expect(visitor.table.locator("tbody th")).toHaveCount(39);
    const codes = await visitor.listedCodes();
    await page.locator(".exports summary").click();
    const take = async (format: string): Promise<{ name: string; bytes: Buffer }> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(`[data-format=${format}]`).click(),
      ]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const csv = await take("csv");
    expect(csv.name).toMatch(/\.csv$/);
    const [heads, ...rows] = csv.bytes.toString("utf8").trim().split("\n");
    const at = heads?.split(",").indexOf("code") ?? -1;
    expect(rows.map((row) => row.split(",")[at])).toEqual(codes);
    expect(heads).toContain("value_part_65_plus");
    const geojson = JSON.parse((await take("geojson")).bytes.toString("utf8")) as {
      features: { properties: Record<string, unknown>; geometry: unknown }[];
    };
    expect(geojson.features.map((f) => f.properties["code"])).toEqual(codes);
    expect(geojson.features.every((f) => f.geometry)).toBe(true);
    expect((await take("parquet")).bytes.subarray(0, 4).toString()).toBe("PAR1");
    const xlsx = await take("xlsx");
    expect(xlsx.bytes.subarray(0, 2).toString()).toBe("PK");
    const excel = await take("excel");
    expect(excel.bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    if (weights) await expect(visitor.table.locator("thead")).toContainText("Rang (réglage d’origine)");
  }
});

// Need and help: where they fail to meet, as the coordinator of a Hub asks it; the views behind it.
import { readFile } from "node:fs/promises";

import { classOf } from "../src/score/gaps";
import { expect, test, type Visitor } from "./driver";

type Gap = Record<string, string | number | null>;

const gaps = async (visitor: Visitor, query: string): Promise<Gap[]> =>
  (await visitor.asks<{ units: Gap[] }>(`api/v1/gaps/${query}`)).units;

test("a Hub coordinator: the three worst gaps of a département, and a file of them", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.searches("creuse", /Creuse.*département/);
  await visitor.reads("Creuse");
  await visitor.button("Besoin et offre").click();
  await expect(page).toHaveURL(/montrer=besoin/);
  await visitor.button("Communes").first().click();
  const list = page.getByRole("region", { name: "Les plus grands écarts entre besoin et offre" });
  await list.getByLabel("Territoires listés").selectOption({ label: "Creuse (département)" });
  const worst = await gaps(
    visitor,
    "commune?zone=departement:23&sort=-gap&min_population=1000&limit=5&columns=code,name,at_risk,need_class,nearest_name,access_km",
  );
  const items = list.getByRole("listitem");
  for (const [i, row] of worst.slice(0, 3).entries()) {
    await expect(items.nth(i).getByRole("button")).toHaveText(String(row["name"]));
    await expect(items.nth(i)).toContainText(/environ \S+ personnes de 65 ans et plus/);
    await expect(items.nth(i)).toContainText(
      ["besoin faible", "besoin moyen", "besoin fort"][Number(row["need_class"]) - 1] ?? "?",
    );
    await expect(items.nth(i)).toContainText(`${row["nearest_name"]}, à `);
  }
  await list.locator(".exports summary").click();
  await expect(list).toContainText("Exactement ces 5 territoires, dans cet ordre");
  // What people read comes first, and each file says what it is for.
  await expect(list.locator("[data-format]")).toHaveText([
    "Classeur (Excel, LibreOffice) à lire et à imprimer",
    "CSV pour Excel noms techniques",
    "CSV pour des programmes",
    "GeoJSON pour QGIS, avec contours",
    "Parquet pour l’analyse",
  ]);
  const take = async (format: string): Promise<Buffer> => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      list.locator(`[data-format=${format}]`).click(),
    ]);
    return readFile(await download.path());
  };
  const [heads, ...rows] = (await take("csv")).toString("utf8").trim().split("\n");
  const at = heads?.split(",").indexOf("code") ?? -1;
  expect(rows.map((row) => row.split(",")[at])).toEqual(worst.map((row) => row["code"]));
  for (const column of ["gap", "gap_rank", "at_risk", "quadrant", "remedy", "nearest_name"])
    expect(heads?.split(",")).toContain(column);
  const geojson = JSON.parse((await take("geojson")).toString("utf8")) as { features: { properties: Gap }[] };
  expect(geojson.features.map((f) => f.properties["code"])).toEqual(worst.map((row) => row["code"]));
  await items.first().getByRole("button").click();
  await visitor.reads(String(worst[0]?.["name"]));
  const help = visitor.sheet.getByRole("region", { name: "Aide à proximité" });
  await expect(help).toContainText(/Environ \S+ personnes de 65 ans et plus\./i);
  await expect(help).toContainText("toutes n’ont pas besoin d’aide");
  await expect(help).toContainText(/Besoin (fort|moyen) et offre (forte|moyenne|faible)\./);
  // The embedded method can give one remedy alone, which says nothing of a territory.
  await expect(help).not.toContainText("Piste à étudier");
  await expect(help.getByRole("listitem").first()).toContainText(/à [\d,]+\s(km|m)/);
  await visitor.shot("gaps");
});

test("colours are the server's classes, by other weights too, and the legend says them", async ({ visitor, page }) => {
  const columns = "code,need_class,lack_class,lack";
  const expected = async (query: string): Promise<Record<string, number>> => {
    const answer = await visitor.asks<{ columns: Record<string, (string | number | null)[]> }>(
      `api/v1/gaps/departement?layout=columns&columns=${columns}${query}`,
    );
    return Object.fromEntries(
      (answer.columns["code"] ?? []).map((code, i) => [
        String(code),
        classOf(answer.columns["need_class"]?.[i], answer.columns["lack_class"]?.[i]),
      ]),
    );
  };
  const seen = async (query: string): Promise<boolean> => {
    const [shown, wanted] = [await visitor.deciles("departement"), await expected(query)];
    return Object.keys(shown).length > 50 && Object.entries(shown).every(([code, of]) => of === wanted[code]);
  };
  await visitor.opens("?montrer=besoin&niveau=departement");
  await expect.poll(() => seen("")).toBe(true);
  const legend = page.getByRole("table", { name: "Besoin et offre d’aide" });
  await expect(legend.getByRole("columnheader")).toHaveText(["offre forte", "offre moyenne", "offre faible"]);
  await expect(legend.getByRole("rowheader")).toHaveText(["besoin fort", "besoin moyen", "besoin faible"]);
  await expect(legend.getByRole("row").nth(1).getByRole("cell").nth(2)).toHaveText(
    /^besoin fort et offre faible\s: \d+ départements?$/,
  );
  await visitor.opens("?montrer=besoin&niveau=departement&poids=age:5");
  await expect.poll(() => seen("&weights=age:4")).toBe(true);
  // Access alone is coloured by decile: the worst served is 10.
  await visitor.button("Offre d’aide").click();
  const { columns: by } = await visitor.asks<{ columns: Record<string, (string | number | null)[]> }>(
    `api/v1/gaps/departement?layout=columns&columns=${columns}`,
  );
  const lack = new Map((by["code"] ?? []).map((code, i) => [String(code), Number(by["lack"]?.[i] ?? -1)]));
  await expect
    .poll(async () => {
      const shown = Object.entries(await visitor.deciles("departement")).sort(
        (a, b) => (lack.get(b[0]) ?? -1) - (lack.get(a[0]) ?? -1),
      );
      return shown.every(([, decile], i) => decile <= (shown[i - 1]?.[1] ?? 10)) && (shown[0]?.[1] ?? 0) > 8;
    })
    .toBe(true);
  await expect(page.locator(".legend").getByRole("listitem")).toHaveCount(10);
  await visitor.button("Âge et éloignement").click();
  await expect(page).not.toHaveURL(/montrer=/);
});

test("gaps as a table: sorted, with the files of what is listed", { tag: "@whole" }, async ({ visitor, page }) => {
  await visitor.opens("?montrer=besoin&vue=tableau&niveau=commune&zone=departement:93");
  const first = visitor.table.locator("tbody th").first();
  const [worst] = await gaps(visitor, "commune?zone=departement:93&sort=-gap&limit=1&columns=code,name");
  await expect(first).toHaveText(String(worst?.["name"]));
  await visitor.table.getByRole("columnheader", { name: "Distance" }).getByRole("button").click();
  await expect(page).toHaveURL(/tri=-access_km/);
  const [farthest] = await gaps(visitor, "commune?zone=departement:93&sort=-access_km&limit=1&columns=code,name");
  await expect(first).toHaveText(String(farthest?.["name"]));
  await page.locator(".exports summary").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-format=xlsx]").click()]);
  expect((await readFile(await download.path())).subarray(0, 2).toString()).toBe("PK");
});

test("a build without places offers none of it", async ({ visitor, page }) => {
  await page.route("**/api/v1/access", (route) =>
    route.fulfill({ status: 404, json: { title: "Not found", status: 404, detail: "this build has no places" } }),
  );
  await visitor.opens("?montrer=besoin&lieux=1");
  await expect(page.getByText(/par département\. Plus foncé\s: indice plus élevé/)).toBeVisible();
  await expect(visitor.button("Besoin et offre")).toHaveCount(0);
  await expect(page.getByRole("switch", { name: "Lieux d’accueil et d’aide sur la carte" })).toHaveCount(0);
  visitor.complaints.length = 0;
});

// « Mon territoire » : put together by search, from lists, on the map and from a file; what lists, ranks and files are
// then of; and what is said where a member is not there, given twice, or lies in another.
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";

import { expect, test, type Visitor } from "./driver";

const BRETAGNE = "departement:22,departement:29,departement:35,departement:56";

interface Summary {
  zone_set: { heads: { population: number; units: number } };
  total: number;
  left_out: number;
  units: Record<string, string | number | null>[];
}

const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "Mon territoire" });
const chip = (page: Page): Locator => page.getByRole("group", { name: "Mon territoire" });
const french = (n: number): string => n.toLocaleString("fr-FR");

async function scores(visitor: Visitor, query: string): Promise<Summary> {
  return visitor.asks<Summary>(`api/v1/scores/${query}`);
}

test("the four départements of Bretagne in three clicks, seen, named, listed and ranked", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.button("Choisir mon territoire").click();
  await dialog(page).getByRole("button", { name: "Bretagne : ses 4 départements" }).click();
  await expect(page).toHaveURL(new RegExp(`zone=${BRETAGNE}`));
  const before = await visitor.zoom();
  await dialog(page).getByRole("button", { name: "Voir tout le territoire" }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect.poll(() => visitor.zoom()).toBeGreaterThan(before + 0.5);
  const answer = await scores(
    visitor,
    `commune?zone=${BRETAGNE}&sort=-score&min_population=1000&columns=code,name,rank,rank_in_zone&limit=3`,
  );
  await expect(chip(page)).toContainText("Côtes-d’Armor, Finistère, Ille-et-Vilaine et 1 autre");
  await expect(chip(page)).toContainText(`4 territoires · ${french(answer.zone_set.heads.population)} habitants`);
  await visitor.shot("zone");
  // A name, which the address keeps.
  await visitor.button("Changer mon territoire").click();
  await dialog(page).getByLabel("Nom du territoire").fill("Hub Bretagne");
  await page.keyboard.press("Enter");
  await visitor.shot("zone-dialog");
  await expect(page).toHaveURL(/nom=Hub%20Bretagne/);
  await dialog(page).getByRole("button", { name: "Fermer" }).click();
  await expect(chip(page)).toContainText("Hub Bretagne");
  // What is selected does not lead out of it.
  await visitor.searches("gueret", /Guéret/);
  await visitor.reads("Guéret");
  await visitor.waitsForMap();
  await visitor.goesTo("Tableau");
  await expect(page.getByRole("heading", { name: "Communes, Hub Bretagne" })).toBeVisible();
  const names = visitor.table.locator("tbody th");
  await expect(names).toHaveCount(100);
  for (const [i, row] of answer.units.entries()) {
    await expect(names.nth(i)).toHaveText(String(row["name"]));
    const cells = visitor.table.locator("tbody tr").nth(i).locator("td.number");
    await expect(cells.nth(0)).toHaveText(french(Number(row["rank_in_zone"])));
    await expect(cells.nth(1)).toHaveText(french(Number(row["rank"])));
  }
  await expect(visitor.table.getByRole("columnheader", { name: "Rang dans mon territoire" })).toBeVisible();
  await expect(visitor.table.getByRole("columnheader", { name: "Rang en France" })).toBeVisible();
  await visitor.shot("zone-table");
  // An EPCI across the border is listed whole, and that is said.
  const astride = page.locator("#table > .note", { hasText: "Une intercommunalité à cheval est listée en entier" });
  await expect(astride).toHaveCount(0);
  await visitor.button("Intercommunalités (EPCI)").click();
  await expect(astride).toBeVisible();
  await expect(visitor.table.locator("tbody th .note").first()).toHaveText(/^à cheval\s: \d+\s% de ses habitants ici$/);
  // More columns than fit: the edge and a line say so.
  await page.keyboard.press("Escape");
  await expect(page.getByText("Le tableau est plus large que l’écran")).toBeVisible();
  await expect(page.locator("#table .wide")).toHaveAttribute("data-more", "right");
  await page.locator("#table .table-scroll").evaluate((at) => at.scrollTo({ left: at.scrollWidth }));
  await expect(page.locator("#table .wide")).toHaveAttribute("data-more", "left");
  await visitor.button("Communes").first().click();
  // Left again, everything is listed.
  await visitor.button("Quitter ce territoire").click();
  await expect(page.getByRole("heading", { name: "Communes, France entière" })).toBeVisible();
  await expect(page).not.toHaveURL(/zone=|nom=/);
});

test("by search, by name from a list, one by one, and taken away again", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.button("Choisir mon territoire").click();
  // A name that is written first is that of the first member.
  await dialog(page).getByLabel("Nom du territoire").fill("Mon secteur");
  await dialog(page).getByLabel("Ajouter par la recherche").fill("gueret");
  await dialog(page).getByRole("button", { name: "Ajouter Guéret" }).first().click();
  await expect(dialog(page).getByRole("button", { name: "Retirer Guéret" }).first()).toBeVisible();
  await dialog(page).getByText("Intercommunalités, par nom").click();
  await dialog(page).getByLabel("Lettres du nom").fill("grand gueret");
  await dialog(page).getByRole("checkbox").last().check();
  await dialog(page).getByRole("button", { name: "Bretagne : ses départements, un par un" }).click();
  await dialog(page).getByRole("checkbox", { name: "Finistère" }).check();
  await expect(page).toHaveURL(/zone=commune:23096,epci:\d+,departement:29/);
  await expect(page).toHaveURL(/nom=Mon%20secteur/);
  // The commune lies in the EPCI: it is counted once, and that is said.
  await expect(dialog(page)).toContainText(/Guéret est déjà dans «.*Grand Guéret\s»\s: compté une seule fois\./);
  await expect(dialog(page).getByRole("heading", { name: "3 territoires" })).toBeVisible();
  await dialog(page).locator(".members").getByRole("button", { name: "Retirer Guéret" }).click();
  await dialog(page).getByRole("checkbox", { name: "Finistère" }).uncheck();
  await expect(page).toHaveURL(/zone=epci:\d+(&|$)/);
  await dialog(page).getByRole("button", { name: "Tout retirer" }).click();
  await expect(page).not.toHaveURL(/zone=/);
  await page.keyboard.press("Escape");
  await visitor.button("Choisir mon territoire").click();
  await expect(dialog(page).getByLabel("Nom du territoire")).toHaveValue("");
});

test("on the map: by clicks, by keyboard, and from a sheet", async ({ visitor, page }) => {
  await visitor.opens("?c=48.2,-3,7.2&niveau=departement");
  await visitor.waitsForMap();
  await visitor.button("Choisir mon territoire").click();
  await dialog(page).getByRole("button", { name: "Choisir sur la carte" }).click();
  await expect(page.locator(".banner")).toContainText("cliquez sur une zone de la carte (niveau : département)");
  const click = async (lng: number, lat: number): Promise<void> => {
    const { x, y } = await visitor.pointOf(lng, lat);
    await page.mouse.click(x, y);
  };
  await click(-2.9, 48.4);
  await expect(page).toHaveURL(/zone=departement:22/);
  await click(-4, 48.3);
  await expect(page).toHaveURL(/zone=departement:22,departement:29/);
  // Nothing is selected meanwhile, and what is outlined is what was chosen.
  await expect(visitor.sheet).toHaveCount(0);
  const outlined = (): Promise<string> =>
    page.evaluate(() => {
      const { ifnMap } = globalThis as unknown as { ifnMap: { getFilter(id: string): unknown } };
      return JSON.stringify(ifnMap.getFilter("zone-departement"));
    });
  await expect.poll(outlined).toContain('["22","29"]');
  await click(-2.9, 48.4);
  await expect(page).toHaveURL(/zone=departement:29/);
  await expect(page.locator(".maplibregl-canvas")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/zone=departement:29,departement:\d\d/);
  await page.keyboard.press("Escape");
  await expect(dialog(page).getByRole("heading", { name: "2 territoires" })).toBeVisible();
  await page.keyboard.press("Escape");
  await visitor.searches("gueret", /Guéret/);
  await visitor.reads("Guéret");
  await visitor.sheet.getByRole("button", { name: "Ajouter à mon territoire" }).click();
  await expect(page).toHaveURL(/commune:23096/);
  const button = visitor.sheet.getByRole("button", { name: "Dans mon territoire" });
  await expect(button).toHaveAttribute("aria-pressed", "true");
  const place = await visitor.asks<{ in_zone: { rank: number; scored: number } }>(
    `api/v1/territories/commune/23096?format=json&zone=${new URL(page.url()).searchParams.get("zone")}`,
  );
  await expect(visitor.sheet.locator(".sheet-summary")).toContainText(
    `rang ${french(place.in_zone.rank)} sur ${french(place.in_zone.scored)} dans mon territoire`,
  );
  await button.click();
  await expect(page).not.toHaveURL(/zone=[^&]*commune:23096/);
});

test("kept in the file that the command reads, and opened from it", { tag: "@whole" }, async ({ visitor, page }) => {
  await visitor.opens("?zone=region:53,epci:200034825&nom=L’Ouest");
  await visitor.button("Changer mon territoire").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog(page).getByRole("button", { name: "Enregistrer dans un fichier" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("L-Ouest.json");
  const text = await readFile(await download.path(), "utf8");
  expect(JSON.parse(text)).toEqual({ name: "L’Ouest", members: ["region:53", "epci:200034825"] });
  await dialog(page).getByRole("button", { name: "Tout retirer" }).click();
  const open = async (buffer: string): Promise<void> => {
    const file = { name: "zone.json", mimeType: "application/json", buffer: Buffer.from(buffer) };
    await dialog(page).getByLabel("Ouvrir un fichier").setInputFiles(file);
  };
  for (const [wrong, said] of [
    ["{", "Ce fichier n’est pas un territoire."],
    ["[]", "Ce fichier n’est pas un territoire."],
    ['{"members":["22"]}', "Ce fichier contient un membre qui n’est pas compris : « 22 »."],
    ['{"name":"","members":["region:53"]}', "Ce fichier n’est pas un territoire."],
    [JSON.stringify({ members: Array(501).fill("region:53") }), "Un territoire a 500 membres au plus."],
    [" ".repeat(70_000), "Ce fichier est trop grand"],
  ] as const) {
    await open(wrong);
    await expect(dialog(page).getByRole("alert")).toContainText(said);
    await expect(page).not.toHaveURL(/zone=/);
  }
  await open(`\uFEFF${text}`);
  await expect(dialog(page).getByRole("alert")).toHaveCount(0);
  await expect(page).toHaveURL(/zone=region:53,epci:200034825&nom=/);
});

test("a member that there is not is said, with those that may be meant", async ({ visitor, page }) => {
  const said = page.getByRole("alert").filter({ hasText: /zone/i });
  await visitor.opens("?zone=departement:22,departement:Finistere&vue=tableau&niveau=commune");
  await expect(said).toContainText("La zone « departement:Finistere » n’existe pas dans ces résultats");
  await expect(visitor.table).toHaveCount(0);
  await visitor.button("Finistère (département 29)").click();
  await expect(page).toHaveURL(/zone=departement:22,departement:29/);
  await expect(page.getByRole("heading", { name: "Communes, Côtes-d’Armor et Finistère" })).toBeVisible();
  await expect(said).toHaveCount(0);
  // Without the member at fault, or with one that is not even written as one.
  await visitor.opens("?zone=departement:22,departemnt,departement:22&vue=tableau&niveau=commune");
  await expect(said).toContainText("« departemnt »");
  await visitor.button("Continuer sans « departemnt »").click();
  await expect(page.getByRole("heading", { name: "Communes, Côtes-d’Armor" })).toBeVisible();
  // Given twice, it is counted once.
  await visitor.button("Changer mon territoire").click();
  await expect(dialog(page)).toContainText("Donné plusieurs fois, compté une seule fois : Côtes-d’Armor.");
  const many = Array.from({ length: 501 }, (_, i) => `commune:${10_000 + i}`).join(",");
  await visitor.opens(`?zone=${many}&vue=tableau`);
  await expect(page.getByRole("alert").filter({ hasText: "501 territoires à la fois" })).toBeVisible();
  visitor.complaints.length = 0;
});

test("a former code among the members leads to the one of now", async ({ visitor, page }) => {
  await visitor.opens("?zone=commune:93059,departement:23&vue=tableau&niveau=commune");
  await expect(page).toHaveURL(/zone=commune:93066,departement:23/);
  await expect(page.locator("#table")).toContainText(
    "93059 Pierrefitte-sur-Seine fait maintenant partie de Saint-Denis (93066).",
  );
});

test("gaps, comparison and files are of the territory", async ({ visitor, page }) => {
  const zone = "departement:23,departement:87";
  await visitor.opens(`?montrer=besoin&niveau=commune&zone=${zone}&nom=Limousin`);
  const list = page.getByRole("region", { name: "Les plus grands écarts entre besoin et offre" });
  const worst = await visitor.asks<Summary>(
    `api/v1/gaps/commune?zone=${zone}&sort=-gap&min_population=1000&limit=5&columns=code,name`,
  );
  await expect(list.getByRole("listitem").first().getByRole("button")).toHaveText(String(worst.units[0]?.["name"]));
  await expect(list).toContainText(
    `${french(worst.left_out)} communes de moins de 1 000 habitants`.replace(/ (?=\d{3} h)/, "\u202f"),
  );
  await visitor.goesTo("Tableau");
  await expect(visitor.table.getByRole("columnheader", { name: "Rang de l’écart dans mon territoire" })).toBeVisible();
  await page.locator(".exports summary").click();
  const link = page.locator("[data-format=csv]");
  await expect(link).toHaveAttribute("href", /zone=departement%3A23%2Cdepartement%3A87.*min_population=1000/);
  await visitor.opens(`?vue=comparer&comparer=commune:23096,commune:93066&zone=${zone}&nom=Limousin`);
  const row = page.locator("#compare tbody tr").filter({ hasText: "Rang dans mon territoire" });
  await expect(row.locator("td").nth(0)).toContainText(/rang \d+ sur \d+ dans mon territoire \(Limousin\)/);
  await expect(row.locator("td").nth(1)).toHaveText("–");
});

test.describe("on a phone and at 400 %", () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test("the dialog fits, and the territory is said above the map", async ({ visitor, page }) => {
    await visitor.opens(`?zone=${BRETAGNE}&nom=Hub Bretagne`);
    await expect(chip(page)).toContainText("Hub Bretagne");
    await visitor.button("Changer mon territoire").click();
    await expect(dialog(page).getByRole("heading", { name: "4 territoires" })).toBeVisible();
    await dialog(page).getByRole("button", { name: "Bretagne : ses départements, un par un" }).click();
    for (const height of [640, 256]) {
      await page.setViewportSize({ width: 320, height });
      const wide = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.querySelector("dialog")?.scrollWidth ?? 0,
      ]);
      expect(Math.max(...wide)).toBeLessThanOrEqual(320);
    }
    await visitor.shot("zone-320");
    await page.setViewportSize({ width: 320, height: 640 });
    await dialog(page).getByRole("button", { name: "Choisir sur la carte" }).click();
    await expect(visitor.button("Terminé")).toBeInViewport();
  });
});

// A place as people type it: a postal code, a former name, an address; and a town by its quarters.

import type { Locator, Page } from "@playwright/test";
import type { Sheet } from "../src/api/types";
import { audit } from "./axe";
import { expect, test } from "./driver";

/** What the search field lists. */
const found = (page: Page): Locator => page.getByRole("listbox", { name: /Chercher/ }).getByRole("option");

test("a social worker: 97400, the nearest places, the printed page", async ({ visitor, page }) => {
  await visitor.opens("?orienter=1");
  await page.evaluate(() => (globalThis.print = () => Object.assign(globalThis, { printed: true })));
  const began = Date.now();
  await visitor.search.fill("97400");
  await expect(found(page).first()).toContainText("97400 est un code postal de Saint-Denis");
  await visitor.search.press("Enter");
  await expect(page.locator(".proposed > li")).toHaveCount(3);
  await page.locator("#sheet").getByRole("button", { name: "Imprimer" }).click();
  await page.waitForFunction(() => (globalThis as unknown as { printed?: boolean }).printed);
  expect(Date.now() - began).toBeLessThan(20_000);
});

test("all communes of a postal code are listed, and none is chosen in silence", async ({ visitor, page }) => {
  const { results } = await visitor.asks<{ results: { name: string }[] }>("api/v1/search?q=23000&limit=50");
  expect(results.length).toBeGreaterThan(10);
  await visitor.opens();
  await visitor.search.fill("23000");
  // Before the answer comes: it would be the first of many.
  await visitor.search.press("Enter");
  await expect(found(page)).toHaveCount(results.length);
  for (const [i, { name }] of results.entries()) await expect(found(page).nth(i)).toContainText(name);
  // Nor after it.
  await visitor.search.press("Enter");
  await expect(found(page)).toHaveCount(results.length);
  await expect(page).not.toHaveURL(/sel=/);
  await found(page).filter({ hasText: "Anzême" }).click();
  await visitor.reads("Anzême");
  await expect(visitor.sheet).toContainText("23000 est un code postal d’Anzême (");
});

test("each result says why it was found, and a list that is cut says so", async ({ visitor, page }) => {
  await visitor.opens();
  for (const [text, said] of [
    ["200054781", /Métropole du Grand Paris.*intercommunalité \(EPCI\).*par son numéro SIREN/s],
    ["23096", /Guéret.*par son code/s],
    ["Pierrefitte-sur-Seine", /Saint-Denis.*93059 Pierrefitte-sur-Seine fait maintenant partie de Saint-Denis/s],
    ["Paris 12e", /Paris.*75112 Paris 12e Arrondissement fait partie de Paris/s],
    ["St Denis 93", /Saint-Denis.*93066/s],
  ] as const) {
    await visitor.search.fill(text);
    await expect(found(page).first(), text).toHaveText(said);
  }
  await visitor.search.fill("saint");
  await expect(found(page).last()).toContainText(/Seuls les 8 premiers sont listés\s:/);
  await audit(visitor);
});

const HOST = "adresses.example.fr";
const FOUND = {
  asked: HOST,
  said: "",
  results: [
    {
      label: "8 Rue de la Paix 23000 Guéret",
      kind: "housenumber",
      score: 0.9,
      lon: 1.87,
      lat: 46.17,
      commune: { level: "commune", code: "23096", name: "Guéret" },
    },
  ],
};

test("an address leaves this server only when a person asks, and they are told where it goes", async ({
  visitor,
  page,
}) => {
  const sent: string[] = [];
  await page.route("**/health", async (route) => {
    const health = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...health, addresses: HOST } });
  });
  await page.route("**/api/v1/addresses", async (route) => {
    sent.push(route.request().postData() ?? "");
    await route.fulfill({ json: FOUND });
  });
  await visitor.opens();
  const text = "8 rue de la paix gueret";
  await visitor.search.fill(text);
  const offer = found(page).filter({ hasText: `Chercher l’adresse «\u202f${text}\u202f»` });
  await expect(offer).toContainText(`Le texte sera envoyé à ${HOST}.`);
  expect(sent).toEqual([]);
  await offer.click();
  await expect(found(page).first()).toContainText("8 Rue de la Paix 23000 Guéret");
  expect(sent).toEqual([JSON.stringify({ q: text })]);
  await expect(found(page).last()).toContainText(`Adresses envoyées par ${HOST}, qui a reçu le texte saisi.`);
  await audit(visitor);
  await found(page).first().click();
  await visitor.reads("Guéret");
  // Where someone is, the address itself counts.
  await visitor.opens("?orienter=1");
  await visitor.search.fill(text);
  await offer.click();
  await found(page).first().click();
  await expect(page).toHaveURL(/orienter=46\.17,1\.87/);
});

test("a geocoder that does not answer is not the server that is away", async ({ visitor, page }) => {
  await page.route("**/health", (route) => route.fulfill({ json: { status: "ok", addresses: HOST } }));
  await page.route("**/api/v1/addresses", (route) => route.fulfill({ status: 502, json: { detail: "no answer" } }));
  await visitor.opens();
  await visitor.search.fill("8 rue de la paix");
  await found(page).filter({ hasText: "Chercher l’adresse" }).click();
  await expect(page.getByText("La recherche d’adresses ne répond pas pour l’instant.").first()).toBeVisible();
  await expect(page.getByText("Le serveur ne répond pas")).toHaveCount(0);
  visitor.complaints.length = 0;
});

test("no address is looked for where the owner did not allow it", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.search.fill("8 rue de la paix gueret");
  await expect(page.getByText(/Aucun territoire ne répond à/)).toBeVisible();
  await expect(page.getByText(/Chercher l’adresse/)).toHaveCount(0);
});

test("a town by its quarters: how many stand high, the first of them, each with its sheet", async ({
  visitor,
  page,
}) => {
  const { units, total } = await visitor.asks<{ units: { decile: number | null }[]; total: number }>(
    "api/v1/scores/iris?zone=commune:93066&columns=code,decile&limit=1000",
  );
  const low = units.filter(({ decile }) => decile !== null && decile <= 2).length;
  await visitor.opens("?sel=commune:93066");
  await visitor.reads("Saint-Denis");
  const quarters = visitor.sheet.getByRole("region", { name: `Dans cette commune, ${total} quartiers (IRIS)` });
  await expect(quarters).toContainText(
    new RegExp(`${low} parmi les 20\\s% de quartiers de France où l’indice est le plus faible`),
  );
  await expect(quarters.getByRole("list").last().getByRole("listitem")).toHaveCount(5);
  const first = quarters.getByRole("button").first();
  const name = ((await first.textContent()) ?? "").trim();
  await first.click();
  await visitor.reads(name);
  await expect(page).toHaveURL(/sel=iris:/);
  // It has no contour here: its commune is outlined, and that is said.
  await expect(visitor.sheet).toContainText(
    /Le contour de ce quartier n’est pas connu\s: la carte entoure sa commune, Saint-Denis\./,
  );
  const outlined = await page.evaluate(() => {
    const { ifnMap: map } = globalThis as unknown as { ifnMap: import("maplibre-gl").Map };
    return [map.getLayoutProperty("selected-commune", "visibility"), JSON.stringify(map.getFilter("selected-commune"))];
  });
  expect(outlined).toEqual(["visible", JSON.stringify(["in", ["get", "code"], ["literal", ["93066"]]])]);
  await audit(visitor);
  // By a link too the map goes where the commune is.
  await visitor.opens(`?sel=${new URL(page.url()).searchParams.get("sel")}`);
  await expect.poll(() => visitor.zoom()).toBeGreaterThan(9);
});

test("a town without quarters says why", async ({ visitor, page }) => {
  // Of more than 5,000 inhabitants, and one IRIS.
  const { units } = await visitor.asks<{ units: { code: string; name: string; population: number }[] }>(
    "api/v1/scores/commune?sort=population&min_population=5000&limit=3&columns=code,name,population",
  );
  let whole: Sheet | null = null;
  for (const { code } of units) {
    const { total } = await visitor.asks<{ total: number }>(`api/v1/scores/iris?zone=commune:${code}&limit=1`);
    if (total < 2) whole ??= await visitor.asks<Sheet>(`api/v1/territories/commune/${code}?format=json`);
  }
  if (!whole) throw new Error("a commune of one IRIS is expected");
  await visitor.opens(`?sel=commune:${whole.code}`);
  await expect(visitor.sheet).toContainText("Cette commune n’est pas découpée en quartiers (IRIS)");
  await page.route("**/api/v1/levels", async (route) => {
    const levels = (await (await route.fetch()).json()) as { levels: { id: string }[] };
    await route.fulfill({ json: { ...levels, levels: levels.levels.filter((l) => l.id !== "iris") } });
  });
  await visitor.opens("?sel=commune:93066");
  await expect(visitor.sheet).toContainText("Ces résultats ne sont pas calculés pour les quartiers (IRIS)");
});

// Places of help, and where to send someone, as a social worker asks it.

import type { Map as MapLibre } from "maplibre-gl";
import type { Access, Places } from "../src/api/types";

import { phone } from "../src/i18n/format";
import { expect, test, type Visitor } from "./driver";

const GUERET = "?lieux=1&c=46.17,1.872,13.2";

const card = (visitor: Visitor) => visitor.page.getByRole("complementary", { name: "Fiche du lieu" });
const proposals = (visitor: Visitor) => visitor.page.getByRole("complementary", { name: "Où orienter quelqu’un ?" });

const nearest = (visitor: Visitor, query: string): Promise<Places> => visitor.asks<Places>(`api/v1/places?${query}`);

/** Pages of what is printed. */
async function pages(visitor: Visitor, name: string): Promise<number> {
  const pdf = await visitor.page.pdf({ preferCSSPageSize: true, path: `../target/screenshots/${name}.pdf` });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

test("a social worker: from a commune to the three nearest places, on one page", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.searches("gueret", /Guéret/);
  await visitor.reads("Guéret");
  await visitor.sheet.getByRole("button", { name: "Où orienter quelqu’un ?" }).click();
  const list = proposals(visitor);
  await expect(list.getByRole("heading", { name: "Guéret : les lieux les plus proches" })).toBeFocused();
  await expect(page).toHaveURL(/orienter=commune:23096/);
  const { places, total } = await nearest(visitor, "commune=23096&limit=6");
  const items = list.locator(".proposed > li");
  await expect(items).toHaveCount(3);
  for (const [i, place] of places.slice(0, 3).entries()) {
    await expect(items.nth(i).getByRole("heading")).toHaveText(place.nom);
    await expect(items.nth(i)).toContainText(/à [\d,]+\s(km|m) du centre géographique de la commune/);
    if (place.adresse) await expect(items.nth(i)).toContainText(place.adresse);
    if (place.week) await expect(items.nth(i)).toContainText(/ de \d+\sh/);
    if (place.telephone)
      await expect(items.nth(i).getByRole("link", { name: phone(place.telephone) })).toHaveAttribute(
        "href",
        /^tel:\+?\d+$/,
      );
  }
  await visitor.waitsForMap();
  await visitor.shot("orient");
  expect(await pages(visitor, "map-orient")).toBe(1);
  expect(total).toBeGreaterThan(6);
  await list.getByRole("button", { name: "Afficher plus" }).click();
  await expect(items).toHaveCount(6);
  expect(await pages(visitor, "map-orient-more")).toBe(1);
  await page.emulateMedia({ media: "print" });
  await expect(items.nth(2)).toBeVisible();
  await expect(items.nth(3)).toBeHidden();
  await expect(page.locator(".map-box")).toBeHidden();
  // Paper says from where as the screen does.
  await expect(items.first()).toContainText(/à [\d,]+\s(km|m) du centre géographique de la commune/);
  await expect(list.getByText("à partir du centre géographique de la commune")).toBeVisible();
  await expect(list).toContainText(/Imprimé le \d+\S* \S+ \d{4}/);
  await expect(list).toContainText("orienter=commune:23096");
  await page.emulateMedia({ media: "screen" });
  // Another commune, by the search; a point, by the map.
  await visitor.searches("aubusson", /Aubusson.*Creuse/);
  await expect(list.getByRole("heading", { name: /^Aubusson/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await visitor.reads("Guéret");
});

test("from a point of the map, by a click and by keyboard", async ({ visitor, page }) => {
  await visitor.opens("?c=46.17,1.87,10");
  await visitor.button("Où orienter quelqu’un ?").click();
  await expect(proposals(visitor)).toContainText("Cherchez une commune ou un code postal, ou touchez la carte");
  await visitor.waitsForMap();
  const at = await visitor.pointOf(1.87, 46.17);
  await page.mouse.click(at.x, at.y);
  await expect(page).toHaveURL(/orienter=46\.1\d*,1\.8\d*/);
  await expect(proposals(visitor).locator(".proposed > li")).toHaveCount(3);
  await expect(proposals(visitor).locator(".proposed > li").first()).toContainText("du point choisi");
  await visitor.waitsForMap();
  await visitor.button("Choisir un point").click();
  await expect(page.locator(".maplibregl-canvas")).toBeFocused();
  const before = page.url();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).not.toBe(before);
  await expect(proposals(visitor).getByRole("heading", { level: 2 })).toBeFocused();
});

test("places on the map: numbers go apart, a dot opens its card, so does the list", async ({ visitor, page }) => {
  await visitor.opens("?lieux=1&c=46.17,1.87,8");
  await visitor.waitsForPlaces();
  const cluster = await page.evaluate(() => {
    const map = (globalThis as unknown as { ifnMap: MapLibre }).ifnMap;
    const { x, y } = map.project(map.getCenter());
    // In the middle, where nothing lies over the map.
    const [one] = map.queryRenderedFeatures(
      [
        [x - 120, y - 120],
        [x + 120, y + 120],
      ],
      { layers: ["places-clusters"] },
    );
    const [lng = NaN, lat = NaN] = one?.geometry.type === "Point" ? one.geometry.coordinates : [];
    return { n: Number(one?.properties["n"]), lng, lat, zoom: map.getZoom() };
  });
  expect(cluster.n).toBeGreaterThan(1);
  const at = await visitor.pointOf(cluster.lng, cluster.lat);
  await page.mouse.click(at.x, at.y);
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { ifnMap: MapLibre }).ifnMap.getZoom()))
    .toBeCloseTo(cluster.zoom + 2, 1);

  const {
    places: [place],
  } = await nearest(visitor, "commune=23096&limit=1");
  if (!place) throw new Error("no place in Guéret");
  await visitor.opens(`?lieux=1&c=${place.latitude},${place.longitude},14`);
  await visitor.waitsForPlaces();
  const dot = await visitor.pointOf(place.longitude, place.latitude);
  await page.mouse.click(dot.x, dot.y);
  const one = card(visitor);
  await expect(one.getByRole("heading", { level: 2, name: place.nom })).toBeFocused();
  await expect(page).toHaveURL(/lieu=/);
  for (const text of [place.adresse, place.telephone && phone(place.telephone)])
    if (text) await expect(one).toContainText(text);
  await expect(one).toContainText(/Du lundi au|Lundi|Mardi/i);
  await expect(one).toContainText(/Source\s: /);
  // The link shows the same; Escape closes it.
  await page.reload();
  await visitor.seesMap();
  await expect(one.getByRole("heading", { level: 2, name: place.nom })).toBeVisible();
  await visitor.shot("card");
  await page.keyboard.press("Escape");
  await expect(one).toHaveCount(0);
  const list = page.getByRole("region", { name: "Lieux d’accueil et d’aide sur la carte" });
  await expect(list.getByRole("status")).toHaveText(/^\d+ lieux? en vue$/);
  await list.getByRole("button", { name: place.nom, exact: true }).press("Enter");
  await expect(one.getByRole("heading", { level: 2, name: place.nom })).toBeFocused();
});

test("filters are in the address, on the map, in the lists", async ({ visitor, page }) => {
  // What the embedded inventory does not tell its places apart by.
  const facet = (id: string, label: string) => [{ id, label, places: 12 }];
  await page.route("**/api/v1/access", async (route) => {
    const access = (await (await route.fetch()).json()) as Access;
    await route.fulfill({
      json: {
        ...access,
        services: facet("demarches", "Aide aux démarches administratives"),
        publics: facet("seniors", "Seniors"),
        frais: facet("gratuit", "Gratuit"),
        programmes: facet("france-services", "France Services"),
      },
    });
  });
  const asked: URL[] = [];
  await page.route(/\/(api\/v1\/(places|gaps\/\w+)|tiles\/places\/.*)\?/, async (route) => {
    const url = new URL(route.request().url());
    asked.push(new URL(url));
    if (url.pathname.includes("/tiles/")) {
      // Slower than the choices below: what was asked for before must not stand for what is asked now.
      await new Promise((after) => setTimeout(after, 1500));
      return route.fulfill({ status: 204 });
    }
    if (url.pathname.includes("/gaps/")) return route.fulfill({ json: { total: 0, count: 0, units: [], columns: {} } });
    for (const name of ["service", "public", "frais", "programme"]) url.searchParams.delete(name);
    return route.fulfill({ response: await route.fetch({ url: url.href }) });
  });
  await visitor.opens(GUERET);
  await page.getByText("Filtrer les lieux").click();
  for (const [label, value] of [
    ["Service recherché", "demarches"],
    ["Public visé", "seniors"],
    ["Coût", "gratuit"],
    ["Programme national", "france-services"],
  ] as const) {
    await page.getByLabel(label).selectOption(value);
  }
  await page.getByLabel("Ouvert maintenant").check();
  await expect(page).toHaveURL(/service=demarches&public=seniors&frais=gratuit&programme=france-services&ouvert=1/);
  const wanted = "service=demarches&public=seniors&frais=gratuit&programme=france-services&open=now";
  await expect
    .poll(() =>
      asked
        .filter((url) => url.search.includes(wanted))
        .map((url) => (url.pathname.includes("/tiles/") ? "tiles" : "list")),
    )
    .toEqual(expect.arrayContaining(["tiles", "list"]));
  await visitor.button("Besoin et offre").click();
  await expect
    .poll(() => asked.some((url) => /gaps\/\w+$/.test(url.pathname) && url.searchParams.get("service") === "demarches"))
    .toBe(true);
  await page.reload();
  await visitor.seesMap();
  await expect(page.getByLabel("Public visé")).toHaveValue("seniors");
  await expect(page.getByLabel("Ouvert maintenant")).toBeChecked();
  // The page first: what it still asks for with filters that no place has would be refused.
  await page.goto("about:blank");
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

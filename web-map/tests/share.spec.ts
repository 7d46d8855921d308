import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test } from "./driver";

test("a link shows just that to a colleague", async ({ visitor, page, browser }) => {
  await visitor.opens("?c=48.91,2.48,10.5");
  await visitor.opensSettings();
  await visitor.slider("Âge de la population").press("ArrowRight");
  await visitor.searches("coubron", /Coubron/);
  await visitor.reads("Coubron");
  await visitor.waitsForMap();
  const rank = await visitor.sheet.locator(".figures li").first().textContent();
  const deciles = await visitor.deciles("commune");
  await visitor.sheet.getByRole("button", { name: "Partager" }).click();
  const link = await page.getByLabel("Lien vers exactement cette vue").inputValue();
  expect(link).toContain("poids=age:4");
  expect(link).toContain("sel=commune:93015");
  await page.getByRole("dialog").press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  const colleague = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await colleague.goto(link);
  await colleague.waitForFunction(() => performance.getEntriesByName("map-painted").length > 0);
  await expect(colleague.getByRole("heading", { level: 2, name: "Coubron" })).toBeVisible();
  expect(await colleague.locator(".figures li").first().textContent()).toBe(rank);
  await expect(colleague.getByText("Réglages personnalisés.")).toBeVisible();
  const map = await colleague.evaluate(() => {
    const { ifnMap } = globalThis as unknown as {
      ifnMap: { getCenter(): { lng: number; lat: number }; getZoom(): number };
    };
    return { ...ifnMap.getCenter(), zoom: ifnMap.getZoom() };
  });
  const [lat = 0, lng = 0, zoom = 0] = (new URL(link).searchParams.get("c") ?? "").split(",").map(Number);
  expect(Math.abs(map.lat - lat) + Math.abs(map.lng - lng) + Math.abs(map.zoom - zoom)).toBeLessThan(0.02);
  await colleague.close();
  expect(Object.keys(deciles).length).toBeGreaterThan(10);
});

test("embedded in another page: the map, its legend, a way to all of it", async ({ visitor, page, server }) => {
  const elsewhere = createServer((_, response) =>
    response
      .setHeader("content-type", "text/html")
      .end(`<iframe src="${server.url}?embed=1&niveau=departement" width="800" height="600"></iframe>`),
  );
  await new Promise<void>((done) => elsewhere.listen(0, "127.0.0.1", done));
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/page.html`);
  const frame = page.frameLocator("iframe");
  await expect(frame.locator(".legend")).toBeInViewport();
  await expect
    .poll(async () => (await frame.locator(".maplibregl-canvas").boundingBox())?.height ?? 0)
    .toBeGreaterThan(500);
  await expect(frame.getByRole("combobox")).toHaveCount(0);
  await expect(frame.getByText(/par département\. Plus foncé/)).toBeVisible();
  const full = frame.getByRole("link", { name: "Ouvrir la carte complète" });
  await expect(full).toBeVisible();
  expect(await full.getAttribute("href")).not.toContain("embed");
  const inside = page.frames()[1];
  await inside?.waitForFunction(() => performance.getEntriesByName("map-painted").length > 0);
  await visitor.shot("embed");
  elsewhere.close();
});

test("a picture of the map with its legend and sources", async ({ visitor, page, browser }) => {
  await visitor.opens();
  await visitor.button("Partager").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    visitor.button("Image de la carte (PNG)").click(),
  ]);
  const bytes = await readFile(await download.path());
  expect(download.suggestedFilename()).toBe("ifn-departement.png");
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  await download.saveAs("../target/screenshots/map-export.png");
  // The map is in it: many colours of the ramp, not one ground.
  const blank = await browser.newPage();
  const colours = await blank.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const to = canvas.getContext("2d");
    to?.drawImage(image, 0, 0);
    const seen = new Set<number>();
    const { data: pixels } = to?.getImageData(0, 0, image.width, image.height) ?? { data: new Uint8ClampedArray() };
    for (let i = 0; i < pixels.length; i += 40)
      seen.add(((pixels[i] ?? 0) << 16) | ((pixels[i + 1] ?? 0) << 8) | (pixels[i + 2] ?? 0));
    return [...seen];
  }, bytes.toString("base64"));
  await blank.close();
  for (const colour of [0x381f63, 0xe3f3ec, 0x8bc8cf, 0xffffff]) expect(colours).toContain(colour);
});

test("back and forward lead through what was looked at", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.searches("creuse", /Creuse.*département/);
  await visitor.reads("Creuse");
  await visitor.goesTo("Tableau");
  await page.goBack();
  await expect(page.locator("#table")).toHaveCount(0);
  await visitor.reads("Creuse");
  await page.goBack();
  await expect(visitor.sheet).toHaveCount(0);
  await page.goForward();
  await visitor.reads("Creuse");
});

test("an address that was cut or made up still shows something", async ({ visitor, page }) => {
  await visitor.opens(
    "?vue=quoi&niveau=%3Cscript%3E&sel=commune&poids=nimporte:9,age:x&c=900,1,2&tri=%27;drop&cadre=1,2,3&comparer=a,b,,",
  );
  await expect(page.locator(".level-chip")).toContainText("Départements");
  await expect(visitor.sheet).toHaveCount(0);
  await visitor.opens("?poids=revenu:5,age:4&niveau=canton");
  await expect(page.getByText("Ce lien demande un réglage que cette méthode n’a pas")).toBeVisible();
  await expect(page.getByText("Réglages personnalisés.")).toBeVisible();
});

test("what a link asks for in vain is said until it was read", async ({ visitor, page }) => {
  const said = page.getByRole("alert").filter({ hasText: /lien|zone/i });
  await visitor.opens("?zone=departemnt:23&vue=tableau&niveau=commune");
  await expect(page.getByRole("heading", { name: "Territoire inconnu : departemnt:23" })).toBeVisible();
  // Nothing is listed, no file is offered, and the address stays, until the person chooses.
  await expect(visitor.table).toHaveCount(0);
  await expect(page.locator(".exports")).toHaveCount(0);
  await visitor.waitsForMap();
  await expect(page).toHaveURL(/zone=departemnt:23/);
  await visitor.button("département 23").click();
  await expect(page.getByRole("heading", { name: "Communes, Creuse" })).toBeVisible();
  await visitor.opens("?zone=departemnt&sel=commune&tri=%27;drop");
  await expect(said).toContainText("La zone de ce lien (« departemnt ») n’est pas comprise");
  await expect(said).toContainText("sel=commune et tri=';drop");
  // A territory that is well written and does not exist: nothing is listed in its name.
  for (const query of ["?zone=departement:999", "?zone=departement:999&vue=tableau&niveau=commune"]) {
    await visitor.opens(query);
    await expect(said).toContainText("La zone « departement:999 » n’existe pas dans ces résultats");
  }
  await expect(page.getByRole("heading", { name: "Territoire inconnu : departement:999" })).toBeVisible();
  await visitor.button("Montrer tous les territoires").click();
  await expect(page.getByText(/^100 lignes sur 10.031$/)).toBeVisible();
  await expect(said).toHaveCount(0);
  await expect(page).not.toHaveURL(/zone=/);
  visitor.complaints.length = 0;
});

test("what a link leads to does not lie under the legend", async ({ visitor, page }) => {
  for (const query of ["?niveau=commune&zone=departement:23", "?niveau=commune&sel=departement:33"]) {
    await visitor.opens(query);
    await visitor.waitsForMap();
    const code = query.slice(-2);
    const unit = await visitor.asks<{ bbox: [number, number, number, number] }>(
      `api/v1/territories/departement/${code}?format=json`,
    );
    const [west, south, east, north] = unit.bbox;
    const [from, to] = [await visitor.pointOf(west, north), await visitor.pointOf(east, south)];
    const legend = await page.locator(".legend").boundingBox();
    if (!legend) throw new Error("no legend");
    expect(to.y < legend.y || from.x > legend.x + legend.width, query).toBe(true);
    const stage = await page.locator("#map").boundingBox();
    expect(from.x).toBeGreaterThanOrEqual(stage?.x ?? 0);
  }
});

test("a level that is kept: the map goes where there is something to see", async ({ visitor, page }) => {
  const seen = (level: string): Promise<string[]> => visitor.deciles(level).then(Object.keys);
  const opens = async (query: string, level: string): Promise<void> => {
    await visitor.opens(query);
    if (query.includes("sel=")) await expect(visitor.sheet).toHaveAttribute("aria-busy", "false");
    await expect.poll(async () => (await seen(level)).length).toBeGreaterThan(20);
  };
  const share = (codes: string[], of: string): number =>
    codes.filter((code) => code.startsWith(of)).length / codes.length;
  await opens("?niveau=commune", "commune");
  expect((await seen("commune")).length).toBeGreaterThan(1000);
  // The whole view keeps to where the level is seen.
  await visitor.button("Vue d’ensemble").click();
  expect((await seen("commune")).length).toBeGreaterThan(1000);
  for (let i = 0; i < 4; i += 1) await visitor.button("Dézoomer").click();
  expect((await seen("commune")).length).toBeGreaterThan(1000);
  // It fits beside the legend: a fifth of what is seen, where one in a hundred and forty communes is there.
  for (const query of ["?niveau=commune&sel=departement:23", "?niveau=commune&zone=departement:23"]) {
    await opens(query, "commune");
    await expect.poll(async () => share(await seen("commune"), "23"), query).toBeGreaterThan(0.2);
  }
  // A région is wider than IRIS can be seen from: the map stays as near as they can.
  await opens("?niveau=iris&sel=region:84", "iris");
  expect((await seen("iris")).length).toBeGreaterThan(100);
  await expect(page.locator(".level-chip")).toHaveText(/IRIS/);
});

// A server, asked by the clients of maps: the `pmtiles` package over Range, MapLibre by TileJSON,
// the sheet printed by a browser. serve.mjs ORIGIN FOLDER leaves the pictures.
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import assert from "node:assert/strict";
import { PMTiles, FetchSource } from "pmtiles";
import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { launch, watched } from "./chromium.mjs";

const [origin, folder] = process.argv.slice(2);

const archive = new PMTiles(new FetchSource(`${origin}/tiles/territories.pmtiles`));
const header = await archive.getHeader();
assert.deepEqual([header.minZoom, header.maxZoom], [4, 12]);
const { data } = await archive.getZxy(8, 129, 91);
const stored = new VectorTile(new PbfReader(new Uint8Array(data)));
const sent = new VectorTile(new PbfReader(new Uint8Array(await (await fetch(`${origin}/tiles/territories/8/129/91.mvt`)).arrayBuffer())));
for (const layer of ["departement", "commune", "iris"]) assert.equal(sent.layers[layer].length, stored.layers[layer].length);
assert.equal((await fetch(`${origin}/tiles/territories/8/0/0.mvt`)).status, 204);

const browser = await launch();

// Pages of people: nothing may be refused by their policy, and sheets fit on two sheets of A4.
const { page, complaints } = await watched(browser);
page.on("response", (r) => r.status() >= 400 && complaints.push(`${r.status()} ${r.url()}`));
await page.setViewport({ width: 1000, height: 1400 });
await page.goto(`${origin}/recherche`);
await page.type("#q", "clermont fd");
await page.locator("#q").fill("clermont-ferrand");
await Promise.all([page.waitForNavigation(), page.click("button")]);
await Promise.all([page.waitForNavigation(), page.locator("tbody a").click()]);
assert.equal(await page.$eval("h1", (h) => h.textContent), "Clermont-Ferrand");
await page.screenshot({ path: join(folder, "serve-sheet.png") });
const pages = {};
for (const unit of ["commune/63113", "commune/93066", "iris/751186902", "epci/200054781", "departement/63", "region/84"]) {
  await page.goto(`${origin}/api/v1/territories/${unit}?format=html`);
  const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  pages[unit] = pdf.match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages[unit] <= 2, `${unit} prints on ${pages[unit]} pages`);
}
await page.goto(`${origin}/docs/`, { waitUntil: "networkidle0" });
await page.waitForSelector(".opblock");
assert.ok((await page.$$(".opblock")).length >= 14);
await page.screenshot({ path: join(folder, "serve-docs.png") });
assert.deepEqual(complaints, []);

// A map of another origin, by TileJSON, with scores of one's own.
const map = await browser.newPage();
await map.setViewport({ width: 800, height: 600 });
const library = new URL("node_modules/maplibre-gl/dist/maplibre-gl.mjs", import.meta.url).pathname;
assert.ok(existsSync(library));
const { createServer } = await import("node:http");
const { readFile } = await import("node:fs/promises");
const elsewhere = createServer(async (request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  if (path === "/") return response.writeHead(200, { "content-type": "text/html" }).end('<!doctype html><div id="map" style="position:fixed;inset:0"></div>');
  const file = new URL(`node_modules/maplibre-gl/dist${path}`, import.meta.url).pathname;
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": "text/javascript" }).end(await readFile(file));
});
await new Promise((done) => elsewhere.listen(0, "127.0.0.1", done));
const shown = {};
for (const [name, query] of Object.entries({ built: "", own: "?weights=age:9" })) {
  await map.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
  shown[name] = await map.evaluate(async (url) => {
    const module = await import("/maplibre-gl.mjs");
    const lib = module.default ?? module;
    const errors = [];
    const shades = ["#f2f7f5", "#dcebe8", "#c0dcdb", "#a3cbd0", "#86b8c6", "#6da2bb", "#5a8aae", "#4d709e", "#43558a", "#383a70"];
    const map = new lib.Map({
      container: "map", center: [3.08, 45.78], zoom: 8.4, fadeDuration: 0, attributionControl: false,
      canvasContextAttributes: { preserveDrawingBuffer: true },
      style: { version: 8, sources: { t: { type: "vector", url } }, layers: [
        { id: "fill", type: "fill", source: "t", "source-layer": "commune",
          paint: { "fill-color": ["case", ["has", "decile"], ["to-color", ["at", ["-", ["get", "decile"], 1], ["literal", shades]]], "#bbb"] } }] },
    });
    map.on("error", (e) => errors.push(String(e.error?.message ?? e.error)));
    await new Promise((done) => map.once("idle", done));
    const deciles = {};
    for (const f of map.queryRenderedFeatures({ layers: ["fill"] })) deciles[f.properties.code] = f.properties.decile;
    return { errors, deciles };
  }, `${origin}/tiles/territories.json${query}`);
  assert.deepEqual(shown[name].errors, []);
  await map.screenshot({ path: join(folder, `serve-map-${name}.png`) });
}
const codes = Object.keys(shown.built.deciles);
assert.ok(codes.length > 200, `${codes.length} communes`);
const moved = codes.filter((c) => shown.built.deciles[c] !== shown.own.deciles[c]);
assert.ok(moved.length > 20, `${moved.length} of ${codes.length} moved`);
// The map shows what scoring anew answers.
const reply = await fetch(`${origin}/api/v1/score`, {
  method: "POST", headers: { "content-type": "application/json" },
  body: JSON.stringify({ level: "commune", weights: { age: 9 }, columns: ["code", "decile"] }),
});
const { columns } = await reply.json();
const anew = Object.fromEntries(columns.code.map((code, i) => [code, columns.decile[i]]));
for (const code of codes) assert.equal(shown.own.deciles[code] ?? null, anew[code]);
await browser.close();
elsewhere.close();
console.log(JSON.stringify({ pages, communes: codes.length, moved: moved.length }));

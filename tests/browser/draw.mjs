// Draws an archive with MapLibre in headless Chromium: three places, four zooms.
// draw.mjs ARCHIVE FOLDER [PREFIX] leaves the pictures, and fails where MapLibre complains, where a
// place is not what the tiles should show there, or where the ground shows between neighbours.
import { createReadStream, existsSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { PNG } from "pngjs";
import { launch, watched } from "./chromium.mjs";

const [archive, folder, prefix = "tiles"] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const types = { ".html": "text/html", ".mjs": "text/javascript", ".js": "text/javascript", ".css": "text/css" };

// Files of this folder, and the archive with ranges, as a plain server gives them.
const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url, "http://x").pathname);
  const file = path === "/archive.pmtiles" ? archive : join(here, path);
  if (path === "/favicon.ico") return response.writeHead(204).end();
  if (!existsSync(file)) return response.writeHead(404).end();
  const { size } = await stat(file);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const [start, end] = range ? [Number(range[1]), Math.min(range[2] ? Number(range[2]) : size - 1, size - 1)] : [0, size - 1];
  response.writeHead(range ? 206 : 200, {
    "content-type": types[extname(file)] ?? "application/octet-stream",
    "content-length": end - start + 1,
    ...(range && { "content-range": `bytes ${start}-${end}/${size}` }),
  });
  createReadStream(file, { start, end }).pipe(response);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await launch();
const { page, complaints } = await watched(browser);
await page.setViewport({ width: 800, height: 600 });

async function show(query) {
  await page.goto(`${origin}/page.html?${new URLSearchParams(query)}`);
  await page.waitForFunction("window.ready === true", { timeout: 60_000 });
  assert.deepEqual(await page.evaluate("window.errors"), []);
  assert.deepEqual(complaints, []);
  return PNG.sync.read(Buffer.from(await page.screenshot()));
}

function share(png, is) {
  let count = 0;
  for (let i = 0; i < png.data.length; i += 4) count += is(png.data[i], png.data[i + 1], png.data[i + 2]);
  return count / (png.width * png.height);
}
const ground = (r, g, b) => r > 200 && g < 80 && b > 200;

// Inland, so that all of the view is covered at the larger zooms; and the code in the middle.
const places = {
  paris: { center: [2.12, 48.8], codes: { departement: "78", commune: "78646" } },
  massif: { center: [3.08, 45.78], codes: { departement: "63", commune: "63113" } },
  reunion: { center: [55.53, -21.13], codes: { departement: "974", commune: null } },
};
const layerAt = (zoom) => (zoom < 6 ? "departement" : "commune");
const found = {};
for (const [name, { center, codes }] of Object.entries(places)) {
  for (const zoom of [5, 7, 9, 11]) {
    const layer = layerAt(zoom);
    const query = { layer, center: center.join(","), zoom };
    const png = await show(query);
    const bare = share(png, ground);
    // Réunion is an island; the others are inland from zoom 7 (Paris) or 9 on.
    if (name !== "reunion" && zoom >= 9) assert.equal(bare, 0, `${name} z${zoom}: the ground shows`);
    else assert.ok(bare < 1, `${name} z${zoom} is empty`);
    const shades = new Set();
    for (let i = 0; i < png.data.length; i += 4) shades.add((png.data[i] << 16) | (png.data[i + 1] << 8) | png.data[i + 2]);
    const code = await page.evaluate((layer) => {
      const p = map.project(map.getCenter());
      const [f] = map.queryRenderedFeatures(p, { layers: ["fill"] });
      return f && (f.properties.code ?? f.id.toString(36).slice(1).toUpperCase());
    }, layer);
    if (codes[layer] && zoom >= 7) assert.equal(code, codes[layer], `${name} z${zoom}`);
    assert.ok(code, `${name} z${zoom}: nothing in the middle`);
    found[`${name} z${zoom}`] = { bare: Number(bare.toFixed(4)), shades: shades.size, code };
    const smooth = await show({ ...query, ground: "#ffffff", smooth: "1" });
    await writeFile(join(folder, `${prefix}-${name}-z${zoom}.png`), PNG.sync.write(smooth));
  }
}
await browser.close();
server.close();
console.log(JSON.stringify(found, null, 1));

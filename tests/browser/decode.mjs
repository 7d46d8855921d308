// Every tile of an archive through the readers that map clients use: `pmtiles` and
// `@mapbox/vector-tile`. decode.mjs ARCHIVE prints what was found, or fails.
import { open } from "node:fs/promises";
import assert from "node:assert/strict";
import { VectorTile, classifyRings } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { PMTiles, zxyToTileId } from "pmtiles";

const path = process.argv[2];
const file = await open(path);
const source = {
  getKey: () => path,
  getBytes: async (offset, length) => {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, offset);
    return { data: buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + bytesRead) };
  },
};
const archive = new PMTiles(source);
const header = await archive.getHeader();
const metadata = await archive.getMetadata();
const { size } = await file.stat();

// What the specification asks of an archive.
assert.equal(header.specVersion, 3);
assert.ok(header.clustered);
assert.equal(header.tileType, 1);
assert.ok(header.rootDirectoryOffset + header.rootDirectoryLength <= 16384);
const sections = [
  [header.rootDirectoryOffset, header.rootDirectoryLength],
  [header.jsonMetadataOffset, header.jsonMetadataLength],
  [header.leafDirectoryOffset, header.leafDirectoryLength ?? 0],
  [header.tileDataOffset, header.tileDataLength],
].sort((a, b) => a[0] - b[0]);
for (let i = 1; i < sections.length; i++) {
  assert.ok(sections[i - 1][0] + sections[i - 1][1] <= sections[i][0], "sections overlap");
}
assert.ok(sections.at(-1)[0] + sections.at(-1)[1] <= size, "the file is cut short");
assert.ok(header.minLon < -60 && header.maxLon > 50 && header.minLat < -20 && header.maxLat > 50);

const layers = new Map(metadata.vector_layers.map((l) => [l.id, l]));
const kinds = { String: "string", Number: "number", Boolean: "boolean" };
let tiles = 0;
let features = 0;

// Tiles around each that was found: where a parent has nothing, no child has.
async function visit(z, x, y) {
  const tile = z < header.minZoom ? true : await archive.getZxy(z, x, y);
  if (!tile) return;
  if (tile !== true) {
    tiles++;
    read(tile.data, `${z}/${x}/${y}`);
  }
  if (z === header.maxZoom) return;
  for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [1, 1]]) await visit(z + 1, 2 * x + dx, 2 * y + dy);
}

function read(data, where) {
  const tile = new VectorTile(new PbfReader(new Uint8Array(data)));
  for (const [name, layer] of Object.entries(tile.layers)) {
    const { fields } = layers.get(name);
    assert.equal(layer.version, 2);
    assert.equal(layer.extent, 4096);
    for (let i = 0; i < layer.length; i++) {
      const feature = layer.feature(i);
      features++;
      assert.equal(feature.type, 3, where);
      assert.ok(Number.isSafeInteger(feature.id) && feature.id > 0, where);
      for (const [key, value] of Object.entries(feature.properties)) {
        assert.equal(typeof value, kinds[fields[key]], `${where} ${name}.${key}`);
      }
      const rings = feature.loadGeometry();
      for (const ring of rings) {
        assert.ok(ring.length >= 4, where);
        assert.deepEqual(ring[0], ring.at(-1), where);
      }
      for (const polygon of classifyRings(rings)) assert.ok(polygon.length >= 1, where);
    }
  }
}

assert.equal(zxyToTileId(12, 3423, 1763), 19078479);
await visit(0, 0, 0);
console.log(JSON.stringify({ tiles, features, addressed: header.numAddressedTiles }));
assert.equal(tiles, header.numAddressedTiles);

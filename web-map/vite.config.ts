// Builds the map into `dist/`, which the server embeds. Addresses are relative, so that it works
// below any path; text files are compressed here once, so that the server never does it.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const COMPRESSED = /\.(js|css|html|svg|json|txt)$/;
const WORTHWHILE = 1024;
// The program holds these packed alone, however short.
const PACKED_ALONE = /\.(js|css)$/;

function compress(): Plugin {
  return {
    name: "compress",
    apply: "build",
    closeBundle() {
      for (const path of files("dist")) {
        const bytes = readFileSync(path);
        if (!COMPRESSED.test(path) || (bytes.length < WORTHWHILE && !PACKED_ALONE.test(path))) continue;
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
      }
    },
  };
}

const MAPLIBRE = "maplibre-gl";

/** MapLibre as its makers publish it, in a script of its own before the page's: it is minified already, and minified
 *  again its gzip is 9 kB larger. */
function published(): Plugin {
  const path = fileURLToPath(import.meta.resolve(MAPLIBRE));
  return {
    name: "published",
    apply: "build",
    enforce: "pre",
    buildStart() {
      const source = readFileSync(path, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "");
      this.emitFile({ type: "asset", name: "maplibre.js", source });
    },
    resolveId: (id) => (id === MAPLIBRE ? `\0${MAPLIBRE}` : null),
    load: (id) => (id === `\0${MAPLIBRE}` ? "export default globalThis.maplibregl;" : null),
    transformIndexHtml(_, { bundle }) {
      const name = Object.keys(bundle ?? {}).find((file) => /\bmaplibre-[\w-]+\.js$/.test(file));
      if (!name) throw new Error(`${path} is not in the bundle`);
      return [{ tag: "script", attrs: { defer: true, src: `./${name}` }, injectTo: "head-prepend" }];
    },
  };
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

// In development the server runs beside: `ifn serve`.
const server = "http://127.0.0.1:8080";
const proxy = Object.fromEntries(
  ["/api", "/tiles", "/downloads", "/docs", "/health", "/openapi.json", "/style.css"].map((path) => [path, server]),
);

export default defineConfig({
  base: "./",
  server: { proxy },
  plugins: [published(), compress()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
  },
});

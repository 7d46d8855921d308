// The order of the folders: each imports only from itself and from those before it. Circles of files are the linter's
// (`noImportCycles`).
import { readdirSync, readFileSync } from "node:fs";
import { dirname, normalize, relative, resolve } from "node:path";

import { expect, test } from "@playwright/test";

const FLOORS = [
  "i18n",
  "api",
  "score",
  "state",
  "app",
  "map",
  "export",
  "views/common",
  "views/zone",
  "views/settings",
  "views/places",
  "views/sheet",
  "views/table",
  "views/page",
  "",
];
const SRC = resolve("src");

/** Folder of a module below `src`, as the list has it; empty for `main.ts`. Each language is a folder of words. */
const folder = (path: string): string => relative(SRC, dirname(path)).replace(/^i18n\/.+/, "i18n");

test("folders of the map import only from those before them", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(50);
  const back = files.flatMap((file) => {
    const path = resolve(SRC, file);
    const here = FLOORS.indexOf(folder(path));
    expect(here, `${file}: its folder is not in the list`).toBeGreaterThanOrEqual(0);
    const imported = [...readFileSync(path, "utf8").matchAll(/(?:from |import\(|import )"(\.[^"]+)"/g)];
    return imported
      .map(([, module = ""]) => normalize(resolve(dirname(path), module)))
      .filter((module) => !module.endsWith(".css") && FLOORS.indexOf(folder(module)) > here)
      .map((module) => `${file} imports ${relative(SRC, module)}`);
  });
  expect(back).toEqual([]);
});

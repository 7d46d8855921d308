// What the map says: what its method measures, where a territory stands, where values come from, need and supply, what no
// inventory covers.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Method, Sheet } from "../src/api/types";
import type { Context } from "../src/app/context";
import { Format } from "../src/i18n/format";
import { french, WORDS } from "../src/i18n/words";
import { coloursOf } from "../src/score/gaps";
import { standingText } from "../src/views/common/phrases";
import { audit } from "./axe";
import { expect, test, Visitor } from "./driver";
import { IFN, Server } from "./server";

const engine = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../engine/src/${path}`, import.meta.url)), "utf8");

/** What an enum of the engine writes in outputs, by variant. */
function names(path: string, type: string): Map<string, string> {
  const source = engine(path);
  const from = source.indexOf(`impl ${type} {`);
  const written = source.slice(source.slice(from).search(/pub (?:const )?fn name\(self\)/) + from);
  const arms = written.slice(0, written.indexOf("\n    }\n"));
  return new Map(
    [...arms.matchAll(/Self::(\w+) => (?:Some\()?"(\w+)"/g)].map(([, variant = "", name = ""]) => [variant, name]),
  );
}

/** What the engine says of a variant in French. */
function saidOf(type: string, variant: string): string {
  const source = engine("words/origins.rs");
  const [, said = ""] = new RegExp(`${type}::${variant} => (?:\\{\\s*)?"((?:[^"])*)"`).exec(source) ?? [];
  return said.replace(/\\\n\s*/g, "").replaceAll("\\u{202f}", "\u202f");
}

test("every origin and reason of the engine has its words, and those of the engine in French", () => {
  const { fr, en } = WORDS;
  const all = [
    ["indicator/mod.rs", "Origin", fr.origins, en.origins, 8],
    ["table/missing_reason.rs", "MissingReason", fr.reasons, en.reasons, 17],
    ["index/score.rs", "Lost", fr.reasons, en.reasons, 4],
    ["analysis/explain/unscored.rs", "Unscored", fr.reasons, en.reasons, 2],
  ] as const;
  const known = { origins: new Set<string>(), reasons: new Set<string>() };
  for (const [path, type, french, english, least] of all) {
    const written = names(path, type);
    expect(written.size, type).toBeGreaterThanOrEqual(least);
    for (const [variant, name] of written) {
      known[type === "Origin" ? "origins" : "reasons"].add(name);
      expect(french[name], `${type}::${variant}`).toBe(saidOf(type, variant));
      expect(english[name], `${type}::${variant}`).toMatch(/^[a-z]/);
    }
  }
  // Nothing is said that the engine does not know.
  expect(Object.keys(fr.origins).filter((name) => !known.origins.has(name))).toEqual([]);
  expect(Object.keys(fr.reasons).filter((name) => !known.reasons.has(name))).toEqual([]);
});

test("where a territory stands, at 0, 1, 5, 50, 95, 99 and 100 percent", () => {
  const ctx = {
    words: WORDS.fr,
    format: new Format("fr"),
    ofFrance: () => true,
    name: () => "communes",
    levelWords: () => WORDS.fr.levels["commune"],
  } as unknown as Context;
  const scored = 34845;
  /** With so many percent of the others below: the fewest that are so many. */
  const at = (percent: number): string | null => {
    const lower = Math.ceil((percent * (scored - 1)) / 100);
    return standingText(ctx, "commune", scored - lower, scored, false, lower)?.replace(/[\u00a0\u202f]/g, " ") ?? null;
  };
  expect([100, 99, 95, 50, 0].map(at)).toEqual([
    "Indice le plus élevé des 34 845 communes de France",
    "Fait partie des 1 % de communes où l’indice est le plus élevé",
    "Indice plus élevé que dans 95 % des communes",
    "Indice proche du milieu : à peu près autant de communes au-dessus qu’au-dessous",
    "Indice le plus faible des 34 845 communes de France",
  ]);
  // From the other side: so many percent of the others are above.
  const under = (percent: number): string | null => {
    const higher = Math.ceil((percent * (scored - 1)) / 100);
    const said = standingText(ctx, "commune", higher + 1, scored, false, scored - 1 - higher);
    return said?.replace(/[\u00a0\u202f]/g, " ") ?? null;
  };
  expect([95, 99].map(under)).toEqual([
    "Indice plus faible que dans 95 % des communes",
    "Fait partie des 1 % de communes où l’indice est le plus faible",
  ]);
  for (const percent of [45, 46, 54, 55]) expect(at(percent), String(percent)).toContain("proche du milieu");
  expect(standingText(ctx, "commune", 1, 1000, false, 998)).toMatch(/, à égalité avec 1 autre territoire$/);
  expect(standingText(ctx, "commune", 1, 1000, false, 0)).toMatch(/^Même indice que l’ensemble des/);
});

test("one thing is said in the singular, and none as each language has it", () => {
  const said = ({ words }: { words: (typeof WORDS)["fr"] }, n: number): string[] => [
    words.inhabitants(n, `${n}`),
    words.table.count(n, `${n}`, "9"),
    words.table.exportNote(n, `${n}`),
    words.orient.found(n, "9"),
    words.upload.done(n, `${n}`, `${n}`, n, `${n}`),
    words.upload.knownNote(n),
    words.about.places(n, `${n}`, n, `${n}`),
    words.aboutPeople(`${n}`, words.phrases["part_65_plus"]?.people ?? ""),
  ];
  const many = /\b(habitants|lignes|territoires|lieux|proposés|écartés|connus|personnes)\b/;
  for (const n of [0, 1]) for (const text of said({ words: WORDS.fr }, n)) expect(text).not.toMatch(many);
  const plural = /\b(inhabitants|rows|territories|places|persons)\b/;
  for (const text of said({ words: WORDS.en }, 1)) expect(text).not.toMatch(plural);
  for (const words of [WORDS.fr, WORDS.en])
    expect(said({ words }, 2).every((text) => many.test(text) || plural.test(text))).toBe(true);
  // French has one index: « l’indice ».
  const { fr } = WORDS;
  expect(JSON.stringify(fr, (_, value) => (typeof value === "function" ? String(value) : value))).not.toMatch(
    /l[’']index/,
  );
});

/** Texts of the page, but what is said to be no fragility and the names of other methods. */
const texts = (visitor: Visitor): Promise<string> =>
  visitor.page.evaluate(() =>
    // biome-ignore lint/performance/useDomNodeTextContent: what is folded away names other methods
    [document.title, document.querySelector("canvas")?.ariaLabel ?? "", document.body.innerText]
      .join("\n")
      .replace(/ce n’est pas l’indice de fragilité numérique \(IFN\) publié/gi, ""),
  );

test("the index is called what its method says, everywhere", async ({ visitor, page }) => {
  const { served } = await visitor.asks<{ served: Method }>("api/v1/methods");
  const words = french(served.words.fr);
  for (const query of [
    "",
    "?sel=commune:23096",
    "?vue=tableau&zone=departement:23&niveau=commune&poids=age:4",
    "?vue=comparer&comparer=departement:93,departement:23",
    "?montrer=besoin&sel=departement:23",
  ]) {
    await visitor.opens(query);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.long);
    if (query.includes("sel=")) await expect(visitor.sheet).toHaveAttribute("aria-busy", "false");
    expect(await texts(visitor), query).not.toMatch(/fragil/i);
  }
  await visitor.opens();
  await expect(visitor.button(words.short)).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator(".panel")).toContainText(`${words.key}.`);
  await expect(page.locator(".legend .ends").first()).toHaveText(`${words.low}${words.high}`);
});

test("a method that measures fragility says so", async ({ visitor, page }) => {
  await page.route("**/api/v1/methods", async (route) => {
    const response = await route.fetch();
    const methods = (await response.json()) as { served: Method; carried: { id: string; words: Method["words"] }[] };
    const ifn = methods.carried.find((m) => m.id === "ifn-2023");
    await route.fulfill({ json: { ...methods, served: { ...methods.served, words: ifn?.words } } });
  });
  await visitor.opens();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Fragilité numérique/);
  await expect(visitor.button("Fragilité numérique")).toBeVisible();
  await expect(page.locator(".legend .ends").first()).toHaveText("moins fragileplus fragile");
  await expect(page.getByText(/Fragilité numérique, par département\. Plus foncé\s: plus fragile\./)).toBeVisible();
  await page.getByRole("button", { name: "Show the map in English" }).click();
  await expect(page.getByText("Digital fragility, by département. Darker: more fragile.")).toBeVisible();
});

const NEED = ["faible", "moyen", "fort"];
const SUPPLY = ["forte", "moyenne", "faible"];

test("sheet, table and legend say the same thirds of need and supply, and no remedy that is none", async ({
  visitor,
  page,
}) => {
  const { access } = await visitor.asks<Sheet>("api/v1/territories/commune/23096?format=json");
  const [need, lack] = [Number(access?.need_class), Number(access?.lack_class)];
  await visitor.opens("?montrer=besoin&sel=commune:23096&niveau=commune");
  await visitor.reads("Guéret");
  const help = visitor.sheet.getByRole("region", { name: "Aide à proximité" });
  await expect(help).toContainText(`Besoin ${NEED[need - 1]} et offre ${SUPPLY[lack - 1]}.`);
  await expect(help).toContainText("les trois tiers des communes, pas une norme");
  await expect(page.locator(".legend")).toContainText("les trois tiers des communes, pas une norme");
  // The embedded method has one answer alone: it gives none.
  expect(access?.remedy).toBeNull();
  await expect(visitor.sheet).not.toContainText("Piste à étudier");
  await visitor.opens("?montrer=besoin&vue=tableau&niveau=commune&zone=departement:23");
  const row = visitor.table.getByRole("row").filter({ has: page.getByRole("button", { name: /: Guéret$/ }) });
  await page.getByRole("columnheader", { name: "Personnes de 65 ans et plus" }).getByRole("button").click();
  await expect(row).toContainText(`besoin ${NEED[need - 1]}`);
  await expect(row).toContainText(`offre ${SUPPLY[lack - 1]}`);
});

test("a remedy is something to study, and none is not no need", async ({ visitor, page }) => {
  let remedy = "network";
  await page.route("**/api/v1/territories/commune/*", async (route) => {
    const sheet = (await (await route.fetch()).json()) as Sheet;
    await route.fulfill({ json: { ...sheet, access: { ...sheet.access, remedy } } });
  });
  await visitor.opens("?sel=commune:23096");
  await expect(visitor.sheet).toContainText(/Piste à étudier\s: la couverture des réseaux\./);
  remedy = "none";
  await visitor.opens("?sel=commune:23165");
  await expect(visitor.sheet).toContainText("Cela ne veut pas dire qu’il n’y a pas de besoin.");
});

test("what no inventory covers is counted apart, in colours too", () => {
  const columns = {
    code: ["a", "b", "c"],
    need_class: [3, 3, null],
    lack_class: [3, null, null],
    lack: [0.9, null, null],
    access_reason: [null, "not_inventoried", null],
  };
  const { both, counts, outside } = coloursOf("commune", { level: "commune", total: 3, count: 3, columns });
  expect([[...both], counts[0], counts[9], outside.size]).toEqual([[9, 0, 0], 1, 1, 1]);
});

test("town halls are said to be counted only where they are", async ({ visitor, page }) => {
  let supply = "all";
  await page.route("**/api/v1/access", async (route) => {
    const access = await (await route.fetch()).json();
    await route.fulfill({ json: { ...access, supply, counted: supply === "all" ? access.counted : 3 } });
  });
  await visitor.opens("?montrer=besoin&niveau=departement");
  await expect(page.locator(".shows")).toContainText("les mairies, avec leurs heures d’ouverture");
  supply = "services";
  await visitor.opens("?montrer=besoin&niveau=departement");
  await expect(page.locator(".shows")).not.toContainText("les mairies");
  await expect(page.locator(".shows")).toContainText(
    /3 lieux qui annoncent un service d’aide numérique, sur 34.861 lieux/,
  );
});

test.describe("an inventory of two départements alone", () => {
  let folder = "";
  let server: Server;

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ifn-covers-"));
    const args = ["build", "embarque", "--covers", "mairies=departement:22,departement:35", "--out", "out", "--quiet"];
    execFileSync(IFN, args, { cwd: folder, env: { ...process.env, IFN_OFFLINE: "true" } });
    server = await Server.start(join(folder, "out"));
  });

  test.afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test("elsewhere is not far from help: it is not inventoried", async ({ page }) => {
    const visitor = new Visitor(page, server);
    await visitor.opens("?montrer=besoin&niveau=departement&sel=departement:23");
    await visitor.reads("Creuse");
    await visitor.waitsForMap();
    const legend = page.locator(".legend");
    await expect(legend).toContainText(/non inventorié \(99 départements\)\s: l’offre n’y est pas connue/);
    await expect(visitor.sheet).toContainText("Non inventorié. Aucun inventaire de lieux ne couvre ce territoire");
    await expect(visitor.sheet).not.toContainText("offre faible");
    // In sight none is inventoried: that is not « none ».
    const list = page.getByRole("region", { name: "Les plus grands écarts entre besoin et offre" });
    await expect(list).toContainText("Ici, aucun territoire n’est inventorié");
    await visitor.opens("?montrer=besoin&niveau=departement");
    await expect(list).toContainText(/Non inventorié\s: 99 départements\./);
    await expect(list.locator(".ranked > li")).toHaveCount(2);
    // On the map they are without colour.
    const deciles = await visitor.deciles("departement");
    expect([deciles["23"], deciles["22"], deciles["35"]].map((of) => (of ?? -1) > 0)).toEqual([false, true, true]);
    await visitor.shot("not-inventoried");
    await audit(visitor);
    await visitor.opens("?montrer=besoin&vue=tableau&niveau=departement");
    await expect(visitor.table.getByRole("row").filter({ hasText: "Creuse" })).toContainText("non inventorié");
    // A région that is covered in part says of which part it speaks.
    await visitor.opens("?sel=region:53");
    await visitor.reads("Bretagne");
    await expect(visitor.sheet).toContainText(/ne couvrent que 47\s% de ses habitants/);
    // Places are proposed all the same, with what is not known.
    await visitor.opens("?orienter=commune:23096");
    await expect(page.locator(".proposed > li").first()).toContainText("du centre géographique de la commune");
    await expect(page.getByText("Aucun inventaire des lieux d’aide ne couvre cette commune")).toBeVisible();
    await visitor.opens("?montrer=acces&niveau=departement");
    await visitor.waitsForMap();
    await expect(legend).toContainText("non inventorié (99 départements)");
    expect(visitor.complaints).toEqual([]);
  });
});

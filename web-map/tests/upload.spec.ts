// A coordinator's spreadsheet in odd columns: from the file to what is sent back to whoever keeps it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Map as MapLibre } from "maplibre-gl";

import type { Places } from "../src/api/types";
import { test as base, expect, type Visitor } from "./driver";
import { Server } from "./server";

const TITLE = "Vérifier un fichier de lieux";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const HUB = [
  "Inventaire du Hub, novembre 2026;;;;;;;",
  "Libellé du lieu;Où;CP - Ville;Tél. accueil;Portable;Horaires (ouvert quand ?);Publics accueillis;Référente",
  "Médiathèque Marceau;1 place Bonnyaud;23000 Guéret;05 55;06 00 00 00 01;mardi 14h-17h;Seniors, Pêcheurs;Mme A",
  "Le Cercle;8 rue du Clocher;23300 La Souterraine;05 55 00 00 02;06 00 00 00 02;quand on peut;Jeunes;M. B",
  "Relais;Le Bourg;23150 Ahun;05 55 00 00 03;06 00 00 00 03;lundi 9h-12h;Étudiants;Mme C",
  "",
].join("\r\n");

const hub = { name: "Hub 23.csv", mimeType: "text/csv", buffer: Buffer.from(HUB) };

/** A visitor of a server whose owner allows files to be sent. */
const test = base.extend<object, { allowing: Server }>({
  allowing: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const server = await Server.start(undefined, ["--allow-uploads"]);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  server: async ({ allowing }, use) => use(allowing),
});

const panel = (visitor: Visitor) => visitor.page.getByRole("complementary", { name: TITLE });
const field = (visitor: Visitor) => panel(visitor).getByLabel("Fichier à vérifier");
const result = (visitor: Visitor) => panel(visitor).getByRole("heading", { name: "Ce que donne le fichier" });

async function opens(visitor: Visitor): Promise<void> {
  await visitor.opens();
  await visitor.button(TITLE).click();
  await expect(panel(visitor).getByRole("heading", { name: TITLE })).toBeFocused();
}

async function audit(visitor: Visitor): Promise<void> {
  await visitor.page.evaluate(AXE);
  const found = async (): Promise<string[]> => {
    const { violations } = await visitor.page.evaluate(async (): Promise<AxeResults> => {
      const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
      return axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    });
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 4)}`);
  };
  await expect.poll(found, { timeout: 30_000 }).toEqual([]);
}

/** Lines of the file that are marked on the map. */
const marked = (visitor: Visitor): Promise<number[]> =>
  visitor.page.evaluate(() => {
    const { ifnMap: map } = globalThis as unknown as { ifnMap: MapLibre };
    const seen = map.getLayer("upload-marks") ? map.queryRenderedFeatures({ layers: ["upload-marks"] }) : [];
    return [...new Set(seen.map((f) => Number(f.properties["line"])))].sort((a, b) => a - b);
  });

test("from a spreadsheet in odd columns to the list of its mistakes @whole", async ({ visitor, page }) => {
  await opens(visitor);
  const view = panel(visitor);
  await expect(view).toContainText("Le fichier est lu par ce serveur, sur cet ordinateur ; rien n’est conservé.");
  await field(visitor).setInputFiles(hub);
  await expect(result(visitor)).toBeVisible();
  await expect(view).toContainText("3 lignes, 8 colonnes");
  await expect(view).toContainText("3 lieux pour 3 lignes lues");
  // The browser's own field says what is read.
  const chosen = (): Promise<string[]> =>
    field(visitor).evaluate((at: HTMLInputElement) => [...(at.files ?? [])].map((file) => file.name));
  expect(await chosen()).toEqual(["Hub 23.csv"]);
  // As the guide has it: what columns are for, what the file gives, what is to be put right.
  await expect(view.locator("h3, h4").filter({ visible: true })).toHaveText([
    "À quoi servent les colonnes",
    "Ce qui n’a pas été compris",
    "Ce que donne le fichier",
    "À corriger (6)",
  ]);
  await view.getByRole("button", { name: "Aller à « À corriger » (6)" }).click();
  await expect(view.getByRole("heading", { name: "À corriger" })).toBeInViewport();
  // Numbers as people read them, not as programs write them.
  await expect(view).not.toContainText(/\+33\d/);

  // What is proposed, how certain that is, and why.
  const column = (of: string) => view.getByRole("combobox", { name: `Colonne pour : ${of}` });
  await expect(column("Nom")).toHaveValue("1");
  // A mobile beside the name of a person is hers.
  await expect(column("Téléphone").locator("option:checked")).toHaveText("4. Tél. accueil");
  await expect(view.getByRole("row", { name: /^Horaires/ })).toContainText("Confiance : à vérifier.");
  await expect(view).toContainText("« Pêcheurs »");
  await view.getByText(/colonnes? non reprise/).click();
  await expect(view).toContainText("donnée personnelle");

  // Mistakes by line, with what could stand there; lines are those of the spreadsheet program.
  const mistake = view.locator(".mistakes > li", { hasText: "quand on peut" });
  await expect(mistake).toContainText("Ligne 4");
  await expect(mistake).toContainText("des horaires qui n’ont qu’une lecture");
  await expect(mistake).toContainText("lieu gardé, sans cette valeur");
  await visitor.waitsForMap();
  await expect.poll(() => marked(visitor)).toEqual([3, 4, 5]);

  // One field at a time, where the same is wrong in every row.
  const only = view.locator("[data-only]");
  await only.selectOption({ label: "Téléphone (1)" });
  await expect(view.locator(".mistakes > li")).toHaveCount(1);
  await only.selectOption({ label: "Tous les champs (6)" });
  await expect(view.locator(".mistakes > li")).toHaveCount(6);

  // A line leads to its mark, and a mark to its line.
  await mistake.getByRole("button", { name: "Ligne 4" }).click();
  await expect(mistake).toHaveClass("here");
  await visitor.waitsForMap();
  const [lng = NaN, lat = NaN] = await page.evaluate(() => {
    const { ifnMap: map } = globalThis as unknown as { ifnMap: MapLibre };
    const all = map.querySourceFeatures("upload").find((f) => f.properties["line"] === 4);
    return all?.geometry.type === "Point" ? all.geometry.coordinates : [];
  });
  await visitor.shot("upload");
  const at = await visitor.pointOf(lng, lat);
  await view.getByRole("button", { name: "Fermer la vérification du fichier" }).click();
  await expect(view).toBeHidden();
  await visitor.waitsForMap();
  await page.mouse.click((await visitor.pointOf(lng, lat)).x, at.y);
  await expect(mistake).toHaveClass("here");

  // Another column: what is wrong with it is said at once.
  const before = await view.locator(".mistakes > li", { hasText: "Téléphone" }).count();
  expect(before).toBeGreaterThan(0);
  await column("Téléphone").selectOption({ label: "5. Portable" });
  await expect(view).toContainText("choisie par vous");
  await expect(view.locator(".mistakes > li", { hasText: "Téléphone" })).toHaveCount(0);

  const saved = page.waitForEvent("download");
  await view.getByRole("button", { name: "Télécharger les erreurs (CSV)" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe("erreurs-Hub 23.csv");
  const csv = readFileSync(await file.path(), "utf8");
  expect(csv).toContain("source;ligne;champ;nom technique;valeur;problème;attendu;correction proposée;conséquence");
  expect(csv).toContain("Hub 23;4;Horaires;horaires;quand on peut;");
  expect(csv).not.toContain("telephone");
  const mapping = page.waitForEvent("download");
  await view.getByRole("button", { name: "Télécharger la correspondance (TOML)" }).click();
  const toml = await mapping;
  expect(toml.suggestedFilename()).toBe("Hub 23.toml");
  expect(readFileSync(await toml.path(), "utf8")).toContain('telephone = "Portable"');

  await view.getByRole("button", { name: "Oublier ce fichier" }).click();
  await expect(result(visitor)).toBeHidden();
  expect(await chosen()).toEqual([]);
  await expect.poll(() => marked(visitor)).toEqual([]);
});

test("a place that is known already leads to its card", async ({ visitor }) => {
  const { places } = await visitor.asks<Places>("api/v1/places?commune=23096&limit=20");
  const known = places.find((place) => place.adresse);
  if (!known) throw new Error("no place with an address in Guéret");
  const rows = `Nom;Adresse;Commune;Latitude;Longitude\n"${known.nom}";"${known.adresse}";Guéret;${known.latitude};${known.longitude}\n`;
  await opens(visitor);
  await field(visitor).setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await expect(panel(visitor)).toContainText("Déjà connus ici (1)");
  await visitor.waitsForMap();
  await expect.poll(() => marked(visitor)).toEqual([2]);
  await panel(visitor).getByRole("button", { name: "Voir la fiche" }).click();
  await expect(visitor.page.getByRole("complementary", { name: "Fiche du lieu" })).toContainText(known.nom);
});

test("files that are none are said in French, and what is right follows", async ({ visitor }) => {
  await opens(visitor);
  const view = panel(visitor);
  const sends = (name: string, text: string): Promise<void> =>
    field(visitor).setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
  await sends("lieux.zip", "PK");
  await expect(view.getByRole("alert")).toContainText("« lieux.zip » n’est pas d’un type qui se lit ici");
  await sends("lieux.csv", "");
  await expect(view.getByRole("alert")).toContainText("« lieux.csv » est vide");
  await sends("lieux.xlsx", "ce n’est pas un classeur");
  await expect(view.getByRole("alert")).toContainText("n’est pas un classeur");
  await expect(view.getByRole("alert")).toContainText("ne se lit pas comme un tableau de lieux");
  await sends("comptes.csv", "Montant;Solde\n1;2\n3;4\n");
  await expect(view).toContainText("donnez à la bonne le titre « Nom »");
  // Whoever knows the file says which column it is.
  await sends("lieux.csv", "Truc;Bidule\n1;Guéret\n2;Ahun\n");
  await view.getByRole("combobox", { name: "Colonne pour : Nom" }).selectOption({ label: "1. Truc" });
  await expect(result(visitor)).toBeVisible();
  await field(visitor).setInputFiles(hub);
  await expect(view).toContainText("3 lieux pour 3 lignes lues");
  await expect(view.getByRole("alert")).toHaveCount(0);
  // The browser writes what the server refuses.
  expect(visitor.complaints.every((text) => /422/.test(text))).toBe(true);
  visitor.complaints.length = 0;
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`by keyboard, on a phone, four times as large, axe: ${colorScheme}`, async ({ visitor, page }) => {
    await page.emulateMedia({ colorScheme });
    await visitor.opens();
    await page.locator("[data-upload]").focus();
    await page.keyboard.press("Enter");
    await expect(panel(visitor).getByRole("heading", { name: TITLE })).toBeFocused();
    await audit(visitor);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await field(visitor).setInputFiles(hub);
    await expect(result(visitor)).toBeVisible();
    for (const summary of await panel(visitor).locator("summary").all()) await summary.click();
    await audit(visitor);
    for (const { width, height } of [
      { width: 390, height: 844 },
      { width: 320, height: 256 },
    ]) {
      await page.setViewportSize({ width, height });
      await audit(visitor);
      const wide = await page.evaluate(() => {
        const sheet = document.getElementById("sheet") as HTMLElement;
        return [document.documentElement.scrollWidth - innerWidth, sheet.scrollWidth - sheet.clientWidth];
      });
      expect(
        wide.every((more) => more <= 0),
        `${width} px: ${wide}`,
      ).toBe(true);
      await visitor.shot(`upload-${colorScheme}-${width}`);
    }
    await page.setViewportSize({ width: 1120, height: 720 });
    await page.keyboard.press("Escape");
    await expect(panel(visitor)).toBeHidden();
  });
}

base("without its owner's leave there is no button, and a link says how", async ({ visitor }) => {
  await visitor.opens();
  await expect(visitor.button("Méthode et sources").first()).toBeVisible();
  await expect(visitor.button(TITLE)).toHaveCount(0);
  await visitor.opens("?verifier=1");
  await expect(panel(visitor)).toContainText("ifn serve --allow-uploads");
  await expect(field(visitor)).toHaveCount(0);
});

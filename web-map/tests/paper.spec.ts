// What a person takes along on paper, by the buttons that they press.
import { LIGHT } from "../src/map/colours";
import { expect, test, type Visitor } from "./driver";

/** Pages of what is printed. */
async function pages(visitor: Visitor, name: string): Promise<number> {
  const pdf = await visitor.page.pdf({ preferCSSPageSize: true, path: `../target/screenshots/map-${name}.pdf` });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

/** Presses a button to print where the browser does not begin, so that what it would print can be looked at. */
async function holdsBack(visitor: Visitor, within = "body", name = "Imprimer"): Promise<void> {
  await visitor.page.evaluate(() => {
    Object.assign(globalThis, { printed: false });
    globalThis.print = () => Object.assign(globalThis, { printed: true });
  });
  await visitor.page.locator(within).getByRole("button", { name, exact: true }).click();
  await visitor.page.waitForFunction(() => (globalThis as unknown as { printed?: boolean }).printed);
}

/** Presses a button to print and sees that the browser begins. */
async function prints(visitor: Visitor, within = "body", name = "Imprimer"): Promise<void> {
  await visitor.page.evaluate(() => {
    Object.assign(globalThis, { begun: 0 });
    addEventListener("beforeprint", () => Object.assign(globalThis, { begun: 1 }));
  });
  await visitor.page.locator(within).getByRole("button", { name, exact: true }).click();
  await visitor.page.waitForFunction(() => (globalThis as unknown as { begun: number }).begun === 1);
}

/** What paper shows of some parts of the page. */
async function onPaper(visitor: Visitor, parts: readonly string[]): Promise<boolean[]> {
  await visitor.page.emulateMedia({ media: "print" });
  const shown = await Promise.all(parts.map((part) => visitor.page.locator(part).first().isVisible()));
  await visitor.page.emulateMedia({ media: null });
  return shown;
}

/** Colours of the map on paper: how many dots have each. */
function mapColours(visitor: Visitor): Promise<Record<string, number>> {
  return visitor.page.locator(".print-map img").evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const to = canvas.getContext("2d");
    to?.drawImage(image, 0, 0);
    const { data } = to?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: new Uint8ClampedArray() };
    const out: Record<string, number> = {};
    for (let i = 0; i < data.length; i += 4) {
      const hex = `#${[0, 1, 2].map((c) => (data[i + c] ?? 0).toString(16).padStart(2, "0")).join("")}`;
      out[hex] = (out[hex] ?? 0) + 1;
    }
    return out;
  });
}

const GAPS = "?montrer=besoin&niveau=commune&zone=departement:23&c=46.1,1.9,9";
const FOOT =
  /Âge et éloignement des services — indice partiel\. Indice partiel.*DGCL, DILA, IGN, INSEE.*Imprimé le \d+\S* \S+ \d{4} · http/s;

// A page of its own for each: a browser without a window never ends what it began to print.
const PRINTED: Record<string, [goes: (visitor: Visitor) => Promise<void>, within?: string, name?: string]> = {
  "proposed places": [
    async (visitor) => {
      await visitor.opens("?orienter=commune:23096");
      await expect(visitor.page.locator(".proposed > li")).toHaveCount(3);
    },
  ],
  "the card of a place": [
    async (visitor) => {
      await visitor.opens("?orienter=commune:23096");
      await visitor.page.locator(".proposed .link").first().click();
      await expect(
        visitor.page.getByRole("complementary", { name: "Fiche du lieu" }).getByRole("button", { name: "Imprimer" }),
      ).toBeVisible();
    },
  ],
  "a sheet": [
    async (visitor) => {
      await visitor.opens("?sel=commune:23096");
      await visitor.reads("Guéret");
    },
  ],
  "a table": [
    async (visitor) => {
      await visitor.opens("?vue=tableau&niveau=commune&zone=departement:93");
      await expect(visitor.table).toBeVisible();
    },
  ],
  "a comparison": [
    async (visitor) => {
      await visitor.opens("?vue=comparer&comparer=departement:93,departement:23");
      await expect(visitor.page.locator("#compare .position-group").first()).toBeVisible();
    },
  ],
  "the largest gaps": [
    async (visitor) => {
      await visitor.opens(GAPS);
      await expect(visitor.page.locator(".ranked > li").first()).toBeVisible();
    },
    ".gaps",
    "Imprimer la liste",
  ],
};

test("proposed places are printed with their source, on one page", async ({ visitor, page }) => {
  await visitor.opens("?orienter=commune:23096");
  await expect(page.locator(".proposed > li")).toHaveCount(3);
  await holdsBack(visitor);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("#sheet").getByText(/Source\s: .*\(DILA, /)).toBeVisible();
  await page.emulateMedia({ media: null });
  expect(await pages(visitor, "print-places")).toBe(1);
});

for (const [name, [goes, within, button]] of Object.entries(PRINTED)) {
  test(`« Imprimer » prints ${name}`, async ({ visitor }) => {
    await goes(visitor);
    await prints(visitor, within, button);
  });
}

test("a sheet is two pages, here and in the version without a map", async ({ visitor, page, server }) => {
  test.setTimeout(480_000);
  for (const [unit, name] of [
    ["commune:23096", "Guéret"],
    ["commune:93066", "Saint-Denis"],
    ["commune:13055", "Marseille"],
    // The longest name of all.
    ["commune:51513", "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"],
    ["commune:13004", "Arles"],
    ["commune:97304", "Kourou"],
    ["epci:200054781", "Métropole du Grand Paris"],
    ["departement:77", "Seine-et-Marne"],
    ["iris:930660101", null],
  ] as const) {
    await visitor.opens(`?sel=${unit}`);
    if (name) await visitor.reads(name);
    else await expect(visitor.sheet).toHaveAttribute("aria-busy", "false");
    await visitor.waitsForMap();
    await holdsBack(visitor);
    if (name) await expect(page.locator(".print-map")).toBeAttached();
    expect(await pages(visitor, `print-${unit.replace(":", "-")}`), name ?? unit).toBe(2);
    await page.goto(`${server.url}api/v1/territories/${unit.replace(":", "/")}?format=html`);
    expect(await pages(visitor, `plain-${unit.replace(":", "-")}`), `${name}, without a map`).toBeLessThanOrEqual(2);
  }
});

test("a sheet with far more to say than any is two pages too, and is read again as it was", async ({
  visitor,
  page,
}) => {
  test.setTimeout(240_000);
  let times = 2;
  await page.route("**/api/v1/territories/commune/23096?*", async (route) => {
    const response = await route.fetch();
    const sheet = await response.json();
    const many = <T>(all: T[]): T[] => Array.from({ length: times }, () => all).flat();
    sheet.name = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson-les-Trois-Rivières";
    sheet.breakdown = many(sheet.breakdown);
    sheet.neighbours = many(many(sheet.neighbours));
    sheet.sources = many(sheet.sources);
    // Services have a nearest place each.
    const [nearest] = sheet.access.nearest;
    for (let i = 0; i < 4 * times; i += 1)
      sheet.access.nearest.push({
        ...nearest,
        service: `s${i}`,
        label: `Un service au nom assez long, numéro ${i}`,
        place: { ...nearest.place, id: `place-${i}`, nom: `Lieu d’accueil et de médiation numérique, numéro ${i}` },
      });
    await route.fulfill({ response, json: sheet });
  });
  for (times of [2, 4]) {
    await visitor.opens("?sel=commune:23096");
    await expect(visitor.sheet.getByRole("heading", { level: 2 })).toBeVisible();
    await visitor.waitsForMap();
    await visitor.sheet.evaluate((at) => at.scrollTo(0, 300));
    const before = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
    await holdsBack(visitor);
    // Measuring for paper leaves the screen as it was.
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe(before);
    expect(await visitor.sheet.evaluate((at) => at.scrollTop)).toBeGreaterThan(0);
    const points = await page.evaluate(() =>
      parseFloat(document.documentElement.style.getPropertyValue("--paper-size")),
    );
    expect(points).toBeGreaterThanOrEqual(7);
    expect(points).toBeLessThan(10);
    expect(await pages(visitor, `print-much-${times}`), `${times} times as much`).toBe(2);
    // Once it is printed nothing of it is left.
    await expect(page.locator("html")).not.toHaveAttribute("data-paper", /./);
  }
});

test.describe("a sheet has its map on paper, light, from any view", () => {
  for (const [name, query, size] of [
    ["the map, moved elsewhere", "?sel=commune:23096&c=48.85,2.35,11", [1120, 720]],
    ["a table", "?sel=commune:23096&vue=tableau&niveau=commune&zone=departement:23", [1120, 720]],
    ["a comparison", "?sel=commune:23096&vue=comparer&comparer=departement:93,departement:23", [1120, 720]],
    ["gaps", "?sel=commune:23096&montrer=besoin&niveau=commune&zone=departement:23", [1120, 720]],
    ["gaps as a table", "?sel=commune:23096&montrer=besoin&vue=tableau&niveau=commune", [1120, 720]],
    ["other weights, as a table", "?sel=commune:23096&poids=age:5&vue=tableau&niveau=commune", [1120, 720]],
    ["a phone", "?sel=commune:23096", [390, 844]],
    ["a window of 320 × 256", "?sel=commune:23096", [320, 256]],
  ] as const) {
    test(name, async ({ visitor, page }) => {
      await page.emulateMedia({ colorScheme: name === "a table" ? "dark" : "light" });
      await page.setViewportSize({ width: size[0], height: size[1] });
      await visitor.opens(query);
      await visitor.reads("Guéret");
      await visitor.waitsForMap();
      await holdsBack(visitor, "#sheet");
      const colours = await mapColours(visitor);
      const dots = Object.values(colours).reduce((sum, n) => sum + n, 0);
      const scale = query.includes("besoin") ? LIGHT.both : LIGHT.ramp;
      // Guéret is outlined among communes whose colours differ.
      expect(colours[LIGHT.accent] ?? 0).toBeGreaterThan(200);
      expect(
        scale.filter((hex) => (colours[hex] ?? 0) > dots / 200).length,
        JSON.stringify(colours).slice(0, 200),
      ).toBeGreaterThan(2);
      const filled = scale.reduce((sum, hex) => sum + (colours[hex] ?? 0), 0);
      expect(filled / dots).toBeGreaterThan(0.5);
      await expect(page.locator(".print-map figcaption")).toContainText("Plus foncé");
      expect(await onPaper(visitor, [".print-map", "#sheet", ".stage", ".panel"])).toEqual([true, true, false, false]);
      expect(await pages(visitor, `print-from-${name.replace(/\W+/g, "-")}`)).toBe(2);
    });
  }
});

test("a table is printed whole, with source and date", async ({ visitor, page }) => {
  await visitor.opens("?vue=tableau&niveau=commune&zone=departement:23&pop=0");
  await expect(visitor.table.locator("tbody tr")).toHaveCount(100);
  await holdsBack(visitor);
  await expect(visitor.table.locator("tbody tr")).toHaveCount(255);
  await page.emulateMedia({ media: "print" });
  // As wide as the paper, margins apart.
  await page.setViewportSize({ width: 1030, height: 700 });
  await expect(page.locator("#table")).toContainText("255 lignes sur 255");
  await expect(page.locator("#table > .print-only").last()).toContainText(FOOT);
  await expect(page.locator("#table > .print-only").last()).toBeVisible();
  // Heads stand on each page: Chromium repeats them, but leaves out what is a button.
  await expect(page.locator("#table thead")).toHaveCSS("display", "table-header-group");
  await expect(page.locator("#table thead .sort").first()).toHaveCSS("display", "contents");
  const cut = await page.evaluate(() => {
    const { right } = document.documentElement.getBoundingClientRect();
    return [...document.querySelectorAll("#table th, #table td")].filter(
      (cell) => cell.getBoundingClientRect().right > right + 1,
    ).length;
  });
  expect(cut).toBe(0);
  await page.emulateMedia({ media: null });
  // A row is one line, but for the longest names.
  const printed = await pages(visitor, "print-table");
  expect(printed).toBeGreaterThan(4);
  expect(printed).toBeLessThanOrEqual(8);
});

test("the table's button prints the table beside an open sheet, and the sheet's the sheet", async ({ visitor }) => {
  for (const query of [
    "?vue=tableau&niveau=commune&zone=departement:93&sel=commune:93066",
    "?montrer=besoin&vue=tableau&niveau=commune&zone=departement:93&sel=commune:93066",
  ]) {
    await visitor.opens(query);
    await visitor.reads("Saint-Denis");
    await expect(visitor.table.locator("tbody tr")).toHaveCount(39);
    await holdsBack(visitor, "#table");
    expect(await onPaper(visitor, ["#table", "#sheet"])).toEqual([true, false]);
    await holdsBack(visitor, "#sheet");
    expect(await onPaper(visitor, ["#table", "#sheet"])).toEqual([false, true]);
  }
});

test("a list that is longer than paper says so on it", async ({ visitor, page }) => {
  await visitor.opens("?vue=tableau&niveau=commune&pop=0");
  await expect(visitor.table.locator("tbody tr")).toHaveCount(100);
  await holdsBack(visitor);
  await expect(visitor.table.locator("tbody tr")).toHaveCount(2000);
  await page.emulateMedia({ media: "print" });
  await expect(
    page.getByText(/^2.000 premières lignes sur 34.875\. «\sImprimer\s», au-dessus du tableau/),
  ).toBeVisible();
});

test("a comparison is printed with its bars, its sources and the date", async ({ visitor, page }) => {
  await visitor.opens(
    "?vue=comparer&comparer=departement:93,departement:23,commune:23096,epci:200054781&sel=departement:23",
  );
  await visitor.reads("Creuse");
  await expect(page.locator("#compare .position-group").first()).toBeVisible();
  await holdsBack(visitor, "#compare");
  expect(await onPaper(visitor, ["#compare table", ".positions", "#compare > .print-only", "#sheet"])).toEqual([
    true,
    true,
    true,
    false,
  ]);
  await expect(page.locator("#compare > .print-only").last()).toContainText(FOOT);
  expect(await pages(visitor, "print-compare")).toBeLessThanOrEqual(3);
});

test("the largest gaps are printed as they are listed, on a phone too", async ({ visitor, page }) => {
  for (const [width, height] of [
    [1120, 720],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await visitor.opens(GAPS);
    if (width < 768) await visitor.button("Réglages").click();
    await expect(page.locator(".ranked > li")).toHaveCount(5);
    await page.locator(".gaps").getByRole("button", { name: "Afficher plus" }).click();
    await expect(page.locator(".ranked > li")).toHaveCount(10);
    await holdsBack(visitor, ".gaps", "Imprimer la liste");
    expect(await onPaper(visitor, [".gaps-paper table", ".gaps h2", ".search", ".stage", ".places"])).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    await page.emulateMedia({ media: "print" });
    await expect(page.locator(".gaps")).toContainText("Communes, Creuse");
    await expect(page.getByText("10 territoires sur 23. La liste entière")).toBeVisible();
    // Rank, persons, gap and nearest help of each.
    const rows = page.locator(".gaps-paper tbody tr");
    await expect(rows).toHaveCount(10);
    await expect(page.locator(".gaps-paper th[scope=col]")).toHaveText([
      "Rang de l’écart dans mon territoire",
      "Nom",
      "Population",
      "Personnes de 65 ans et plus",
      "Besoin",
      "Offre d’aide",
      "Écart (de 0 à 100)",
      "Lieu le plus proche",
    ]);
    for (const row of await rows.all())
      await expect(row).toHaveText(
        /^\s*\d+\s+\S.*\d\s*environ [\d\s]+\s*besoin \S+\s+offre \S+\s+\d+\s+\S.*, à [\d,]+\s(km|m)\s*$/s,
      );
    await expect(page.locator(".gaps > .print-only").last()).toContainText(FOOT);
    await page.emulateMedia({ media: null });
    expect(await pages(visitor, `print-gaps-${width}`)).toBe(1);
  }
});

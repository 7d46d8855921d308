// What a person takes along on paper, by the buttons that they press.
import { expect, test, type Visitor } from "./driver";

/** Pages of what is printed. */
async function pages(visitor: Visitor, name: string): Promise<number> {
  const pdf = await visitor.page.pdf({ preferCSSPageSize: true, path: `../target/screenshots/map-${name}.pdf` });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

/** Presses « Imprimer » where the browser does not begin, so that what it would print can be looked at. */
async function holdsBack(visitor: Visitor): Promise<void> {
  await visitor.page.evaluate(() => (globalThis.print = () => Object.assign(globalThis, { printed: true })));
  await visitor.button("Imprimer").click();
  await visitor.page.waitForFunction(() => (globalThis as unknown as { printed?: boolean }).printed);
}

/** Presses « Imprimer » and sees that the browser begins to print. */
async function prints(visitor: Visitor): Promise<void> {
  await visitor.page.evaluate(() => {
    Object.assign(globalThis, { begun: 0 });
    addEventListener("beforeprint", () => Object.assign(globalThis, { begun: 1 }));
  });
  await visitor.button("Imprimer").click();
  await visitor.page.waitForFunction(() => (globalThis as unknown as { begun: number }).begun === 1);
}

// A page of its own for each: a browser without a window never ends what it began to print.
const PRINTED: Record<string, (visitor: Visitor) => Promise<void>> = {
  "proposed places": async (visitor) => {
    await visitor.opens("?orienter=commune:23096");
    await expect(visitor.page.locator(".proposed > li")).toHaveCount(3);
  },
  "the card of a place": async (visitor) => {
    await visitor.opens("?orienter=commune:23096");
    await visitor.page.locator(".proposed .link").first().click();
    await expect(
      visitor.page.getByRole("complementary", { name: "Fiche du lieu" }).getByRole("button", { name: "Imprimer" }),
    ).toBeVisible();
  },
  "a sheet": async (visitor) => {
    await visitor.opens("?sel=commune:23096");
    await visitor.reads("Guéret");
  },
  "a table": async (visitor) => {
    await visitor.opens("?vue=tableau&niveau=commune&zone=departement:93");
    await expect(visitor.table).toBeVisible();
  },
};

test("proposed places are printed with their source", async ({ visitor, page }) => {
  await visitor.opens("?orienter=commune:23096");
  await expect(page.locator(".proposed > li")).toHaveCount(3);
  await holdsBack(visitor);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("#sheet").getByText(/Source\s: .*\(DILA, /)).toBeVisible();
});

for (const [name, goes] of Object.entries(PRINTED)) {
  test(`« Imprimer » prints ${name}`, async ({ visitor }) => {
    await goes(visitor);
    await prints(visitor);
  });
}

test("a sheet is two pages, here and in the version without a map", async ({ visitor, page, server }) => {
  test.setTimeout(240_000);
  for (const [unit, name] of [
    ["commune:23096", "Guéret"],
    ["commune:93066", "Saint-Denis"],
    ["commune:13055", "Marseille"],
    ["epci:200054781", "Métropole du Grand Paris"],
  ] as const) {
    await visitor.opens(`?sel=${unit}`);
    await visitor.reads(name);
    await visitor.waitsForMap();
    await holdsBack(visitor);
    await expect(page.locator(".print-map")).toBeAttached();
    expect(await pages(visitor, `print-${unit.replace(":", "-")}`), name).toBe(2);
    await page.goto(`${server.url}api/v1/territories/${unit.replace(":", "/")}?format=html`);
    expect(await pages(visitor, `plain-${unit.replace(":", "-")}`), `${name}, without a map`).toBeLessThanOrEqual(2);
  }
});

test("a table is printed whole, with source and date", async ({ visitor, page }) => {
  await visitor.opens("?vue=tableau&niveau=commune&zone=departement:23");
  await expect(visitor.table.locator("tbody tr")).toHaveCount(100);
  await holdsBack(visitor);
  await expect(visitor.table.locator("tbody tr")).toHaveCount(255);
  await page.emulateMedia({ media: "print" });
  // As wide as the paper, margins apart.
  await page.setViewportSize({ width: 1030, height: 700 });
  await expect(page.locator("#table")).toContainText("255 lignes sur 255");
  await expect(page.locator(".table-foot .print-only")).toContainText(
    /DGCL, DILA, IGN, INSEE.*Imprimé le \d+\S* \S+ \d{4} · http/s,
  );
  await expect(page.locator(".table-foot .print-only")).toBeVisible();
  await expect(page.locator(".table-foot .print-only")).toContainText(
    /^Risque d’éloignement du numérique\. Indice partiel, données embarquées\s: ce n’est pas/,
  );
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
  expect(await pages(visitor, "print-table")).toBeGreaterThan(4);
});

// A window of 1280 × 1024 at 400 %: 320 × 256. And a person's own colours instead of the page's.
import { DARK } from "../src/map/colours";
import { expect, test, type Visitor } from "./driver";

/** Controls within `of` that nobody can get at: cut off, or below something else. */
function lost(visitor: Visitor, of: string): Promise<string[]> {
  return visitor.page.evaluate(async (of) => {
    const out: string[] = [];
    for (const at of document.querySelectorAll<HTMLElement>(`${of} :is(button, a, input, select, summary)`)) {
      if (
        at.closest("[inert], .skip, .maplibregl-control-container") ||
        at.matches(".skip") ||
        !at.checkVisibility({ visibilityProperty: true })
      )
        continue;
      at.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      await new Promise(requestAnimationFrame);
      const { left, top, width, height } = at.getBoundingClientRect();
      if (width < 2 || height < 2) continue;
      const [x, y] = [left + width / 2, top + height / 2];
      const hit = document.elementFromPoint(x, y);
      const label = at.closest("label");
      if (!hit || !(at.contains(hit) || hit.contains(at) || label?.contains(hit)))
        out.push(
          `${at.tagName}.${at.className} ${(at.textContent ?? "").trim().slice(0, 30)} at ${Math.round(x)},${Math.round(y)}: ${hit?.className ?? "outside"}`,
        );
    }
    return out;
  }, of);
}

const fits = (visitor: Visitor): Promise<boolean> =>
  visitor.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

test.describe("at 400 %", () => {
  test.use({ viewport: { width: 320, height: 256 } });

  test("the column, the map and settings are all reached", async ({ visitor, page }) => {
    await visitor.opens();
    expect(await fits(visitor)).toBe(true);
    expect(await lost(visitor, ".page")).toEqual([]);
    // There is something to see in the map that is left.
    expect(Object.keys(await visitor.deciles("departement")).length).toBeGreaterThan(30);
    // The legend, unfolded, lies over no control and no part of the map.
    await page.locator(".legend > button").click();
    await expect(page.locator("#legend-body")).toBeVisible();
    expect(await lost(visitor, ".map-box")).toEqual([]);
    const map = await page.locator("#map").boundingBox();
    const legend = await page.locator(".legend").boundingBox();
    expect(legend?.y).toBeGreaterThanOrEqual((map?.y ?? 0) + (map?.height ?? 0));
    await visitor.searches("gueret", /Guéret/);
    await visitor.reads("Guéret");
    await visitor.button("Fermer la fiche").click();
    await visitor.button("Réglages").click();
    await visitor.opensSettings();
    expect(await lost(visitor, ".panel")).toEqual([]);
    await visitor.shot("settings-320");
    await page.getByRole("button", { name: "Partager" }).click();
    expect(await lost(visitor, "dialog")).toEqual([]);
  });

  test("a sheet, proposed places, a table with its files", async ({ visitor, page }) => {
    await visitor.opens("?sel=commune:23096");
    await visitor.reads("Guéret");
    expect(await lost(visitor, "#sheet")).toEqual([]);
    expect(await fits(visitor)).toBe(true);
    await visitor.shot("sheet-320");
    await visitor.opens("?orienter=commune:23096");
    await expect(page.locator(".proposed > li")).toHaveCount(3);
    expect(await lost(visitor, "#sheet")).toEqual([]);
    await visitor.opens("?vue=tableau&niveau=commune&zone=departement:93&poids=age:4");
    await expect(visitor.table.locator("tbody th")).toHaveCount(39);
    await page.locator(".exports summary").click();
    expect(await lost(visitor, ".page")).toEqual([]);
    expect(await fits(visitor)).toBe(true);
    await visitor.shot("table-320");
  });
});

test("the menu of files is never cut off", async ({ visitor, page }) => {
  for (const [width, height] of [
    [1440, 900],
    [820, 1180],
    [390, 844],
    [640, 400],
  ] as const) {
    await page.setViewportSize({ width, height });
    await visitor.opens(`?vue=tableau&niveau=commune&zone=departement:93${width > 800 ? "&sel=commune:93066" : ""}`);
    await expect(visitor.table.locator("tbody th").first()).toBeVisible();
    await page.locator(".exports summary").click();
    expect(await lost(visitor, ".exports .menu"), `${width} × ${height}`).toEqual([]);
    for (const box of [await page.locator(".exports .menu").boundingBox()]) {
      expect(box?.x, `${width} × ${height}`).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), `${width} × ${height}`).toBeLessThanOrEqual(width);
    }
  }
});

test("a person's own colours keep the selection, the legend and the bars", async ({ visitor, page }) => {
  await page.emulateMedia({ forcedColors: "active", colorScheme: "dark", reducedMotion: "reduce" });
  await visitor.opens("?sel=commune:23165");
  await visitor.reads("Royère-de-Vassivière");
  const ground = (of: string): Promise<string[]> =>
    page.locator(of).evaluateAll((all) => all.map((at) => getComputedStyle(at).backgroundColor));
  const hex = (rgb: string): string =>
    `#${(rgb.match(/\d+/g) ?? [])
      .slice(0, 3)
      .map((x) => Number(x).toString(16).padStart(2, "0"))
      .join("")}`;
  expect((await ground(".ramp .swatch")).map(hex)).toEqual(DARK.ramp);
  const [canvas] = await ground("body");
  for (const bar of await ground(".bar-fill")) expect([canvas, "rgba(0, 0, 0, 0)"]).not.toContain(bar);
  for (const meter of await ground(".meter span")) expect(meter).not.toBe(canvas);
  // What is chosen is told from what is not.
  const [chosen] = await ground('.views [aria-pressed="true"]');
  for (const other of await ground('.views [aria-pressed="false"]')) expect(other).not.toBe(chosen);
  await visitor.search.fill("saint denis");
  const option = page.locator("#found [aria-selected=true]");
  await expect(option).toBeVisible();
  expect(await option.evaluate((at) => getComputedStyle(at).backgroundColor)).not.toBe(
    (await ground('#found [aria-selected="false"]'))[0],
  );
  await visitor.search.press("Escape");
  await visitor.shot("forced-colours");
  // In the table a line stands beside the row.
  await visitor.goesTo("Tableau");
  await expect(visitor.table.locator("tr.here th")).toHaveText("Royère-de-Vassivière");
  expect(
    await visitor.table.locator("tr.here th").evaluate((at) => parseFloat(getComputedStyle(at).borderLeftWidth)),
  ).toBeGreaterThan(4);
});

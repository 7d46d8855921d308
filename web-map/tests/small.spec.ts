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
    await visitor.button("Choisir, trier, exporter").click();
    await page.locator(".exports summary").click();
    expect(await lost(visitor, ".page")).toEqual([]);
    expect(await fits(visitor)).toBe(true);
    await visitor.shot("table-320");
  });
});

test.describe("at 400 %, past the map", () => {
  test.use({ viewport: { width: 320, height: 256 } });

  test("the wheel scrolls the page over the map, and Tab leaves it", async ({ visitor, page }) => {
    await visitor.opens();
    const canvas = page.locator(".maplibregl-canvas");
    await canvas.scrollIntoViewIfNeeded();
    await visitor.waitsForMap();
    const [zoom, from] = [await visitor.zoom(), await page.evaluate(() => scrollY)];
    await page.mouse.move(160, 128);
    await page.mouse.wheel(0, 200);
    await expect.poll(() => page.evaluate(() => scrollY)).not.toBe(from);
    expect(await visitor.zoom()).toBe(zoom);
    // With the key that the map says, it zooms.
    await canvas.scrollIntoViewIfNeeded();
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -200);
    await page.keyboard.up("Control");
    await expect.poll(() => visitor.zoom()).toBeGreaterThan(zoom);
    await canvas.focus();
    await page.keyboard.press("Tab");
    await expect(canvas).not.toBeFocused();
    // In a window that is large again the wheel is the map's.
    await page.setViewportSize({ width: 1120, height: 720 });
    await visitor.waitsForMap();
    const before = await visitor.zoom();
    await page.mouse.move(800, 400);
    await page.mouse.wheel(0, -400);
    await expect.poll(() => visitor.zoom()).toBeGreaterThan(before);
  });

  test("every cell of a table is reached by scrolling", async ({ visitor, page }) => {
    await visitor.opens("?vue=tableau&niveau=commune&zone=departement:93");
    await expect(visitor.table.locator("tbody tr")).toHaveCount(39);
    for (const cell of [
      visitor.table.locator("thead th").last(),
      visitor.table.locator("tbody tr").last().locator("td").last(),
      visitor.table.locator("tbody tr").first().locator("th"),
    ]) {
      await cell.scrollIntoViewIfNeeded();
      await expect(cell).toBeInViewport();
    }
    await expect(page.getByRole("table", { name: "Communes, Seine-Saint-Denis" })).toBeVisible();
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
    if (width < 800) await visitor.button("Choisir, trier, exporter").click();
    await page.locator(".exports summary").click();
    expect(await lost(visitor, ".exports .menu"), `${width} × ${height}`).toEqual([]);
    for (const box of [await page.locator(".exports .menu").boundingBox()]) {
      expect(box?.x, `${width} × ${height}`).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), `${width} × ${height}`).toBeLessThanOrEqual(width);
    }
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`in a person's own colours nothing vanishes, ${colorScheme}`, async ({ visitor, page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ forcedColors: "active", colorScheme, reducedMotion: "reduce" });
    const coloured: Record<string, [query: string, of: string]> = {
      sheet: ["?sel=commune:23165&poids=age:4", ".swatch, .bar-fill, .meter span, .bar-mark"],
      compare: ["?vue=comparer&comparer=departement:93,departement:23,departement:62", ".track-fill, .swatch"],
      gaps: [
        "?montrer=besoin&niveau=commune&zone=departement:23&c=46.1,1.9,9&lieux=1",
        ".bivariate tbody td, .dot, .ranked .swatch",
      ],
      table: ["?montrer=acces&vue=tableau&niveau=commune&zone=departement:93&sel=commune:93066", ".table-view .swatch"],
      orient: ["?orienter=commune:23096", ".proposed h3"],
    };
    for (const [name, [query, of]] of Object.entries(coloured)) {
      await visitor.opens(query);
      await expect(page.locator(of).filter({ visible: true }).first()).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      await visitor.waitsForMap();
      const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const lost = await page.locator(of).evaluateAll(
        (all, canvas) =>
          all
            .filter((at) => at.checkVisibility() && at.getBoundingClientRect().width > 2)
            .filter((at) => {
              const own = getComputedStyle(at);
              const mark = getComputedStyle(at, "::before");
              const seen = (style: CSSStyleDeclaration): boolean =>
                (style.backgroundColor !== canvas && style.backgroundColor !== "rgba(0, 0, 0, 0)") ||
                style.backgroundImage !== "none" ||
                (parseFloat(style.borderTopWidth) > 0 && style.borderTopColor !== canvas);
              return !seen(own) && !(mark.content !== "none" && seen(mark)) && own.color === canvas;
            })
            .map((at) => at.className),
        canvas,
      );
      expect(lost, query).toEqual([]);
      await visitor.shot(`forced-${name}-${colorScheme}`);
    }
  });
}

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

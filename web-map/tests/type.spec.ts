// How it is written: one apostrophe, short lines of heads and cells, telephones in pairs, nothing in the way.
import type { Map as MapLibre } from "maplibre-gl";

import { expect, test, type Visitor } from "./driver";

/** What is written in more lines than fit, and straight apostrophes, in text and in what is read out. */
function faults(visitor: Visitor): Promise<string[]> {
  return visitor.page.evaluate(() => {
    const out: string[] = [];
    const lines = (at: Element): number => {
      const range = document.createRange();
      range.selectNodeContents(at);
      const size = parseFloat(getComputedStyle(at).fontSize);
      const tops = [...range.getClientRects()]
        .filter((r) => r.width > 1)
        .map((r) => r.bottom)
        .sort((a, b) => a - b);
      return tops.filter((top, i) => i === 0 || top - (tops[i - 1] ?? 0) > size / 2).length;
    };
    const seen = (at: Element): boolean =>
      at.checkVisibility({ visibilityProperty: true }) && !at.closest(".hidden, .print-only") && at.clientWidth > 1;
    for (const at of document.querySelectorAll("h1, h2, h3, h4"))
      if (seen(at) && lines(at) > 4) out.push(`heading in ${lines(at)} lines: ${at.textContent}`);
    for (const at of document.querySelectorAll("th, td"))
      if (seen(at) && lines(at) > 3) out.push(`cell in ${lines(at)} lines: ${at.textContent?.trim()}`);
    const straight = /[\p{L}\p{N}]'[\p{L}\p{N}]/u;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node instanceof Element) {
        if (node.matches("script, style, noscript")) continue;
        for (const name of ["title", "aria-label", "placeholder", "alt"])
          if (straight.test(node.getAttribute(name) ?? "")) out.push(`${name}: ${node.getAttribute(name)}`);
      } else if (straight.test(node.textContent ?? "") && !node.parentElement?.closest("script, style, noscript"))
        out.push(`straight: ${node.textContent?.trim()}`);
      // Rangs are figures; a date has its "1er".
      else if (
        /\b1er\b(?! (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre))/.test(
          node.textContent ?? "",
        )
      )
        out.push(`1er: ${node.textContent?.trim()}`);
    }
    return out;
  });
}

for (const [width, height] of [
  [1440, 900],
  [820, 1180],
  [390, 844],
] as const) {
  test(`heads, cells, apostrophes at ${width} × ${height}`, async ({ visitor, page }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width, height });
    const views: Record<string, () => Promise<void>> = {
      "": async () => {},
      "?sel=commune:94038": () => visitor.reads("L’Haÿ-les-Roses"),
      "?vue=tableau&niveau=commune&zone=departement:21&pop=0": () =>
        expect(visitor.table.locator("tbody th")).toHaveCount(100),
      "?montrer=besoin&vue=tableau&niveau=commune&zone=departement:21&pop=0": () =>
        expect(visitor.table.locator("tbody th")).toHaveCount(100),
      "?vue=comparer&comparer=commune:94038,departement:21,epci:200054781": () =>
        expect(page.locator("#compare thead .link")).toHaveText([
          "L’Haÿ-les-Roses",
          "Côte-d’Or",
          "Métropole du Grand Paris",
        ]),
      "?orienter=commune:94038": () => expect(page.locator(".proposed > li")).toHaveCount(3),
    };
    for (const [query, there] of Object.entries(views)) {
      await visitor.opens(query);
      await there();
      expect(await faults(visitor), query).toEqual([]);
    }
  });
}

test("the hint in the search is not cut where the column is narrowest", async ({ visitor, page }) => {
  await page.setViewportSize({ width: 1120, height: 720 });
  for (const query of ["", "?lang=en"]) {
    await visitor.opens(query);
    const { hint, room } = await page.locator("#q").evaluate(async (at: HTMLInputElement) => {
      await document.fonts.ready;
      const style = getComputedStyle(at);
      const pen = document.createElement("canvas").getContext("2d");
      if (!pen) throw new Error("no canvas");
      pen.font = style.font;
      const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
      return { hint: pen.measureText(at.placeholder).width, room: at.clientWidth - padding };
    });
    // Where a scroll bar has a width of its own it takes of that room.
    expect(hint, query).toBeLessThan(room - 16);
  }
});

test("names on the map have the same apostrophe, and nothing lies over the north of France", async ({
  visitor,
  page,
}) => {
  for (const [width, height] of [
    [1440, 900],
    [820, 1180],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await visitor.opens();
    await visitor.waitsForMap();
    const chip = await page.locator(".level-chip").boundingBox();
    // Bray-Dunes, the northernmost.
    expect((await visitor.pointOf(2.52, 51.09)).y, `${width} × ${height}`).toBeGreaterThan(
      (chip?.y ?? 0) + (chip?.height ?? 0),
    );
  }
  const names = (): Promise<string[]> =>
    page.evaluate(() => {
      const { ifnMap } = globalThis as unknown as {
        ifnMap: {
          queryRenderedFeatures(
            of: object,
          ): { layer: { layout?: { "text-field"?: { sections?: { text: string }[] } | string } } }[];
        };
      };
      return ifnMap.queryRenderedFeatures({ layers: ["names-departement"] }).map((f) => {
        const text = f.layer.layout?.["text-field"];
        return typeof text === "string" ? text : (text?.sections ?? []).map((s) => s.text).join("");
      });
    });
  await page.setViewportSize({ width: 1440, height: 900 });
  await visitor.opens("?c=47.3,4.5,7");
  await visitor.waitsForMap();
  await expect.poll(names).toContain("Côte-d’Or");
  // None lies half under the legend.
  const box = await page.locator(".legend").boundingBox();
  if (!box) throw new Error("no legend");
  const underLegend = (): Promise<number> =>
    page.evaluate(({ x, y, width, height }) => {
      const { ifnMap: map } = globalThis as unknown as { ifnMap: MapLibre };
      const { left, top } = map.getCanvas().getBoundingClientRect();
      const corners: [[number, number], [number, number]] = [
        [x - left, y - top],
        [x - left + width, y - top + height],
      ];
      return map.queryRenderedFeatures(corners, { layers: ["names-departement"] }).length;
    }, box);
  await expect.poll(underLegend).toBe(0);
  expect(await page.locator(".legend").evaluate((at) => getComputedStyle(at).backgroundColor)).toBe(
    "rgb(255, 255, 255)",
  );
});

test("telephones in pairs, the nearest named once", async ({ visitor, page }) => {
  await visitor.opens("?sel=commune:23096");
  await visitor.reads("Guéret");
  const help = visitor.sheet.getByRole("region", { name: "Aide à proximité" });
  await expect(help.getByRole("listitem")).toHaveCount(3);
  expect(((await help.textContent()) ?? "").match(/le plus proche/g)).toHaveLength(1);
  await help.getByRole("listitem").first().getByRole("button").click();
  const call = page.getByRole("complementary", { name: "Fiche du lieu" }).locator('a[href^="tel:"]');
  await expect(call).toHaveText(/^0\d(\u00a0\d\d){4}$/);
  expect(await call.getAttribute("href")).toBe(`tel:${((await call.textContent()) ?? "").replace(/\u00a0/g, "")}`);
});

// A dark ground for who asks for one: the page and the map together, with scales that begin near the ground. Contrast of
// controls is measured in contrast.spec.ts, text in accessibility.spec.ts.
import type { Map as MapLibre } from "maplibre-gl";

import { DARK, LIGHT, type Palette } from "../src/map/colours";
import { expect, test, type Visitor } from "./driver";

type Rgb = [number, number, number];

const rgb = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Rgb;
const linear = (hex: string): Rgb =>
  rgb(hex)
    .map((x) => x / 255)
    .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)) as Rgb;
const row = ([a, b, c]: Rgb, [x, y, z]: Rgb): number => a * x + b * y + c * z;

/** Lightness and both hues in OKLab (Ottosson 2020), of linear light. */
function oklab(light: Rgb): Rgb {
  const lms = [
    row([0.4122214708, 0.5363325363, 0.0514459929], light),
    row([0.2119034982, 0.6806995451, 0.1073969566], light),
    row([0.0883024619, 0.2817188376, 0.6299787005], light),
  ].map(Math.cbrt) as Rgb;
  return [
    row([0.2104542553, 0.793617785, -0.0040720468], lms),
    row([1.9779984951, -2.428592205, 0.4505937099], lms),
    row([0.0259040371, 0.7827717662, -0.808675766], lms),
  ];
}

/** How linear light is seen without red, green or blue (Machado, Oliveira, Fernandes 2009, severity 1). */
const SIGHTS: Record<string, [Rgb, Rgb, Rgb]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "without red": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "without green": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "without blue": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const seen = (hex: string, sight: [Rgb, Rgb, Rgb]): Rgb =>
  oklab(sight.map((r) => Math.max(0, row(r, linear(hex)))) as Rgb);

const GROUNDS: [string, Palette, 1 | -1][] = [
  ["light", LIGHT, -1],
  ["dark", DARK, 1],
];

for (const [name, palette, up] of GROUNDS) {
  test(`scales on a ${name} ground: even steps away from it, for every kind of sight`, () => {
    for (const scale of [palette.ramp, palette.lack]) {
      expect(scale).toHaveLength(10);
      for (const [kind, sight] of Object.entries(SIGHTS)) {
        const lightness = scale.map((hex) => seen(hex, sight)[0]);
        for (let i = 1; i < lightness.length; i += 1)
          expect(up * ((lightness[i] ?? 0) - (lightness[i - 1] ?? 0)), `${kind}, step ${i}`).toBeGreaterThan(0.03);
      }
    }
    const [ground] = seen(palette.sea, SIGHTS["normal"] as [Rgb, Rgb, Rgb]);
    const ends = [palette.ramp[0], palette.ramp[9]].map(
      (hex) => seen(hex ?? "", SIGHTS["normal"] as [Rgb, Rgb, Rgb])[0] - ground,
    );
    expect(Math.abs(ends[1] ?? 0), "the highest is far from the ground").toBeGreaterThan(0.5);
    for (const [kind, sight] of Object.entries(SIGHTS)) {
      const all = palette.both.map((hex) => seen(hex, sight));
      for (const [i, a] of all.entries())
        for (const [j, b] of all.entries())
          if (j > i)
            expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]), `${kind}: ${i}, ${j}`).toBeGreaterThan(0.12);
    }
  });
}

const painted = (visitor: Visitor, layer: string, property: string): Promise<unknown> =>
  visitor.page.evaluate(
    ([layer, property]) =>
      (globalThis as unknown as { ifnMap: MapLibre }).ifnMap.getPaintProperty(layer, property as "fill-color"),
    [layer, property] as const,
  );
const swatches = (visitor: Visitor): Promise<string[]> =>
  visitor.page.locator(".ramp .swatch").evaluateAll((all) => all.map((at) => getComputedStyle(at).backgroundColor));
const css = (hex: string): string => `rgb(${rgb(hex).join(", ")})`;

test.describe("for who asks for a dark ground", () => {
  test.use({ colorScheme: "dark" });

  test("map, legend and words go together, in all three themes", async ({ visitor, page }) => {
    await visitor.opens();
    expect(await painted(visitor, "sea", "background-color")).toBe(DARK.sea);
    expect(await swatches(visitor)).toEqual(DARK.ramp.map(css));
    await expect(page.getByText(/par département\. Plus clair\s: indice plus élevé/)).toBeVisible();
    // The Creuse is of the last decile: the lightest.
    await visitor.waitsForMap();
    expect(await visitor.colourAt(await visitor.pointOf(2.05, 46.02))).toEqual(rgb(DARK.ramp[9] ?? ""));
    await visitor.shot("dark");
    await visitor.button("Offre d’aide").click();
    await expect(page.getByText(/par département\. Plus clair\s: offre plus faible\./)).toBeVisible();
    expect(await swatches(visitor)).toEqual(DARK.lack.map(css));
    await visitor.button("Besoin et offre").click();
    await expect(page.locator(".bivariate tbody td")).toHaveCount(9);
    const nine = await page
      .locator(".bivariate tbody td")
      .evaluateAll((all) => all.map((at) => getComputedStyle(at).backgroundColor));
    expect(new Set(nine)).toEqual(new Set(DARK.both.map(css)));
    await visitor.shot("dark-both");
  });

  test("no part of the page stays light", async ({ visitor, page }) => {
    for (const query of [
      "?sel=commune:23096&poids=age:4",
      "?vue=tableau&niveau=commune&zone=departement:93",
      "?vue=comparer&comparer=departement:93,departement:23",
      "?orienter=commune:23096",
      "?embed=1",
    ]) {
      await visitor.opens(query);
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      const light = await page.evaluate(() =>
        [
          ...document.querySelectorAll(
            "body, .panel, .sheet, .stage > div, .legend, .zoom, .tip, th, td, dialog, input:not(:checked), select",
          ),
        ]
          .filter((at) => at.checkVisibility() && !at.closest(".bivariate"))
          .filter((at) => {
            const [r = 0, g = 0, b = 0, a = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(
              Number,
            );
            return a > 0 && r + g + b > 3 * 90;
          })
          .map((at) => `${at.tagName}.${at.className}`),
      );
      expect(light, query).toEqual([]);
    }
  });

  test("paper stays light", async ({ visitor, page }) => {
    await visitor.opens("?sel=commune:23096");
    await visitor.reads("Guéret");
    await page.emulateMedia({ media: "print" });
    const [ground, ink, first] = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      return [style.backgroundColor, style.color, style.getPropertyValue("--ramp-1")];
    });
    expect([ground, ink, first]).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)", LIGHT.ramp[0]]);
  });
});

test("when the evening comes the map follows, and stays where it is", async ({ visitor, page }) => {
  await visitor.opens("?lieux=1&c=46.17,1.87,10&niveau=commune");
  await visitor.waitsForPlaces();
  expect(await painted(visitor, "sea", "background-color")).toBe(LIGHT.sea);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect
    .poll(() => painted(visitor, "sea", "background-color").catch(() => ""), { timeout: 15_000 })
    .toBe(DARK.sea);
  await visitor.waitsForPlaces();
  expect(await painted(visitor, "places-dots", "circle-color")).toContain(DARK.accent);
  expect(await visitor.zoom()).toBeCloseTo(10, 2);
  expect(await page.locator("#map canvas").count()).toBe(1);
});

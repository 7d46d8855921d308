// Pictures to look at, by `npm run pictures`: each view at three sizes, in target/screenshots. Not part of the
// tests: what a person sees in them no assertion does.
import { test } from "./driver";

const SIZES = [
  [1440, 900],
  [820, 1180],
  [390, 844],
] as const;
const VIEWS: Record<string, string> = {
  first: "",
  communes: "?sel=commune:23165&c=45.84,1.91,9.5",
  weights: "?sel=departement:23&poids=age:4",
  table: "?vue=tableau&niveau=commune&zone=departement:93",
  compare: "?vue=comparer&comparer=departement:93,departement:23,departement:62",
  both: "?montrer=besoin&sel=commune:23165&zone=departement:23&c=45.84,1.91,9.5",
  access: "?montrer=acces",
  gaps: "?montrer=besoin&vue=tableau&niveau=commune&zone=departement:23",
  places: "?lieux=1&c=46.17,1.87,10",
  orient: "?orienter=commune:23096",
  missing: "?sel=departement:976",
  embed: "?embed=1&sel=departement:23",
  english: "?lang=en&sel=commune:23165",
};

for (const [ground, [width, height]] of (["light", "dark"] as const).flatMap((ground) =>
  SIZES.map((size) => [ground, size] as const),
)) {
  test(`at ${width} × ${height}, ${ground}`, async ({ visitor, page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: ground });
    await page.setViewportSize({ width, height });
    for (const [name, query] of Object.entries(VIEWS)) {
      await visitor.opens(query);
      await page.waitForTimeout(1500);
      await visitor.waitsForMap();
      await visitor.shot(`${name}-${width}${ground === "dark" ? "-dark" : ""}`);
    }
  });
}

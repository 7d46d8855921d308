// Names of communes on the map, from the zoom at which there is room for them.
import type { Map as MapLibre } from "maplibre-gl";

import { expect, test, type Visitor } from "./driver";

/** Names of communes that are seen. */
const names = (visitor: Visitor): Promise<string[]> =>
  visitor.page.evaluate(() => {
    const { ifnMap: map } = globalThis as unknown as { ifnMap: MapLibre };
    return map.getLayer("names-commune")
      ? map.queryRenderedFeatures({ layers: ["names-commune"] }).map((f) => String(f.properties["name"]))
      : [];
  });

for (const colorScheme of ["light", "dark"] as const) {
  test(`communes have their names from zoom 10, ${colorScheme}`, async ({ visitor, page }) => {
    await page.emulateMedia({ colorScheme });
    for (const [query, name] of [
      ["?c=46.17,1.87,10", "Guéret"],
      ["?c=46.17,1.87,12&niveau=commune", "Sainte-Feyre"],
      // The level that is kept is another: names stay.
      ["?c=48.94,2.36,11&niveau=epci", "Saint-Denis"],
      ["?c=46.17,1.87,10&montrer=besoin&lieux=1", "Guéret"],
    ] as const) {
      await visitor.opens(query);
      await visitor.waitsForMap();
      await expect.poll(() => names(visitor), query).toContain(name);
    }
  });
}

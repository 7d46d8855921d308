// Everyone: by keyboard, with a screen reader, twice as large, without motion. axe looks at every view.
import { audit } from "./axe";
import { expect, test } from "./driver";

const VIEWS: Record<string, string> = {
  "first view": "",
  sheet: "?sel=commune:23165",
  "missing data": "?sel=departement:976",
  weights: "?sel=departement:23&poids=age:4.5",
  table: "?vue=tableau&niveau=commune&zone=departement:93&sel=commune:93066",
  comparison: "?vue=comparer&comparer=departement:93,departement:23",
  "need × access": "?montrer=besoin&zone=departement:23&niveau=commune&c=46.1,1.9,9&lieux=1",
  "access, gaps as a table": "?montrer=acces&vue=tableau&niveau=commune&zone=departement:93&sel=commune:93066",
  "where to send someone": "?orienter=commune:23096",
  embed: "?embed=1&sel=departement:23",
  English: "?lang=en&sel=departement:23",
};

for (const [colorScheme, [name, query]] of (["light", "dark"] as const).flatMap((ground) =>
  Object.entries(VIEWS).map((view) => [ground, view] as const),
)) {
  test(`axe finds nothing, ${colorScheme}: ${name}`, async ({ visitor, page }) => {
    await page.emulateMedia({ colorScheme });
    await visitor.opens(query);
    if (query.includes("sel=")) await expect(page.locator("#sheet h2")).toBeVisible();
    if (query.includes("orienter=")) await expect(page.locator(".proposed > li")).toHaveCount(3);
    if (query.includes("lieux=")) await expect(page.locator(".places .units li").first()).toBeVisible();
    if (name === "weights" || name === "first view") await visitor.opensSettings();
    await audit(visitor);
  });
}

test("axe finds nothing: dialogs, search, phone", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.search.fill("saint denis");
  await expect(page.getByRole("option").first()).toBeVisible();
  await audit(visitor);
  await visitor.search.press("Escape");
  await visitor.button("Partager").click();
  await audit(visitor);
  await page.keyboard.press("Escape");
  await visitor.button("Ce que cela veut dire").click();
  await expect(page.getByRole("dialog").getByRole("table")).toBeVisible();
  await audit(visitor);
  await page.keyboard.press("Escape");
  await visitor.button("Choisir mon territoire").click();
  const zone = page.getByRole("dialog", { name: "Mon territoire" });
  await zone.getByRole("button", { name: "Bretagne : ses 4 départements" }).click();
  await zone.getByRole("button", { name: "Bretagne : ses départements, un par un" }).click();
  await zone.getByText("Intercommunalités, par nom").click();
  await expect(zone.getByLabel("Lettres du nom")).toBeVisible();
  await audit(visitor);
  await zone.getByRole("button", { name: "Choisir sur la carte" }).click();
  await audit(visitor);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await audit(visitor);
  await visitor.button("Réglages").click();
  await audit(visitor);
});

test("all of it by keyboard, and focus is seen", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.search.pressSequentially("gueret");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await visitor.reads("Guéret");
  // Every stop has a name and a visible outline.
  await page.locator("body").press("Tab");
  const seen: { name: string; outline: string; width: string }[] = [];
  for (let i = 0; i < 90; i += 1) {
    seen.push(
      await page.evaluate(() => {
        const at = document.activeElement as HTMLElement;
        const style = getComputedStyle(at);
        const name = at.getAttribute("aria-label") ?? at.textContent ?? at.id;
        return {
          name: `${at.tagName} ${name.trim().slice(0, 40)}`,
          outline: style.outlineStyle,
          width: style.outlineWidth,
        };
      }),
    );
    await page.keyboard.press("Tab");
  }
  const hidden = seen.filter((s) => !s.name.startsWith("BODY") && (s.outline === "none" || parseFloat(s.width) < 2));
  expect(hidden).toEqual([]);
  expect(seen.some((s) => /^CANVAS Carte\s: Âge et éloignement/.test(s.name))).toBe(true);
  // Enter on the map chooses what lies in the middle.
  await page.keyboard.press("Escape");
  await expect(visitor.sheet).toHaveCount(0);
  await expect(page.locator(".maplibregl-canvas")).toBeFocused();
  await visitor.waitsForMap();
  await page.keyboard.press("Enter");
  await expect(visitor.sheet).toBeVisible();
});

test("a screen reader hears what was selected", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.searches("gueret", /Guéret/);
  await expect(page.locator('[aria-live="polite"]')).toHaveText(
    /^Guéret, commune\. Indice plus faible que dans \d+\s% des communes\.$/,
  );
  expect(await page.locator(".maplibregl-canvas").getAttribute("aria-label")).toMatch(/^Carte\s: Âge et éloignement/);
});

test("no motion where none is wanted", async ({ visitor, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await visitor.opens();
  const moves = page.evaluate(
    () =>
      new Promise<number>((done) => {
        const { ifnMap } = globalThis as unknown as {
          ifnMap: { on(type: string, then: () => void): void; once(type: string, then: () => void): void };
        };
        let n = 0;
        ifnMap.on("move", () => (n += 1));
        ifnMap.once("moveend", () => done(n));
      }),
  );
  await visitor.button("Zoomer").click();
  expect(await moves).toBeLessThanOrEqual(2);
});

test("twice as large, nothing is lost", async ({ visitor, page }) => {
  // 200 % of a window of 1280 × 800: half as many pixels for the page.
  await page.setViewportSize({ width: 640, height: 400 });
  await visitor.opens("?sel=commune:23165");
  await visitor.reads("Royère-de-Vassivière");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await visitor.shot("zoom-200");
  await visitor.button("Fermer la fiche").click();
  await visitor.button("Réglages").click();
  await visitor.opensSettings();
  await visitor.slider("Âge de la population").scrollIntoViewIfNeeded();
  await expect(visitor.slider("Âge de la population")).toBeInViewport();
});

import { expect, test } from "./driver";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("on a phone the sheet is a drawer with three heights", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.shot("first-390");
  await visitor.search.fill("royere de vass");
  await page.getByRole("option", { name: /Royère/ }).tap();
  await visitor.reads("Royère-de-Vassivière");
  await visitor.waitsForMap();
  await visitor.shot("sheet-390");
  const height = async (): Promise<number> => (await visitor.sheet.boundingBox())?.height ?? 0;
  const middle = await height();
  expect(middle / 844).toBeCloseTo(0.55, 1);
  // The territory is above the drawer.
  const at = await visitor.pointOf(1.91, 45.84);
  expect(at.y).toBeLessThan(844 - middle);
  await visitor.button("Relever la fiche").tap();
  await expect.poll(height).toBeGreaterThan(middle + 100);
  await visitor.button("Abaisser la fiche").tap();
  await visitor.button("Abaisser la fiche").tap();
  await expect.poll(height).toBeLessThan(200);
  await expect(visitor.sheet.getByRole("heading", { level: 2 })).toBeInViewport();
  // By the handle too.
  const grip = await page.locator(".grip").boundingBox();
  if (!grip) throw new Error("no handle");
  await page.mouse.move(grip.x + 20, grip.y);
  await page.mouse.down();
  await page.mouse.move(grip.x + 20, grip.y - 120, { steps: 5 });
  await page.mouse.up();
  await expect.poll(height).toBeGreaterThan(middle - 10);
});

test("fingers have 44 pixels", async ({ visitor, page }) => {
  await visitor.opens("?sel=commune:23165");
  await visitor.reads("Royère-de-Vassivière");
  await visitor.button("Relever la fiche").tap();
  const small = async (): Promise<string[]> =>
    page.evaluate(() => {
      const out: string[] = [];
      for (const at of document.querySelectorAll<HTMLElement>("button, a.button, select, input, summary")) {
        // A label is a target as its field is.
        const { width, height } = (at.closest("label.check") ?? at).getBoundingClientRect();
        // Links within a sentence are excepted, as WCAG 2.5.8 has it.
        if (width === 0 || at.closest(".notice, .credits") || at.classList.contains("hidden")) continue;
        if (height < 43.5 || width < 43.5)
          out.push(
            `${at.className || at.tagName} ${(at.textContent ?? "").trim().slice(0, 20)} ${Math.round(width)}×${Math.round(height)}`,
          );
      }
      return out;
    });
  expect(await small()).toEqual([]);
  await visitor.button("Fermer la fiche").tap();
  await visitor.button("Réglages").tap();
  await visitor.opensSettings();
  expect(await small()).toEqual([]);
  await visitor.shot("settings-390");
  // Rows of the table are in sight before anything is scrolled; what chooses them is one touch away.
  await visitor.goesTo("Tableau");
  await expect(visitor.table.locator("tbody tr").nth(1)).toBeInViewport();
  await expect(page.getByLabel("Qui vient d’abord")).toBeHidden();
  await visitor.button("Choisir, trier, exporter").tap();
  await expect(page.getByLabel("Qui vient d’abord")).toBeVisible();
  await expect(page.locator(".exports summary")).toBeVisible();
  await visitor.shot("table-390");
});

test("where to send someone fits a phone", async ({ visitor, page }) => {
  await visitor.opens("?orienter=commune:23096");
  await expect(page.locator(".proposed > li")).toHaveCount(3);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await visitor.button("Relever la fiche").tap();
  await page.locator(".proposed .link").first().tap();
  await expect(
    page.getByRole("complementary", { name: "Fiche du lieu" }).getByRole("heading", { level: 2 }),
  ).toBeInViewport();
  await visitor.shot("card-390");
});

test("table and comparison fit", async ({ visitor, page }) => {
  for (const [name, query] of [
    ["table", "?vue=tableau&niveau=commune&zone=departement:93"],
    ["compare", "?vue=comparer&comparer=departement:93,departement:23"],
  ]) {
    await visitor.opens(query);
    await expect(page.locator("table").first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name).toBe(true);
    await visitor.shot(`${name}-390`);
  }
});

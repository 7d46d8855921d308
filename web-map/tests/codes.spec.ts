// Codes that lead to a territory without being its own, in every part of a link and in the search.
import { expect, test } from "./driver";

const MERGED = "93059 Pierrefitte-sur-Seine fait maintenant partie de Saint-Denis (93066).";

for (const [code, real, name, said] of [
  ["93059", "93066", "Saint-Denis", MERGED],
  ["2a004", "2A004", "Ajaccio", "2a004 : lu comme Ajaccio (2A004)."],
  ["1001", "01001", "L’Abergement-Clémenciat", "1001 : lu comme L’Abergement-Clémenciat (01001)."],
  ["75116", "75056", "Paris", "75116 Paris 16e Arrondissement fait partie de Paris (75056)."],
] as const) {
  test(`?sel=commune:${code} goes to ${real} and says so`, async ({ visitor, page }) => {
    await visitor.opens(`?sel=commune:${code}`);
    await visitor.reads(name);
    await expect(visitor.sheet).toContainText(said);
    await expect(page).toHaveURL(new RegExp(`sel=commune:${real}`));
    await visitor.waitsForMap();
    expect(Object.keys(await visitor.deciles("commune"))).toContain(real);
  });
}

test("a comparison, a table and proposed places take former codes too", async ({ visitor, page }) => {
  await visitor.opens("?vue=comparer&comparer=commune:93059,commune:23096");
  await expect(page.locator("#compare thead")).toContainText(MERGED);
  await expect(page.locator("#compare tbody tr").first()).not.toContainText("–");
  await expect(page).toHaveURL(/comparer=commune:93066,commune:23096/);
  await visitor.opens("?vue=tableau&niveau=iris&zone=commune:93059");
  await expect(page.getByRole("heading", { name: "Quartiers, Saint-Denis" })).toBeVisible();
  await expect(page.locator("#table")).toContainText(MERGED);
  await visitor.opens("?vue=tableau&niveau=commune&zone=departement:2a");
  await expect(page.getByRole("heading", { name: "Communes, Corse-du-Sud" })).toBeVisible();
  await visitor.opens("?orienter=commune:93059");
  await expect(page.locator("#sheet")).toContainText(MERGED);
});

test("a former code that is typed is answered with the sentence", async ({ visitor, page }) => {
  await visitor.opens();
  await visitor.search.fill("93059");
  await expect(page.getByRole("option").first()).toContainText(MERGED);
  await visitor.search.press("Enter");
  await visitor.reads("Saint-Denis");
  await expect(visitor.sheet).toContainText(MERGED);
  // Chosen by its own name, there is nothing to say.
  await visitor.button("Fermer la fiche").click();
  await visitor.search.fill("93066");
  // Until the answer comes, what was found for the former text stays.
  await expect(page.getByRole("option").first()).not.toContainText("Pierrefitte-sur-Seine fait");
  await visitor.search.press("Enter");
  await visitor.reads("Saint-Denis");
  await expect(visitor.sheet).not.toContainText("Pierrefitte-sur-Seine fait");
});

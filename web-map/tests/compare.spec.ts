import { expect, test } from "./driver";

test("two to four territories side by side", async ({ visitor, page }) => {
  await visitor.opens();
  for (const [text, answer, name] of [
    ["creuse", /Creuse.*département/, "Creuse"],
    ["pas-de-calais", /Pas-de-Calais.*département/, "Pas-de-Calais"],
  ] as const) {
    await visitor.searches(text, answer);
    await visitor.reads(name);
    await visitor.sheet.getByRole("button", { name: "Comparer", exact: true }).click();
    await expect(visitor.sheet.getByRole("button", { name: "Dans la comparaison" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
  }
  await visitor.button("Voir la comparaison (2)").click();
  const table = page.locator("#compare table");
  await expect(table.getByRole("columnheader")).toHaveCount(3);
  const age = table.getByRole("row", { name: /65 ans et plus/ });
  await expect(age.getByRole("cell").first()).toContainText("%");
  // What it says is what the server says.
  const sheet = await visitor.asks<{ breakdown: { id: string; value: number }[] }>(
    "api/v1/territories/departement/62?format=json",
  );
  const value = sheet.breakdown.find((l) => l.id === "part_65_plus")?.value ?? 0;
  await expect(age.getByRole("cell").nth(1)).toContainText(value.toLocaleString("fr-FR", { maximumFractionDigits: 1 }));
  const chart = page.getByRole("img", { name: /Graphique : Position sur l’échelle/ });
  await expect(chart).toBeVisible();
  // The first group is the index, each bar as long as it is high on its scale.
  const scores = await Promise.all(
    ["23", "62"].map(async (code) => {
      const { score } = await visitor.asks<{ score: number }>(`api/v1/territories/departement/${code}?format=json`);
      return score;
    }),
  );
  const widths = await chart
    .locator(".position-group")
    .first()
    .locator(".track-fill")
    .evaluateAll((bars) =>
      bars.map((bar) => bar.getBoundingClientRect().width / (bar.parentElement?.getBoundingClientRect().width ?? 1)),
    );
  for (const [i, score] of scores.entries()) expect(widths[i]).toBeCloseTo((score - 1) / 9, 2);
  await expect(page).toHaveURL(/vue=comparer&sel=departement:62&comparer=departement:23,departement:62/);
  await visitor.button("Retirer Creuse").click();
  await expect(table.getByRole("columnheader")).toHaveCount(2);
  await expect(page.getByText("Ajoutez un deuxième territoire")).toBeVisible();
});

test("at most four, and levels that do not compare are said", async ({ visitor, page }) => {
  await visitor.opens(
    "?vue=comparer&comparer=departement:01,departement:02,departement:03,commune:23096,departement:05&sel=departement:23",
  );
  await expect(page.locator("#compare thead th")).toHaveCount(5);
  await expect(page.getByText("Ces territoires ne sont pas du même niveau")).toBeVisible();
  await expect(visitor.sheet.getByRole("button", { name: "Comparer", exact: true })).toBeDisabled();
  // Beside a sheet three have room; of a fourth it is said that it is there.
  await page.setViewportSize({ width: 1440, height: 900 });
  const more = page.getByText("La comparaison est plus large que l’écran");
  await expect(more).toBeVisible();
  await page
    .locator("#compare thead")
    .getByRole("button", { name: /^Retirer/ })
    .last()
    .click();
  await expect(page.locator("#compare thead th")).toHaveCount(4);
  await expect(more).toBeHidden();
  const cut = await page.locator("#compare .table-scroll").evaluate((at) => at.scrollWidth - at.clientWidth);
  expect(cut).toBeLessThanOrEqual(0);
});

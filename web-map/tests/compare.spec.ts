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
  // Something is drawn in it.
  await expect
    .poll(() =>
      chart.evaluate(
        (c: HTMLCanvasElement) => new Set(c.getContext("2d")?.getImageData(0, 0, c.width, c.height).data ?? []).size,
      ),
    )
    .toBeGreaterThan(20);
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
});

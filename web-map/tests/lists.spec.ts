// Who comes first: the order of lists, the least population, and what the columns say.
import { expect, test } from "./driver";

interface Listed {
  total: number;
  left_out: number;
  units: Record<string, string | number | null>[];
}
const french = (n: number): string => n.toLocaleString("fr-FR");

test("persons before tiny communes: what is left out is said, and can be had", async ({ visitor, page }) => {
  await visitor.opens("?vue=tableau&niveau=commune&zone=departement:23");
  const asked = "api/v1/scores/commune?zone=departement:23&sort=-score&limit=3&columns=code,name,population,at_risk";
  const large = await visitor.asks<Listed>(`${asked}&min_population=1000`);
  await expect(page.getByText(`${large.total} lignes sur ${large.total}`)).toBeVisible();
  await expect(page.locator(".left-out")).toHaveText(
    new RegExp(
      `^${large.left_out} communes de moins de 1\\s000 habitants, ou de population inconnue, ne sont pas dans`,
    ),
  );
  await page.locator(".exports summary").click();
  await expect(page.locator(".exports .menu")).toContainText(`${large.left_out} communes de moins de`);
  await page.locator(".exports summary").click();
  await visitor.button("Tout lister").click();
  await expect(page).toHaveURL(/pop=0/);
  await expect(page.getByText("100 lignes sur 255")).toBeVisible();
  await expect(page.locator(".left-out")).toHaveCount(0);
  await page
    .locator("#table")
    .getByLabel("Population")
    .selectOption({ label: "5 000 habitants et plus".replace(" ", "\u202f") });
  await expect(page).toHaveURL(/pop=5000/);
  const towns = await visitor.asks<Listed>(`${asked}&min_population=5000`);
  await expect(visitor.table.locator("tbody th")).toHaveCount(towns.total);
});

test("by persons at risk, by gap × persons, by the index again", async ({ visitor, page }) => {
  for (const query of [
    "?vue=tableau&niveau=commune",
    "?vue=tableau&niveau=commune&poids=age:4",
    "?montrer=besoin&vue=tableau&niveau=commune",
  ]) {
    const gaps = query.includes("besoin");
    const weighed = query.includes("poids");
    await visitor.opens(query);
    for (const [label, sort] of [
      ["Personnes concernées", "-at_risk"],
      ["Écart × personnes", "-gap_persons"],
    ] as const) {
      await page.getByLabel("Qui vient d’abord").selectOption({ label });
      await expect(page).toHaveURL(new RegExp(`tri=${sort}`));
      const path = `api/v1/${gaps ? "gaps" : "scores"}/commune`;
      const first = weighed
        ? String(
            (
              await visitor.asks<{ columns: Record<string, unknown[]> }>("api/v1/score", {
                level: "commune",
                weights: { age: 2 },
                sort: [sort],
                limit: 1,
                columns: ["name"],
                min_population: 1000,
              })
            ).columns["name"]?.[0],
          )
        : String(
            (await visitor.asks<Listed>(`${path}?sort=${sort}&limit=1&columns=name&min_population=1000`)).units[0]?.[
              "name"
            ],
          );
      await expect(visitor.table.locator("tbody th").first()).toHaveText(first);
    }
    await expect(visitor.table.getByRole("columnheader", { name: "Personnes de 65 ans et plus" })).toBeVisible();
  }
});

test("the list of gaps follows the same order and size", async ({ visitor, page }) => {
  await visitor.opens("?montrer=besoin&niveau=commune&zone=departement:23");
  const list = page.getByRole("region", { name: "Les plus grands écarts entre besoin et offre" });
  await list.getByLabel("Qui vient d’abord").selectOption({ label: "Écart × personnes" });
  await list.getByLabel("Population").selectOption({ label: "toutes les tailles" });
  await expect(page).toHaveURL(/tri=-gap_persons/);
  const answer = await visitor.asks<Listed>(
    "api/v1/gaps/commune?zone=departement:23&sort=-gap_persons&limit=1&columns=name",
  );
  await expect(list.getByRole("listitem").first().getByRole("button")).toHaveText(String(answer.units[0]?.["name"]));
});

test("EPCI and départements by their names", async ({ visitor, page }) => {
  await visitor.opens("?vue=tableau&niveau=commune&zone=region:75");
  const row = visitor.table.locator("tbody tr").first();
  await expect(row).toBeVisible();
  const { units } = await visitor.asks<Listed>(
    "api/v1/scores/commune?zone=region:75&sort=-score&limit=1&columns=epci,departement&min_population=1000",
  );
  for (const [i, level] of ["epci", "departement"].entries()) {
    const { name } = await visitor.asks<{ name: string }>(
      `api/v1/territories/${level}/${units[0]?.[level]}?format=json`,
    );
    await expect(row.locator("td.above").nth(i)).toHaveText(name);
  }
  // A département that is the whole list stands in its title alone.
  await visitor.opens("?vue=tableau&niveau=commune&zone=departement:23");
  await expect(visitor.table.getByRole("columnheader", { name: "Intercommunalité" })).toBeVisible();
  await expect(visitor.table.getByRole("columnheader", { name: "Département" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Communes, Creuse" })).toBeVisible();
});

test("a list that is empty for its least population says so, and leads on", async ({ visitor, page }) => {
  await visitor.opens("?vue=tableau&niveau=commune&zone=commune:29083");
  await expect(page.getByText(/^Aucun territoire de 1\s000 habitants et plus ici\.$/)).toBeVisible();
  await expect(page.locator(".exports")).toHaveCount(0);
  await visitor.button("Tout lister").click();
  await expect(page.getByText("1 ligne sur 1")).toBeVisible();
});

test("a reference of one's own: what is of it and what is of France", async ({ visitor, page }) => {
  const national = "parmi tous les territoires de France (communes), chacun comparé à son département";
  await visitor.opens("?vue=tableau&niveau=commune&reference=departement");
  await expect(visitor.table.getByRole("columnheader", { name: "Rang dans son département" })).toBeVisible();
  const { columns } = await visitor.asks<{ columns: Record<string, (string | number)[]> }>("api/v1/score", {
    level: "commune",
    reference: "departement",
    min_population: 1000,
    sort: ["-score"],
    limit: 1,
    columns: ["name", "rank_in_zone", "rank"],
  });
  const row = visitor.table.locator("tbody tr").first();
  await expect(row.locator("th")).toHaveText(String(columns["name"]?.[0]));
  await expect(row.locator("td.number").nth(0)).toHaveText(french(Number(columns["rank_in_zone"]?.[0])));
  await expect(row.locator("td.number").nth(1)).toHaveText(french(Number(columns["rank"]?.[0])));
  await page.locator(".exports summary").click();
  await expect(page.locator(".exports .menu")).toContainText(national);
  // With a territory of one's own, three ranks stand side by side.
  await visitor.opens("?vue=tableau&niveau=commune&reference=departement&zone=departement:23,departement:87");
  for (const head of ["Rang dans mon territoire", "Rang dans son département", "Rang en France (votre comparaison)"])
    await expect(visitor.table.getByRole("columnheader", { name: head })).toBeVisible();
  await visitor.opens("?montrer=besoin&niveau=commune&reference=departement&c=46.1,1.9,9");
  await expect(page.getByRole("region", { name: "Les plus grands écarts entre besoin et offre" })).toContainText(
    national,
  );
  await expect(page.locator(".legend")).toContainText(national);
  await visitor.opens("?vue=comparer&comparer=commune:23096,commune:87085&reference=departement");
  await expect(page.locator("#compare")).toContainText(national);
  await expect(page.locator("#compare tbody")).toContainText(/\d+ sur \d+ \(Creuse\)/);
  await expect(page.locator("#compare tbody tr").first()).toContainText("communes de France");
});

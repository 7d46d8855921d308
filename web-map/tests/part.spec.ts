// A build of one département, four communes of which have a value: nothing in it is called France.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test, Visitor } from "./driver";
import { IFN, Server } from "./server";

const VALUES = "code,taux\n23096,20.5\n23176,35.1\n23001,28\n23008,31.2\n";
const METHOD = `
id = "quatre"
title = "Taux de quatre communes"
levels = ["commune"]
geography = 2026
[normalise]
method = "min_max"
[table.valeurs]
path = "valeurs.csv"
key = "code"
level = "commune"
geography = 2026
[indicator.taux]
title = "Taux"
table = "valeurs"
value = "taux"
unit = "%"
direction = "up"
[[axis]]
id = "axe"
title = "Axe"
[[axis.indicator]]
id = "taux"
`;

let folder = "";

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ifn-part-"));
  writeFileSync(join(folder, "valeurs.csv"), VALUES);
  writeFileSync(join(folder, "methode.toml"), METHOD);
  const args = ["build", "methode.toml", "--zone", "departement:23", "--out", "out", "--quiet"];
  execFileSync(IFN, args, { cwd: folder, env: { ...process.env, IFN_OFFLINE: "true" } });
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("it says what it holds, ranks without deciles, and names what contains a commune", async ({ page }) => {
  const server = await Server.start(join(folder, "out"));
  const visitor = new Visitor(page, server);
  await visitor.opens();
  const only = "Ces résultats ne contiennent qu’un territoire : Creuse.";
  await expect(page.locator(".panel")).toContainText(only);
  await expect(page.locator(".legend")).not.toContainText(/décile/i);
  await visitor.searches("gueret", /Guéret commune 23096 · Creuse/);
  await visitor.reads("Guéret");
  const { sheet } = visitor;
  await expect(sheet.locator(".kicker")).toHaveText("commune · code 23096 · Creuse");
  await expect(sheet).toContainText("Rang 4 sur 4 communes");
  await expect(sheet).toContainText("Creuse : 25,7 %");
  await expect(sheet).toContainText("abaisse l’indice");
  await expect(sheet).toContainText("CA du Grand Guéret");
  for (const wrong of [/France/, /décile/i]) await expect(sheet).not.toContainText(wrong);
  await visitor.goesTo("Tableau");
  await expect(page.getByRole("heading", { name: "Communes, Creuse" })).toBeVisible();
  await expect(visitor.table.getByRole("columnheader", { name: "Décile" })).toHaveCount(0);
  await page.getByRole("button", { name: "Méthode et sources" }).first().click();
  await expect(page.getByRole("dialog")).toContainText(only);
  await server.stop();
});

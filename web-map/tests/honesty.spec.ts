import { expect, test } from "./driver";

test("what it is and is not, method, vintages, licences: one click away", async ({ visitor, page }) => {
  await visitor.opens();
  await expect(page.locator(".notice")).toContainText("ce n’est pas l’indice de fragilité numérique (IFN) publié");
  await visitor.button("Ce que cela veut dire").click();
  const dialog = page.getByRole("dialog", { name: "Ce que c’est, et ce que ce n’est pas" });
  await expect(dialog).toContainText("Il décrit des territoires, pas des personnes");
  await expect(dialog).toContainText(
    "Sans données pour au moins 60 % de l’indice, il n’y a pas d’indice : jamais un zéro.",
  );
  const { indicators } = await visitor.asks<{ indicators: { id: string; vintage: string; licence: string }[] }>(
    "api/v1/indicators",
  );
  const rows = dialog.getByRole("table").locator("tbody tr");
  await expect(rows).toHaveCount(indicators.length);
  for (const [i, indicator] of indicators.entries()) {
    await expect(rows.nth(i)).toContainText(indicator.vintage);
    await expect(rows.nth(i)).toContainText(indicator.licence);
  }
  await expect(dialog).toContainText("Géographie au 1er janvier 2026");
  await visitor.shot("about");
  await page.keyboard.press("Escape");
  // By the sources' line as well.
  await page.locator(".credits").getByRole("button").click();
  await expect(dialog).toBeVisible();
});

test("everything in English by a switch", async ({ visitor, page }) => {
  await visitor.opens("?sel=departement:23&montrer=besoin&lieux=1");
  await visitor.reads("Creuse");
  await visitor.button("Show the map in English").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("combobox", { name: /Search for a territory/ })).toBeVisible();
  await expect(page.getByRole("complementary", { name: "Territory sheet" })).toContainText(
    /Rank 1 of \d+ départements/,
  );
  // No French is left but names, and texts that say so themselves.
  const left = await page.evaluate(() => {
    const french =
      /\b(indice|fragile que|habitants|rang|décile|voisins|territoires|pourquoi|méthode|chercher|carte|tableau)\b/i;
    const out: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.parentElement?.closest('[lang="fr"], noscript')) continue;
      if (french.test(node.textContent ?? "")) out.push((node.textContent ?? "").trim());
    }
    return out.filter((t) => !t.includes("indice de fragilité numérique (IFN)"));
  });
  expect(left).toEqual([]);
  await page.getByRole("button", { name: "Afficher la carte en français" }).click();
  await expect(page).not.toHaveURL(/lang=/);
});

test("French is written as French is", async ({ visitor, page }) => {
  for (const query of [
    "?sel=commune:23165",
    "?vue=tableau&zone=departement:93&niveau=commune",
    "?vue=comparer&comparer=departement:93,departement:23",
    "?montrer=besoin&lieux=1&c=46.17,1.87,11&orienter=commune:23096",
  ]) {
    await visitor.opens(query);
    if (query.includes("sel=")) await visitor.reads("Royère-de-Vassivière");
    if (query.includes("orienter=")) await expect(page.locator(".proposed > li")).toHaveCount(3);
    const wrong = await page.evaluate(() => {
      const out: string[] = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const text = node.textContent ?? "";
        // A plain space or none before a high sign, a point in a number, a plain space in thousands.
        if (
          /[^\s\u00a0\u202f?!.:…/]([;!?])( |$)| [;:!?%»]|« |\d \d{3}\b|\b\d+\.\d+\b/.test(text) &&
          !/https?:/.test(text)
        )
          out.push(text.trim());
      }
      return out.filter((t) => !/^[\d.:]+$/.test(t) && !/Licence Ouverte 2\.0|DERI\)? 1\.0/.test(t) && t !== "");
    });
    expect(wrong).toEqual([]);
  }
});

test("printed: the sheet alone, on two pages, with address and date", async ({ visitor, page }) => {
  await visitor.opens("?sel=commune:23165");
  await visitor.reads("Royère-de-Vassivière");
  await page.evaluate(() => (globalThis.print = () => Object.assign(globalThis, { printed: true })));
  await visitor.sheet.getByRole("button", { name: "Imprimer" }).click();
  await page.waitForFunction(() => (globalThis as unknown as { printed?: boolean }).printed);
  const pdf = await page.pdf({ preferCSSPageSize: true, path: "../target/screenshots/map-print.pdf" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeLessThanOrEqual(2);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".panel")).toBeHidden();
  await expect(page.locator(".map-box")).toBeHidden();
  await expect(page.locator(".print-map")).toBeVisible();
  await expect(visitor.sheet).toContainText(/Imprimé le \d+ \S+ \d{4}/);
  await expect(visitor.sheet).toContainText("sel=commune:23165");
  await page.screenshot({ path: "../target/screenshots/map-print.png", fullPage: true });
});

// Slow, failing, gone and back: the page says what to do and recovers by itself.
import { expect, test, Visitor } from "./driver";
import { Server } from "./server";

test("a server that is slow: what is there stays, what comes is announced", async ({ visitor, page }) => {
  await page.route("**/api/v1/territories/**/*", async (route) => {
    await new Promise((go) => setTimeout(go, 1500));
    await route.continue();
  });
  await page.goto(`${visitor.server.url}?sel=departement:23`);
  await expect(page.getByText("Chargement de la fiche…")).toBeVisible();
  await visitor.reads("Creuse");
  await visitor.searches("pas-de-calais", /Pas-de-Calais.*département/);
  await expect(visitor.sheet).toHaveAttribute("aria-busy", "true");
  await visitor.reads("Pas-de-Calais");
});

test("a server that fails once: a word, a button, and it goes on", async ({ visitor, page }) => {
  let failing = true;
  await page.route("**/api/v1/territories/departement/23?*", (route) =>
    failing ? route.fulfill({ status: 503, body: "{}" }) : route.continue(),
  );
  let tried = 0;
  await page.route("**/health", (route) => {
    tried += 1;
    return failing ? route.fulfill({ status: 503 }) : route.continue();
  });
  await visitor.opens("?sel=departement:23");
  await expect(page.getByText("Le serveur ne répond pas. Nouvel essai automatique…").first()).toBeVisible();
  // After some tries the next is seconds away: the button does not wait for it.
  await expect.poll(() => tried).toBeGreaterThanOrEqual(2);
  const before = tried;
  await visitor.button("Réessayer maintenant").first().click();
  await expect.poll(() => tried, { timeout: 2000 }).toBeGreaterThan(before);
  failing = false;
  await visitor.reads("Creuse");
  await expect(page.getByText("Le serveur répond de nouveau.")).toBeVisible();
  visitor.complaints.length = 0;
});

test("a server that stops and starts again", async ({ page }) => {
  test.setTimeout(120_000);
  const server = await Server.start();
  const visitor = new Visitor(page, server);
  await visitor.opens("?sel=departement:23");
  await visitor.reads("Creuse");
  await server.stop();
  await visitor.search.fill("gueret");
  await expect(page.getByText("La recherche ne répond pas pour l’instant.")).toBeVisible();
  await expect(page.getByText("Le serveur ne répond pas. Nouvel essai automatique…")).toBeVisible();
  // What was shown is still read.
  await expect(visitor.sheet).toContainText(/Rang 1 sur \d+ départements/);
  await visitor.shot("server-down");
  await server.again();
  await expect(page.getByText("Le serveur répond de nouveau.")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("option", { name: /Guéret/ }).first()).toBeVisible();
  await server.stop();
});

test("a page that begins before its server", async ({ page, server }) => {
  let down = true;
  for (const path of ["**/api/v1/methods", "**/health"])
    await page.route(path, (route) => (down ? route.abort() : route.continue()));
  await page.goto(server.url);
  await expect(
    page.getByRole("heading", { name: "La carte n’a pas pu commencer : le serveur ne répond pas." }),
  ).toBeVisible();
  await page.screenshot({ path: "../target/screenshots/map-start-failed.png" });
  down = false;
  await page.waitForFunction(() => performance.getEntriesByName("map-painted").length > 0);
  await expect(page.getByRole("combobox")).toBeVisible();
});

test("offline", async ({ visitor, page, context }) => {
  await visitor.opens();
  await context.setOffline(true);
  await visitor.search.fill("creuse");
  await expect(page.getByText("Vous êtes hors connexion.")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("Vous êtes hors connexion.")).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByRole("option", { name: /Creuse/ }).first()).toBeVisible();
  visitor.complaints.length = 0;
});

test("a browser that cannot draw the map still has the table", async ({ page, server }) => {
  await page.addInitScript(() => {
    const own = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith("webgl") ? null : (own as (...of: unknown[]) => unknown).call(this, kind, ...rest);
    } as typeof own;
  });
  await page.goto(server.url);
  await expect(page.locator("#table table")).toBeVisible();
  await page.getByRole("button", { name: "Carte", exact: true }).click();
  await expect(page.getByText("Ce navigateur ne peut pas dessiner la carte")).toBeVisible();
});

test("the background of the IGN, when it can be reached and when it cannot", async ({ visitor, page }) => {
  let asked = 0;
  // One dot of strong orange.
  const tile = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4UCECAAPYAX17rTskAAAAAElFTkSuQmCC",
    "base64",
  );
  await page.route("https://data.geopf.fr/**", (route) => {
    asked += 1;
    return route.fulfill({ contentType: "image/png", body: tile, headers: { "access-control-allow-origin": "*" } });
  });
  await visitor.opens();
  expect(asked).toBe(0);
  await visitor.opensSettings();
  await page.getByLabel(/Fond de carte de l’IGN/).check();
  await expect(page).toHaveURL(/fond=ign/);
  await expect.poll(() => asked).toBeGreaterThan(0);
  await expect(page.locator(".credits")).toContainText("© IGN");
  // Out at sea there is nothing but the background: in grey, whatever its own colours are.
  await visitor.waitsForMap();
  const sea = await visitor.colourAt(await visitor.pointOf(-4.5, 45.5));
  expect(Math.max(...sea) - Math.min(...sea), String(sea)).toBeLessThanOrEqual(2);
  // On a closed network the map goes on without it, and nobody is told that the server is away.
  await page.unroute("https://data.geopf.fr/**");
  await page.route("https://data.geopf.fr/**", (route) => route.abort());
  await visitor.opens("?fond=ign&niveau=departement");
  expect(Object.keys(await visitor.deciles("departement")).length).toBeGreaterThan(90);
  await expect(page.getByText("Le serveur ne répond pas")).toHaveCount(0);
  visitor.complaints.length = 0;
});

// What a person does on the map, in their words. Tests say what is done and what is seen; where it
// stands in the page is known here alone.
import { test as base, expect, type Locator, type Page, type Request } from "@playwright/test";
import type { Map as MapLibre } from "maplibre-gl";

import { apostrophes } from "../src/i18n/format";
import { Server, SHOTS } from "./server";

export { expect };

export class Visitor {
  /** What scripts and the console complained of. */
  readonly complaints: string[] = [];
  readonly requests: Request[] = [];

  constructor(
    readonly page: Page,
    readonly server: Server,
  ) {
    page.on("pageerror", (e) => this.complaints.push(String(e)));
    page.on("console", (m) => m.type() === "error" && this.complaints.push(m.text()));
    page.on("request", (r) => this.requests.push(r));
  }

  async opens(query = ""): Promise<void> {
    await this.page.goto(this.server.url + query);
    await this.seesMap();
  }

  /** Until the first picture of the map is there. */
  async seesMap(): Promise<void> {
    await this.page.waitForFunction(() => performance.getEntriesByName("map-painted").length > 0);
  }

  /** Until nothing moves, all tiles in sight are there, and the page has been drawn since: it is drawn a
   *  frame after something changed. */
  async waitsForMap(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let still = 0; still < 3; ) {
        await new Promise(requestAnimationFrame);
        const { ifnMap: map } = globalThis as unknown as { ifnMap?: MapLibre };
        still = map?.loaded() && !map.isMoving() && map.areTilesLoaded() ? still + 1 : 0;
      }
    });
  }

  /** The same with the places of help on it, which come after the first picture. */
  async waitsForPlaces(): Promise<void> {
    await this.page.waitForFunction(
      () => (globalThis as unknown as { ifnMap: MapLibre }).ifnMap.getLayer("places-dots") !== undefined,
    );
    await this.waitsForMap();
  }

  async zoom(): Promise<number> {
    return this.page.evaluate(() => (globalThis as unknown as { ifnMap: MapLibre }).ifnMap.getZoom());
  }

  get search(): Locator {
    return this.page.getByRole("combobox", { name: /Chercher/ });
  }

  get sheet(): Locator {
    return this.page.getByRole("complementary", { name: "Fiche du territoire" });
  }

  get table(): Locator {
    return this.page.locator("#table table");
  }

  /** Codes of the rows of the table, under the head that says so. */
  async listedCodes(): Promise<string[]> {
    const heads = await this.table.getByRole("columnheader").allTextContents();
    const at = heads.findIndex((head) => head.trim().startsWith("Code")) + 1;
    return this.table.locator(`tbody td:nth-child(${at})`).allTextContents();
  }

  /** Types a name and takes the answer that says so. */
  async searches(text: string, answer: RegExp): Promise<void> {
    await this.search.fill(text);
    await this.page.getByRole("option", { name: answer }).first().click();
  }

  async reads(name: string): Promise<void> {
    await expect(this.sheet.getByRole("heading", { level: 2, name, exact: true })).toBeVisible();
    await expect(this.sheet).toHaveAttribute("aria-busy", "false");
  }

  async goesTo(view: "Carte" | "Tableau" | "Comparaison"): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Affichage" })
      .getByRole("button", { name: new RegExp(view) })
      .click();
  }

  async opensSettings(): Promise<void> {
    const summary = this.page.locator(".fold > summary");
    if (!(await this.page.locator(".fold").evaluate((d: HTMLDetailsElement) => d.open))) await summary.click();
  }

  /** Where a slider is, once it is in sight. */
  async track(of: string): Promise<{ at: (share: number) => number; y: number }> {
    await this.slider(of).scrollIntoViewIfNeeded();
    const box = await this.slider(of).boundingBox();
    if (!box) throw new Error(`no slider ${of}`);
    return { at: (share) => box.x + box.width * share, y: box.y + box.height / 2 };
  }

  slider(of: string): Locator {
    return this.page.getByRole("slider", { name: `Importance : ${of}` });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Deciles that the map shows of a level, by code; 0 is hatched. */
  async deciles(level: string): Promise<Record<string, number>> {
    await this.waitsForMap();
    return this.page.evaluate((level) => {
      const map = (globalThis as unknown as { ifnMap: MapLibre }).ifnMap;
      const seen = map.queryRenderedFeatures({ layers: [`fill-${level}`] });
      return Object.fromEntries(
        seen.map((f) => {
          const state = map.getFeatureState({ source: f.source, sourceLayer: f.sourceLayer ?? "", id: f.id as number });
          return [String(f.properties["code"]), Number(state["d"] ?? f.properties["decile"] ?? 0)];
        }),
      );
    }, level);
  }

  /** A point of the window where a place of the map is. */
  async pointOf(lng: number, lat: number): Promise<{ x: number; y: number }> {
    return this.page.evaluate(
      ([lng, lat]) => {
        const map = (globalThis as unknown as { ifnMap: MapLibre }).ifnMap;
        const { x, y } = map.project([lng, lat]);
        const box = map.getCanvas().getBoundingClientRect();
        return { x: x + box.left, y: y + box.top };
      },
      [lng, lat] as const,
    );
  }

  /** Red, green and blue of what is seen at a point of the window, from 0 to 255. */
  async colourAt({ x, y }: { x: number; y: number }): Promise<number[]> {
    const dot = await this.page.screenshot({ clip: { x, y, width: 1, height: 1 } });
    return this.page.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const to = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
      to?.drawImage(image, 0, 0);
      return [...(to?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
    }, dot.toString("base64"));
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: `${SHOTS}/map-${name}.png` });
  }

  /** JSON that the server answers. */
  async asks<T>(path: string, body?: unknown): Promise<T> {
    const init = body
      ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
      : {};
    const response = await fetch(this.server.url + path, init);
    if (!response.ok) throw new Error(await response.text());
    // Names have the apostrophe that the page writes.
    return JSON.parse(apostrophes(await response.text())) as T;
  }
}

/** A visitor of the server that all tests share. */
export const test = base.extend<{ visitor: Visitor; server: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
  server: async ({}, use) => use(Server.shared()),
  visitor: async ({ page, server }, use) => {
    const visitor = new Visitor(page, server);
    await use(visitor);
    expect(visitor.complaints, "complaints of the page").toEqual([]);
  },
});

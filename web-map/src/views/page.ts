// The whole page: the column at the left, the map, table or comparison in the middle, the sheet at the
// right. It is drawn again from the state; the map follows by itself.

import { html, nothing, render, type TemplateResult } from "lit-html";

import type { App } from "../app/app";
import { Sync } from "../app/sync";
import { picture } from "../export/png";
import { MapView } from "../map/map";
import { FONT } from "../map/style";
import { sameUnit, type State } from "../state/state";
import { About } from "./about";
import { besideOf, pageTitle, toBeRead } from "./beside";
import { card } from "./card";
import { Compare } from "./compare";
import { Dialogs } from "./dialogs";
import { save } from "./exports";
import { Legend, placeTip, tip } from "./legend";
import { controls, GoTo } from "./controls";
import { orient } from "./orient";
import { Panel } from "./panel";
import { ahead } from "./say";
import { Search } from "./search";
import { Settings } from "./settings";
import { Share } from "./share";
import { SheetView } from "./sheet";
import { Status } from "./status";
import { Table } from "./table";

/** Milliseconds that the map waits for the page's font. */
const FONT_MS = 800;
/** Milliseconds that paper waits for a picture of the map. */
const PICTURE_MS = 2000;

/** What is shown, on paper. A listener calls what it is handed with the button as `this`, which `print` itself
 *  refuses. */
const paper = (): void => window.print();

export class Page {
  readonly #sync: Sync;
  readonly #settings: Settings;
  readonly #legend: Legend;
  readonly #sheet: SheetView;
  readonly #table: Table;
  readonly #compare: Compare;
  readonly #status: Status;
  readonly #dialogs: Dialogs;
  readonly #panel: Panel;
  readonly #goTo: GoTo;
  #map: MapView | null = null;
  #noMap = "";
  #followed: State | null = null;
  /** The level that was asked for, and whether there was a map. */
  #asked = "";
  /** The link says a territory and not where to look: the map goes to it. */
  #frameFirst = false;
  /** The sheet was asked for by search or list: it is read next. */
  #focus = false;

  constructor(
    readonly app: App,
    readonly root: HTMLElement,
  ) {
    this.#sync = new Sync(app);
    app.frameNow = () => this.#map?.frameNow() ?? null;
    this.#settings = new Settings(app);
    this.#legend = new Legend(app);
    this.#sheet = new SheetView(app, () => void this.#print(), () => this.#dialogs.open("share"));
    this.#table = new Table(app, this.#sync, app.frameNow);
    this.#compare = new Compare(app);
    const search = new Search(app, () => (this.#focus = true));
    const about = new About(app);
    const share = new Share(app, app.served.tiles ? () => this.#picture() : null);
    this.#dialogs = new Dialogs(app, { share: () => share.view(), about: () => about.view() });
    this.#status = new Status(app, () => {
      app.retry();
      search.retry();
      about.retry();
      this.#map?.refresh();
    });
    this.#panel = new Panel(app, search, this.#settings, this.#dialogs, app.frameNow);
    this.#goTo = new GoTo(app, (at) => this.#map?.goTo(at));
  }

  /** Once the page is there: the map, and what listens. */
  begin(): void {
    const { app } = this;
    app.store.listen((now, before) => this.#changed(now, before));
    addEventListener("keydown", (e) => this.#key(e));
    this.root.addEventListener("click", (e) => {
      // A territory chosen from a list is read next; one chosen on the map is not.
      if ((e.target as Element).closest(".link")) this.#focus = true;
    });
    const { moved, level, orient, zone, selected, camera } = app.store.now;
    // A level that is kept tells apart what is in the territory.
    this.#frameFirst = camera === null && orient === null && (selected ? level !== null && app.contains(selected.level, level) : zone !== null);
    app.help.picking = orient === "ask";
    if (orient === "ask") this.#sheet.drawer.stop = 0;
    const unknown = Object.keys(moved).some((id) => !app.weights.has(id)) || (level !== null && !app.levels.includes(level));
    if (unknown) app.notice(app.words.status.choiceRefused);
    // The map writes names with this font from its first picture on. And the page is painted first:
    // without a graphics card a map takes a second to begin, in which nothing else is done.
    const font = Promise.race([document.fonts.load(`16px ${FONT}`), new Promise((go) => setTimeout(go, FONT_MS))]);
    const painted = new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
    void Promise.all([font, painted]).then(() => this.#begin());
    if (!app.store.now.embed && !besideOf(app.store.now)) document.getElementById("q")?.focus({ preventScroll: true });
    app.changed();
  }

  draw(): void {
    const { app } = this;
    const now = app.store.now;
    document.documentElement.lang = now.lang;
    document.title = pageTitle(app);
    const asked = `${app.level} ${app.mapped}`;
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#sync.now();
    }
    render(this.#view(), this.root);
    this.#dialogs.after();
    this.#compare.after();
    this.#follow(now);
  }

  #begin(): void {
    const { app } = this;
    const box = document.getElementById("map");
    if (!box || !app.served.tiles) return this.#without(app.words.status.noTiles);
    try {
      this.#map = new MapView(box, app, app.served.tiles, () => this.#sheet.drawer.height());
      this.#map.map.once("load", () => (app.mapped = true));
      // For tests and for those who look closer.
      Object.assign(globalThis, { ifnMap: this.#map.map });
    } catch {
      this.#without(app.words.status.noWebgl);
      if (app.store.now.view === "map" && !app.store.now.embed) app.store.go({ view: "table" });
    }
  }

  #without(why: string): void {
    this.#noMap = why;
    this.app.mapped = true;
    this.app.changed();
  }

  #changed(now: State, before: State): void {
    const aside = besideOf(now);
    if (aside !== besideOf(before)) {
      if (aside && this.#sheet.drawer.stop === 0) this.#sheet.drawer.stop = 1;
      if (now.orient === "ask") this.#sheet.drawer.stop = 0;
      // On a phone the column lies over it.
      if (aside) this.#panel.close();
      else requestAnimationFrame(() => requestAnimationFrame(() => this.#rest()));
      // What was asked for here is read next; what was below a card as well.
      if (now.place !== before.place || now.orient !== before.orient) this.#focus = aside !== "";
    }
    this.app.help.picking = now.orient === "ask";
    if (now.view !== before.view) this.#arrive(now);
    this.#sync.now();
    this.app.changed();
  }

  /** Focus that was in what is closed goes to the map. */
  #rest(): void {
    if (document.activeElement === document.body) this.#map?.map.getCanvas().focus({ preventScroll: true });
  }

  /** A view that is opened is read from its head. */
  #arrive(now: State): void {
    const head = { table: "table-title", compare: "compare-title", map: "" }[now.view];
    if (head) requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(head)?.focus()));
  }

  #follow(now: State): void {
    const { app } = this;
    if (this.#map) {
      this.#map.pace.hurry(this.#sync.moving);
      this.#map.follow(now, this.#followed);
      this.#map.label(app.words.mapLabel);
      const sheet = app.sheet.value;
      if (sheet && sameUnit(sheet, now.selected) && !now.orient) {
        this.#map.frame(sheet, this.#frameFirst);
        this.#frameFirst = false;
      }
      const zone = app.zone.value;
      if (this.#frameFirst && !now.selected && zone && sameUnit(zone, now.zone)) {
        this.#frameFirst = false;
        this.#map.frame(zone, true);
      }
    }
    this.#followed = this.#map?.ready ? now : null;
    if (this.#focus && toBeRead(app)) {
      this.#focus = false;
      (document.querySelector("#sheet h2") as HTMLElement | null)?.focus({ preventScroll: true });
    }
    if (!sameUnit(this.#printed, now.selected)) this.#sheet.picture = null;
  }

  #printed: State["selected"] = null;

  #view(): TemplateResult {
    const { app } = this;
    const { words } = app;
    const { view, embed, place } = app.store.now;
    const beside = besideOf(app.store.now);
    const list = [embed ? "embed" : "", beside ? "with-sheet" : "", `view-${view}`];
    return html`
      ${embed ? nothing : html`<a class="skip" href="#q">${words.skipSearch}</a>
        ${beside ? html`<a class="skip" href="#sheet" @click=${() => (document.querySelector("#sheet h2") as HTMLElement | null)?.focus()}>${words.skipSheet}</a>` : nothing}`}
      <div class="page ${list.filter(Boolean).join(" ")}">
        ${embed ? nothing : this.#panel.view()}
        <main class="stage">
          ${this.#status.view()} ${this.#settings.banner()}
          <div class="map-box" ?inert=${view !== "map"}>
            <div id="map"></div>
            ${this.#overlays()}
          </div>
          ${view === "table" ? this.#table.view() : view === "compare" ? this.#compare.view() : nothing}
        </main>
        ${place ? card(app, this.#sheet.drawer, paper) : app.store.now.orient ? orient(app, this.#sheet.drawer, () => this.#pick(), paper) : this.#sheet.view()}
        <p class="hidden" role="status" aria-live="polite">${this.#announced()}</p>
        ${this.#dialogs.view()}
      </div>`;
  }

  #overlays(): TemplateResult {
    const { app } = this;
    const { words } = app;
    const { embed } = app.store.now;
    const map = this.#map;
    const box = map?.container.getBoundingClientRect();
    return html`
      ${this.#noMap ? html`<p class="no-map" role="alert">${this.#noMap}</p>` : nothing}
      ${map && !map.ready ? html`<p class="map-loading" role="status">${words.loadingPage}</p>` : nothing}
      ${embed ? html`<div class="embed-head"><h1>${app.methodTitle}</h1><span>${app.shown}</span>
          <a href=${this.#full()} target="_blank" rel="noopener">${words.openFull}</a></div>` : nothing}
      ${controls(app, map)}
      ${embed ? nothing : this.#goTo.view()}
      <div class="legend">${this.#legend.view()}</div>
      ${tip(app, map?.hovered ?? null, box?.width ?? 0)} ${placeTip(app, map?.places.hovered ?? null, box?.width ?? 0)}
      <p class="credits"><span class="credits-text">${app.served.provenance.attribution}${app.store.now.background ? " · © IGN" : ""}</span>
        ${embed ? nothing : html`<button type="button" class="link" @click=${() => this.#dialogs.open("about")}>${words.about.open}</button>`}</p>`;
  }

  #full(): string {
    return location.href.replace(/([?&])embed=1&?/, "$1").replace(/[?&]$/, "");
  }

  /** What a screen reader says when another territory is selected. */
  #announced(): string {
    const { app } = this;
    const sheet = app.sheet.value;
    if (!sheet || !sameUnit(sheet, app.store.now.selected)) return "";
    const place = ahead(app, sheet.level, sheet.rank, sheet.scored) ?? app.words.sheet.none;
    return app.words.announce(sheet.name, app.name(sheet.level), place);
  }

  #key(e: KeyboardEvent): void {
    if (e.key !== "Escape" || e.defaultPrevented || this.#dialogs.shown) return;
    const { app } = this;
    const { place, orient, selected } = app.store.now;
    if (app.help.picking && orient !== "ask") return this.#pick();
    if (!place && !orient && !selected) return;
    app.store.go(place ? { place: null } : orient ? { orient: null } : { selected: null });
    if (besideOf(app.store.now)) return;
    (this.#map?.map.getCanvas() ?? document.getElementById("q"))?.focus();
  }

  /** The next click on the map, or Enter for its centre, says where someone is. */
  #pick(): void {
    const { help } = this.app;
    help.picking = !help.picking;
    if (help.picking) {
      this.#sheet.drawer.stop = 0;
      this.#map?.map.getCanvas().focus();
    }
    this.app.changed();
  }

  async #picture(): Promise<void> {
    const { app } = this;
    const canvas = await this.#map?.canvas();
    if (!canvas) return;
    const blob = await picture(app, canvas, devicePixelRatio);
    save({ blob, name: `ifn-${app.level}.png` });
    app.notice(app.words.share.pngDone);
  }

  /** The sheet on paper, with a picture of the map of now. */
  async #print(): Promise<void> {
    // A map that cannot draw now does not keep the sheet from being printed.
    const late = new Promise<null>((none) => setTimeout(() => none(null), PICTURE_MS));
    const canvas = this.app.store.now.view === "map" && this.#map ? await Promise.race([this.#map.canvas(), late]) : null;
    this.#sheet.picture = canvas ? canvas.toDataURL("image/png") : null;
    this.#printed = this.app.store.now.selected;
    this.draw();
    const shown = document.querySelector<HTMLImageElement>(".print-map");
    if (shown) await shown.decode().catch(() => undefined);
    paper();
  }
}

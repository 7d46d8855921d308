// The whole page: the column at the left, the map, table or comparison in the middle, the sheet at the right. In: the
// state and the data. Out: the page, drawn again from both whenever something changed, and where the focus goes. The map
// itself is kept by `map-stage.ts`.

import { html, nothing, render, type TemplateResult } from "lit-html";

import { followCarried } from "../../app/carried";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { openTable } from "../../app/open-table";
import type { Sync } from "../../app/sync";
import { type State, sameUnit } from "../../state/state";
import { printPanel } from "../common/paper";
import { nationalNote, noIndex, sheetStanding } from "../common/phrases";
import { sidePanelKey, sidePanelName, sidePanelReady } from "../common/side-panel";
import { markEdges, watchEdges } from "../common/wide";
import { card } from "../places/card";
import { orient } from "../places/orient";
import { revealLine, upload } from "../places/upload";
import { Settings } from "../settings/settings";
import { SheetView } from "../sheet/sheet";
import { Compare } from "../table/compare";
import { Table } from "../table/table";
import { gathering } from "../zone/chip";
import { ZoneChooser } from "../zone/chooser";
import { About } from "./about";
import { Dialogs } from "./dialogs";
import { MapStage } from "./map-stage";
import { Overlays } from "./overlays";
import { Panel } from "./panel";
import { Search } from "./search";
import { Share } from "./share";
import { SheetPrinter } from "./sheet-printer";
import { Status } from "./status";
import { ZoneWays } from "./zone-ways";

/** Pages of what a person takes along. */
const LEAFLET_PAGES = 1;

/** Prints the card of a place, or places that are proposed. */
const leaflet = (): void => printPanel(LEAFLET_PAGES);

export class Page {
  readonly #settings: Settings;
  readonly #sheet: SheetView;
  readonly #printer: SheetPrinter;
  readonly #table: Table;
  readonly #compare: Compare;
  readonly #status: Status;
  readonly #dialogs: Dialogs;
  readonly #panel: Panel;
  readonly #overlays: Overlays;
  readonly #zone: ZoneWays;
  readonly #stage: MapStage;
  /** Level and presence of a map when data was last asked for. */
  #asked = "";
  /** The sheet was opened by search or from a list: its heading takes the focus. */
  #focus = false;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
    readonly sync: Sync,
    readonly root: HTMLElement,
  ) {
    this.#stage = new MapStage(
      ctx,
      data,
      sync,
      () => this.#sheet.drawer.height(),
      () => void this.#zone.fit(),
    );
    this.#settings = new Settings(ctx);
    this.#sheet = new SheetView(
      ctx,
      data,
      () => void this.#printer.print(this.#stage.map !== null),
      () => this.#dialogs.open("share"),
    );
    this.#printer = new SheetPrinter(ctx, data, this.#sheet, () => this.draw());
    this.#table = new Table(ctx, data, sync);
    this.#compare = new Compare(ctx, data);
    const search = new Search(ctx, () => {
      this.#focus = true;
    });
    const about = new About(ctx);
    const share = new Share(ctx, ctx.served.tiles ? () => this.#stage.picture() : null);
    const drawn = ctx.served.tiles !== null;
    const ways = drawn ? { gather: () => this.#zone.gather(), see: () => void this.#zone.see() } : null;
    const zone = new ZoneChooser(ctx, data, ways);
    this.#dialogs = new Dialogs(ctx, { share: () => share.view(), about: () => about.view(), zone: () => zone.view() });
    this.#zone = new ZoneWays(
      ctx,
      this.#dialogs,
      () => this.#stage.map,
      () => {
        this.#panel.close();
        this.#sheet.drawer.stop = 0;
      },
    );
    this.#status = new Status(ctx, data, () => {
      data.retry();
      search.retry();
      about.retry();
      this.#stage.map?.refresh();
    });
    this.#panel = new Panel(
      ctx,
      data,
      search,
      this.#settings,
      this.#dialogs,
      () => void openTable(ctx, data, sync),
      () => void this.#zone.see(),
    );
    this.#overlays = new Overlays(ctx, data, this.#dialogs, (at) => this.#stage.map?.camera.goTo(at));
  }

  /** Once the page is there: the map, and what listens. */
  begin(): void {
    const { ctx } = this;
    ctx.store.listen((now, before) => this.#changed(now, before));
    addEventListener("keydown", (e) => this.#key(e));
    watchEdges(this.root);
    this.root.addEventListener("click", (e) => {
      // A territory opened from a list takes the focus; one chosen on the map does not.
      if ((e.target as Element).closest(".link")) this.#focus = true;
    });
    const { moved, level, orient } = ctx.store.now;
    ctx.picking = orient === "ask";
    if (orient === "ask") this.#sheet.drawer.stop = 0;
    const unknown =
      Object.keys(moved).some((id) => !ctx.weights.has(id)) || (level !== null && !ctx.levels.includes(level));
    if (unknown) ctx.notice(ctx.words.status.choiceRefused);
    this.#stage.begin();
    if (!ctx.store.now.embed && !sidePanelKey(ctx.store.now))
      document.getElementById("q")?.focus({ preventScroll: true });
    ctx.changed();
  }

  draw(): void {
    const { ctx } = this;
    followCarried(ctx, this.data);
    const { now } = ctx.store;
    document.documentElement.lang = now.lang;
    document.title = this.#title();
    const asked = `${ctx.level} ${ctx.mapped}`;
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.sync.now();
    }
    render(this.#view(), this.root);
    this.#dialogs.after();
    this.#follow(now);
  }

  #changed(now: State, before: State): void {
    const panel = sidePanelKey(now);
    if (panel !== sidePanelKey(before)) {
      if (panel && this.#sheet.drawer.stop === 0) this.#sheet.drawer.stop = 1;
      if (now.orient === "ask") this.#sheet.drawer.stop = 0;
      // On a phone the column lies over it.
      if (panel) this.#panel.close();
      else requestAnimationFrame(() => requestAnimationFrame(() => this.#rest()));
      // What was opened takes the focus, and so does what was below a card that was closed.
      if (now.place !== before.place || now.orient !== before.orient || now.upload !== before.upload)
        this.#focus = panel !== "";
    }
    this.ctx.picking = now.orient === "ask";
    if (now.view !== "map" || now.orient) this.ctx.gathering = false;
    if (now.view !== before.view) this.#arrive(now);
    this.sync.now();
    this.ctx.changed();
  }

  /** Focus that was in a closed panel goes to the map. */
  #rest(): void {
    if (document.activeElement === document.body) this.#stage.canvas?.focus({ preventScroll: true });
  }

  /** The heading of a view that is opened takes the focus. */
  #arrive(now: State): void {
    const head = { table: "table-title", compare: "compare-title", map: "" }[now.view];
    if (head) requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(head)?.focus()));
  }

  #follow(now: State): void {
    const { ctx, data } = this;
    this.#stage.follow(now);
    if (now.view !== "map") markEdges(this.root);
    if (now.upload) revealLine(this.data.upload);
    if (this.#focus && sidePanelReady(ctx, data)) {
      this.#focus = false;
      (document.querySelector("#sheet h2") as HTMLElement | null)?.focus({ preventScroll: true });
    }
  }

  #view(): TemplateResult {
    const { ctx } = this;
    const { words } = ctx;
    const { now } = ctx.store;
    const { view, embed, place } = now;
    const { access } = this.data;
    const { drawer } = this.#sheet;
    const panel = sidePanelKey(now);
    const list = [embed ? "embed" : "", panel ? "with-sheet" : "", `view-${view}`];
    return html`
      ${
        embed
          ? nothing
          : html`<a class="skip" href="#q">${words.skipSearch}</a>
        ${panel ? html`<a class="skip" href="#sheet" @click=${() => (document.querySelector("#sheet h2") as HTMLElement | null)?.focus()}>${words.skipSheet}</a>` : nothing}`
      }
      <div class="page ${list.filter(Boolean).join(" ")}">
        ${embed ? nothing : this.#panel.view()}
        <main class="stage">
          ${this.#status.view()} ${ctx.gathering ? gathering(ctx, () => this.#zone.gathered()) : this.#settings.banner()}
          <div class="map-box" ?inert=${view !== "map"}>
            <div id="map"></div>
            ${this.#overlays.view(this.#stage.map, this.#stage.noMap)}
          </div>
          ${view === "table" ? this.#table.view() : view === "compare" ? this.#compare.view() : nothing}
        </main>
        ${place ? card(ctx, access, drawer, leaflet) : now.orient ? orient(ctx, access, drawer, () => this.#pick(), leaflet) : now.upload ? upload(ctx, this.data.upload, drawer) : this.#sheet.view()}
        <p class="hidden" role="status" aria-live="polite">${this.#announced()}</p>
        ${this.#dialogs.view()}
      </div>`;
  }

  /** Title of the window. */
  #title(): string {
    const { ctx } = this;
    const name = sidePanelName(ctx, this.data) || ctx.name(ctx.level, true);
    return `${name.charAt(0).toUpperCase()}${name.slice(1)} · ${ctx.methodTitle}`;
  }

  /** What a screen reader says when another territory is selected. */
  #announced(): string {
    const { ctx } = this;
    const sheet = this.data.sheet.value;
    if (!sheet || !sameUnit(sheet, ctx.store.now.selected)) return "";
    const national = nationalNote(ctx, sheet.level) !== null;
    const place = sheetStanding(ctx, sheet, national) ?? noIndex(ctx, sheet);
    return ctx.words.announce(sheet.name, ctx.name(sheet.level), place);
  }

  #key(e: KeyboardEvent): void {
    if (e.key !== "Escape" || e.defaultPrevented || this.#dialogs.shown) return;
    const { ctx } = this;
    const { place, orient, upload, selected } = ctx.store.now;
    if (ctx.gathering) {
      this.#zone.gathered();
      return;
    }
    if (ctx.picking && orient !== "ask") {
      this.#pick();
      return;
    }
    if (!place && !orient && !upload && !selected) return;
    ctx.store.go(place ? { place: null } : orient ? { orient: null } : upload ? { upload: false } : { selected: null });
    if (sidePanelKey(ctx.store.now)) return;
    (this.#stage.canvas ?? document.getElementById("q"))?.focus();
  }

  /** The next click on the map, or Enter for its centre, sets where someone is. */
  #pick(): void {
    const { ctx } = this;
    ctx.picking = !ctx.picking;
    if (ctx.picking) {
      this.#sheet.drawer.stop = 0;
      this.#stage.canvas?.focus();
    }
    ctx.changed();
  }
}

// The legend: ten deciles with their scores, or of the lack of access, or need × access; what has no
// value; and what is under the pointer.

import { html, nothing, type TemplateResult } from "lit-html";

import type { App } from "../app/app";
import type { Hovered } from "../map/map";
import type { HoveredPlace } from "../map/places";
import { LACK, RAMP } from "../map/colours";
import { decilesOf, liveUnit } from "../score/live";
import type { Decile } from "../api/types";
import { bivariate } from "./bivariate";
import { ICONS } from "./icons";
import { ahead, swatch } from "./say";
import { nationalNote } from "./settings";

/** Deciles of what the map shows now; null while they are computed. */
export function decilesShown(app: App): Decile[] | null {
  if (!app.custom) return app.levelEntry(app.level)?.deciles ?? [];
  const live = app.live.of(app.level, app.referenceFor(app.level), app.weights);
  return live && decilesOf(live);
}

export class Legend {
  #folded = matchMedia("(max-width: 40rem)").matches;

  constructor(readonly app: App) {}

  view(): TemplateResult {
    const { app } = this;
    const { legend } = app.words;
    const toggle = html`<button type="button" class="quiet" aria-expanded=${!this.#folded} aria-controls="legend-body"
      @click=${() => this.#fold()}><strong>${legend.titles[app.show]}</strong> <span class="hidden">${this.#folded ? legend.show : legend.hide}</span>${this.#folded ? ICONS.up : ICONS.down}</button>`;
    const body = { fragility: () => this.#scores(), access: () => this.#lack(), both: () => bivariate(app) }[app.show];
    return html`${toggle}
      <div id="legend-body" ?hidden=${this.#folded}>
        ${app.show !== "fragility" && app.help.refused(app.level) ? html`<p role="status">${app.words.gaps.noLevel(app.name(app.level, true))}</p>` : body()}
        <p class="none">${swatch(null)}${legend.none}</p>
        ${app.help.access && app.store.now.places ? html`<p class="none"><span class="dot"></span>${app.words.places.one}<span class="dot ring"></span>${app.words.places.moving}</p>` : nothing}
      </div>`;
  }

  #scores(): TemplateResult {
    const { app } = this;
    const { legend } = app.words;
    const deciles = decilesShown(app);
    const national = nationalNote(app);
    const of = (d: number): Decile | undefined => deciles?.find((x) => x.decile === d);
    const score = (x: number | undefined): string => (x === undefined ? "–" : app.format.fixed(x, 1));
    const said = (i: number): string => {
      const d = of(i);
      return d ? legend.decile(i, score(d.from), score(d.to), app.format.number(d.units)) : String(i);
    };
    return html`${this.#ramp(RAMP, said, legend.low, legend.high)}
      <p class="ends scores"><span>${legend.scores} ${score(of(1)?.from ?? deciles?.[0]?.from)}</span><span>${score(deciles?.at(-1)?.to)}</span></p>
      ${national ? html`<p class="note">${national}</p>` : nothing}`;
  }

  #lack(): TemplateResult {
    const { tip, gaps } = this.app.words;
    return this.#ramp(LACK, (i) => tip.decile(i), gaps.lack[0] ?? "", gaps.lack[2] ?? "");
  }

  #ramp(colours: readonly string[], said: (decile: number) => string, low: string, high: string): TemplateResult {
    return html`<ol class="ramp" aria-label=${this.app.words.legend.titles[this.app.show]}>
        ${colours.map((colour, i) => html`<li title=${said(i + 1)}><span class="swatch" .style=${`background:${colour}`} aria-hidden="true"></span><span aria-hidden="true">${i + 1}</span><span class="hidden">${said(i + 1)}</span></li>`)}
      </ol>
      <p class="ends"><span>${low}</span><span>${high}</span></p>`;
  }

  #fold(): void {
    this.#folded = !this.#folded;
    this.app.changed();
  }
}

/** Name and place of what is under the pointer, beside it. */
export function tip(app: App, hovered: Hovered | null, width: number): TemplateResult | typeof nothing {
  if (!hovered) return nothing;
  const { unit, at } = hovered;
  let { rank, decile } = hovered;
  let scored = app.levelEntry(unit.level)?.scored ?? 0;
  if (app.custom) {
    const live = app.live.of(unit.level, app.referenceFor(unit.level), app.weights);
    const now = live && liveUnit(live, hovered.feature);
    if (now) ({ rank, decile, scored } = now);
  }
  const place = app.show !== "fragility" ? helpAt(app, hovered) : decile === 0 ? app.words.tip.none : (ahead(app, unit.level, rank, scored) ?? app.words.tip.decile(decile));
  return beside(at, width, html`<strong>${hovered.name || unit.code}</strong><br />${place}`);
}

/** Name of the place under the pointer, or how many there are. */
export function placeTip(app: App, hovered: HoveredPlace | null, width: number): TemplateResult | typeof nothing {
  if (!hovered) return nothing;
  const { n, name, at } = hovered;
  return beside(at, width, html`<strong>${n > 1 ? app.words.places.many(app.format.number(n)) : name}</strong>`);
}

function beside(at: { x: number; y: number }, width: number, what: TemplateResult): TemplateResult {
  const side = at.x > width - 260 ? "right" : "left";
  const style = `${side}:${side === "left" ? at.x + 14 : width - at.x + 14}px;top:${at.y + 14}px`;
  return html`<div class="tip" .style=${style} aria-hidden="true">${what}</div>`;
}

/** What the map says of need and help there. */
function helpAt(app: App, { unit, feature }: Hovered): string {
  const { gaps } = app.words;
  const colours = app.help.colours(unit.level);
  const row = colours?.units.rows.get(feature);
  const which = row === undefined ? 0 : (colours?.both[row] ?? 0);
  if (which === 0) return gaps.unknown;
  return `${gaps.need[Math.ceil(which / 3) - 1]} · ${gaps.lack[(which - 1) % 3]}`;
}

// The legend: ten deciles with their scores, what has no value, and what is under the pointer.

import { html, nothing, type TemplateResult } from "lit-html";

import type { App } from "../app/app";
import type { Hovered } from "../map/map";
import { RAMP } from "../map/colours";
import { decilesOf, liveUnit } from "../score/live";
import type { Decile } from "../api/types";
import { ICONS } from "./icons";
import { ahead } from "./say";

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
      @click=${() => this.#fold()}><strong>${legend.title}</strong> <span class="hidden">${this.#folded ? legend.show : legend.hide}</span>${this.#folded ? ICONS.up : ICONS.down}</button>`;
    const deciles = decilesShown(app);
    const of = (d: number): Decile | undefined => deciles?.find((x) => x.decile === d);
    const score = (x: number | undefined): string => (x === undefined ? "–" : app.format.fixed(x, 1));
    return html`${toggle}
      <div id="legend-body" ?hidden=${this.#folded}>
        <ol class="ramp" aria-label=${legend.title}>
          ${RAMP.map((colour, i) => {
            const d = of(i + 1);
            const said = d ? legend.decile(i + 1, score(d.from), score(d.to), app.format.number(d.units)) : String(i + 1);
            return html`<li title=${said}><span class="swatch" .style=${`background:${colour}`} aria-hidden="true"></span><span aria-hidden="true">${i + 1}</span><span class="hidden">${said}</span></li>`;
          })}
        </ol>
        <p class="ends"><span>${legend.low}</span><span>${legend.high}</span></p>
        <p class="ends scores"><span>${legend.scores} ${score(of(1)?.from ?? deciles?.[0]?.from)}</span><span>${score(deciles?.at(-1)?.to)}</span></p>
        <p class="none"><span class="swatch hatched" aria-hidden="true"></span>${legend.none}</p>
      </div>`;
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
  const place = decile === 0 ? app.words.tip.none : (ahead(app, unit.level, rank, scored) ?? app.words.tip.decile(decile));
  const side = at.x > width - 260 ? "right" : "left";
  const style = `${side}:${side === "left" ? at.x + 14 : width - at.x + 14}px;top:${at.y + 14}px`;
  return html`<div class="tip" .style=${style} aria-hidden="true"><strong>${hovered.name || unit.code}</strong><br />${place}</div>`;
}

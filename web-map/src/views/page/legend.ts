// The legend: ten deciles with their scores, or of the supply of help, or need × supply; what has no
// value, and what no inventory covers; and what is under the pointer.

import { html, nothing, type TemplateResult } from "lit-html";
import type { Decile } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import type { Hovered } from "../../map/map";
import type { HoveredPlace } from "../../map/places";
import { liveUnit } from "../../score/live";
import { TENTHS } from "../../score/ranking";
import { ICONS } from "../common/icons";
import { dataColour, nationalNote, OUTSIDE_SWATCH, type Scale, standingText, swatch } from "../common/phrases";
import { bivariate } from "./bivariate";

const DECILES = Array.from({ length: 10 }, (_, i) => i + 1);

export class Legend {
  #folded = matchMedia("(max-width: 40rem)").matches;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
  ) {}

  view(): TemplateResult {
    const { ctx } = this;
    const { legend } = ctx.words;
    const national = nationalNote(ctx);
    const toggle = html`<button type="button" class="quiet" aria-expanded=${!this.#folded} aria-controls="legend-body"
      @click=${() => this.#fold()}><strong>${this.#title()}</strong> <span class="hidden">${this.#folded ? legend.show : legend.hide}</span>${this.#folded ? ICONS.up : ICONS.down}</button>`;
    const body = { fragility: () => this.#scores(), access: () => this.#lack(), both: () => bivariate(ctx, this.data) }[
      ctx.show
    ];
    return html`${toggle}
      <div id="legend-body" ?hidden=${this.#folded}>
        ${ctx.show !== "fragility" && this.data.access.refused(ctx.level) ? html`<p role="status">${ctx.words.gaps.noLevel(ctx.name(ctx.level, true))}</p>` : body()}
        ${national ? html`<p class="note">${national}</p>` : nothing}
        <p class="none">${swatch(null)}${ctx.show === "fragility" ? legend.none : this.#noAccess()}</p>
        ${ctx.show === "fragility" ? nothing : this.#outside()}
        ${ctx.access && ctx.store.now.places ? html`<p class="none"><span class="dot"></span>${ctx.words.places.one}<span class="dot ring"></span>${ctx.words.places.moving}</p>` : nothing}
      </div>`;
  }

  #scores(): TemplateResult {
    const { ctx } = this;
    const { legend } = ctx.words;
    const deciles = this.data.deciles();
    const tenths = ctx.ranked(ctx.level) >= TENTHS;
    const of = (d: number): Decile | undefined => deciles?.find((x) => x.decile === d);
    const score = (x: number | undefined): string => (x === undefined ? "–" : ctx.format.score(x));
    const said = (i: number): string => {
      const d = of(i);
      if (!d) return tenths ? String(i) : "";
      const [from, to, units] = [score(d.from), score(d.to), ctx.format.number(d.units)];
      return tenths ? legend.decile(i, from, to, units) : legend.shade(from, to, units);
    };
    const { low, high } = ctx.indexWords;
    return html`${this.#ramp("ramp", said, low, high, tenths)}
      <p class="ends scores"><span>${legend.scores} ${score(of(1)?.from ?? deciles?.[0]?.from)}</span><span>${score(deciles?.at(-1)?.to)}</span></p>`;
  }

  /** Few territories make no tenths. */
  #title(): string {
    const { ctx } = this;
    const { legend } = ctx.words;
    const few = ctx.show === "fragility" && ctx.ranked(ctx.level) < TENTHS;
    return few ? legend.few : legend.titles[ctx.show];
  }

  #lack(): TemplateResult {
    const { tip, legend, gaps } = this.ctx.words;
    return html`${this.#ramp("lack", (i) => tip.decile(i), legend.most, legend.least)}
      <p class="note">${gaps.apart}</p>`;
  }

  /** With their number beside those that no inventory covers: both make what the build counts as not inventoried. */
  #noAccess(): string {
    const { ctx } = this;
    const { legend } = ctx.words;
    const { outside, counts } = this.data.access.colours(ctx.level) ?? {};
    const missing = counts?.[0] ?? 0;
    if (!outside?.size || missing === 0) return legend.noAccess;
    return legend.noAccessCount(ctx.format.number(missing), ctx.name(ctx.level, missing > 1));
  }

  /** Territories that no inventory of places covers: neither served nor far from help. */
  #outside(): TemplateResult | typeof nothing {
    const { ctx } = this;
    const count = this.data.access.colours(ctx.level)?.outside.size ?? 0;
    if (count === 0) return nothing;
    const said = ctx.words.gaps.outsideCount(ctx.format.number(count), ctx.name(ctx.level, count > 1));
    return html`<p class="none">${OUTSIDE_SWATCH}<span>${said}</span></p>`;
  }

  #ramp(scale: Scale, said: (decile: number) => string, low: string, high: string, numbered = true): TemplateResult {
    return html`<ol class="ramp" aria-label=${this.#title()}>
        ${DECILES.map((i) => html`<li title=${said(i)}><span class="swatch" .style=${`background:${dataColour(scale, i)}`} aria-hidden="true"></span>${numbered ? html`<span aria-hidden="true">${i}</span>` : nothing}<span class="hidden">${said(i)}</span></li>`)}
      </ol>
      <p class="ends"><span>${low}</span><span>${high}</span></p>`;
  }

  #fold(): void {
    this.#folded = !this.#folded;
    this.ctx.changed();
  }
}

/** The tip beside the pointer: name and standing of the territory. */
export function tip(ctx: Context, data: Data, hovered: Hovered | null, width: number): TemplateResult | typeof nothing {
  if (!hovered) return nothing;
  const { unit, at } = hovered;
  let { rank, decile } = hovered;
  let scored = ctx.ranked(unit.level);
  if (ctx.hasScenario) {
    const live = data.live.of(unit.level, ctx.referenceFor(unit.level), ctx.weights);
    const now = live && liveUnit(live, hovered.feature);
    if (now) ({ rank, decile, scored } = now);
  }
  const place =
    ctx.show !== "fragility"
      ? accessAt(ctx, data, hovered)
      : decile === 0
        ? ctx.words.tip.none
        : (standingText(ctx, unit.level, rank, scored, nationalNote(ctx, unit.level) !== null) ??
          ctx.words.tip.decile(decile));
  return beside(at, width, html`<strong>${hovered.name || unit.code}</strong><br />${place}`);
}

/** The tip beside the pointer: name of the place, or how many places there are. */
export function placeTip(ctx: Context, hovered: HoveredPlace | null, width: number): TemplateResult | typeof nothing {
  if (!hovered) return nothing;
  const { n, name, at } = hovered;
  return beside(at, width, html`<strong>${n > 1 ? ctx.words.places.many(ctx.format.number(n)) : name}</strong>`);
}

function beside(at: { x: number; y: number }, width: number, what: TemplateResult): TemplateResult {
  const side = at.x > width - 260 ? "right" : "left";
  const style = `${side}:${side === "left" ? at.x + 14 : width - at.x + 14}px;top:${at.y + 14}px`;
  return html`<div class="tip" .style=${style} aria-hidden="true">${what}</div>`;
}

/** Need and supply of the territory under the pointer. */
function accessAt(ctx: Context, data: Data, { unit, feature }: Hovered): string {
  const { gaps, nearby } = ctx.words;
  const colours = data.access.colours(unit.level);
  if (colours?.outside.has(feature)) return gaps.outside;
  const row = colours?.units.rows.get(feature);
  const which = row === undefined ? 0 : (colours?.both[row] ?? 0);
  if (which === 0) return gaps.unknown;
  return nearby.classes(gaps.need[Math.ceil(which / 3) - 1] ?? "", gaps.lack[(which - 1) % 3] ?? "");
}

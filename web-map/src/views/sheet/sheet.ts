// The sheet of the selected territory: its standing, the reasons, its surroundings, the sources, and the limits of the
// index. On a phone it is a drawer with three heights.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Sheet } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { standsIn } from "../../app/stand-in";
import type { PaperMap } from "../../map/paper-map";
import { FEW } from "../../score/ranking";
import { MOST_COMPARED, type Orient, sameUnit } from "../../state/state";
import { Drawer } from "../common/drawer";
import { ICONS } from "../common/icons";
import { paperFoot } from "../common/paper";
import { nationalNote, noIndex, sheetStanding, swatch } from "../common/phrases";
import { sidePanel } from "../common/side-panel";
import { memberButton, placeInZone } from "../zone/place";
import { around } from "./around";
import { why } from "./bars";
import { nearby } from "./nearby";
import { provenance } from "./provenance";

export class SheetView {
  readonly drawer: Drawer;
  /** Its map, for paper. */
  map: PaperMap | null = null;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
    readonly print: () => void,
    readonly share: () => void,
  ) {
    this.drawer = new Drawer(ctx);
  }

  view(): TemplateResult | typeof nothing {
    const { ctx } = this;
    const { selected } = ctx.store.now;
    if (!selected) return nothing;
    const words = ctx.words.sheet;
    const { value, failure, loading } = this.data.sheet;
    const sheet = value && sameUnit(value, selected) ? value : null;
    const frame = { label: words.label, close: words.close, onClose: () => ctx.select(null), busy: loading };
    return sidePanel(
      this.drawer,
      frame,
      sheet ? this.#body(sheet) : failure ? this.#failed() : html`<p class="note" role="status">${words.loading}</p>`,
    );
  }

  #failed(): TemplateResult {
    const { ctx } = this;
    const { failure } = this.data.sheet;
    const { status, sheet } = ctx.words;
    const unknown = failure?.status === 404;
    return html`<div role="alert" class="failed">
      <h2 tabindex="-1">${unknown ? status.unknownUnit : sheet.failed}</h2>
      <p class="note">${unknown ? nothing : failure?.kind === "refused" ? failure.message : status.unreachable}</p>
      ${unknown ? nothing : html`<button type="button" @click=${() => this.data.retryNow()}>${status.retry}</button>`}
    </div>`;
  }

  #body(sheet: Sheet): TemplateResult {
    const { ctx } = this;
    const words = ctx.words.sheet;
    const national = nationalNote(ctx, sheet.level) !== null;
    const place = sheetStanding(ctx, sheet, national);
    const stood = standsIn(ctx, sheet);
    const led = ctx.carriedTo(sheet);
    return html`
      <div class="sheet-title">
        <p class="kicker">${ctx.fullName(sheet.level)} · ${words.code} ${sheet.code}${this.#where(sheet)}</p>
        <h2 tabindex="-1">${sheet.name}</h2>
        ${led ? html`<p role="status">${led}</p>` : nothing}
        ${stood ? html`<p class="note">${words.standsIn(stood.name ?? ctx.unitName(stood))}</p>` : nothing}
        ${
          sheet.score === null
            ? html`<p class="place">${swatch(null)}${noIndex(ctx, sheet)}</p>
              <p class="note">${words.noneMore(ctx.format.percent(sheet.completeness), ctx.format.percent(sheet.min_available))}</p>`
            : html`<p class="place">${swatch(sheet.decile)}${place}</p>
              ${sheet.lost ? html`<p class="note">${words.axisLost(ctx.words.reasons[sheet.lost] ?? sheet.lost)}</p>` : nothing}
              ${sheet.scored > 1 && sheet.scored < FEW ? html`<p class="note">${words.rankNote}</p>` : nothing}`
        }
      </div>
      <div class="sheet-summary">
        ${this.#figures(sheet)} ${ctx.hasScenario ? this.#moved(sheet) : nothing} ${this.#actions(sheet)}
      </div>
      <div class="sheet-more">
        ${this.map && sameUnit(this.map.unit, sheet) ? html`<figure class="print-map"><img src=${this.map.picture} alt="" /><figcaption>${this.map.said}</figcaption></figure>` : nothing}
        ${ctx.show === "fragility" ? [why(ctx, sheet), nearby(ctx, sheet)] : [nearby(ctx, sheet), why(ctx, sheet)]} ${around(ctx, this.data, sheet)} ${provenance(ctx, sheet)}
        <section aria-labelledby="limits-title">
          <h3 id="limits-title">${words.limits}</h3>
          <ul class="plain">${words.limitsText.map((text) => html`<li>${text}</li>`)}</ul>
        </section>
        ${paperFoot(ctx)}
      </div>`;
  }

  #where(sheet: Sheet): string {
    const names = sheet.within
      .filter((u) => u.level !== "epci" && u.level !== "region")
      .map((u) => u.name ?? this.ctx.unitName(u));
    return names.length > 0 ? ` · ${names.join(", ")}` : "";
  }

  #figures(sheet: Sheet): TemplateResult {
    const { ctx } = this;
    const { format } = ctx;
    const words = ctx.words.sheet;
    const [min, max] = ctx.method.scale;
    const parts: string[] = [];
    const national = nationalNote(ctx, sheet.level);
    // Among few territories the standing above is the rank already.
    const ranked = sheet.rank !== null && (national !== null || sheet.scored >= FEW);
    if (sheet.rank !== null) {
      if (ranked)
        parts.push(
          (national ? words.rankNational : words.rank)(format.number(sheet.rank), format.number(sheet.scored)),
        );
      if (sheet.decile !== null && sheet.scored >= FEW) parts.push(words.decile(sheet.decile));
      parts.push(words.score(format.score(sheet.score ?? 0), format.number(min), format.number(max)));
    }
    if (sheet.population !== null) parts.push(ctx.words.inhabitants(sheet.population, format.number(sheet.population)));
    const zone = sheet.within.find((u) => u.level === sheet.reference);
    const inOwn = placeInZone(ctx, this.data, sheet);
    const inZone =
      zone && sheet.rank_in_zone !== null
        ? html`<p>${words.inZone(format.number(sheet.rank_in_zone), format.number(sheet.scored_in_zone), zone.name ?? ctx.unitName(zone))}</p>`
        : nothing;
    return html`<ul class="figures">${parts.map((part, i) => html`<li>${part}${i === 0 && ranked ? html` <span class="note">(${words.rankNote})</span>` : nothing}</li>`)}</ul>
      ${inOwn ? html`<p><strong>${inOwn}</strong></p>` : nothing} ${inZone} ${national && sheet.rank !== null ? html`<p class="note">${national}</p>` : nothing}`;
  }

  /** What the scenario changes: the rank by the method and now. */
  #moved(sheet: Sheet): TemplateResult | typeof nothing {
    const { ctx } = this;
    const { format } = ctx;
    const words = ctx.words.sheet;
    const own = this.data.methodSheet.value;
    if (!own || !sameUnit(own, sheet) || own.rank === null || sheet.rank === null) return nothing;
    const by = own.rank - sheet.rank;
    const text = by === 0 ? words.same : words.moved(format.number(own.rank), format.number(sheet.rank));
    const more = (by > 0 ? words.up : words.down)(format.number(Math.abs(by)), Math.abs(by) < 2);
    return html`<p class="moved"><strong>${Object.keys(ctx.movedWeights ?? {}).length > 0 ? words.now : words.nowReference}</strong> ${text}${by === 0 ? nothing : html` (${more})`}</p>`;
  }

  #actions(sheet: Sheet): TemplateResult {
    const { ctx } = this;
    const words = ctx.words.sheet;
    const { compared } = ctx.store.now;
    const unit = { level: sheet.level, code: sheet.code };
    const inIt = compared.some((u) => sameUnit(u, unit));
    const from = start(sheet);
    const full = compared.length >= MOST_COMPARED && !inIt;
    return html`<div class="actions">
      <button type="button" aria-pressed=${inIt} ?disabled=${full} title=${full ? words.compareFull(MOST_COMPARED) : ""}
        @click=${() => ctx.store.go({ compared: inIt ? compared.filter((u) => !sameUnit(u, unit)) : [...compared, unit] })}>
        ${ICONS.compare}${inIt ? words.compareAdded : words.compare}</button>
      ${
        compared.length > 0 && ctx.store.now.view !== "compare"
          ? html`<button type="button" @click=${() => ctx.store.go({ view: "compare" })}>${ctx.words.compare.openN(compared.length)}</button>`
          : nothing
      }
      ${memberButton(ctx, unit)}
      ${from && ctx.access ? html`<button type="button" @click=${() => ctx.store.go({ orient: from, place: null })}>${ICONS.place}${ctx.words.orient.title}</button>` : nothing}
      <button type="button" @click=${this.print}>${ICONS.print}${words.print}</button>
      <button type="button" @click=${this.share}>${ICONS.share}${ctx.words.share.title}</button>
    </div>`;
  }
}

/** Where someone would set out; null for levels that are too large. */
function start({ level, code, point }: Sheet): Orient | null {
  if (level === "commune") return { commune: code };
  return level === "iris" && point ? { lng: point[0], lat: point[1] } : null;
}

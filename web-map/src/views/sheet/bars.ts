// « Pourquoi » : each indicator as a phrase, with a bar that begins at France's value, or that of all that is known, and
// goes to where it lowers the index (left) or raises it (right); marks show what contains the territory.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Line, Sheet } from "../../api/types";
import type { Context } from "../../app/context";
import { origin, people, phrase, raising, shares, title } from "../common/phrases";

/** Levels whose values are shown with that of France. */
const BESIDE = ["epci", "departement", "region"];

/** Relative difference to a reference, positive where it raises the index: 1 is twice the reference, or zero where a
 *  lower value raises it; null without a value or with a reference of 0. */
export function deviation(value: number | null, reference: number | null, direction: "up" | "down"): number | null {
  if (value === null || reference === null || reference === 0) return null;
  const relative = (value - reference) / Math.abs(reference);
  return direction === "up" ? relative : -relative;
}

/** Place on a bar, in percent from its left end. */
const place = (by: number): number => 50 + 50 * Math.min(1, Math.max(-1, by));

export function why(ctx: Context, sheet: Sheet): TemplateResult {
  const words = ctx.words.sheet;
  const lines = sheet.breakdown;
  const share = shares(sheet);
  const ofFrance = ctx.ofFrance(sheet.level);
  // Bars compare with France even where each index is relative to a zone of its own.
  const zone = ctx.referenceFor(sheet.level);
  const own = zone && zone !== "france" ? ctx.words.settings.referenceOwn[zone] : undefined;
  const context = lines.filter((l) => l.kind === "context");
  const scored = lines.filter((l) => l.kind !== "context");
  return html`
    <section aria-labelledby="why-title">
      <h3 id="why-title">${words.why}</h3>
      ${sheet.score === null ? nothing : cause(ctx, sheet)}
      <p class="note">${ctx.indexWords.key}.</p>
      <p class="ends bar-ends"><span>${words.left}</span><span>${ctx.pooledName(sheet.level)}</span><span>${words.right}</span></p>
      ${own && ofFrance ? html`<p class="note">${words.barsNational(own)}</p>` : nothing}
      <ul class="lines">
        ${scored.map((line) => (line.kind === "axis" ? axis(ctx, line, share.get(line.id) ?? 0, sheet.score !== null) : indicator(ctx, sheet, line)))}
      </ul>
      ${
        context.length > 0
          ? html`<h4>${words.context}</h4><p class="note">${words.contextNote}</p>
            <ul class="lines">${context.map((line) => indicator(ctx, sheet, line))}</ul>`
          : nothing
      }
    </section>`;
}

function cause(ctx: Context, sheet: Sheet): TemplateResult {
  const words = ctx.words.sheet;
  const first = raising(ctx, sheet);
  const { of } = ctx.levelWords(sheet.level);
  return html`<p>${first.length > 0 ? words.raises(ctx.format.list(first.map((l) => phrase(ctx, l)))) : words.nothingRaises(of)}</p>`;
}

/** A share of the index only where there is one: `indexed`. */
function axis(ctx: Context, line: Line, share: number, indexed: boolean): TemplateResult {
  const words = ctx.words.sheet;
  const [min, max] = ctx.method.scale;
  const score = line.normalised;
  const filled = score === null ? 0 : (100 * (score - min)) / (max - min);
  const said = (score: number): string => {
    const [at, to] = [ctx.format.score(score), ctx.format.number(max)];
    return indexed ? words.axis(ctx.format.percent(share), at, to) : words.axisAlone(at, to);
  };
  return html`<li class="axis">
    <h4>${title(ctx, line.id, line.title)}</h4>
    <p class="note">${share === 0 ? words.off : score === null ? words.axisNone : said(score)}</p>
    <div class="meter" aria-hidden="true"><span style=${`width:${Math.max(0, Math.min(100, filled))}%`}></span></div>
  </li>`;
}

function indicator(ctx: Context, sheet: Sheet, line: Line): TemplateResult {
  const words = ctx.words.sheet;
  const direction = ctx.indicator(line.id)?.direction ?? "up";
  const by = deviation(line.value, line.france, direction);
  const say = (x: number | null | undefined): string =>
    x === null || x === undefined ? "–" : ctx.format.value(x, ctx.unit(line.unit));
  const marks = BESIDE.flatMap((level) => {
    const value = line.within[level];
    const at = value === undefined ? null : deviation(value, line.france, direction);
    return value === undefined || value === null ? [] : [{ level, value, at }];
  });
  const beside = [
    [ctx.pooledName(sheet.level), line.france] as const,
    ...marks.map((m) => [ctx.name(m.level), m.value] as const),
  ];
  const counted = people(ctx, line, sheet.population);
  const filled =
    by === null
      ? nothing
      : html`<span class="bar-fill ${by > 0 ? "right" : "left"} ${Math.abs(by) > 1 ? "beyond" : ""}"
    style=${by > 0 ? `left:50%;width:${place(by) - 50}%` : `right:50%;width:${50 - place(by)}%`}></span>`;
  return html`<li class="indicator" data-id=${line.id}>
    <p class="phrase">${phrase(ctx, line)}</p>
    ${
      line.value === null
        ? html`<div class="bar hatched" aria-hidden="true"></div>`
        : html`<div class="bar" aria-hidden="true">
          ${filled}
          ${marks.map((m) => (m.at === null ? nothing : html`<span class="bar-mark ${m.level}" style=${`left:${place(m.at)}%`} title=${ctx.pair(ctx.name(m.level), say(m.value))}></span>`))}
        </div>`
    }
    <p class="note">${beside.map(([name, value], i) => html`${i > 0 ? " · " : ""}<span class="nowrap">${ctx.pair(name, say(value))}</span>`)}</p>
    ${by !== null && Math.abs(by) > 1 ? html`<p class="note">${words.beyond}</p>` : nothing}
    ${counted ? html`<p class="note">${counted}</p>` : nothing}
    ${line.value === null || line.origin === "inherited" || line.origin === "imputed" ? html`<p class="note origin">${origin(ctx, line)}</p>` : nothing}
  </li>`;
}

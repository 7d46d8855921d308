// The members of the zone, each with a way out; who lives there; what is counted once.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Unit, ZoneSummary } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { memberName, toggleMembers } from "../../app/zone";
import { readUnit, unitKey, type Zone, zoneText } from "../../state/zone";
import { ICONS } from "../common/icons";
import { atRisk } from "../common/phrases";

/** Overlaps that are said one by one. */
const SAID = 3;

/** What the server says of a zone; null where it has not answered for this one. */
export const summaryOf = (data: Data, zone: Zone): ZoneSummary | null =>
  data.zone.valueKey === zoneText(zone) ? data.zone.value : null;

export function members(ctx: Context, data: Data, zone: Zone): TemplateResult {
  const words = ctx.words.zone;
  const summary = summaryOf(data, zone);
  const once = new Map(zone.members.map((unit) => [unitKey(unit), unit]));
  return html`<section aria-labelledby="members-title" aria-busy=${data.zone.loading}>
    <h3 id="members-title">${words.members(once.size)}</h3>
    <ul class="members">${[...once.values()].map((unit) => member(ctx, data, unit))}</ul>
    ${summary ? html`${heads(ctx, summary)} ${notes(ctx, data, summary)}` : nothing}
  </section>`;
}

function member(ctx: Context, data: Data, unit: Unit): TemplateResult {
  const name = memberName(ctx, data, unit);
  const led = ctx.carriedTo(unit);
  return html`<li><span>${name} <span class="note">${ctx.name(unit.level)}${led ? ` · ${led}` : nothing}</span></span>
    <button type="button" class="quiet" aria-label=${ctx.words.zone.remove(name)} @click=${() => toggleMembers(ctx, [unit])}>${ICONS.close}</button></li>`;
}

function heads(ctx: Context, { heads }: ZoneSummary): TemplateResult | typeof nothing {
  if (!heads) return nothing;
  const words = ctx.words.zone;
  const parts = [
    words.units(ctx.format.number(heads.units), ctx.name(heads.level, heads.units > 1)),
    heads.population === null ? "" : ctx.words.inhabitants(heads.population, ctx.format.number(heads.population)),
    atRisk(ctx, heads.at_risk) ?? "",
  ];
  const without = heads.at_risk === null ? 0 : heads.without_at_risk;
  return html`<p>${parts.filter(Boolean).join(" · ")}</p>
    ${without > 0 ? html`<p class="note">${words.without(ctx.format.number(without), ctx.name(heads.level, without > 1))}</p>` : nothing}`;
}

/** What is given twice or lies in another member is counted once. */
function notes(ctx: Context, data: Data, { repeated, overlaps, overlapping }: ZoneSummary): TemplateResult {
  const words = ctx.words.zone;
  const name = (key: string): string => {
    const unit = readUnit(key);
    return unit ? memberName(ctx, data, unit) : key;
  };
  const said = overlaps
    .slice(0, SAID)
    .map(({ member, other, whole }) => (whole ? words.inside : words.overlaps)(name(member), name(other)));
  const others = overlapping - said.length;
  return html`<div role="status">
    ${repeated.length > 0 ? html`<p class="note">${words.repeated(ctx.format.list(repeated.map(name)))}</p>` : nothing}
    ${said.map((text) => html`<p class="note">${text}</p>`)}
    ${others > 0 ? html`<p class="note">${words.otherOverlaps(ctx.format.number(others))}</p>` : nothing}
  </div>`;
}

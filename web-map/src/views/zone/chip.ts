// What the territory of lists and ranks is: its name, its members, who lives there; with ways to change it, to see it on
// the map, and to leave it.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { setZone, zoneName } from "../../app/zone";
import { ICONS } from "../common/icons";
import { summaryOf } from "./members";

export function zoneChip(ctx: Context, data: Data, choose: () => void, see: () => void): TemplateResult {
  const words = ctx.words.zone;
  const { zone } = ctx.store.now;
  if (!zone)
    return html`<div class="zone-chip none"><button type="button" class="chip" @click=${choose}>${ICONS.zone}${words.choose}</button></div>`;
  const summary = summaryOf(data, zone);
  const persons = summary?.heads?.population ?? null;
  const counted = [
    words.members(zone.members.length),
    persons === null ? "" : ctx.words.inhabitants(persons, ctx.format.number(persons)),
  ];
  return html`<div class="zone-chip" role="group" aria-label=${words.title}>
    <p><strong>${zoneName(ctx, data, zone)}</strong> <span class="note">${counted.filter(Boolean).join(" · ")}</span></p>
    <button type="button" class="quiet" title=${words.change} aria-label=${words.change} @click=${choose}>${ICONS.settings}</button>
    ${ctx.served.tiles ? html`<button type="button" class="quiet" title=${words.see} aria-label=${words.see} @click=${see}>${ICONS.map}</button>` : nothing}
    <button type="button" class="quiet" title=${words.leave} aria-label=${words.leave} @click=${() => setZone(ctx, null)}>${ICONS.close}</button>
  </div>`;
}

/** While clicks on the map gather territories: what to do, and the way out. */
export function gathering(ctx: Context, end: () => void): TemplateResult {
  const words = ctx.words.zone;
  const { zone } = ctx.store.now;
  return html`<div class="banner" role="status">
    <p><strong>${words.gather}</strong> ${words.gatherHow(ctx.name(ctx.level))} ${zone ? words.members(zone.members.length) : nothing}</p>
    <button type="button" class="main" @click=${end}>${words.done}</button>
  </div>`;
}

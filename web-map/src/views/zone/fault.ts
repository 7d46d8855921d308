// What is wrong with the zone of a link or file, and what a person may have meant. Nothing is listed until they choose.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { type Proposal, setZone, type ZoneFault, zoneFault } from "../../app/zone";
import { sameUnit, withMembers, withoutMembers, type Zone } from "../../state/zone";

export function zoneFaultNote(ctx: Context, data: Data): TemplateResult | typeof nothing {
  const { status } = ctx.words;
  const words = ctx.words.zone;
  const { zone } = ctx.store.now;
  const fault = zoneFault(ctx, data);
  if (!fault || !zone) return nothing;
  const { kind, text, proposed } = fault;
  const said = { many: words.many, unread: status.zoneUnread, unknown: status.zoneUnknown }[kind](text);
  const rest = without(zone, fault);
  return html`<p>${said}${proposed.length > 0 ? ` ${status.zoneNear}` : ""}</p>
    ${proposed.map((one) => html`<button type="button" @click=${() => setZone(ctx, instead(zone, fault, one))}>${nameOf(ctx, one)}</button>`)}
    ${rest ? html`<button type="button" @click=${() => setZone(ctx, rest)}>${words.goOnWithout(text)}</button>` : nothing}
    <button type="button" @click=${() => setZone(ctx, null)}>${status.zoneLeave}</button>`;
}

/** « Finistère (département 29) » */
const nameOf = (ctx: Context, { unit, name }: Proposal): string =>
  name ? `${name} (${ctx.unitName(unit)})` : ctx.unitName(unit);

/** The zone with another member in the place of the one at fault. */
function instead(zone: Zone, { member }: ZoneFault, { unit }: Proposal): Zone {
  const members = zone.members.map((one) => (sameUnit(one, member) ? unit : one));
  return withMembers({ ...zone, members: [] }, members);
}

/** The zone without what is at fault; null where nothing is left, or it is not one part that is. */
function without(zone: Zone, { kind, text, member }: ZoneFault): Zone | null {
  if (kind === "unread") {
    const rest = { ...zone, unread: zone.unread.filter((part) => part !== text) };
    return rest.members.length > 0 ? rest : null;
  }
  return member && withoutMembers(zone, [member]);
}

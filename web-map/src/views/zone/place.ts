// A territory and the zone: its rank there, and the button that adds it or takes it away.

import { html, type TemplateResult } from "lit-html";

import type { Sheet, Unit } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { toggleMembers, zoneName } from "../../app/zone";
import { hasMember } from "../../state/zone";
import { ICONS } from "../common/icons";

/** « rang 3 sur 255 dans mon territoire (Hub Bretagne) »; null where it does not lie there, or is the only one. */
export function placeInZone(ctx: Context, data: Data, { in_zone }: Sheet): string | null {
  const { zone } = ctx.store.now;
  if (!zone || !in_zone || in_zone.rank === null || in_zone.scored < 2) return null;
  const { format } = ctx;
  return ctx.words.zone.rankOf(format.number(in_zone.rank), format.number(in_zone.scored), zoneName(ctx, data, zone));
}

export function memberButton(ctx: Context, unit: Unit): TemplateResult {
  const words = ctx.words.zone;
  const inIt = hasMember(ctx.store.now.zone, unit);
  return html`<button type="button" aria-pressed=${inIt} @click=${() => toggleMembers(ctx, [unit])}>${ICONS.zone}${inIt ? words.isMember : words.addThis}</button>`;
}

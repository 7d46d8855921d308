// What a list holds: everything, what the map shows, or what lies in a territory.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Unit } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { zoneName } from "../../app/zone";
import { sameZone, type Zone, zoneOf, zoneText } from "../../state/zone";

interface Offered {
  zone: Zone;
  name: string;
}

/** The select of what a list holds. Without `all` the list follows what the map shows. */
export function scope(ctx: Context, data: Data, id: string, all: boolean): TemplateResult {
  const { table } = ctx.words;
  const { zone, frame } = ctx.store.now;
  const zones = offered(ctx, data);
  const seen = frame ?? ctx.frameNow();
  const change = (value: string): void => {
    const found = zones[Number(value)];
    ctx.store.go({ zone: found?.zone ?? null, frame: all && value === "frame" ? seen : null });
  };
  const now = zone ? zones.findIndex((one) => sameZone(one.zone, zone)) : frame || !all ? "frame" : "all";
  return html`<label class="field"><span>${table.zone}</span>
    <select id=${id} @change=${(e: Event) => change((e.target as HTMLSelectElement).value)}>
      ${all ? html`<option value="all" ?selected=${now === "all"}>${ctx.everything}</option>` : nothing}
      ${seen || !all ? html`<option value="frame" ?selected=${now === "frame"}>${table.inFrame}</option>` : nothing}
      ${zones.map(({ name }, i) => html`<option value=${i} ?selected=${now === i}>${name}</option>`)}
    </select></label>`;
}

/** Zones to choose from: the one of now, the one that a person put together, the selected territory and what contains
 *  it. */
function offered(ctx: Context, data: Data): Offered[] {
  const { zone } = ctx.store.now;
  const out: Offered[] = [];
  const put = (zone: Zone, name: string): void => {
    if (!out.some((one) => zoneText(one.zone) === zoneText(zone))) out.push({ zone, name });
  };
  for (const own of [zone, ctx.ownZone]) {
    if (!own) continue;
    const [only] = own.members;
    const one = only && !own.name && own.members.length === 1;
    const name = zoneName(ctx, data, own);
    put(own, one && name !== ctx.unitName(only) ? `${name} (${ctx.name(only.level)})` : name);
  }
  const sheet = data.sheet.value;
  const unit = ({ level, code }: Unit, name: string | null): void => {
    if (!ctx.contains(level, ctx.level)) return;
    put(zoneOf({ level, code }), name ? `${name} (${ctx.name(level)})` : ctx.unitName({ level, code }));
  };
  if (sheet) unit(sheet, sheet.name);
  for (const above of sheet?.within ?? []) unit(above, above.name);
  return out;
}

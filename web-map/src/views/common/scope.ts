// What a list holds: everything, what the map shows, or what lies in a territory.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Unit } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { sameUnit, unitKey } from "../../state/state";
import { isReadable, unitText } from "../../state/url";

/** The select of what a list holds. Without `all` the list follows what the map shows. */
export function scope(ctx: Context, data: Data, id: string, all: boolean): TemplateResult {
  const { table } = ctx.words;
  const { zone, frame } = ctx.store.now;
  const zones = offered(ctx, data);
  const seen = frame ?? ctx.frameNow();
  const change = (value: string): void => {
    const found = zones.find((z) => unitKey(z.unit) === value);
    ctx.store.go({ zone: found?.unit ?? null, frame: all && value === "frame" ? seen : null });
  };
  const now = zone ? unitKey(zone) : frame || !all ? "frame" : "all";
  return html`<label class="field"><span>${table.zone}</span>
    <select id=${id} @change=${(e: Event) => change((e.target as HTMLSelectElement).value)}>
      ${all ? html`<option value="all" ?selected=${now === "all"}>${ctx.everything}</option>` : nothing}
      ${seen || !all ? html`<option value="frame" ?selected=${now === "frame"}>${table.inFrame}</option>` : nothing}
      ${zones.map((z) => html`<option value=${unitKey(z.unit)} ?selected=${now === unitKey(z.unit)}>${z.name}</option>`)}
    </select></label>`;
}

/** Zones to choose from: the current one, the selected territory and what contains it. */
function offered(ctx: Context, data: Data): { unit: Unit; name: string }[] {
  const { zone } = ctx.store.now;
  const out: { unit: Unit; name: string }[] = [];
  const put = (unit: Unit, name: string | null): void => {
    const coarser = ctx.levels.indexOf(unit.level) > ctx.levels.indexOf(ctx.level);
    const here = sameUnit(zone, unit);
    if (!(coarser || here) || out.some((o) => sameUnit(o.unit, unit))) return;
    const bare = isReadable(unit) ? ctx.unitName(unit) : (unitText(unit) ?? "");
    out.push({ unit, name: name ? `${name} (${ctx.name(unit.level)})` : bare });
  };
  for (const sheet of [data.zone.value, data.sheet.value]) {
    if (!sheet) continue;
    put({ level: sheet.level, code: sheet.code }, sheet.name);
    for (const above of sheet.within) put({ level: above.level, code: above.code }, above.name);
  }
  if (zone) put(zone, null);
  return out;
}

// What a list holds: everything, what the map shows, or what lies in a territory.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Unit } from "../api/types";
import { unitKey, type App } from "../app/app";
import { sameUnit, type Frame } from "../state/state";

/** Beside the map there is no `all`: the list follows what is seen. */
export function scope(app: App, frameNow: () => Frame | null, id: string, all: boolean): TemplateResult {
  const { table } = app.words;
  const { zone, frame } = app.store.now;
  const zones = offered(app);
  const seen = frame ?? frameNow();
  const change = (value: string): void => {
    const found = zones.find((z) => unitKey(z.unit) === value);
    app.store.go({ zone: found?.unit ?? null, frame: all && value === "frame" ? seen : null });
  };
  const now = zone ? unitKey(zone) : frame || !all ? "frame" : "all";
  return html`<label class="field"><span>${table.zone}</span>
    <select id=${id} @change=${(e: Event) => change((e.target as HTMLSelectElement).value)}>
      ${all ? html`<option value="all" ?selected=${now === "all"}>${app.france ? table.all : table.everything}</option>` : nothing}
      ${seen || !all ? html`<option value="frame" ?selected=${now === "frame"}>${table.inFrame}</option>` : nothing}
      ${zones.map((z) => html`<option value=${unitKey(z.unit)} ?selected=${now === unitKey(z.unit)}>${z.name}</option>`)}
    </select></label>`;
}

/** The zone of now, the selected territory and what contains it. */
function offered(app: App): { unit: Unit; name: string }[] {
  const { zone } = app.store.now;
  const out: { unit: Unit; name: string }[] = [];
  const put = (unit: Unit, name: string | null): void => {
    const coarser = app.levels.indexOf(unit.level) > app.levels.indexOf(app.level);
    const here = sameUnit(zone, unit);
    if ((coarser || here) && !out.some((o) => sameUnit(o.unit, unit))) out.push({ unit, name: `${name ?? unit.code} (${app.name(unit.level)})` });
  };
  for (const sheet of [app.zone.value, app.sheet.value]) {
    if (!sheet) continue;
    put({ level: sheet.level, code: sheet.code }, sheet.name);
    for (const above of sheet.within) put({ level: above.level, code: above.code }, above.name);
  }
  if (zone) put(zone, null);
  return out;
}

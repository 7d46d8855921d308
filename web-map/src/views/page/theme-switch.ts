// The switch between the themes of the map (index, supply of help, need and supply), and the service that is meant.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import type { Show } from "../../state/state";
import { countedHelp } from "../common/phrases";
import { service } from "../places/filters";

const SHOWN: Show[] = ["fragility", "access", "both"];

export function show(ctx: Context): TemplateResult | typeof nothing {
  const { access } = ctx;
  if (!access) return nothing;
  const words = ctx.words.show;
  const { places } = ctx.store.now;
  const names = { fragility: ctx.indexWords.short, access: words.access, both: words.both };
  return html`<div class="show" role="group" aria-label=${words.title}>
      ${SHOWN.map((s) => html`<button type="button" data-show=${s} aria-pressed=${s === ctx.show} @click=${() => ctx.store.go({ show: s })}>${names[s]}</button>`)}
    </div>
    ${ctx.show !== "fragility" || places ? service(ctx) : nothing}
    ${ctx.show === "fragility" ? nothing : html`<p class="note">${countedHelp(ctx)}</p>`}`;
}

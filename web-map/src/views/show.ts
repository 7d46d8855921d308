// What the map is coloured by, and the service that access is that of.

import { html, nothing, type TemplateResult } from "lit-html";

import type { App } from "../app/app";
import type { Show } from "../state/state";
import { french } from "../words";
import { service } from "./filters";

const SHOWN: Show[] = ["fragility", "access", "both"];

export function show(app: App): TemplateResult | typeof nothing {
  const { access } = app.help;
  if (!access) return nothing;
  const words = app.words.show;
  const { places } = app.store.now;
  return html`<div class="show" role="group" aria-label=${words.title}>
      ${SHOWN.map((s) => html`<button type="button" data-show=${s} aria-pressed=${s === app.show} @click=${() => app.store.go({ show: s })}>${words[s]}</button>`)}
    </div>
    ${app.show !== "fragility" || places ? service(app) : nothing}
    ${app.show === "fragility" ? nothing : html`<p class="note" lang="fr">${french(access.note)}</p>`}`;
}

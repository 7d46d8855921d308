// « Lieux d'aide » : the switch that puts them on the map, which ones, and those in sight as a list, so
// that no pointer is needed.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import type { Place } from "../api/help";
import type { App } from "../app/app";
import { SEEN } from "../app/help";
import { filters } from "./filters";
import { ICONS } from "./icons";
import { openNow } from "./say";

export function places(app: App): TemplateResult | typeof nothing {
  const { help, store } = app;
  if (!help.access) return nothing;
  const words = app.words.places;
  const on = store.now.places;
  return html`<section class="places" aria-labelledby="places-title">
    <label class="switched"><span id="places-title">${words.title}</span>
      <input type="checkbox" role="switch" class="switch" .checked=${live(on)} @change=${() => store.go({ places: !on })} /></label>
    ${on ? html`${filters(app, false)} ${seen(app)}` : nothing}
    <button type="button" data-orient @click=${() => store.go({ orient: here(app), place: null })}>${ICONS.place}${app.words.orient.title}</button>
  </section>`;
}

/** Where to begin: the commune that is selected, else it is asked. */
function here(app: App): { commune: string } | "ask" {
  const { selected } = app.store.now;
  return selected?.level === "commune" ? { commune: selected.code } : "ask";
}

function seen(app: App): TemplateResult {
  const words = app.words.places;
  const { value, failure, loading } = app.help.seen;
  if (!value) return html`<p class="note" role="status">${failure ? app.words.status.unreachable : app.words.about.loading}</p>`;
  return html`<div aria-busy=${loading}>
    <p role="status">${words.seen(value.total, app.format.number(value.total))}</p>
    <ul class="units">${value.places.map((place) => placeItem(app, place))}</ul>
    ${value.places.length < value.total ? html`<button type="button" @click=${() => app.help.more("seen", SEEN)}>${app.words.seeMore}</button>` : nothing}
  </div>`;
}

/** A place that leads to its card. */
export function placeItem(app: App, place: Place, more = ""): TemplateResult {
  return html`<li>
    <button type="button" class="link" @click=${() => app.store.go({ place: place.id })}><span class="dot ${place.itinerant ? "ring" : ""}" aria-hidden="true"></span><span>${place.nom}</span></button>
    <span class="note">${more || place.commune}${openNow(app, place)}</span>
  </li>`;
}

// « Lieux d'aide » : the switch that puts them on the map, which ones, and those in sight as a list, so
// that no pointer is needed.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Place } from "../../api/types";

import { type AccessData, SEEN } from "../../app/access";
import type { Context } from "../../app/context";
import { ICONS } from "../common/icons";
import { openNow } from "../common/phrases";
import { filters } from "./filters";

export function places(ctx: Context, data: AccessData): TemplateResult | typeof nothing {
  const { store } = ctx;
  if (!ctx.access) return nothing;
  const words = ctx.words.places;
  const on = store.now.places;
  return html`<section class="places" aria-labelledby="places-title">
    <label class="switched"><span id="places-title">${words.title}</span>
      <input type="checkbox" role="switch" class="switch" .checked=${live(on)} @change=${() => store.go({ places: !on })} /></label>
    ${on ? html`${filters(ctx, false)} ${seen(ctx, data)}` : nothing}
    <button type="button" data-orient @click=${() => store.go({ orient: here(ctx), place: null })}>${ICONS.place}${ctx.words.orient.title}</button>
  </section>`;
}

/** Where someone sets out: the selected commune, else the user is asked. */
function here(ctx: Context): { commune: string } | "ask" {
  const { selected } = ctx.store.now;
  return selected?.level === "commune" ? { commune: selected.code } : "ask";
}

function seen(ctx: Context, data: AccessData): TemplateResult {
  const words = ctx.words.places;
  const { value, failure, loading } = data.seen;
  if (!value)
    return html`<p class="note" role="status">${failure ? ctx.words.status.unreachable : ctx.words.about.loading}</p>`;
  return html`<div aria-busy=${loading}>
    <p role="status">${words.seen(value.total, ctx.format.number(value.total))}</p>
    <ul class="units">${value.places.map((place) => placeItem(ctx, place))}</ul>
    ${value.places.length < value.total ? html`<button type="button" @click=${() => data.more("seen", SEEN)}>${ctx.words.seeMore}</button>` : nothing}
  </div>`;
}

/** A place that leads to its card. */
export function placeItem(ctx: Context, place: Place, more = ""): TemplateResult {
  return html`<li>
    <button type="button" class="link" @click=${() => ctx.store.go({ place: place.id })}><span class="dot ${place.itinerant ? "ring" : ""}" aria-hidden="true"></span><span>${place.nom}</span></button>
    <span class="note">${more || place.commune}${openNow(ctx, place)}</span>
  </li>`;
}

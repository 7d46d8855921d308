// « Où orienter quelqu'un » : from a commune or a point, the nearest places that fit, three first. On
// paper one page that a person can take along.

import { html, nothing, type TemplateResult } from "lit-html";

import type { App } from "../app/app";
import { PROPOSED } from "../app/help";
import { aside } from "./aside";
import { proposed } from "./card";
import type { Drawer } from "./drawer";
import { filters } from "./filters";
import { ICONS } from "./icons";

export function orient(app: App, drawer: Drawer, pick: () => void, print: () => void): TemplateResult {
  const words = app.words.orient;
  const { help, store } = app;
  const asked = store.now.orient === "ask";
  const { value, failure, loading } = help.near;
  const named = asked ? "" : from(app);
  const frame = { label: words.title, close: words.close, onClose: () => store.go({ orient: null }), busy: loading, kind: "orient" };
  return aside(drawer, frame, html`
    <div class="sheet-title">
      <p class="kicker">${named ? words.title : nothing}</p>
      <h2 tabindex="-1">${named ? words.near(named) : words.title}</h2>
      <p class="no-print">${asked ? words.ask : words.elsewhere}</p>
    </div>
    <div class="sheet-summary">
      <div class="actions"><button type="button" aria-pressed=${help.picking} @click=${pick}>${ICONS.place}${help.picking ? words.picking : words.pick}</button>
        ${value?.places.length ? html`<button type="button" class="main" @click=${print}>${ICONS.print}${app.words.sheet.print}</button>` : nothing}</div>
      ${filters(app, true)}
      ${chosen(app)}
    </div>
    <div class="sheet-more">
      ${failure ? html`<p role="alert">${failure.kind === "refused" ? failure.message : app.words.status.unreachable}</p>` : nothing}
      ${value && !asked ? list(app) : asked || failure ? nothing : html`<p role="status" class="note">${app.words.about.loading}</p>`}
      <p class="print-only note">${app.words.printed(app.format.date(new Date()))} · <span class="url">${location.href}</span></p>
    </div>`);
}

/** « Guéret », « point choisi (Guéret) » */
function from(app: App): string {
  const name = app.help.near.value?.near?.name ?? "";
  const { orient } = app.store.now;
  return orient && orient !== "ask" && "lng" in orient ? app.words.orient.point(name) : name;
}

/** On paper, which filters were set. */
function chosen(app: App): TemplateResult | typeof nothing {
  const { access } = app.help;
  const { service, publics, cost, programme, open } = app.store.now.filters;
  const of = (facets: { id: string; label: string }[] | undefined, id: string | null): string => facets?.find((f) => f.id === id)?.label ?? "";
  const all = [of(access?.services, service), of(access?.publics, publics), of(access?.frais, cost), of(access?.programmes, programme), open ? app.words.filters.open : ""];
  const set = all.filter(Boolean);
  return set.length > 0 ? html`<p class="print-only">${app.words.orient.only(set.map((label, i) => (i === 0 ? label : `${label.charAt(0).toLowerCase()}${label.slice(1)}`)).join(", "))}</p>` : nothing;
}

function list(app: App): TemplateResult {
  const words = app.words.orient;
  const { value } = app.help.near;
  if (!value || value.places.length === 0) return html`<p role="status">${words.none}</p>`;
  const { places, total } = value;
  return html`<p class="hidden" role="status">${words.found(places.length, app.format.number(total))}</p>
    <ol class="proposed">${places.map((place) => proposed(app, place))}</ol>
    <p class="note">${words.note}</p>
    ${places.length > PROPOSED ? html`<p class="note no-print">${words.printed(PROPOSED)}</p>` : nothing}
    ${places.length < total ? html`<button type="button" class="no-print" @click=${() => app.help.more("near", PROPOSED)}>${app.words.seeMore}</button>` : nothing}`;
}

// « Où orienter quelqu'un » : from a commune or a point, the nearest places that fit, three first. On
// paper one page that a person can take along.

import { html, nothing, type TemplateResult } from "lit-html";
import { type AccessData, PROPOSED } from "../../app/access";
import type { Context } from "../../app/context";
import type { Drawer } from "../common/drawer";
import { ICONS } from "../common/icons";
import { paperDate } from "../common/paper";
import { sidePanel } from "../common/side-panel";
import { proposed, sourcesOf } from "./card";
import { filters } from "./filters";

export function orient(
  ctx: Context,
  data: AccessData,
  drawer: Drawer,
  pick: () => void,
  print: () => void,
): TemplateResult {
  const words = ctx.words.orient;
  const { store } = ctx;
  const asked = store.now.orient === "ask";
  const { value, failure, loading } = data.near;
  const named = asked ? "" : from(ctx, data);
  const led = carried(ctx, data);
  const frame = {
    label: words.title,
    close: words.close,
    onClose: () => store.go({ orient: null }),
    busy: loading,
    kind: "orient",
  };
  return sidePanel(
    drawer,
    frame,
    html`
    <div class="sheet-title">
      <p class="kicker">${named ? words.title : nothing}</p>
      <h2 tabindex="-1">${named ? words.near(named) : words.title}</h2>
      ${led ? html`<p role="status">${led}</p>` : nothing}
      <p class="no-print">${asked ? words.ask : words.elsewhere}</p>
    </div>
    <div class="sheet-summary">
      <div class="actions"><button type="button" aria-pressed=${ctx.picking} @click=${pick}>${ICONS.place}${ctx.picking ? words.picking : words.pick}</button>
        ${value?.places.length ? html`<button type="button" class="main" @click=${print}>${ICONS.print}${ctx.words.sheet.print}</button>` : nothing}</div>
      ${filters(ctx, true)}
      ${filtersSet(ctx)}
    </div>
    <div class="sheet-more">
      ${failure ? html`<p role="alert">${failure.kind === "refused" ? failure.message : ctx.words.status.unreachable}</p>` : nothing}
      ${value && !asked ? list(ctx, data) : asked || failure ? nothing : html`<p role="status" class="note">${ctx.words.about.loading}</p>`}
      ${paperDate(ctx)}
    </div>`,
  );
}

/** « Guéret », « point choisi (Guéret) » */
function from(ctx: Context, data: AccessData): string {
  const name = data.near.value?.near?.name ?? "";
  const { orient } = ctx.store.now;
  return orient && orient !== "ask" && "lng" in orient ? ctx.words.orient.point(name) : name;
}

/** « de la mairie » : what distances are measured from; empty while that is not known. */
function origin(ctx: Context, data: AccessData): string {
  const { origins } = ctx.words.orient;
  const near = data.near.value?.near;
  return near ? (origins[near.origin ?? "point"] ?? "") : "";
}

/** That there may be nearer places than those that are known. */
function partly(ctx: Context, data: AccessData): TemplateResult | typeof nothing {
  const words = ctx.words.orient;
  if (data.near.value?.near?.inventoried === false) return html`<p class="note">${words.notInventoried}</p>`;
  return ctx.access?.not_inventoried?.units ? html`<p class="note">${words.partly}</p>` : nothing;
}

/** How the code of the commune led to it, in a sentence; null where it is its own. */
function carried(ctx: Context, data: AccessData): string | null {
  const { orient } = ctx.store.now;
  if (orient === null || orient === "ask" || !("commune" in orient)) return null;
  const near = data.near.value?.near;
  if (near?.carried?.asked === orient.commune) return ctx.words.carried(near.carried, near.name ?? "");
  return ctx.carriedTo({ level: "commune", code: orient.commune });
}

/** On paper, which filters were set. */
function filtersSet(ctx: Context): TemplateResult | typeof nothing {
  const { access } = ctx;
  const { service, publics, cost, programme, open } = ctx.store.now.filters;
  const of = (facets: { id: string; label: string }[] | undefined, id: string | null): string =>
    facets?.find((f) => f.id === id)?.label ?? "";
  const all = [
    of(access?.services, service),
    of(access?.publics, publics),
    of(access?.frais, cost),
    of(access?.programmes, programme),
    open ? ctx.words.filters.open : "",
  ];
  const set = all.filter(Boolean);
  return set.length > 0
    ? html`<p class="print-only">${ctx.words.orient.only(set.map((label, i) => (i === 0 ? label : `${label.charAt(0).toLowerCase()}${label.slice(1)}`)).join(", "))}</p>`
    : nothing;
}

function list(ctx: Context, data: AccessData): TemplateResult {
  const words = ctx.words.orient;
  const { value } = data.near;
  if (!value || value.places.length === 0) return html`<p role="status">${words.none}</p>`;
  const { places, total } = value;
  const from = origin(ctx, data);
  return html`<p class="hidden" role="status">${words.found(places.length, ctx.format.number(total))}</p>
    <ol class="proposed">${places.map((place) => proposed(ctx, place, from))}</ol>
    <p class="note">${words.measured(from)} ${words.note} ${sourcesOf(ctx, places)}.</p>
    ${partly(ctx, data)}
    ${places.length > PROPOSED ? html`<p class="note no-print">${words.printed(PROPOSED)}</p>` : nothing}
    ${places.length < total ? html`<button type="button" class="no-print" @click=${() => data.more("near", PROPOSED)}>${ctx.words.seeMore}</button>` : nothing}`;
}

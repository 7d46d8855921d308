// The card of a place: address, hours, contact, terms, sources. Fields without a value are left out, except hours and
// telephone, which are shown as not known.

import { html, nothing, type TemplateResult } from "lit-html";
import type { Failure } from "../../api/connection";
import type { Place } from "../../api/types";
import type { AccessData } from "../../app/access";
import type { Context } from "../../app/context";
import { phone } from "../../i18n/format";
import { french } from "../../i18n/words";
import type { Drawer } from "../common/drawer";
import { ICONS } from "../common/icons";
import { paperDate } from "../common/paper";
import { distance, openNow, openText } from "../common/phrases";
import { sidePanel } from "../common/side-panel";
import { weekText } from "./hours";

export function card(ctx: Context, data: AccessData, drawer: Drawer, print: () => void): TemplateResult {
  const words = ctx.words.card;
  const { value, failure, loading } = data.card;
  const place = value?.id === ctx.store.now.place ? value : null;
  const frame = {
    label: words.label,
    close: words.close,
    onClose: () => ctx.store.go({ place: null }),
    busy: loading,
    kind: "card",
  };
  return sidePanel(
    drawer,
    frame,
    place
      ? body(ctx, place, print)
      : html`<div role=${failure ? "alert" : "status"}>
    <h2 tabindex="-1">${failure ? words.failed : ctx.words.about.loading}</h2>
    ${failure ? html`<p class="note">${why(ctx, failure)}</p>` : nothing}</div>`,
  );
}

const why = (ctx: Context, failure: Failure): string =>
  failure.status === 404
    ? ctx.words.card.unknown
    : failure.kind === "refused"
      ? failure.message
      : ctx.words.status.unreachable;

function body(ctx: Context, place: Place, print: () => void): TemplateResult {
  const words = ctx.words.card;
  const { publics_specifiquement_adresses: publics, prise_en_charge_specifique: special } = place;
  return html`
    <div class="sheet-title">
      <p class="kicker">${oneCapital(kinds(ctx, place)) || words.label}</p>
      <h2 tabindex="-1">${place.nom}</h2>
      ${place.open === null ? nothing : html`<p class="place no-print">${openText(ctx, place)}</p>`}
    </div>
    <div class="sheet-summary">
      ${facts(ctx, place)}
      <div class="actions">
        <button type="button" @click=${() => ctx.store.go({ place: null, orient: { lng: place.longitude, lat: place.latitude } })}>${ctx.words.orient.around}</button>
        <button type="button" @click=${print}>${ICONS.print}${ctx.words.sheet.print}</button>
      </div>
    </div>
    <div class="sheet-more">
      <dl>
        ${row(words.services, place.services)} ${row(words.publics, publics)} ${row(words.special, special)}
        ${row(words.programmes, place.dispositif_programmes_nationaux)}
        ${place.fiche_acces_libre ? line(words.accessible, link(place.fiche_acces_libre)) : nothing}
        ${place.presentation_resume ? row(words.about, [place.presentation_resume]) : nothing}
      </dl>
      <p class="note">${sourcesOf(ctx, [place])}${place.date_maj ? ` · ${words.updated(day(ctx, place.date_maj))}` : ""}</p>
      ${paperDate(ctx)}
    </div>`;
}

/** What one needs to go there: address, hours, contact, terms. */
export function facts(ctx: Context, place: Place): TemplateResult {
  const words = ctx.words.card;
  const terms = [place.frais_a_charge, place.modalites_acces, place.modalites_accompagnement].flatMap((list) =>
    list?.length ? [list.map(lower).join(", ")] : [],
  );
  const address = [
    place.adresse,
    place.complement_adresse,
    [place.code_postal, place.commune].filter(Boolean).join(" "),
  ]
    .filter(Boolean)
    .join(", ");
  return html`<dl>
    ${line(
      words.address,
      html`${address || words.notKnown}
      ${place.itinerant ? html`<span class="note">${words.itinerant}</span>` : nothing}
      ${place.position === "commune_centre" ? html`<span class="note">${words.approximate}</span>` : nothing}`,
    )}
    ${line(words.hours, hours(ctx, place))}
    ${line(words.telephone, place.telephone ? phones(place.telephone) : words.notKnown)}
    ${place.courriels?.length ? line(words.mail, html`${place.courriels.map((mail) => html`<a href="mailto:${mail}">${mail}</a> `)}`) : nothing}
    ${place.site_web ? line(words.web, html`${place.site_web.map((site) => link(site))}`) : nothing}
    ${place.prise_rdv ? line(words.booking, link(place.prise_rdv)) : nothing}
    ${
      terms.length > 0 || !place.receives_public
        ? line(
            words.terms,
            html`<span class="sentence" lang="fr">${french(terms.join(" ; "))}</span>${place.receives_public ? nothing : html` <strong>${words.closed}</strong>`}`,
          )
        : nothing
    }
  </dl>`;
}

/** Telephone numbers, each a link. */
function phones(text: string): TemplateResult {
  const all = phone(text).split(", ");
  return html`${all.map((one, i) => html`${i > 0 ? ", " : ""}<a class="nowrap" href="tel:${one.replace(/[^\d+]/g, "")}">${one}</a>`)}`;
}

/** Within a sentence: « prendre un RDV en ligne »; « CAF » and « 4G » stay. */
const lower = (text: string): string =>
  /^\p{Lu}(?:\p{Ll}|\s|’)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** A list with a capital at its start alone. */
const oneCapital = (list: string[]): string => list.map((text, i) => (i === 0 ? text : lower(text))).join(", ");

const line = (term: string, what: unknown): TemplateResult => html`<div><dt>${term}</dt><dd>${what}</dd></div>`;

const row = (term: string, list: string[] | null): TemplateResult | typeof nothing =>
  list?.length ? line(term, html`<span class="sentence" lang="fr">${french(oneCapital(list))}</span>`) : nothing;

function hours(ctx: Context, place: Place): TemplateResult | string {
  if (place.week?.some((spans) => spans.length > 0))
    return html`<span class="sentence">${weekText(ctx, place.week)}</span>`;
  return place.horaires ? ctx.words.card.asGiven(place.horaires) : ctx.words.card.notKnown;
}

/** An address of the web; other schemes are shown, not followed. */
function link(text: string): TemplateResult {
  const url = text.trim();
  return /^https?:\/\//i.test(url)
    ? html`<a href=${url} rel="noreferrer noopener" target="_blank">${url.replace(/^https?:\/\//i, "").replace(/\/$/, "")}</a> `
    : html`${url} `;
}

/** Kinds of place that the build has a name for. */
function kinds(ctx: Context, place: Place): string[] {
  const known = ctx.access?.typologies ?? [];
  return (place.typologie ?? []).flatMap((kind) =>
    known.filter((f) => f.id === kind.toLowerCase().replace(/_/g, "-") && f.label !== kind).map((f) => f.label),
  );
}

/** « Source : … », of one place or of several. */
export function sourcesOf(ctx: Context, places: Place[]): string {
  const named = [...new Set(places.flatMap((place) => place.sources))].map((id) => {
    const known = ctx.access?.sources.find((s) => s.id === id);
    if (!known) return id;
    const said = [known.publisher, known.vintage].filter(Boolean).join(", ");
    return said ? `${french(known.title)} (${said})` : french(known.title);
  });
  return ctx.words.card.from(ctx.format.list(named));
}

function day(ctx: Context, iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : ctx.format.date(date);
}

/** A place among those that are proposed; `from`: what its distance is measured from. */
export function proposed(ctx: Context, place: Place, from: string): TemplateResult {
  const away = typeof place.distance_km === "number" ? `${distance(ctx, place.distance_km)} ${from}`.trim() : "";
  return html`<li>
    <h3><button type="button" class="link" @click=${() => ctx.store.go({ place: place.id })}>${place.nom}</button></h3>
    <p class="note">${[away, ...kinds(ctx, place).map(lower)].filter(Boolean).join(" · ")}${openNow(ctx, place)}</p>
    ${facts(ctx, place)}
    ${place.services?.length ? html`<p class="note" lang="fr">${french(oneCapital(place.services))}</p>` : nothing}
  </li>`;
}

// « Aide à proximité » in a sheet: persons at risk, need and supply by thirds, what to study, and the nearest places.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Sheet, SheetAccess } from "../../api/types";
import type { Context } from "../../app/context";
import { capital } from "../../i18n/format";
import { french } from "../../i18n/words";
import { classOf, NOT_INVENTORIED } from "../../score/gaps";
import { briefNote } from "../common/paper";
import { atRisk, bothSwatch, distance, needText, supplyText } from "../common/phrases";
import { placeItem } from "../places/places";

export function nearby(ctx: Context, sheet: Sheet): TemplateResult | typeof nothing {
  const { access } = sheet;
  if (!access) return nothing;
  const words = ctx.words.nearby;
  const { format } = ctx;
  const people = atRisk(ctx, access.at_risk);
  const supply = access.access;
  const nearestOf = together(access.nearest);
  const unit = ctx.access?.capacity === "hours" ? words.supplyHours : words.supply;
  const part = access.inventoried;
  return html`<section aria-labelledby="nearby-title" class="nearby">
    <h3 id="nearby-title">${words.title}</h3>
    ${people ? html`<p class="sentence">${people}. <span class="note">${words.notMeant}</span></p>` : nothing}
    ${classes(ctx, sheet, access)}
    ${access.remedy ? html`<p>${words.remedies[access.remedy]}</p>` : nothing}
    ${access.gap_rank !== null ? html`<p class="note">${words.rank(format.number(access.gap_rank), format.number(access.gap_ranked))}</p>` : nothing}
    ${supply !== null ? html`<p class="note">${unit(format.number(supply, supply < 100 ? 1 : 0), supply < 1.95)}</p>` : nothing}
    ${part !== null && part > 0 && part < 1 ? html`<p class="note">${ctx.words.gaps.partly(format.percent(part))}</p>` : nothing}
    ${
      nearestOf.length > 0
        ? html`<ul class="units">${nearestOf.map((all, i) => nearest(ctx, all, i === 0))}</ul>${briefNote(ctx, nearestOf.length)}
          <p class="note">${words.crow(words.from[access.origin ?? ""] ?? "")}</p>`
        : access.access_km !== null
          ? html`<p class="note">${words.mean(format.number(access.access_km, 1))}</p>`
          : access.reason === NOT_INVENTORIED
            ? nothing
            : html`<p class="note">${access.reason ? `${capital(ctx.words.reasons[access.reason] ?? access.reason)}.` : words.none}</p>`
    }
  </section>`;
}

/** « Besoin fort et offre faible », and what these words mean; where no inventory looks, that. */
function classes(ctx: Context, sheet: Sheet, access: SheetAccess): TemplateResult {
  const { gaps, nearby: words } = ctx.words;
  const { need_class: need, lack_class: lack } = access;
  if (access.reason === NOT_INVENTORIED)
    return html`<p>${bothSwatch(0, true)} <strong>${capital(gaps.outside)}.</strong> ${gaps.outsideMore}</p>
      ${need === null ? nothing : html`<p class="note">${capital(needText(ctx, need))}. ${gaps.thirds(ctx.levelWords(sheet.level).of)}</p>`}`;
  if (need === null || lack === null) return html`<p class="note">${words.unknown}</p>`;
  const said = words.classes(needText(ctx, need), supplyText(ctx, lack, null));
  return html`<p>${bothSwatch(classOf(need, lack))} <strong>${capital(said)}.</strong>
    <span class="note">${gaps.thirds(ctx.levelWords(sheet.level).of)}</span></p>`;
}

type Nearest = NonNullable<Sheet["access"]>["nearest"];

/** Groups services that have the same nearest place. */
function together(all: Nearest): Nearest[] {
  const places = new Map<string, Nearest>();
  for (const one of all) places.set(one.place.id, [...(places.get(one.place.id) ?? []), one]);
  return [...places.values()];
}

/** A place with its distance and the services that it is the nearest for; `closest` marks the nearest of any kind. */
function nearest(ctx: Context, all: Nearest, closest: boolean): TemplateResult | typeof nothing {
  const [first] = all;
  if (!first) return nothing;
  const labels = all.flatMap(({ service, label }) =>
    service ? [french(label)] : closest ? [ctx.words.nearby.any] : [],
  );
  return placeItem(ctx, first.place, [distance(ctx, first.distance_km), labels.join(", ")].filter(Boolean).join(" · "));
}

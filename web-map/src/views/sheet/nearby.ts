// « Aide à proximité » in a sheet: persons at risk, need and access, the remedy, and the nearest places.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Sheet } from "../../api/types";
import type { Context } from "../../app/context";
import { french } from "../../i18n/words";
import { classOf } from "../../score/gaps";
import { briefNote } from "../common/paper";
import { atRisk, bothSwatch, distance } from "../common/phrases";
import { placeItem } from "../places/places";

export function nearby(ctx: Context, sheet: Sheet): TemplateResult | typeof nothing {
  const { access } = sheet;
  if (!access) return nothing;
  const words = ctx.words.nearby;
  const { format } = ctx;
  const people = atRisk(ctx, access.at_risk);
  const quadrant = access.quadrant && words.quadrants[access.quadrant];
  const supply = access.access;
  const why = access.reason ? ctx.words.reasons[access.reason] : undefined;
  const nearestOf = together(access.nearest);
  const unit = ctx.access?.capacity === "hours" ? words.supplyHours : words.supply;
  return html`<section aria-labelledby="nearby-title" class="nearby">
    <h3 id="nearby-title">${words.title}</h3>
    ${people ? html`<p class="sentence">${people}. <span class="note">${words.notMeant}</span></p>` : nothing}
    ${
      quadrant
        ? html`<p>${bothSwatch(classOf(access.need_class, access.lack_class))} <strong>${quadrant}.</strong> ${access.remedy ? words.remedies[access.remedy] : nothing}</p>`
        : html`<p class="note">${words.unknown}</p>`
    }
    ${access.gap_rank !== null ? html`<p class="note">${words.rank(format.number(access.gap_rank), format.number(access.gap_ranked))}</p>` : nothing}
    ${supply !== null ? html`<p class="note">${unit(format.number(supply, 1), supply < 1.95)}</p>` : nothing}
    ${
      nearestOf.length > 0
        ? html`<ul class="units">${nearestOf.map((all, i) => nearest(ctx, all, i === 0))}</ul>${briefNote(ctx, nearestOf.length)}
          <p class="note">${words.crow(words.from[access.origin ?? ""] ?? "")}</p>`
        : access.access_km === null
          ? html`<p class="note">${why ? `${why.charAt(0).toUpperCase()}${why.slice(1)}.` : words.none}</p>`
          : html`<p class="note">${words.mean(format.number(access.access_km, 1))}</p>`
    }
  </section>`;
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

// « Aide à proximité » in a sheet: how many people may need help, how need and help stand to each other,
// what would help, and the nearest places.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Sheet } from "../api/types";
import type { App } from "../app/app";
import { classOf } from "../score/gaps";
import { french } from "../words";
import { placeItem } from "./places";
import { atRisk, bothSwatch, distance } from "./say";

export function nearby(app: App, sheet: Sheet): TemplateResult | typeof nothing {
  const { access } = sheet;
  if (!access) return nothing;
  const words = app.words.nearby;
  const { format } = app;
  const people = atRisk(app, access.at_risk);
  const quadrant = access.quadrant && words.quadrants[access.quadrant];
  const supply = access.access;
  const unit = app.help.access?.capacity === "hours" ? words.supplyHours : words.supply;
  return html`<section aria-labelledby="nearby-title" class="nearby">
    <h3 id="nearby-title">${words.title}</h3>
    ${people ? html`<p class="sentence">${people}. <span class="note">${words.notMeant}</span></p>` : nothing}
    ${quadrant
      ? html`<p>${bothSwatch(classOf(access.need_class, access.lack_class))} <strong>${quadrant}.</strong> ${access.remedy ? words.remedies[access.remedy] : nothing}</p>`
      : html`<p class="note">${words.unknown}</p>`}
    ${access.gap_rank !== null ? html`<p class="note">${words.rank(format.number(access.gap_rank), format.number(access.gap_ranked))}</p>` : nothing}
    ${supply !== null ? html`<p class="note">${unit(format.number(supply, 1), supply < 1.95)}</p>` : nothing}
    ${access.nearest.length > 0
      ? html`<ul class="units">${together(access.nearest).map((all, i) => nearest(app, all, i === 0))}</ul>
          <p class="note">${words.crow(words.from[access.origin ?? ""] ?? "")}</p>`
      : access.access_km === null
        ? html`<p class="note">${words.none}</p>`
        : html`<p class="note">${words.mean(format.number(access.access_km, 1))}</p>`}
  </section>`;
}

type Nearest = NonNullable<Sheet["access"]>["nearest"];

/** A place that is the nearest for several services is said once. */
function together(all: Nearest): Nearest[] {
  const places = new Map<string, Nearest>();
  for (const one of all) places.set(one.place.id, [...(places.get(one.place.id) ?? []), one]);
  return [...places.values()];
}

/** Of places of any kind only the first is the nearest. */
function nearest(app: App, all: Nearest, closest: boolean): TemplateResult | typeof nothing {
  const [first] = all;
  if (!first) return nothing;
  const labels = all.flatMap(({ service, label }) => (service ? [french(label)] : closest ? [app.words.nearby.any] : []));
  return placeItem(app, first.place, [distance(app, first.distance_km), labels.join(", ")].filter(Boolean).join(" · "));
}

// Controls on the map: zoom, the whole view, the current level with its pin, and buttons that lead to the overseas
// départements.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Points } from "../../api/types";
import type { Context } from "../../app/context";
import { Resource } from "../../app/resource";
import type { MapView } from "../../map/map";
import { ICONS } from "../common/icons";

export function controls(ctx: Context, map: MapView | null): TemplateResult | typeof nothing {
  if (!map) return nothing;
  const { words } = ctx;
  const pinned = ctx.store.now.level;
  const name = ctx.levelWords(ctx.level).chip;
  return html`
    <div class="zoom" role="group" aria-label=${words.mapControls}>
      <button type="button" aria-label=${words.zoomIn} title=${words.zoomIn} @click=${() => map.camera.zoomBy(1)}>${ICONS.plus}</button>
      <button type="button" aria-label=${words.zoomOut} title=${words.zoomOut} @click=${() => map.camera.zoomBy(-1)}>${ICONS.minus}</button>
      <button type="button" aria-label=${words.home} title=${words.home} @click=${() => map.camera.home()}>${ICONS.home}</button>
    </div>
    <button type="button" class="level-chip" aria-pressed=${pinned !== null} title=${pinned ? words.level.unpin : words.level.pin}
      @click=${() => ctx.keepLevel(pinned ? null : ctx.level)}>
      ${ICONS.pin}${pinned ? name : words.level.chip(name)}</button>`;
}

/** Zoom from which the buttons to the overseas départements are left out: they would lie over the map. */
const NEAR = 7;
/** Codes of the overseas départements that have such a button. */
const BEYOND = /^97[1-6]/;

export class GoTo {
  readonly #points: Resource<Points>;

  constructor(
    readonly ctx: Context,
    readonly goTo: (at: [number, number]) => void,
  ) {
    this.#points = new Resource(ctx.changed);
  }

  view(): TemplateResult | typeof nothing {
    const { ctx } = this;
    if (!ctx.france || !ctx.levels.includes("departement") || ctx.zoom > NEAR) return nothing;
    this.#points.want("departement", () => ctx.client.points("departement"));
    const found = this.#points.value?.features.filter((f) => BEYOND.test(f.properties.code)) ?? [];
    if (found.length === 0) return nothing;
    return html`<div class="go-to" role="group" aria-label=${ctx.words.goTo}>
      ${found.map((f) => html`<button type="button" class="chip" @click=${() => this.goTo(f.geometry.coordinates)}>${f.properties.name}</button>`)}
    </div>`;
  }
}

// On the map: zoom, the whole view, the level of now with its pin, and ways to what lies beyond the
// seas.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Points } from "../api/types";
import { Resource } from "../app/resource";
import type { App } from "../app/app";
import type { MapView } from "../map/map";
import { ICONS } from "./icons";

export function controls(app: App, map: MapView | null): TemplateResult | typeof nothing {
  if (!map) return nothing;
  const { words } = app;
  const pinned = app.store.now.level;
  const name = words.levels[app.level]?.chip ?? app.level;
  return html`
    <div class="zoom" role="group" aria-label=${words.mapControls}>
      <button type="button" aria-label=${words.zoomIn} title=${words.zoomIn} @click=${() => map.zoomBy(1)}>${ICONS.plus}</button>
      <button type="button" aria-label=${words.zoomOut} title=${words.zoomOut} @click=${() => map.zoomBy(-1)}>${ICONS.minus}</button>
      <button type="button" aria-label=${words.home} title=${words.home} @click=${() => map.home()}>${ICONS.home}</button>
    </div>
    <button type="button" class="level-chip" aria-pressed=${pinned !== null} title=${pinned ? words.level.unpin : words.level.pin}
      @click=${() => app.store.go({ level: pinned ? null : app.level })}>
      ${ICONS.pin}${pinned ? name : words.level.chip(name)}</button>`;
}

/** Zoom from which the map shows one place, and the ways elsewhere would lie over it. */
const NEAR = 7;
/** Where a département of France lies when the hexagon fills the window. */
const BEYOND = /^97[1-6]/;

export class GoTo {
  readonly #points: Resource<Points>;

  constructor(
    readonly app: App,
    readonly goTo: (at: [number, number]) => void,
  ) {
    this.#points = new Resource(app.changed);
  }

  view(): TemplateResult | typeof nothing {
    const { app } = this;
    if (!app.france || !app.levels.includes("departement") || app.zoom > NEAR) return nothing;
    this.#points.want("departement", () => app.client.points("departement"));
    const found = this.#points.value?.features.filter((f) => BEYOND.test(f.properties.code)) ?? [];
    if (found.length === 0) return nothing;
    return html`<div class="go-to" role="group" aria-label=${app.words.goTo}>
      ${found.map((f) => html`<button type="button" class="chip" @click=${() => this.goTo(f.geometry.coordinates)}>${f.properties.name}</button>`)}
    </div>`;
  }
}

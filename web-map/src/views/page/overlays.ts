// What lies over the map: its controls, the legend, the tip under the pointer, the credits; in another page, the title.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import type { MapView } from "../../map/map";
import { controls, GoTo } from "./controls";
import type { Dialogs } from "./dialogs";
import { Legend, placeTip, tip } from "./legend";

export class Overlays {
  readonly #legend: Legend;
  readonly #goTo: GoTo;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
    readonly dialogs: Dialogs,
    goTo: (at: [number, number]) => void,
  ) {
    this.#legend = new Legend(ctx, data);
    this.#goTo = new GoTo(ctx, goTo);
  }

  /** `noMap` says why there is no map; empty where there is one, or will be. */
  view(map: MapView | null, noMap: string): TemplateResult {
    const { ctx, data } = this;
    const { words } = ctx;
    const { embed, background } = ctx.store.now;
    const width = map?.container.getBoundingClientRect().width ?? 0;
    return html`
      ${noMap ? html`<p class="no-map" role="alert">${noMap}</p>` : nothing}
      ${map && !map.ready ? html`<p class="map-loading" role="status">${words.loadingPage}</p>` : nothing}
      ${embed ? this.#head() : nothing}
      ${controls(ctx, map)}
      ${embed ? nothing : this.#goTo.view()}
      <div class="legend">${this.#legend.view()}</div>
      ${tip(ctx, data, map?.hovered ?? null, width)} ${placeTip(ctx, map?.places.hovered ?? null, width)}
      <p class="credits"><span class="credits-text">${ctx.served.provenance.attribution}${background ? " · © IGN" : ""}</span>
        ${embed ? nothing : html`<button type="button" class="link" @click=${() => this.dialogs.open("about")}>${words.about.open}</button>`}</p>`;
  }

  /** The title within another page, with a way to the whole map. */
  #head(): TemplateResult {
    const { ctx } = this;
    const whole = location.href.replace(/([?&])embed=1&?/, "$1").replace(/[?&]$/, "");
    return html`<div class="embed-head"><h1>${ctx.methodTitle}</h1><span>${ctx.shown}</span>
      <a href=${whole} target="_blank" rel="noopener">${ctx.words.openFull}</a></div>`;
  }
}

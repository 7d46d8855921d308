// On a phone the sheet lies over the map with three heights: title, summary, all. They are reached by
// buttons as well as by dragging.

import { html, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import { ICONS } from "./icons";

export type Stop = 0 | 1 | 2;

/** Pixels after which a drag changes the height. */
const FAR = 40;

export class Drawer {
  stop: Stop = 1;
  #from: number | null = null;

  constructor(readonly ctx: Context) {}

  /** Pixels that the drawer takes at the bottom, 0 where there is none. */
  height(): number {
    if (!matchMedia("(max-width: 48rem)").matches) return 0;
    return Math.min(innerHeight * 0.6, document.getElementById("sheet")?.getBoundingClientRect().height ?? 0);
  }

  handle(): TemplateResult {
    const { sheet } = this.ctx.words;
    return html`<div class="drawer-handle" role="group" aria-label=${sheet.drawer}
      @pointerdown=${(e: PointerEvent) => this.#down(e)} @pointerup=${(e: PointerEvent) => this.#up(e)} @pointercancel=${() => (this.#from = null)}>
      <button type="button" class="quiet" aria-label=${sheet.lower} ?disabled=${this.stop === 0} @click=${() => this.#to(this.stop - 1)}>${ICONS.down}</button>
      <span class="grip" aria-hidden="true"></span>
      <button type="button" class="quiet" aria-label=${sheet.higher} ?disabled=${this.stop === 2} @click=${() => this.#to(this.stop + 1)}>${ICONS.up}</button>
    </div>`;
  }

  #down(e: PointerEvent): void {
    if ((e.target as Element).closest("button")) return;
    this.#from = e.clientY;
    (e.currentTarget as HTMLElement).setPointerCapture(e.pointerId);
  }

  #up(e: PointerEvent): void {
    if (this.#from === null) return;
    const by = this.#from - e.clientY;
    this.#from = null;
    if (Math.abs(by) > FAR) this.#to(this.stop + Math.sign(by) * (Math.abs(by) > innerHeight / 2 ? 2 : 1));
  }

  #to(stop: number): void {
    this.stop = Math.min(2, Math.max(0, stop)) as Stop;
    this.ctx.changed();
  }
}

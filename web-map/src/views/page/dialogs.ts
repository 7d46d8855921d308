// The page's dialogs. The browser's own element keeps focus inside and closes on Escape.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import { ICONS } from "../common/icons";

export type Dialog = "share" | "about" | "zone";

export class Dialogs {
  shown: Dialog | null = null;

  constructor(
    readonly ctx: Context,
    readonly bodies: Record<Dialog, () => TemplateResult>,
  ) {}

  open(dialog: Dialog): void {
    this.shown = dialog;
    this.ctx.changed();
  }

  /** Closes what is open, as its own button does. */
  close(): void {
    document.querySelector("dialog")?.close();
  }

  view(): TemplateResult {
    const { shown } = this;
    const { words } = this.ctx;
    const close = (): void => {
      this.shown = null;
      this.ctx.changed();
    };
    return html`<dialog aria-labelledby="dialog-title" class=${shown ?? ""} @close=${close}
      @click=${(e: Event) => e.target === e.currentTarget && (e.currentTarget as HTMLDialogElement).close()}>
      ${
        shown === null
          ? nothing
          : html`<div class="dialog-body">
        <div class="dialog-head"><h2 id="dialog-title">${words[shown].title}</h2>
          <button type="button" class="quiet" aria-label=${words[shown].close} @click=${(e: Event) => (e.currentTarget as Element).closest("dialog")?.close()}>${ICONS.close}</button></div>
        ${this.bodies[shown]()}</div>`
      }
    </dialog>`;
  }

  /** Opens what was asked for, once it is drawn. */
  after(): void {
    const dialog = document.querySelector("dialog");
    if (this.shown && dialog && !dialog.open) dialog.showModal();
  }
}

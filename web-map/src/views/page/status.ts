// Messages about what goes wrong: no network, no server, a link that asks for what does not exist.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { zoneFault } from "../../app/zone";
import { zoneFaultNote } from "../zone/fault";

export class Status {
  /** The server was unreachable: its return is announced. */
  #wasAway = false;
  /** The message about a faulty link was closed. */
  #read = false;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
    readonly again: () => void,
  ) {
    const { client } = ctx;
    client.connection.onReach((reach) => {
      if (reach === "unreachable") this.#wasAway = true;
      else if (this.#wasAway) {
        this.#wasAway = false;
        ctx.notice(ctx.words.status.back);
        again();
      }
      ctx.changed();
    });
    addEventListener("offline", () => ctx.changed());
    addEventListener("online", () => ctx.changed());
  }

  view(): TemplateResult {
    const { ctx } = this;
    const { status } = ctx.words;
    const away = ctx.client.connection.reach === "unreachable";
    const text = !navigator.onLine && away ? status.offline : away ? status.unreachable : "";
    return html`<div class="status-area">
      <div role="alert">${
        text
          ? html`<div class="status away">${text} <button type="button" @click=${() => ctx.client.connection.retryNow()}>${status.retry}</button></div>`
          : nothing
      }</div>
      <div role="alert">${this.#zone()} ${this.#vain()}</div>
      <div role="status">${ctx.message && !text ? html`<div class="status">${ctx.message}</div>` : nothing}</div>
    </div>`;
  }

  /** What is wrong with the zone of the link: the message stays until another is chosen. */
  #zone(): TemplateResult | typeof nothing {
    if (!zoneFault(this.ctx, this.data)) return nothing;
    return html`<div class="status vain">${zoneFaultNote(this.ctx, this.data)}</div>`;
  }

  /** What else the link asks for and cannot be shown, until that is closed. */
  #vain(): TemplateResult | typeof nothing {
    const { ctx } = this;
    const { status } = ctx.words;
    const parts = ctx.store.unread.map(([name, text]) => `${name}=${text}`);
    if (parts.length === 0 || this.#read) return nothing;
    const close = (): void => {
      this.#read = true;
      ctx.changed();
    };
    return html`<div class="status vain"><p>${status.linkUnread(ctx.format.list(parts))}</p>
      <button type="button" @click=${close}>${status.read}</button></div>`;
  }
}

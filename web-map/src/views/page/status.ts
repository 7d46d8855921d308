// Messages about what goes wrong: no network, no server, a link that asks for what does not exist.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { unitKey } from "../../state/state";

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
    client.onReach((reach) => {
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
    const away = ctx.client.reach === "unreachable";
    const text = !navigator.onLine && away ? status.offline : away ? status.unreachable : "";
    return html`<div class="status-area">
      <div role="alert">${
        text
          ? html`<div class="status away">${text} <button type="button" @click=${() => ctx.client.retryNow()}>${status.retry}</button></div>`
          : nothing
      }</div>
      <div role="alert">${this.#vain()}</div>
      <div role="status">${ctx.message && !text ? html`<div class="status">${ctx.message}</div>` : nothing}</div>
    </div>`;
  }

  /** What the link asks for and cannot be shown; the message stays until it is closed or the zone is left. */
  #vain(): TemplateResult | typeof nothing {
    const { ctx } = this;
    const { status } = ctx.words;
    const all = linkFaults(ctx);
    const { zone } = ctx.store.now;
    const lost = zone !== null && this.data.zoneUnknown;
    if (lost) all.push(status.zoneUnknown(unitKey(zone)));
    if (all.length === 0 || (this.#read && !lost)) return nothing;
    const close = (): void => {
      this.#read = true;
      if (lost) ctx.store.go({ zone: null });
      ctx.changed();
    };
    return html`<div class="status vain"><div>${all.map((text) => html`<p>${text}</p>`)}</div>
      <button type="button" @click=${close}>${lost ? status.zoneLeave : status.read}</button></div>`;
  }
}

function linkFaults(ctx: Context): string[] {
  const { status } = ctx.words;
  const { unread } = ctx.store;
  const zone = unread.find(([name]) => name === "zone")?.[1];
  const rest = unread.filter(([name]) => name !== "zone").map(([name, text]) => `${name}=${text}`);
  const several = zone?.includes(",") ?? false;
  return [
    ...(zone === undefined ? [] : [several ? status.zoneSeveral(zone) : status.zoneUnread(zone)]),
    ...(rest.length > 0 ? [status.linkUnread(ctx.format.list(rest))] : []),
  ];
}

// What goes wrong and what to do: no network, no server, a link that asks for what is not there.

import { html, nothing, type TemplateResult } from "lit-html";

import type { App } from "../app/app";

export class Status {
  /** Said for a while when the server is back. */
  #wasAway = false;

  constructor(
    readonly app: App,
    readonly again: () => void,
  ) {
    const { client } = app;
    client.onReach((reach) => {
      if (reach === "unreachable") this.#wasAway = true;
      else if (this.#wasAway) {
        this.#wasAway = false;
        app.notice(app.words.status.back);
        again();
      }
      app.changed();
    });
    addEventListener("offline", () => app.changed());
    addEventListener("online", () => app.changed());
  }

  view(): TemplateResult {
    const { app } = this;
    const { status } = app.words;
    const away = app.client.reach === "unreachable";
    const text = !navigator.onLine && away ? status.offline : away ? status.unreachable : "";
    return html`<div class="status-area">
      <div role="alert">${text
        ? html`<div class="status away">${text} <button type="button" @click=${() => app.client.retryNow()}>${status.retry}</button></div>`
        : nothing}</div>
      <div role="status">${app.said && !text ? html`<div class="status">${app.said}</div>` : nothing}</div>
    </div>`;
  }
}

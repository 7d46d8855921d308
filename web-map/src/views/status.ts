// What goes wrong and what to do: no network, no server, a link that asks for what is not there.

import { html, nothing, type TemplateResult } from "lit-html";

import { unitKey, type App } from "../app/app";

export class Status {
  /** Said for a while when the server is back. */
  #wasAway = false;
  /** What a link asked for in vain was read. */
  #read = false;

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
      <div role="alert">${this.#vain()}</div>
      <div role="status">${app.said && !text ? html`<div class="status">${app.said}</div>` : nothing}</div>
    </div>`;
  }

  /** What the link asks for and is not shown: it stays until it was read, or until the zone is left. */
  #vain(): TemplateResult | typeof nothing {
    const { app } = this;
    const { status } = app.words;
    const all = linkFaults(app);
    const { zone } = app.store.now;
    const lost = zone !== null && zoneLost(app);
    if (lost) all.push(status.zoneUnknown(unitKey(zone)));
    if (all.length === 0 || (this.#read && !lost)) return nothing;
    const close = (): void => {
      this.#read = true;
      if (lost) app.store.go({ zone: null });
      app.changed();
    };
    return html`<div class="status vain"><div>${all.map((text) => html`<p>${text}</p>`)}</div>
      <button type="button" @click=${close}>${lost ? status.zoneLeave : status.read}</button></div>`;
  }
}

/** Whether the zone that is asked for does not exist here. */
export const zoneLost = (app: App): boolean => app.zone.failure?.kind === "refused";

function linkFaults(app: App): string[] {
  const { status } = app.words;
  const { unread } = app.store;
  const zone = unread.find(([name]) => name === "zone")?.[1];
  const rest = unread.filter(([name]) => name !== "zone").map(([name, text]) => `${name}=${text}`);
  const several = zone?.includes(",") ?? false;
  return [
    ...(zone === undefined ? [] : [several ? status.zoneSeveral(zone) : status.zoneUnread(zone)]),
    ...(rest.length > 0 ? [status.linkUnread(app.format.list(rest))] : []),
  ];
}

// Territories of all levels by what is typed, to add to the zone: communes are too many for a list.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import { Failure } from "../../api/connection";
import type { Found } from "../../api/types";
import type { Context } from "../../app/context";
import { toggleMembers } from "../../app/zone";
import { hasMember } from "../../state/zone";

const PAUSE_MS = 150;
/** Territories that are proposed. */
const MOST = 8;

export class ZoneFinder {
  #text = "";
  #found: Found[] | null = null;
  #failed = false;
  #abort: AbortController | null = null;
  #timer = 0;

  constructor(readonly ctx: Context) {}

  view(): TemplateResult {
    const words = this.ctx.words.zone;
    return html`<div class="field" role="search"><label for="zone-find">${words.find}</label>
        <input id="zone-find" type="text" inputmode="search" autocomplete="off" spellcheck="false" maxlength="100"
          placeholder=${this.ctx.words.search.hint} .value=${live(this.#text)}
          @input=${(e: Event) => this.#typed((e.target as HTMLInputElement).value)} /></div>
      ${this.#found ? html`<ul class="plain found">${this.#found.map((one) => this.#row(one))}</ul>` : nothing}
      <p class="note" role="status">${this.#said()}</p>`;
  }

  #row(found: Found): TemplateResult {
    const { ctx } = this;
    const { level, code, name } = found;
    const inIt = hasMember(ctx.store.now.zone, { level, code });
    const where = found.within
      .filter((above) => above.level !== "epci")
      .map((above) => above.name ?? ctx.unitName(above));
    return html`<li>
      <button type="button" aria-pressed=${inIt} @click=${() => toggleMembers(ctx, [{ level, code }])}>${inIt ? ctx.words.zone.remove(name) : ctx.words.zone.add(name)}</button>
      <span class="note">${[`${ctx.name(level)} ${code}`, ...where].join(" · ")}</span>
      ${found.carried ? html`<span class="note">${ctx.words.carried(found.carried, name)}</span>` : nothing}</li>`;
  }

  #said(): string {
    const { search } = this.ctx.words;
    if (this.#failed) return search.failed;
    return this.#found?.length === 0 ? search.none(this.#text.trim()) : "";
  }

  #typed(text: string): void {
    this.#text = text;
    this.#abort?.abort();
    clearTimeout(this.#timer);
    if (text.trim() === "") this.#take(null, false);
    else this.#timer = window.setTimeout(() => void this.#ask(text.trim()), PAUSE_MS);
    this.ctx.changed();
  }

  async #ask(text: string): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const { results } = await this.ctx.client.search(text, MOST, abort.signal);
      if (!abort.signal.aborted) this.#take(results, false);
    } catch (e) {
      if (!(e instanceof Failure && e.kind === "gone")) this.#take(null, true);
    }
  }

  #take(found: Found[] | null, failed: boolean): void {
    this.#found = found;
    this.#failed = failed;
    this.ctx.changed();
  }
}

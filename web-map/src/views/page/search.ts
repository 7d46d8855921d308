// The search field: names and codes, answered while one types. A combobox as WAI-ARIA describes it.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import { Failure } from "../../api/client";
import type { Found } from "../../api/types";
import type { Context } from "../../app/context";
import { unitKey } from "../../state/state";
import { ICONS } from "../common/icons";

const PAUSE_MS = 90;

export class Search {
  #text = "";
  #found: Found[] | null = null;
  #failed = false;
  #open = false;
  #at = -1;
  /** What the answers are for. */
  #answered = "";
  /** Enter was pressed before the answer came: its first is taken. */
  #eager = false;
  #abort: AbortController | null = null;
  #timer = 0;

  constructor(
    readonly ctx: Context,
    readonly chosen: () => void,
  ) {}

  /** Asks again when the server is back. */
  retry(): void {
    if (this.#failed) this.#ask();
  }

  view(): TemplateResult {
    const { words } = this.ctx;
    const listed = this.#open ? (this.#found ?? []) : [];
    return html`
      <div class="search" role="search" @focusout=${(e: FocusEvent) => this.#left(e)}>
        <label class="hidden" for="q">${words.search.label}</label>
        <span class="search-icon">${ICONS.search}</span>
        <input
          id="q" type="text" inputmode="search" autocomplete="off" spellcheck="false" maxlength="100" enterkeyhint="search"
          role="combobox" aria-autocomplete="list" aria-controls="found" aria-expanded=${listed.length > 0}
          aria-activedescendant=${this.#at >= 0 && listed.length > 0 ? `found-${this.#at}` : nothing}
          placeholder=${words.search.hint} .value=${live(this.#text)}
          @input=${(e: InputEvent) => this.#typed((e.target as HTMLInputElement).value)}
          @keydown=${(e: KeyboardEvent) => this.#key(e)} @focus=${() => this.#show(this.#text !== "")}
        />
        ${this.#text ? html`<button type="button" class="quiet search-clear" aria-label=${words.search.clear} @click=${() => this.#clear()}>${ICONS.close}</button>` : nothing}
        <ul id="found" role="listbox" aria-label=${words.search.label} ?hidden=${listed.length === 0}>
          ${listed.map((found, i) => this.#option(found, i))}
        </ul>
        <p class="search-note" role="status" ?hidden=${!this.#note() || listed.length > 0}>${this.#note()}</p>
        <p class="hidden" role="status">${listed.length > 0 ? words.search.found(listed.length) : ""}</p>
      </div>
    `;
  }

  #option(found: Found, i: number): TemplateResult {
    const where = found.within.filter((w) => w.level !== "epci").map((w) => w.name ?? this.ctx.unitName(w));
    return html`<li id="found-${i}" role="option" aria-selected=${i === this.#at}
      @mousedown=${(e: Event) => e.preventDefault()} @click=${() => this.#choose(found)}>
      <strong>${found.name}</strong>
      <span>${this.ctx.name(found.level)} ${found.code}${where.length > 0 ? ` · ${where.join(", ")}` : ""}</span>
      ${found.carried ? html`<span class="carried">${this.ctx.words.carried(found.carried, found.name)}</span>` : nothing}
    </li>`;
  }

  #note(): string {
    const { search } = this.ctx.words;
    if (!this.#open || this.#text.trim() === "") return "";
    if (this.#failed) return search.failed;
    return this.#found?.length === 0 ? search.none(this.#text.trim()) : "";
  }

  #typed(text: string): void {
    this.#text = text;
    this.#open = true;
    this.#eager = false;
    clearTimeout(this.#timer);
    this.#abort?.abort();
    if (text.trim() === "") {
      this.#found = null;
      this.#failed = false;
      this.ctx.changed();
      return;
    }
    this.#timer = window.setTimeout(() => this.#ask(), PAUSE_MS);
    this.ctx.changed();
  }

  #ask(): void {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const text = this.#text.trim();
    this.ctx.client.search(text, abort.signal).then(
      ({ results }) => {
        if (this.#abort !== abort) return;
        this.#found = results;
        this.#answered = text;
        const [first] = results;
        if (this.#eager && first) return this.#choose(first);
        this.#failed = false;
        this.#at = results.length > 0 ? 0 : -1;
        this.ctx.changed();
      },
      (e: unknown) => {
        if (e instanceof Failure && e.kind === "gone") return;
        this.#failed = true;
        this.#found = null;
        this.ctx.changed();
      },
    );
  }

  #key(e: KeyboardEvent): void {
    const found = this.#open ? (this.#found ?? []) : [];
    if (e.key === "Escape" && (this.#open || this.#text)) {
      e.stopPropagation();
      if (this.#open && found.length > 0) this.#show(false);
      else this.#clear();
      return;
    }
    if (e.key === "Enter") {
      const chosen = found[Math.max(0, this.#at)];
      this.#eager = this.#text.trim() !== this.#answered;
      if (chosen && !this.#eager) this.#choose(chosen);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    this.#open = true;
    const n = this.#found?.length ?? 0;
    if (n > 0) this.#at = (this.#at + step + n) % n;
    this.ctx.changed();
  }

  #choose(found: Found): void {
    this.#text = found.name;
    this.#open = false;
    this.#eager = false;
    this.#abort?.abort();
    const { ctx } = this;
    const unit = { level: found.level, code: found.code };
    ctx.carried.delete(unitKey(unit));
    // Where someone is, when that is what is asked.
    if (ctx.store.now.orient && found.level === "commune")
      ctx.store.go({ orient: { commune: found.code }, place: null });
    else {
      ctx.named = unit;
      ctx.select(unit);
    }
    if (found.carried) ctx.carried.set(unitKey(unit), { ...found.carried, now: found.name });
    this.chosen();
  }

  #clear(): void {
    this.#typed("");
    document.getElementById("q")?.focus();
  }

  #show(open: boolean): void {
    this.#open = open;
    this.ctx.changed();
  }

  #left(e: FocusEvent): void {
    const to = e.relatedTarget;
    if (!(to instanceof Node) || !(e.currentTarget as HTMLElement).contains(to)) this.#show(false);
  }
}

// The search field: names, codes and postal codes, answered while one types, each with why it was found; addresses on
// request. A combobox as WAI-ARIA describes it.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import { Failure } from "../../api/connection";
import type { Found, FoundAddress, Unit } from "../../api/types";
import type { Context } from "../../app/context";
import { capital } from "../../i18n/format";
import { unitKey } from "../../state/state";
import { ICONS } from "../common/icons";
import { AddressSearch, type Choice } from "./addresses";

const PAUSE_MS = 90;
/** Territories that are listed. */
const LISTED = 8;
/** Communes of a postal code, which are listed to the last: none has more. */
const LISTED_OF_POSTAL_CODE = 49;

export class Search {
  #text = "";
  readonly #addresses: AddressSearch;
  #found: Found[] | null = null;
  /** More were found than are listed. */
  #more = false;
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
  ) {
    this.#addresses = new AddressSearch(
      ctx,
      () => this.#began(),
      (address) => this.#chooseAddress(address),
    );
  }

  /** Asks again when the server is back. */
  retry(): void {
    if (this.#failed) this.#ask();
  }

  view(): TemplateResult {
    const { words } = this.ctx;
    const listed = this.#listed();
    const note = this.#note();
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
          ${listed.map((choice, i) => this.#option(choice, i))}
          ${listed.length > 0 && note ? html`<li role="option" aria-disabled="true" aria-selected="false"><span>${note}</span></li>` : nothing}
        </ul>
        <p class="search-note" role="status" ?hidden=${!note || listed.length > 0}>${note}</p>
        <p class="hidden" role="status">${listed.length > 0 ? `${words.search.found(listed.length)} ${note}` : ""}</p>
      </div>
    `;
  }

  /** Territories, then what addresses there are to look for; or the addresses that were found. */
  #listed(): Choice[] {
    if (!this.#open) return [];
    const addresses = this.#found ? this.#addresses.choices(this.#text.trim()) : [];
    if (this.#addresses.listed) return addresses;
    return [...(this.#found ?? []).map((found) => this.#choice(found)), ...addresses];
  }

  /** Another list: its first entry is the one that Enter takes. */
  #began(): void {
    this.#at = this.#listed().length > 0 ? 0 : -1;
    this.ctx.changed();
  }

  #option({ view, choose }: Choice, i: number): TemplateResult {
    return html`<li id="found-${i}" role="option" aria-selected=${i === this.#at}
      @mousedown=${(e: Event) => e.preventDefault()} @click=${choose}>${view}</li>`;
  }

  #choice(found: Found): Choice {
    const { ctx } = this;
    const where = found.within.filter((w) => w.level !== "epci").map((w) => w.name ?? ctx.unitName(w));
    // How another code or name led here says why as well.
    const why = found.carried ? "" : (ctx.words.search.by[found.match] ?? "");
    const said = [`${ctx.fullName(found.level)} ${found.code}`, where.join(", "), why].filter(Boolean);
    const view = html`<strong>${found.name}</strong>
      <span>${said.join(" · ")}</span>
      ${found.carried ? html`<span class="carried">${ctx.words.carried(found.carried, found.name)}</span>` : nothing}`;
    return { view, choose: () => this.#choose(found) };
  }

  #note(): string {
    const { search } = this.ctx.words;
    const text = this.#text.trim();
    if (!this.#open || text === "") return "";
    if (this.#failed) return search.failed;
    const ofAddresses = this.#addresses.note(text);
    if (ofAddresses) return ofAddresses;
    if (this.#found?.length === 0) return search.none(text);
    return this.#more ? search.more(this.#found?.length ?? 0) : "";
  }

  #typed(text: string): void {
    this.#text = text;
    this.#open = true;
    this.#eager = false;
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#addresses.typed();
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
    const most = /^\d{5}$/.test(text) ? LISTED_OF_POSTAL_CODE : LISTED;
    // One more than is listed says whether there are more.
    this.ctx.client.search(text, most + 1, abort.signal).then(
      ({ results }) => {
        if (this.#abort !== abort) return;
        this.#more = results.length > most;
        this.#found = results.slice(0, most);
        this.#answered = text;
        const [first] = results;
        // Among communes of one postal code a person chooses.
        const several = first?.match === "postal_code" && results.length > 1;
        if (this.#eager && first && !several) return this.#choose(first);
        this.#eager = false;
        this.#failed = false;
        this.#at = results.length > 0 && !several ? 0 : -1;
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
    const found = this.#listed();
    if (e.key === "Escape" && (this.#open || this.#text)) {
      e.stopPropagation();
      if (this.#open && found.length > 0) this.#show(false);
      else this.#clear();
      return;
    }
    if (e.key === "Enter") {
      // What nobody pointed at is not taken: an address would be sent.
      const chosen = found[this.#at];
      this.#eager = this.#text.trim() !== this.#answered;
      if (chosen && !this.#eager) chosen.choose();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    this.#open = true;
    const n = this.#listed().length;
    if (n > 0) this.#at = (this.#at + step + n) % n;
    this.ctx.changed();
  }

  #choose(found: Found): void {
    const { ctx } = this;
    const unit = { level: found.level, code: found.code };
    // Where someone is, when that is what is asked.
    if (ctx.store.now.orient && found.level === "commune")
      ctx.store.go({ orient: { commune: found.code }, place: null });
    else this.#select(unit);
    if (found.carried) ctx.carried.set(unitKey(unit), { ...found.carried, now: found.name });
    else ctx.carried.delete(unitKey(unit));
    this.#close(found.name);
  }

  /** Where someone is, or the commune that the address lies in. */
  #chooseAddress({ label, lon, lat, commune }: FoundAddress): void {
    const { ctx } = this;
    if (ctx.store.now.orient) ctx.store.go({ orient: { lng: lon, lat }, place: null });
    else if (commune) this.#select({ level: commune.level, code: commune.code });
    else ctx.notice(capital(ctx.words.search.address.outside));
    this.#close(label);
  }

  #select(unit: Unit): void {
    this.ctx.named = unit;
    this.ctx.select(unit);
  }

  #close(text: string): void {
    this.#text = text;
    this.#open = false;
    this.#eager = false;
    this.#abort?.abort();
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

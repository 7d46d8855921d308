// Addresses in the search field, where the owner of the server allows them to be searched. What is typed goes to the
// geocoder only when a person asks for it, and they are told to whom.

import { html, type TemplateResult } from "lit-html";

import { Failure } from "../../api/connection";
import type { FoundAddress, FoundAddresses } from "../../api/types";
import type { Context } from "../../app/context";

/** Letters of the shortest address that is looked for. */
const SHORTEST = 3;

/** An entry of the list under the search field. */
export interface Choice {
  view: TemplateResult;
  choose: () => void;
}

export class AddressSearch {
  /** Host of the geocoder; null where there is none, undefined as long as nobody asked. */
  #host: string | null | undefined;
  #found: FoundAddresses | null = null;
  #failed = false;
  #abort: AbortController | null = null;

  constructor(
    readonly ctx: Context,
    /** An answer came. */
    readonly answered: () => void,
    /** A person chose an address. */
    readonly chosen: (address: FoundAddress) => void,
  ) {}

  /** Another text: what was found is no longer meant. */
  typed(): void {
    this.#abort?.abort();
    this.#found = null;
    this.#failed = false;
    if (this.#host !== undefined) return;
    this.#host = null;
    this.ctx.client.addressHost().then(
      (host) => {
        this.#host = host;
        this.ctx.changed();
      },
      () => {
        this.#host = undefined;
      },
    );
  }

  /** The addresses that were found, or the offer to look for some. */
  choices(text: string): Choice[] {
    if (this.#found) return this.#found.results.map((address) => this.#choice(address));
    const host = this.#host;
    if (!host || text.length < SHORTEST || this.#failed) return [];
    const { address } = this.ctx.words.search;
    const view = html`<strong>${address.ask(text)}</strong><span>${address.to(host)}</span>`;
    return [{ view, choose: () => this.#ask(text) }];
  }

  /** Whether addresses are listed, instead of territories. */
  get listed(): boolean {
    return this.#found !== null;
  }

  /** Who was asked, and what came of it; empty where nobody was. */
  note(text: string): string {
    const { address } = this.ctx.words.search;
    if (this.#failed) return address.failed;
    if (!this.#found) return "";
    const { asked, results } = this.#found;
    return results.length > 0 ? address.sent(asked) : address.none(text, asked);
  }

  #choice(found: FoundAddress): Choice {
    const { address } = this.ctx.words.search;
    const where = found.commune?.name ?? address.outside;
    const view = html`<strong>${found.label}</strong><span>${this.ctx.pair(address.kind, where)}</span>`;
    return { view, choose: () => this.chosen(found) };
  }

  #ask(text: string): void {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.ctx.client.addresses(text, abort.signal).then(
      (found) => {
        if (this.#abort !== abort) return;
        this.#found = found;
        this.answered();
      },
      (e: unknown) => {
        if (e instanceof Failure && e.kind === "gone") return;
        this.#failed = true;
        this.answered();
      },
    );
  }
}

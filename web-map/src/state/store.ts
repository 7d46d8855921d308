// Holds the state, tells who listens, and keeps the address in step.

import type { State } from "./state";
import { fromQuery, toQuery, unread } from "./url";

/** Milliseconds between two writes of the address while something is dragged: browsers refuse more
 *  than about one in 300 ms. */
const PACE = 350;

export type Listener = (now: State, before: State) => void;

export class Store {
  #state: State;
  #listeners: Listener[] = [];
  #timer = 0;
  /** What the link that led here asks for and that cannot be read. */
  readonly unread = unread(location.search);

  constructor() {
    this.#state = fromQuery(location.search);
    addEventListener("popstate", () => this.#to(fromQuery(location.search)));
  }

  get now(): State {
    return this.#state;
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** A step that the "back" button undoes. */
  go(change: Partial<State>): void {
    this.#write();
    const before = toQuery(this.#state);
    const next = { ...this.#state, ...change };
    const query = toQuery(next);
    if (query !== before) history.pushState(null, "", address(query));
    this.#to(next);
  }

  /** A change while something moves: the address follows, "back" does not stop there. */
  move(change: Partial<State>): void {
    this.#to({ ...this.#state, ...change });
    if (this.#timer === 0) this.#timer = window.setTimeout(() => this.#write(), PACE);
  }

  /** The same by other words: the address follows at once, and "back" does not lead to the former. */
  correct(change: Partial<State>): void {
    this.#to({ ...this.#state, ...change });
    this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const query = toQuery(this.#state);
    if (query !== location.search.slice(1)) history.replaceState(null, "", address(query));
  }

  #to(next: State): void {
    const before = this.#state;
    this.#state = next;
    for (const listener of this.#listeners) listener(next, before);
  }
}

const address = (query: string): string => `${location.pathname}${query ? `?${query}` : ""}`;

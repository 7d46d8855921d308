// A value that is loaded by a key: the latest key wins, the last value stays while the next is loaded, and a load that
// failed because the server was unreachable is repeated when it is back.

import { Failure } from "../api/connection";

export class Resource<T> {
  key: string | null = null;
  value: T | null = null;
  /** Key that `value` belongs to. */
  valueKey: string | null = null;
  failure: Failure | null = null;
  #abort: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  #load: ((signal: AbortSignal) => Promise<T>) | null = null;

  constructor(readonly changed: () => void) {}

  get loading(): boolean {
    return this.#abort !== null;
  }

  /** Asks for it unless it is there or on its way; with no key there is nothing. */
  want(key: string | null, load: (signal: AbortSignal) => Promise<T>): void {
    if (key === this.key) return;
    this.#abort?.abort();
    this.#abort = null;
    this.key = key;
    this.failure = null;
    if (key === null) {
      this.value = null;
      this.valueKey = null;
      return;
    }
    this.#load = load;
    this.#running = this.#run(key);
  }

  /** Once what is wanted is there or has failed. */
  async settled(): Promise<void> {
    while (this.loading) await this.#running;
  }

  /** After a failure. */
  retry(): void {
    if (this.failure?.kind === "unreachable" && this.key !== null) this.#running = this.#run(this.key);
  }

  async #run(key: string): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.failure = null;
    try {
      const value = await (this.#load as (signal: AbortSignal) => Promise<T>)(abort.signal);
      if (this.#abort !== abort) return;
      [this.value, this.valueKey] = [value, key];
    } catch (e) {
      if (this.#abort !== abort) return;
      this.failure = e instanceof Failure ? e : new Failure("refused", String(e));
      if (this.failure.kind === "refused") [this.value, this.valueKey] = [null, null];
    }
    this.#abort = null;
    this.changed();
  }
}

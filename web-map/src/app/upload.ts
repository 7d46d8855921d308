// A file of places that is checked: the file as it was chosen, the columns that a person prefers, what the server
// says of it. It is kept in this page alone, and forgotten with it.

import type { NamedFile } from "../api/client";
import type { Inventory, Uploads } from "../api/types";
import type { Context } from "./context";
import { Resource } from "./resource";

/** Mistakes that are listed at first, and more each time. */
export const LISTED = 20;

/** Why a file was not sent. */
export type Unsent = "kind" | "large" | "empty" | "unread";

export class UploadData {
  /** What the server reads; null until it is known. */
  readonly offered: Resource<Uploads>;
  readonly proposal: Resource<Inventory>;
  /** The file as it was chosen, whether it can be sent or not. */
  picked: File | null = null;
  unsent: Unsent | null = null;
  /** Columns by field in place of those proposed; 0 for none. */
  readonly chosen = new Map<string, number>();
  /** The line that is shown on the map and in the list. */
  line: number | null = null;
  /** It was chosen on the map, and is not in sight in the list yet. */
  toReveal = false;
  listed = { errors: LISTED, known: LISTED };
  /** Title of the field whose mistakes are listed; null for all. */
  only: string | null = null;
  #file: NamedFile | null = null;
  /** Files that were taken: two of one name are two. */
  #taken = 0;

  constructor(readonly ctx: Context) {
    this.offered = new Resource(ctx.changed);
    this.proposal = new Resource(ctx.changed);
  }

  get name(): string {
    return this.picked?.name ?? "";
  }

  get allowed(): boolean {
    return this.offered.value?.allowed ?? false;
  }

  want(): void {
    this.offered.want("uploads", () => this.ctx.client.uploads());
  }

  /** Reads a file and asks what is to be said of it. */
  async take(file: File): Promise<void> {
    this.forget();
    this.picked = file;
    this.unsent = this.#fault(file);
    const taken = this.#taken;
    if (!this.unsent) {
      // The file may be changed or gone by the time its mistakes are asked for.
      const bytes = await file.arrayBuffer().catch(() => null);
      if (taken !== this.#taken) return;
      if (bytes) this.#file = { name: file.name, bytes: new Blob([bytes]) };
      else this.unsent = "unread";
    }
    this.#ask();
    this.ctx.changed();
  }

  /** Fills a field from another column; with 0 it stays empty. */
  choose(field: string, column: number): void {
    this.chosen.set(field, column);
    this.only = null;
    this.#ask();
    this.ctx.changed();
  }

  /** Goes back to the columns that were proposed. */
  reset(): void {
    this.chosen.clear();
    this.#ask();
    this.ctx.changed();
  }

  forget(): void {
    this.#taken += 1;
    this.#file = null;
    this.picked = null;
    this.unsent = null;
    this.line = null;
    this.only = null;
    this.listed = { errors: LISTED, known: LISTED };
    this.chosen.clear();
    this.#ask();
    this.ctx.changed();
  }

  show(line: number | null): void {
    this.line = line;
    this.ctx.changed();
  }

  /** Lists the mistakes of one field; with null of all. */
  filter(title: string | null): void {
    this.only = title;
    this.line = null;
    this.listed.errors = LISTED;
    this.ctx.changed();
  }

  more(of: "errors" | "known"): void {
    this.listed[of] += 5 * LISTED;
    this.ctx.changed();
  }

  /** All mistakes, for the owner of the file; null where there is no file. */
  async mistakes(): Promise<Blob | null> {
    return this.#file && this.ctx.client.mistakes(this.#file, this.#columns());
  }

  retry(): void {
    this.offered.retry();
    this.proposal.retry();
  }

  #fault({ name, size }: File): Unsent | null {
    const { value } = this.offered;
    const ending = name.split(".").at(-1)?.toLowerCase() ?? "";
    if (size === 0) return "empty";
    if (value && !value.kinds.includes(ending)) return "kind";
    return value && size > value.most_bytes ? "large" : null;
  }

  #columns(): string[] {
    return [...this.chosen].map(([field, column]) => `${field}:${column}`);
  }

  #ask(): void {
    const file = this.#file;
    const columns = this.#columns();
    this.proposal.want(file && `${this.#taken} ${columns}`, (signal) =>
      this.ctx.client.proposal(file as NamedFile, columns, signal),
    );
  }
}

// Names of all territories of a level, for lists to choose from and for cells that hold a code. Asked for once a level.

import type { Client } from "../api/client";
import type { Level, Unit } from "../api/types";
import { records, textOf } from "./records";
import { Resource } from "./resource";

/** More territories than a person looks through: such levels are searched. */
const MOST = 3000;

export interface Entry extends Unit {
  name: string;
  /** Code of its région, where it has one. */
  region: string;
}

export class Directory {
  readonly #levels = new Map<string, Resource<Map<string, Entry>>>();

  constructor(
    readonly client: Client,
    readonly served: readonly Level[],
    readonly changed: () => void,
  ) {}

  /** Whether a level is short enough. */
  holds(level: string): boolean {
    const units = this.served.find((one) => one.id === level)?.units ?? 0;
    return units > 0 && units <= MOST;
  }

  /** Its territories by code, in the order of their names; null while they are on their way. */
  of(level: string): ReadonlyMap<string, Entry> | null {
    if (!this.holds(level)) return null;
    const resource = this.#levels.get(level) ?? new Resource<Map<string, Entry>>(this.changed);
    this.#levels.set(level, resource);
    resource.want(level, async (signal) => {
      const has = this.served.find((one) => one.id === level)?.columns.some((c) => c.name === "region");
      const columns = has ? "code,name,region" : "code,name";
      const query = new URLSearchParams({ columns, sort: "name", limit: String(MOST) });
      const rows = records(await this.client.rows(level, query, signal));
      const entries = rows.map((row) => ({
        level,
        code: textOf(row["code"]),
        name: textOf(row["name"]) || textOf(row["code"]),
        region: textOf(row["region"]),
      }));
      return new Map(entries.map((entry) => [entry.code, entry]));
    });
    return resource.value;
  }

  /** A name, where those of its level were asked for. */
  known({ level, code }: Unit): string | null {
    return this.#levels.get(level)?.value?.get(code)?.name ?? null;
  }

  retry(): void {
    for (const resource of this.#levels.values()) resource.retry();
  }
}

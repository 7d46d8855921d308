// Asks the server for what the state needs: sheets, the table's rows, the most fragile territories of
// the selected one. Called after every change; what is there already is not asked for again, and
// while weights move nothing is, until they rest.

import type { Choice, ScoreRequest } from "../api/client";
import type { Columns, Rows, Unit } from "../api/types";
import type { Frame } from "../state/state";
import { MOST_COMPARED } from "../state/state";
import { scoredIndicators } from "../score/rescore";
import { gapColumns } from "./help";
import { Resource } from "./resource";
import { unitKey, type App } from "./app";

/** Milliseconds of rest after which moved weights are asked for. */
const REST_MS = 200;
/** Territories listed in a sheet. */
export const TOP = 5;
/** Rows of the table that come at once. */
export const ROWS = 100;

/** Rows of a level, whichever way they were asked for. */
export interface Listing {
  /** The lack of help, instead of scores. */
  gaps: boolean;
  level: string;
  zone: Unit | null;
  frame: Frame | null;
  sort: string;
  limit: number;
  columns: string[];
}

export class Sync {
  rows = ROWS;
  #list = "";
  #settled: string;
  #timer = 0;

  constructor(readonly app: App) {
    this.#settled = this.#weights();
  }

  /** Whether moved weights are about to be asked for. */
  get moving(): boolean {
    return this.#timer !== 0 || this.app.held;
  }

  now(): void {
    const weights = this.#weights();
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (weights !== this.#settled) {
      if (this.app.held) return;
      this.#timer = window.setTimeout(() => {
        this.#timer = 0;
        this.#settled = this.#weights();
        this.#ask();
        this.app.changed();
      }, REST_MS);
      return;
    }
    this.#ask();
  }

  #weights(): string {
    return JSON.stringify([this.app.chosen, this.app.reference]);
  }

  #ask(): void {
    const { app } = this;
    const { selected, zone, view } = app.store.now;
    this.#sheet(app.sheet, selected, selected && app.choice(selected.level));
    this.#sheet(app.own, selected && app.choice(selected.level) ? selected : null, null);
    this.#sheet(app.zone, zone, null);
    this.#compared();
    const below = selected && app.below(selected.level);
    this.#rows(app.top, below && selected ? this.#listing({ level: below, zone: selected, limit: TOP, sort: "-score" }) : null);
    this.#rows(app.list, view === "table" ? this.listed() : null);
    app.help.want(app.store.now, app.frameNow());
  }

  /** What the table lists. Another list begins with its first rows again. */
  listed(): Listing {
    const { level, store } = this.app;
    const { zone, frame, sort } = store.now;
    const gaps = this.app.show !== "fragility";
    const list = JSON.stringify([gaps, level, zone, frame]);
    if (list !== this.#list) [this.#list, this.rows] = [list, ROWS];
    return this.#listing({ gaps, level, zone, frame, sort, limit: this.rows });
  }

  #listing(of: Partial<Listing> & { level: string; limit: number; sort: string }): Listing {
    const { app } = this;
    const whole = { gaps: false, zone: null, frame: null, ...of };
    if (of.gaps) {
      const columns = gapColumns(app, of.level);
      const sorted = columns.includes(of.sort.replace(/^-/, ""));
      return { ...whole, columns, sort: sorted ? of.sort : "gap_rank" };
    }
    const known = new Set(app.levelEntry(of.level)?.columns.map((c) => c.name));
    const values = scoredIndicators(app.method).map((i) => `value_${i.id}`);
    const wanted = ["code", "name", "departement", "population", "score", "rank", "decile", "completeness", ...values];
    const columns = wanted.filter((name) => known.has(name));
    const sorted = known.has(of.sort.replace(/^-/, "")) || of.sort.endsWith("method_rank");
    return { ...whole, columns, sort: sorted ? of.sort : "-score" };
  }

  #sheet(into: App["sheet"], unit: Unit | null, choice: Choice | null): void {
    const { client } = this.app;
    const { service } = this.app.help;
    into.want(unit && `${unitKey(unit)} ${JSON.stringify([choice, service])}`, (signal) => client.sheet(unit as Unit, choice, service, signal));
  }

  #compared(): void {
    const { app } = this;
    const { compared, view } = app.store.now;
    const wanted = compared.slice(0, MOST_COMPARED);
    for (const key of app.compared.keys()) if (!wanted.some((unit) => unitKey(unit) === key)) app.compared.delete(key);
    if (view !== "compare") return;
    for (const unit of wanted) {
      let resource = app.compared.get(unitKey(unit));
      if (!resource) app.compared.set(unitKey(unit), (resource = new Resource(app.changed)));
      this.#sheet(resource, unit, app.choice(unit.level));
    }
  }

  #rows(into: App["list"], listing: Listing | null): void {
    const { client } = this.app;
    if (!listing) return into.want(null, never);
    const choice = this.app.choice(listing.level);
    const gaps = listing.gaps && gapsQuery(this.app, listing);
    into.want(JSON.stringify([listing, choice, String(gaps)]), (signal): Promise<Rows | Columns> =>
      gaps ? client.gaps(listing.level, gaps, signal) : choice ? client.score(scoreRequest(listing, choice), signal) : client.rows(listing.level, rowsQuery(listing), signal));
  }
}

/** For scores anew: the method's own rank beside. */
export function scoreRequest(of: Listing, choice: Choice): ScoreRequest {
  const columns = of.columns.length > 0 ? [...of.columns, "method_rank"] : [];
  return {
    level: of.level,
    ...(of.zone ? { zone: unitKey(of.zone) } : {}),
    ...(of.frame ? { bbox: of.frame } : {}),
    ...(choice.reference ? { reference: choice.reference } : {}),
    weights: choice.weights,
    columns,
    sort: [of.sort],
    ...(Number.isFinite(of.limit) ? { limit: of.limit } : {}),
  };
}

/** For scores of the build. */
export function rowsQuery(of: Listing): URLSearchParams {
  const query = new URLSearchParams();
  if (of.zone) query.set("zone", unitKey(of.zone));
  if (of.frame) query.set("bbox", of.frame.join(","));
  if (of.columns.length > 0) query.set("columns", of.columns.join(","));
  query.set("sort", of.sort.endsWith("method_rank") ? of.sort.replace("method_rank", "rank") : of.sort);
  if (Number.isFinite(of.limit)) query.set("limit", String(of.limit));
  return query;
}

/** For the lack of help, other weights included. */
export function gapsQuery(app: App, of: Listing): URLSearchParams {
  return new URLSearchParams([...app.help.gapQuery(of.level), ...rowsQuery(of)]);
}

const never = (): Promise<never> => Promise.reject(new Error("nothing is wanted"));

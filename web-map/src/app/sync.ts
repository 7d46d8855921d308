// Asks the server for what the state needs: sheets, the table's rows, the territories within the selected one.
// Called after every change; what is loaded already is not asked for again, and nothing is while weights move.

import type { Scenario } from "../api/client";
import type { Columns, Rows, Sheet, Unit } from "../api/types";
import { scoredIndicators } from "../score/rescore";
import { MOST_COMPARED, unitKey } from "../state/state";
import { isReadable, zoneOf, zoneText } from "../state/zone";
import type { Context } from "./context";
import type { Data } from "./data";
import { BY_GAP_PERSONS, gapColumns, gapsQuery, type Listing, rowsQuery, scoreRequest } from "./queries";
import { Resource } from "./resource";
import { liesIn } from "./zone";

/** Milliseconds of rest after which moved weights are asked for. */
const REST_MS = 200;
/** Territories listed in a sheet. */
export const TOP = 5;
/** Quarters of which a sheet counts how many stand high: Paris has 992. */
const QUARTERS = 1000;
/** Rows of the table that come at once. */
export const ROWS = 100;

export class Sync {
  rows = ROWS;
  #list = "";
  #settled: string;
  #timer = 0;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
  ) {
    this.#settled = this.#weights();
  }

  /** Whether moved weights are about to be asked for. */
  get moving(): boolean {
    return this.#timer !== 0 || this.ctx.held;
  }

  now(): void {
    const weights = this.#weights();
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (weights !== this.#settled) {
      if (this.ctx.held) return;
      this.#timer = window.setTimeout(() => {
        this.#timer = 0;
        this.#settled = this.#weights();
        this.#ask();
        this.ctx.changed();
      }, REST_MS);
      return;
    }
    this.#ask();
  }

  #weights(): string {
    return JSON.stringify([this.ctx.movedWeights, this.ctx.reference]);
  }

  #ask(): void {
    const { ctx, data } = this;
    const { selected, zone, view } = ctx.store.now;
    this.#sheet(data.sheet, selected, selected && ctx.scenario(selected.level));
    this.#sheet(data.methodSheet, selected && ctx.scenario(selected.level) ? selected : null, null);
    const readable = zone === null || isReadable(zone);
    this.#zone();
    this.#compared();
    const below = selected && ctx.below(selected.level);
    this.#rows(data.top, below && selected ? this.#below(below, selected) : null);
    this.#rows(data.list, view === "table" && readable ? this.listed() : null);
    data.access.want(ctx.store.now, ctx.frameNow());
    data.upload.want();
  }

  /** Territories within the selected one, the highest index first: of a town all quarters. */
  #below(level: string, above: Unit): Listing {
    const zone = zoneOf(above);
    const town = level === "iris" ? { limit: QUARTERS, least: 0 } : { limit: TOP };
    return { ...this.#listing({ level, zone, sort: "-score", ...town }), columns: ["code", "name", "rank", "decile"] };
  }

  /** More of the rows that are listed. */
  more(): void {
    this.rows *= 4;
    this.now();
    this.ctx.changed();
  }

  /** Units of any level may be members: the finest one counts them all. */
  #zone(): void {
    const { ctx, data } = this;
    const { zone } = ctx.store.now;
    const finest = ctx.served.levels[0]?.id;
    const text = zone && finest && isReadable(zone) ? zoneText(zone) : null;
    data.zone.want(text, (signal) => ctx.client.zone(finest as string, text as string, signal));
  }

  /** What the table lists. Another list begins with its first rows again. */
  listed(): Listing {
    const { level, store } = this.ctx;
    const { zone, frame, sort } = store.now;
    const { least } = this.ctx;
    const gaps = this.ctx.show !== "fragility";
    const list = JSON.stringify([gaps, level, zone, frame, least]);
    if (list !== this.#list) [this.#list, this.rows] = [list, ROWS];
    return this.#listing({ gaps, level, zone, frame, sort, limit: this.rows });
  }

  #listing(of: Partial<Listing> & { level: string; limit: number; sort: string }): Listing {
    const { ctx } = this;
    const whole = { gaps: false, zone: null, frame: null, least: ctx.least, ...of };
    const { zone } = whole;
    const byGap = of.sort === BY_GAP_PERSONS && ctx.access !== null;
    if (of.gaps) {
      const columns = gapColumns(ctx, of.level, zone);
      const sorted = byGap || columns.includes(of.sort.replace(/^-/, ""));
      return { ...whole, columns, sort: sorted ? of.sort : "gap_rank" };
    }
    const known = new Set(ctx.levelEntry(of.level)?.columns.map((c) => c.name));
    const values = scoredIndicators(ctx.method).map((i) => `value_${i.id}`);
    const wanted = [
      "code",
      "name",
      "epci",
      "departement",
      "population",
      "at_risk",
      "remedy",
      "score",
      "rank",
      "decile",
    ];
    const columns = [...wanted, "completeness", ...values].filter((name) => known.has(name));
    const compared = ctx.comparedIn(of.level) !== "france";
    if (zone || compared) columns.push("rank_in_zone");
    if (zone) columns.push("share_in_zone");
    if (zone && compared) columns.push("rank_in_reference");
    const name = of.sort.replace(/^-/, "");
    const sorted = byGap || known.has(name) || columns.includes(name) || name === "method_rank";
    return { ...whole, columns, sort: sorted ? of.sort : "-score" };
  }

  #sheet(into: Data["sheet"], unit: Unit | null, scenario: Scenario | null): void {
    const { client, service, store } = this.ctx;
    const zone = store.now.zone && isReadable(store.now.zone) ? store.now.zone : null;
    const key = JSON.stringify([scenario, service, zone && zoneText(zone)]);
    into.want(unit && `${unitKey(unit)} ${key}`, async (signal) => {
      const asked = unit as Unit;
      const sheet = await client.sheet(asked, { scenario, service }, signal);
      // Its place in the zone can be asked for where it lies there, and the zone is one.
      if (!zone || !liesIn(sheet, zone)) return sheet;
      await this.data.zone.settled();
      if (!this.data.zone.value) return sheet;
      return client.sheet(asked, { scenario, service, zone: zoneText(zone) }, signal);
    });
  }

  #compared(): void {
    const { ctx, data } = this;
    const { compared, view } = ctx.store.now;
    const wanted = compared.slice(0, MOST_COMPARED);
    for (const key of data.compared.keys())
      if (!wanted.some((unit) => unitKey(unit) === key)) data.compared.delete(key);
    if (view !== "compare") return;
    for (const unit of wanted) {
      const resource = data.compared.get(unitKey(unit)) ?? new Resource<Sheet>(ctx.changed);
      data.compared.set(unitKey(unit), resource);
      this.#sheet(resource, unit, ctx.scenario(unit.level));
    }
  }

  #rows(into: Data["list"], listing: Listing | null): void {
    const { client } = this.ctx;
    if (!listing) {
      into.want(null, never);
      return;
    }
    const scenario = this.ctx.scenario(listing.level);
    const gaps = listing.gaps && gapsQuery(this.ctx, listing);
    into.want(
      JSON.stringify([listing, scenario, String(gaps)]),
      (signal): Promise<Rows | Columns> =>
        gaps
          ? client.gaps(listing.level, gaps, signal)
          : scenario
            ? client.score(scoreRequest(listing, scenario), signal)
            : client.rows(listing.level, rowsQuery(listing), signal),
    );
  }
}

const never = (): Promise<never> => Promise.reject(new Error("nothing is wanted"));

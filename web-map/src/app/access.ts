// Access to help, as far as the state asks for it: gaps by level, the largest gaps, places in sight, the place whose
// card is open, and the nearest ones to where someone is.

import type { Columns, Place, Places, Rows } from "../api/types";
import { coloursOf, type GapColours } from "../score/gaps";
import type { Frame, State } from "../state/state";
import { isReadable, type Zone } from "../state/zone";
import type { Context } from "./context";
import { gapBase, gapColumns, nearestPlacesQuery, placesInSightQuery, topGapsQuery } from "./queries";
import { Resource } from "./resource";

/** Gaps that are listed beside the map, and places in sight. */
export const GAPS = 5;
export const SEEN = 10;
/** Places that are proposed at first, and more each time. */
export const PROPOSED = 3;

export class AccessData {
  readonly top: Resource<Rows>;
  readonly seen: Resource<Places>;
  readonly card: Resource<Place>;
  readonly near: Resource<Places>;
  readonly #gaps = new Map<string, Resource<GapColours>>();
  #from = "null";
  /** How many are listed. */
  listed = { top: GAPS, seen: SEEN, near: PROPOSED };

  constructor(readonly ctx: Context) {
    this.top = new Resource(ctx.changed);
    this.seen = new Resource(ctx.changed);
    this.card = new Resource(ctx.changed);
    this.near = new Resource(ctx.changed);
  }

  /** Classes of a level, those of before while others are on their way. */
  colours(level: string): GapColours | null {
    return this.#gaps.get(level)?.value ?? null;
  }

  /** Asks for the classes of a level, unless they are there or on their way. */
  wantColours(level: string): void {
    const { ctx } = this;
    const resource = this.#gaps.get(level) ?? new Resource<GapColours>(ctx.changed);
    this.#gaps.set(level, resource);
    const query = gapBase(ctx, level);
    query.set("layout", "columns");
    query.set("columns", "code,need_class,lack_class,lack,access_reason");
    resource.want(query.toString(), async (signal) =>
      coloursOf(level, await ctx.client.gaps<Columns>(level, query, signal)),
    );
  }

  /** Whether a level has no gaps. */
  refused(level: string): boolean {
    return this.#gaps.get(level)?.failure?.kind === "refused";
  }

  want(now: State, frame: Frame | null): void {
    const { ctx } = this;
    if (!ctx.access) return;
    const from = JSON.stringify(now.orient);
    if (from !== this.#from) [this.#from, this.listed.near] = [from, PROPOSED];
    this.#levels();
    this.card.want(now.place, (signal) => ctx.client.place(now.place as string, signal));
    this.#places(this.near, nearestPlacesQuery(now.orient, now.filters, this.listed.near));
    // What is in sight is not known yet.
    if (!ctx.mapped) return;
    this.#top(now.zone, frame);
    this.#places(this.seen, now.places ? placesInSightQuery(now, frame, this.listed.seen) : null);
  }

  /** Asks for more of a list. */
  more(of: "top" | "seen" | "near", by: number): void {
    this.listed[of] += by;
    this.ctx.store.move({});
  }

  retry(): void {
    for (const resource of [this.top, this.seen, this.card, this.near, ...this.#gaps.values()]) resource.retry();
  }

  #levels(): void {
    const { ctx } = this;
    if (ctx.show === "fragility" || ctx.store.now.view !== "map") return;
    for (const level of ctx.coloured) this.wantColours(level);
  }

  #top(zone: Zone | null, frame: Frame | null): void {
    const { ctx } = this;
    if (ctx.show === "fragility" || ctx.store.now.view !== "map") return;
    if (zone && !isReadable(zone)) return;
    const { level } = ctx;
    const query = topGapsQuery(ctx, level, zone, frame, this.listed.top);
    query.set("columns", gapColumns(ctx, level, zone).join(","));
    this.top.want(`${level} ${query}`, (signal) => ctx.client.gaps(level, query, signal));
  }

  #places(into: Resource<Places>, query: URLSearchParams | null): void {
    const { client } = this.ctx;
    into.want(query?.toString() ?? null, (signal) => client.places(query as URLSearchParams, signal));
  }
}

// Help, as far as the state asks for it: the lack of it by level, the worst gaps, places in sight, the
// place whose card is open, and the nearest ones to where someone is.

import type { Access, Place, Places } from "../api/help";
import { choiceQuery } from "../api/client";
import type { Columns, Rows, Unit } from "../api/types";
import { coloursOf, type GapColours } from "../score/gaps";
import type { Filters, Frame, Orient, State } from "../state/state";
import type { App } from "./app";
import { Resource } from "./resource";

/** Gaps that are listed beside the map, and places in sight. */
export const GAPS = 5;
export const SEEN = 10;
/** Places that are proposed at first, and more each time. */
export const PROPOSED = 3;

/** What a list of gaps holds; départements and régions have no département above them. */
export function gapColumns(app: App, level: string): string[] {
  const above = app.levelEntry(level)?.columns.some((c) => c.name === "departement");
  return above ? GAP_COLUMNS : GAP_COLUMNS.filter((name) => name !== "departement");
}

const GAP_COLUMNS = ["code", "name", "departement", "gap_rank", "at_risk", "need", "lack", "need_class", "lack_class", "quadrant", "remedy", "nearest_id", "nearest_name", "access_km"];

export class Help {
  readonly top: Resource<Rows>;
  readonly seen: Resource<Places>;
  readonly card: Resource<Place>;
  readonly near: Resource<Places>;
  readonly #gaps = new Map<string, Resource<GapColours>>();
  #from = "null";
  /** How many are listed. */
  listed = { top: GAPS, seen: SEEN, near: PROPOSED };
  /** A click on the map says where someone is. */
  picking = false;

  constructor(
    readonly app: App,
    /** Nothing where the build has no places. */
    readonly access: Access | null,
  ) {
    this.top = new Resource(app.changed);
    this.seen = new Resource(app.changed);
    this.card = new Resource(app.changed);
    this.near = new Resource(app.changed);
  }

  /** Classes of a level, those of before while others are on their way. */
  colours(level: string): GapColours | null {
    return this.#gaps.get(level)?.value ?? null;
  }

  /** Whether a level has none. */
  refused(level: string): boolean {
    return this.#gaps.get(level)?.failure?.kind === "refused";
  }

  /** The service that the lack of access is that of. */
  get service(): string | null {
    const { service } = this.app.store.now.filters;
    return this.access?.services.some((s) => s.id === service) ? service : null;
  }

  /** What every question about gaps of a level says. */
  gapQuery(level: string): URLSearchParams {
    const query = choiceQuery(this.app.choice(level));
    if (this.service) query.set("service", this.service);
    return query;
  }

  want(now: State, frame: Frame | null): void {
    if (!this.access) return;
    const from = JSON.stringify(now.orient);
    if (from !== this.#from) [this.#from, this.listed.near] = [from, PROPOSED];
    this.#levels();
    const { client, mapped } = this.app;
    this.card.want(now.place, (signal) => client.place(now.place as string, signal));
    this.#places(this.near, nearQuery(now.orient, now.filters, this.listed.near));
    // What is in sight is not known yet.
    if (!mapped) return;
    this.#top(now.zone, frame);
    this.#places(this.seen, now.places ? seenQuery(now, frame, this.listed.seen) : null);
  }

  /** Asks for more of a list. */
  more(of: "top" | "seen" | "near", by: number): void {
    this.listed[of] += by;
    this.app.store.move({});
  }

  retry(): void {
    for (const resource of [this.top, this.seen, this.card, this.near, ...this.#gaps.values()]) resource.retry();
  }

  #levels(): void {
    const { app } = this;
    if (app.show === "fragility" || app.store.now.view !== "map") return;
    // Communes stand in for IRIS without contour.
    for (const level of app.level === "iris" && app.levels.includes("commune") ? ["iris", "commune"] : [app.level]) {
      let resource = this.#gaps.get(level);
      if (!resource) this.#gaps.set(level, (resource = new Resource(app.changed)));
      const query = this.gapQuery(level);
      query.set("layout", "columns");
      query.set("columns", "code,need_class,lack_class,lack");
      resource.want(query.toString(), async (signal) => coloursOf(level, await app.client.gaps<Columns>(level, query, signal)));
    }
  }

  #top(zone: Unit | null, frame: Frame | null): void {
    const { app } = this;
    if (app.show === "fragility" || app.store.now.view !== "map") return;
    const { level } = app;
    const query = this.topQuery(level, zone, frame);
    query.set("columns", gapColumns(app, level).join(","));
    this.top.want(`${level} ${query}`, (signal) => app.client.gaps(level, query, signal));
  }

  /** The worst gaps of a zone, else of what the map shows. */
  topQuery(level: string, zone: Unit | null, frame: Frame | null): URLSearchParams {
    const query = this.gapQuery(level);
    if (zone) query.set("zone", `${zone.level}:${zone.code}`);
    else if (frame) query.set("bbox", frame.join(","));
    query.set("sort", "-gap");
    query.set("limit", String(this.listed.top));
    return query;
  }

  #places(into: Resource<Places>, query: URLSearchParams | null): void {
    const { client } = this.app;
    into.want(query && query.toString(), (signal) => client.places(query as URLSearchParams, signal));
  }
}

/** Filters as places and their tiles take them. */
export function filterQuery({ service, publics, cost, programme, open }: Filters): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ service, public: publics, frais: cost, programme, open: open ? "now" : null })) {
    if (value) query.set(name, value);
  }
  return query;
}

/** Places in sight, those in the middle first. */
function seenQuery({ filters, camera }: State, frame: Frame | null, limit: number): URLSearchParams {
  const query = filterQuery(filters);
  if (frame) query.set("bbox", frame.join(","));
  if (camera) query.set("near", `${camera.lng.toFixed(4)},${camera.lat.toFixed(4)}`);
  query.set("limit", String(limit));
  return query;
}

function nearQuery(orient: Orient | null, filters: Filters, limit: number): URLSearchParams | null {
  if (orient === null || orient === "ask") return null;
  const query = filterQuery(filters);
  query.set("suited", "true");
  if ("commune" in orient) query.set("commune", orient.commune);
  else query.set("near", `${orient.lng.toFixed(4)},${orient.lat.toFixed(4)}`);
  query.set("limit", String(limit));
  return query;
}

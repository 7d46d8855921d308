// Questions to the server as it takes them: rows and gaps of a level, scores of other weights, places.

import { type Scenario, scenarioQuery } from "../api/client";
import type { ScoreRequest } from "../api/types";
import type { Filters, Frame, Orient, State } from "../state/state";
import { type Zone, zoneText } from "../state/zone";
import type { Context } from "./context";

/** Rows of a level, whichever route answers them. */
export interface Listing {
  /** Gaps between need and access, instead of scores. */
  gaps: boolean;
  level: string;
  zone: Zone | null;
  frame: Frame | null;
  /** The least population. */
  least: number;
  sort: string;
  limit: number;
  columns: string[];
}

const GAP_COLUMNS = [
  "code",
  "name",
  "epci",
  "departement",
  "population",
  "share_in_zone",
  "gap_rank_in_zone",
  "gap_rank",
  "gap",
  "at_risk",
  "need",
  "lack",
  "need_class",
  "lack_class",
  "access_reason",
  "remedy",
  "nearest_id",
  "nearest_name",
  "access_km",
];

/** An order by what is no column: gap × persons at risk, the largest first. */
export const BY_GAP_PERSONS = "-gap_persons";
export const BY_PERSONS = "-at_risk";

/** Columns of a list of gaps: communes have an EPCI and a département above them, régions have neither. */
export function gapColumns(ctx: Context, level: string, zone: Zone | null): string[] {
  const above = new Set(ctx.levelEntry(level)?.columns.map((c) => c.name));
  const absent = ["epci", "departement"].filter((name) => !above.has(name));
  if (!zone) absent.push("gap_rank_in_zone", "share_in_zone");
  return GAP_COLUMNS.filter((name) => !absent.includes(name));
}

/** What every question about gaps of a level holds: the weights and the service. */
export function gapBase(ctx: Context, level: string): URLSearchParams {
  const query = scenarioQuery(ctx.scenario(level));
  if (ctx.service) query.set("service", ctx.service);
  return query;
}

/** Gaps of a listing, by other weights too. */
export function gapsQuery(ctx: Context, of: Listing): URLSearchParams {
  return new URLSearchParams([...gapBase(ctx, of.level), ...rowsQuery(of)]);
}

/** The largest gaps of a zone, else of what the map shows; by persons where the list is in that order. */
export function topGapsQuery(
  ctx: Context,
  level: string,
  zone: Zone | null,
  frame: Frame | null,
  limit: number,
): URLSearchParams {
  const query = gapBase(ctx, level);
  const { sort } = ctx.store.now;
  if (zone) query.set("zone", zoneText(zone));
  else if (frame) query.set("bbox", frame.join(","));
  if (ctx.least > 0) query.set("min_population", String(ctx.least));
  query.set("sort", sort === BY_PERSONS || sort === BY_GAP_PERSONS ? sort : "-gap");
  query.set("limit", String(limit));
  return query;
}

/** Scores by other weights, with the method's own rank beside. */
export function scoreRequest(of: Listing, scenario: Scenario): ScoreRequest {
  const columns = of.columns.length > 0 ? [...of.columns, "method_rank"] : [];
  return {
    level: of.level,
    ...(of.zone ? { zone: zoneText(of.zone) } : {}),
    ...(of.frame ? { bbox: [...of.frame] } : {}),
    ...(of.least > 0 ? { min_population: of.least } : {}),
    ...(scenario.reference ? { reference: scenario.reference } : {}),
    weights: scenario.weights,
    columns,
    sort: [of.sort],
    ...(Number.isFinite(of.limit) ? { limit: of.limit } : {}),
  };
}

/** Scores of the build. */
export function rowsQuery(of: Listing): URLSearchParams {
  const query = new URLSearchParams();
  if (of.zone) query.set("zone", zoneText(of.zone));
  if (of.frame) query.set("bbox", of.frame.join(","));
  if (of.least > 0) query.set("min_population", String(of.least));
  if (of.columns.length > 0) query.set("columns", of.columns.join(","));
  query.set("sort", of.sort.endsWith("method_rank") ? of.sort.replace("method_rank", "rank") : of.sort);
  if (Number.isFinite(of.limit)) query.set("limit", String(of.limit));
  return query;
}

/** Filters as places and their tiles take them. */
export function filterQuery({ service, publics, cost, programme, open }: Filters): URLSearchParams {
  const query = new URLSearchParams();
  const all = { service, public: publics, frais: cost, programme, open: open ? "now" : null };
  for (const [name, value] of Object.entries(all)) if (value) query.set(name, value);
  return query;
}

/** Places in sight, those in the middle first. */
export function placesInSightQuery({ filters, camera }: State, frame: Frame | null, limit: number): URLSearchParams {
  const query = filterQuery(filters);
  if (frame) query.set("bbox", frame.join(","));
  if (camera) query.set("near", `${camera.lng.toFixed(4)},${camera.lat.toFixed(4)}`);
  query.set("limit", String(limit));
  return query;
}

/** The nearest suited places to where someone is; null while that is not known. */
export function nearestPlacesQuery(orient: Orient | null, filters: Filters, limit: number): URLSearchParams | null {
  if (orient === null || orient === "ask") return null;
  const query = filterQuery(filters);
  query.set("suited", "true");
  if ("commune" in orient) query.set("commune", orient.commune);
  else query.set("near", `${orient.lng.toFixed(4)},${orient.lat.toFixed(4)}`);
  query.set("limit", String(limit));
  return query;
}

// What the server answers, as far as the map reads it. `/openapi.json` describes all of it.

import type { SheetAccess } from "./help";

/** A unit: its level and code. */
export interface Unit {
  level: string;
  code: string;
}

export interface Provenance {
  method: { id: string; title: string; sha256: string };
  notice: string;
  vintage: { geography: number; sources: Record<string, string> };
  licence: string;
  attribution: string;
  reference: string;
  built_zone: string | null;
}

export type Formula = "arithmetic" | "geometric" | "harmonic" | "power" | "sum";

export interface Axis {
  id: string;
  title: string;
  parent: string | null;
  weight: number;
  aggregate: Formula;
  p: number | null;
}

export interface Indicator {
  id: string;
  title: string;
  unit: string;
  direction: "up" | "down";
  table: string;
  level: string;
  publisher: string;
  vintage: string;
  formula: string;
  note: string;
  axis: string | null;
  weight: number | null;
  effective_weight: number | null;
  normalise: string | null;
}

export interface Preset {
  id: string;
  title: string;
  note: string;
  weights: Record<string, number>;
}

export interface Method {
  id: string;
  title: string;
  notice: string;
  source: string;
  sha256: string;
  levels: string[];
  territory: string | null;
  geography: number;
  scale: [number, number];
  reference: string;
  min_available: number;
  screen: number;
  aggregate: Formula;
  p: number | null;
  over: "axes" | "indicators";
  factor: number;
  axes: Axis[];
  indicators: Indicator[];
  presets?: Preset[];
}

export interface Methods {
  served: Method;
  carried: { id: string; title: string; notice: string; source: string }[];
}

export interface Decile {
  decile: number;
  units: number;
  from: number;
  to: number;
}

export interface Level {
  id: string;
  units: number;
  scored: number;
  deciles: Decile[];
  columns: { name: string }[];
}

export interface Levels extends Provenance {
  levels: Level[];
}

export interface IndicatorEntry extends Indicator {
  licence: string;
  values: Record<string, { origin: Record<string, number>; missing: Record<string, number> }>;
}

export interface UnitScore extends Unit {
  name: string | null;
  score: number | null;
  rank: number | null;
  decile: number | null;
  point: [number, number] | null;
}

export interface Line {
  kind: "axis" | "indicator" | "context";
  id: string;
  title: string;
  depth: number;
  value: number | null;
  unit: string;
  origin: string;
  reason: string | null;
  reference: number | null;
  median: number | null;
  france: number | null;
  within: Record<string, number | null>;
  normalised: number | null;
  weight: number | null;
  contribution: number | null;
  source: string;
  vintage: string;
}

export interface Source {
  id: string;
  title: string;
  publisher: string;
  vintage: string;
  licence: string;
  page: string;
}

export interface Sheet extends Provenance, Unit {
  name: string;
  population: number | null;
  score: number | null;
  rank: number | null;
  scored: number;
  rank_in_zone: number | null;
  scored_in_zone: number;
  decile: number | null;
  completeness: number;
  min_available: number;
  bbox: [number, number, number, number] | null;
  point: [number, number] | null;
  within: UnitScore[];
  breakdown: Line[];
  neighbours: UnitScore[] | null;
  sources: Source[];
  /** Nothing where the build has no places. */
  access?: SheetAccess | null;
}

export interface Found extends Unit {
  name: string;
  within: { level: string; code: string; name: string | null }[];
  population: number | null;
  decile: number | null;
}

export type Cell = string | number | null;

/** Columns of `POST /api/v1/score`. */
export interface Columns extends Provenance {
  level: string;
  total: number;
  count: number;
  columns: Record<string, Cell[]>;
}

/** Rows of `GET /api/v1/scores/{level}` and of `/gaps/{level}`. */
export interface Rows extends Provenance {
  level: string;
  total: number;
  count: number;
  next: string | null;
  units: Record<string, Cell>[];
}

/** Units of a level as points, the most populated first. */
export interface Points {
  features: { geometry: { coordinates: [number, number] }; properties: { code: string; name: string; population: number | null } }[];
}

export interface TileJson {
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  bounds: [number, number, number, number];
  attribution?: string;
  vector_layers: { id: string; minzoom: number; maxzoom: number }[];
}

// What the server answers and takes: the types that `/openapi.json` gives (`schema.ts`, generated), under the names that
// the map uses. Where the description is wider than what the server writes, as for pairs of numbers and for cells of
// tables, it is narrowed here and nowhere else.

import type { components, paths } from "./schema";

type Schemas = components["schemas"];

/** Paths of the interface, with the names of their parameters in braces. */
export type Path = keyof paths;

/** As the server writes it: what has no value is null, not left out. */
type Written<T> = T extends object ? { [K in keyof T]-?: Written<T[K]> } : T;
/** `T` with some members narrowed. */
type With<T, Narrow> = Omit<T, keyof Narrow> & Narrow;

/** Longitude, latitude, in degrees. */
type Position = [number, number];
/** West, south, east, north, in degrees. */
export type BoundingBox = [number, number, number, number];

/** A unit: its level and code. */
export interface Unit {
  level: string;
  code: string;
}

export type Provenance = Written<Schemas["Provenance"]>;

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

/** What an index is called and what high means, in one language. */
export interface IndexWords {
  long: string;
  short: string;
  noun: string;
  high: string;
  low: string;
  /** What a high index says, in a sentence without its point. */
  key: string;
}

/** The method that is served, which the description leaves open: as its manifest has it. */
export interface Method {
  id: string;
  title: string;
  notice: string;
  words: Record<"fr" | "en", IndexWords>;
  source: string;
  sha256: string;
  levels: string[];
  /** All levels of the territory, finest first, whether they are scored or not. */
  territory_levels: string[];
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

/** A method that the program carries. */
type CarriedMethod = With<Written<Schemas["CarriedMethod"]>, Pick<Method, "words">>;

export type Methods = With<Written<Schemas["Methods"]>, { served: Method; carried: CarriedMethod[] }>;

export type Decile = Written<Schemas["DecileEntry"]>;
export type Level = With<Written<Schemas["LevelEntry"]>, { columns: Schemas["ColumnEntry"][] }>;
export type Levels = With<Written<Schemas["Levels"]>, { levels: Level[] }>;

export interface IndicatorEntry extends Indicator, Pick<Schemas["IndicatorEntry"], "licence"> {
  /** By level: values of each origin, and missing ones by reason. */
  values: Record<string, { origin: Record<string, number>; missing: Record<string, number> }>;
}

export type UnitScore = With<Written<Schemas["UnitScore"]>, { point: Position | null }>;
export type Line = With<Written<Schemas["Line"]>, { kind: "axis" | "indicator" | "context" }>;

export type Sheet = With<
  Omit<Written<Schemas["Sheet"]>, "carried" | "lower" | "lost" | "words">,
  {
    /** Left out where the code that was asked for is the unit's own. */
    carried?: Carried;
    /** Units with a lower index; left out where the build holds a part of them alone. */
    lower?: number;
    /** Why the index, or an axis of it, is missing although enough is known; left out where nothing is. */
    lost?: string;
    bbox: BoundingBox | null;
    point: Position | null;
    within: UnitScore[];
    neighbours: UnitScore[] | null;
    breakdown: Line[];
    /** Left out where the build has no places. */
    access?: SheetAccess | null;
  }
>;

export type Found = With<Written<Schemas["FoundUnit"]>, { carried?: Carried }>;
export type FoundAddress = With<Written<Schemas["FoundAddress"]>, { carried?: Carried }>;
export type Health = Written<Schemas["Health"]>;
/** `POST /api/v1/addresses`: which host was asked, and what it found. */
export type FoundAddresses = With<Written<Schemas["FoundAddresses"]>, { results: FoundAddress[] }>;

/** How a code that is not the unit's own led to it: of a former commune, in lower case, without a zero. */
export type Carried = Written<Schemas["Carried"]>;

export type Cell = string | number | null;

/** What stands beside rows; `left_out` where a least population was asked for. */
type Counted = "level" | "total" | "count" | "left_out";
/** A table by columns: `POST /api/v1/score`, and others with `layout=columns`. */
export type Columns = With<Pick<Schemas["Columns"], Counted>, { columns: Record<string, Cell[]> }>;
/** A table by rows. */
export type Rows = With<Pick<Schemas["Rows"], Counted>, { units: Record<string, Cell>[] }>;

/** The zone of an answer: members by name, what is counted once, who lives there. */
export type ZoneSummary = With<Written<Schemas["ZoneSummary"]>, { carried: Carried[] }>;

/** Scores of a level by other weights or another reference. */
export type ScoreRequest = Schemas["Choice"];

/** Units of a level as points, the most populated first. */
export interface Points {
  features: { geometry: { coordinates: Position }; properties: Written<Schemas["Properties"]> }[];
}

export type TileJson = With<
  Schemas["TileJson"],
  { bounds: BoundingBox; vector_layers: { id: string; minzoom: number; maxzoom: number }[] }
>;

/** A value that places are filtered by, and how many have it. */
export type Facet = Schemas["PlacesFacet"];
/** `GET /api/v1/access`: which places are counted, and for whom. */
export type Access = Written<Schemas["HelpCounted"]>;

/** From and to, as « 09:00 ». */
export type Span = [string, string];

/** A place, as far as the map reads it: fields of the national schema of places, null where unknown, and what the server
 *  adds to them. */
export interface Place
  extends Pick<Schemas["PlaceShape"], "distance_km" | "itinerant" | "position" | "receives_public" | "sources"> {
  id: string;
  nom: string;
  commune: string | null;
  code_postal: string | null;
  adresse: string | null;
  complement_adresse: string | null;
  latitude: number;
  longitude: number;
  typologie: string[] | null;
  telephone: string | null;
  courriels: string[] | null;
  site_web: string[] | null;
  horaires: string | null;
  presentation_resume: string | null;
  date_maj: string | null;
  services: string[] | null;
  publics_specifiquement_adresses: string[] | null;
  prise_en_charge_specifique: string[] | null;
  frais_a_charge: string[] | null;
  dispositif_programmes_nationaux: string[] | null;
  modalites_acces: string[] | null;
  modalites_accompagnement: string[] | null;
  fiche_acces_libre: string | null;
  prise_rdv: string | null;
  /** Seven days, Monday first. */
  week: Span[][] | null;
  open: boolean | null;
}

export type Places = With<
  Written<Schemas["PlacesList"]>,
  { places: Place[]; near: With<Written<Schemas["LookedAround"]>, { carried?: Carried }> | null }
>;

/** Access to places of help in a sheet. */
export type SheetAccess = With<
  Written<Schemas["HelpAround"]>,
  {
    remedy: "network" | "equipment" | "mediation" | "none" | null;
    /** The nearest of any kind first, then by service. */
    nearest: With<Written<Schemas["NearestPlace"]>, { place: Place }>[];
  }
>;

/** What the server reads of files that people send it. */
export type Uploads = Written<Schemas["Uploads"]>;
/** A mapping that is proposed for a file of places, and what the file gives with it. */
export type Inventory = With<Written<Schemas["InventoryProposal"]>, { check: InventoryCheck | null }>;
export type InventoryField = Written<Schemas["FieldProposal"]>;
export type InventoryCheck = With<
  Written<Schemas["InventoryCheck"]>,
  { first: { line: number; values: [string, string][] }[] }
>;
export type RowError = Written<Schemas["RowError"]>;
export type KnownPlace = Written<Schemas["KnownPlace"]>;

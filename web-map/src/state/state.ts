// What the map shows, whole: everything here is in the address, so that a link shows just that.

import type { Unit } from "../api/types";
import type { Lang } from "../i18n/lang";
import type { Importance } from "./importance";
import type { Zone } from "./zone";

export { sameUnit, unitKey } from "./zone";

export type View = "map" | "table" | "compare";
/** What the map is coloured by. */
export type Show = "fragility" | "access" | "both";

/** Which places are shown, listed and proposed: ids of the server's facets. */
export interface Filters {
  /** The lack of access is that of this service. */
  service: string | null;
  publics: string | null;
  cost: string | null;
  programme: string | null;
  /** Open now. */
  open: boolean;
}

/** Where someone who needs help is: not known yet, in a commune, at a point. */
export type Orient = "ask" | { commune: string } | { lng: number; lat: number };

export interface CameraPosition {
  lng: number;
  lat: number;
  zoom: number;
}

/** West, south, east, north, in degrees. */
export type Frame = readonly [number, number, number, number];

export interface State {
  view: View;
  show: Show;
  /** A level that is pinned; else zoom chooses. */
  level: string | null;
  selected: Unit | null;
  compared: readonly Unit[];
  /** Only territories of this zone are listed and ranked. As the link has it, also where it names none: then nothing
   *  is listed. */
  zone: Zone | null;
  /** The least population of what is listed; null: as it begins. */
  least: number | null;
  /** Only territories that are seen in this frame of the map are. */
  frame: Frame | null;
  moved: Importance;
  /** Zones within which units are compared; null: the method's. */
  reference: string | null;
  /** Column of the table, `-` before it for the largest first. */
  sort: string;
  camera: CameraPosition | null;
  /** A background of the IGN. */
  background: boolean;
  lang: Lang;
  /** Places of help on the map. */
  places: boolean;
  filters: Filters;
  /** The place whose card is open. */
  place: string | null;
  orient: Orient | null;
  /** A file of places is being checked. */
  upload: boolean;
  /** Within another page: the map alone. */
  embed: boolean;
}

export const START: State = {
  view: "map",
  show: "fragility",
  level: null,
  selected: null,
  compared: [],
  zone: null,
  least: null,
  frame: null,
  moved: {},
  reference: null,
  sort: "-score",
  camera: null,
  background: false,
  lang: "fr",
  places: false,
  filters: { service: null, publics: null, cost: null, programme: null, open: false },
  place: null,
  orient: null,
  upload: false,
  embed: false,
};

/** The least population of what is listed at first: without it small communes stand before everybody else. */
export const LEAST = 1000;

/** Territories that can be set side by side. */
export const MOST_COMPARED = 4;

// What the map shows, whole: everything here is in the address, so that a link shows just that.

import type { Unit } from "../api/types";
import type { Importance } from "./importance";

export type View = "map" | "table" | "compare";
export type Lang = "fr" | "en";

export interface Camera {
  lng: number;
  lat: number;
  zoom: number;
}

/** West, south, east, north, in degrees. */
export type Frame = readonly [number, number, number, number];

export interface State {
  view: View;
  /** A level that is pinned; else zoom chooses. */
  level: string | null;
  selected: Unit | null;
  compared: readonly Unit[];
  /** Only territories of this one are listed in the table. */
  zone: Unit | null;
  /** Only territories that are seen in this frame of the map are. */
  frame: Frame | null;
  moved: Importance;
  /** Zones within which units are compared; null: the method's. */
  reference: string | null;
  /** Column of the table, `-` before it for the largest first. */
  sort: string;
  camera: Camera | null;
  /** A background of the IGN. */
  background: boolean;
  lang: Lang;
  /** Within another page: the map alone. */
  embed: boolean;
}

export const START: State = {
  view: "map",
  level: null,
  selected: null,
  compared: [],
  zone: null,
  frame: null,
  moved: {},
  reference: null,
  sort: "-score",
  camera: null,
  background: false,
  lang: "fr",
  embed: false,
};

/** Territories that can be set side by side. */
export const MOST_COMPARED = 4;

export const sameUnit = (a: Unit | null, b: Unit | null): boolean => a?.level === b?.level && a?.code === b?.code;

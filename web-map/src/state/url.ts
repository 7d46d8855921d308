// The state as an address and back. What cannot be read is left as it begins: a link that was cut
// still shows something.

import type { Unit } from "../api/types";
import type { Lang } from "../i18n/lang";
import { type Importance, MOST, NORMAL } from "./importance";
import {
  type CameraPosition,
  type Frame,
  MOST_COMPARED,
  type Orient,
  type Show,
  START,
  type State,
  type View,
} from "./state";
import { readName, readUnit, readZone, unitKey, zoneText } from "./zone";

const VIEWS: Record<string, View> = { carte: "map", tableau: "table", comparer: "compare" };
const SHOWN: Record<string, Show> = { fragilite: "fragility", acces: "access", besoin: "both" };
const NAME = /^[\p{L}\p{N}_-]{1,64}$/u;
const SORT = /^-?[a-z0-9_]{1,80}$/;
const PLACE = /^[^\p{C}]{1,200}$/u;
/** More persons than any territory has, as the server has it. */
const MOST_PERSONS = 100_000_000;
/** Characters of what could not be read that are shown. */
const SHOWN_MOST = 80;

/** The query of an address, without `?`; empty for the first view. */
export function toQuery(state: State): string {
  const out: [string, string][] = [];
  const { filters } = state;
  const put = (name: string, value: string | null, start: string | null = null): void => {
    if (value !== null && value !== start && value !== "") out.push([name, value]);
  };
  put("vue", nameOf(VIEWS, state.view), "carte");
  put("montrer", nameOf(SHOWN, state.show), "fragilite");
  put("niveau", state.level);
  put("sel", unitText(state.selected));
  put("zone", state.zone && zoneText(state.zone));
  put("nom", state.zone?.name ?? null);
  put("pop", state.least === null ? null : String(state.least));
  put("cadre", state.frame?.map((x) => short(x, 3)).join(",") ?? null);
  put("comparer", state.compared.map(unitText).join(","));
  put(
    "poids",
    Object.entries(state.moved)
      .map(([id, i]) => `${id}:${short(i, 2)}`)
      .join(","),
  );
  put("reference", state.reference);
  put("tri", state.sort, START.sort);
  put("c", state.camera && cameraText(state.camera));
  put("lieux", state.places ? "1" : null);
  put("service", filters.service);
  put("public", filters.publics);
  put("frais", filters.cost);
  put("programme", filters.programme);
  put("ouvert", filters.open ? "1" : null);
  put("lieu", state.place);
  put("orienter", orientText(state.orient));
  put("verifier", state.upload ? "1" : null);
  put("fond", state.background ? "ign" : null);
  put("lang", state.lang, START.lang);
  put("embed", state.embed ? "1" : null);
  // Commas and colons may stand in a query: the address stays readable.
  return out
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":")}`)
    .join("&");
}

export function fromQuery(query: string): State {
  const all = new URLSearchParams(query);
  const name = (key: string): string | null => named(all.get(key));
  return {
    view: VIEWS[all.get("vue") ?? ""] ?? START.view,
    show: SHOWN[all.get("montrer") ?? ""] ?? START.show,
    level: name("niveau"),
    selected: unit(all.get("sel")),
    compared: list(all.get("comparer"))
      .map(unit)
      .filter((u) => u !== null)
      .slice(0, MOST_COMPARED),
    zone: readZone(all.get("zone"), all.get("nom")),
    least: least(all.get("pop")),
    frame: frame(all.get("cadre")),
    moved: importance(all.get("poids")),
    reference: name("reference"),
    sort: SORT.exec(all.get("tri") ?? "")?.[0] ?? START.sort,
    camera: camera(all.get("c")),
    places: all.get("lieux") === "1",
    filters: {
      service: name("service"),
      publics: name("public"),
      cost: name("frais"),
      programme: name("programme"),
      open: all.get("ouvert") === "1",
    },
    place: PLACE.exec(all.get("lieu") ?? "")?.[0] ?? null,
    orient: orient(all.get("orienter")),
    upload: all.get("verifier") === "1",
    background: all.get("fond") === "ign",
    lang: (all.get("lang") === "en" ? "en" : "fr") satisfies Lang,
    embed: all.get("embed") === "1",
  };
}

/** What a link asks for that cannot be read, as it stands there: name and text of each part. Names that are
 *  not the map's own are no part of it, nor is the zone, which the state keeps as it is. */
export function unread(query: string): [name: string, text: string][] {
  const all = new URLSearchParams(query);
  const readable: Record<string, (text: string) => boolean> = {
    vue: (text) => text in VIEWS,
    montrer: (text) => text in SHOWN,
    niveau: (text) => NAME.test(text),
    sel: (text) => unit(text) !== null,
    nom: (text) => readName(text) !== null,
    pop: (text) => least(text) !== null,
    cadre: (text) => frame(text) !== null,
    comparer: (text) => list(text).every((part) => part === "" || unit(part) !== null),
    poids: (text) => list(text).every((part) => part === "" || weighed(part) !== null),
    reference: (text) => NAME.test(text),
    tri: (text) => SORT.test(text),
    c: (text) => camera(text) !== null,
    service: (text) => NAME.test(text),
    public: (text) => NAME.test(text),
    frais: (text) => NAME.test(text),
    programme: (text) => NAME.test(text),
    lieu: (text) => PLACE.test(text),
    orienter: (text) => orient(text) !== null,
  };
  return Object.entries(readable).flatMap(([name, reads]): [string, string][] => {
    const text = all.get(name) ?? "";
    return text === "" || reads(text) ? [] : [[name, text.slice(0, SHOWN_MOST)]];
  });
}

const list = (text: string | null): string[] => (text ? text.split(",") : []);
const named = (text: string | null): string | null => (text !== null && NAME.test(text) ? text : null);
const nameOf = <T>(names: Record<string, T>, of: T): string | null =>
  Object.keys(names).find((name) => names[name] === of) ?? null;
const short = (x: number, digits: number): string => String(Number(x.toFixed(digits)));
const unitText = (u: Unit | null): string | null => u && unitKey(u);
const cameraText = ({ lat, lng, zoom }: CameraPosition): string =>
  `${short(lat, 4)},${short(lng, 4)},${short(zoom, 2)}`;

const unit = (text: string | null): Unit | null => readUnit(text ?? "");

/** A least population; null of what is no whole number of persons. */
export function least(text: string | null): number | null {
  const persons = /^\d{1,9}$/.test(text ?? "") ? Number(text) : MOST_PERSONS + 1;
  return persons <= MOST_PERSONS ? persons : null;
}

function orientText(orient: Orient | null): string | null {
  if (orient === null || orient === "ask") return orient && "1";
  return "commune" in orient ? `commune:${orient.commune}` : `${short(orient.lat, 4)},${short(orient.lng, 4)}`;
}

function orient(text: string | null): Orient | null {
  if (text === "1") return "ask";
  const commune = unit(text);
  if (commune) return commune.level === "commune" ? { commune: commune.code } : null;
  const at = camera(text && `${text},1`);
  return at && { lng: at.lng, lat: at.lat };
}

function importance(text: string | null): Importance {
  const out: Record<string, number> = {};
  for (const part of list(text)) {
    const [id, number] = weighed(part) ?? ["", NORMAL];
    if (number !== NORMAL) out[id] = number;
  }
  return out;
}

/** « age:4.5 » */
function weighed(text: string): [id: string, importance: number] | null {
  const [id = "", value] = text.split(":");
  const number = value ? Number(value) : NaN;
  return named(id) && number >= 0 && number <= MOST ? [id, number] : null;
}

function camera(text: string | null): CameraPosition | null {
  const [lat = NaN, lng = NaN, zoom = NaN] = list(text).map(Number);
  const fits = Math.abs(lat) <= 85 && Math.abs(lng) <= 180 && zoom >= 0 && zoom <= 24;
  return fits ? { lat, lng, zoom } : null;
}

function frame(text: string | null): Frame | null {
  const [west = NaN, south = NaN, east = NaN, north = NaN] = list(text).map(Number);
  const fits = west >= -180 && east <= 180 && west < east && south >= -90 && north <= 90 && south < north;
  return fits ? [west, south, east, north] : null;
}

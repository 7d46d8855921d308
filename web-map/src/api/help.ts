// What the server answers of help: the places, how far they are, where they are missing.

import type { Provenance } from "./types";

/** A value that places are told apart by, and how many have it. */
export interface Facet {
  id: string;
  label: string;
  places: number;
}

/** `GET /api/v1/access`: what help is counted, and for whom. */
export interface Access extends Provenance {
  title: string;
  note: string;
  supply: "services" | "all";
  capacity: "place" | "hours";
  /** « personnes de 65 ans et plus » */
  people: string;
  at_risk: { indicator: string; title: string };
  zones_km: number[];
  weights: number[];
  places: number;
  services: Facet[];
  publics: Facet[];
  frais: Facet[];
  programmes: Facet[];
  typologies: Facet[];
  sources: { id: string; title: string; publisher: string; vintage: string; licence: string; places: number; rejected: number }[];
}

/** From and to, as « 09:00 ». */
export type Span = [string, string];

/** A place, as far as the map reads it: the national schema's own names. */
export interface Place {
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
  position: "given" | "commune_centre";
  receives_public: boolean;
  itinerant: boolean;
  /** Seven days, Monday first. */
  week: Span[][] | null;
  open: boolean | null;
  sources: string[];
  distance_km?: number;
}

export interface Places extends Provenance {
  total: number;
  count: number;
  near: { lon: number; lat: number; name: string | null } | null;
  places: Place[];
}

export type Quadrant = "fragile_far" | "fragile_near" | "robust_far" | "robust_near";
export type Help = "network" | "equipment" | "mediation" | "none";

/** What a sheet says of help; shares are 0–1, 1 = the most fragile or the worst served. */
export interface SheetAccess {
  service: string | null;
  at_risk: number | null;
  people: string;
  gap: number | null;
  gap_rank: number | null;
  gap_ranked: number;
  need_class: number | null;
  lack_class: number | null;
  quadrant: Quadrant | null;
  remedy: Help | null;
  access_km: number | null;
  /** What is within reach per 10,000 persons at risk. */
  access: number | null;
  supply_per_10000: number | null;
  origin: string | null;
  /** The nearest of any kind first, then by service. */
  nearest: { service: string | null; label: string; distance_km: number; place: Place }[];
}

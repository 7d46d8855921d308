// What is said of an indicator and its value: where it comes from, why it is missing, how it reads.

import type { Phrase } from "../kinds";

export const units: Record<string, string> = {};

/** Where a value comes from: the same words as in the engine's `words/origins.rs`. */
export const origins: Record<string, string> = {
  measured: "donnée de ce territoire",
  aggregated: "calculée à partir des territoires plus petits",
  inherited: "chiffre du territoire plus grand",
  imputed: "estimée",
  missing: "donnée manquante",
  grid: "distance mesurée depuis les carreaux habités",
  town_hall: "distance mesurée depuis la mairie",
  centre: "distance mesurée depuis le centre du territoire",
};

/** Why a value, an index or an axis is missing: the same words as there. */
export const reasons: Record<string, string> = {
  s: "trop peu de personnes (secret statistique)",
  ns: "trop peu de réponses",
  nd: "non disponible chez le producteur",
  so: "sans objet ici",
  c: "confidentielle",
  empty: "case vide dans le fichier",
  marker: "signalée comme manquante dans le fichier",
  no_row: "territoire absent du fichier",
  zero_denominator: "personne à compter ici",
  not_finite: "calcul impossible",
  null_in_expression: "un des chiffres du calcul manque",
  no_finer_value: "aucune donnée dans les territoires plus petits",
  no_containing_unit: "aucun territoire plus grand ne le contient",
  no_table: "fichier non fourni",
  no_position: "lieu de vie des habitants non renseigné",
  no_place: "aucun lieu de ce type n’est recensé",
  not_inventoried: "territoire que les inventaires de lieux ne couvrent pas",
  too_little: "trop peu de données sont disponibles",
  not_above_zero: "une valeur normalisée vaut 0 ou moins, et la formule de l’indice n’a alors pas de résultat",
  axis_not_above_zero:
    "un axe n’a pas de résultat, car une de ses valeurs normalisées vaut 0 ou moins : l’indice est fait des autres axes",
  screened: "trop peu d’indicateurs sont renseignés",
  not_compared:
    "les données sont là, mais il n’y a rien à quoi les comparer : le territoire n’est dans aucun territoire de référence, ou la valeur de celui-ci est 0",
};

export const missing = (why: string) => `Donnée manquante : ${why}`;

export const phrases: Record<string, Phrase> = {
  part_65_plus: { say: (v) => `${v} de 65 ans et plus`, people: "personnes de 65 ans et plus" },
  older_65_rate: { say: (v) => `${v} de 65 ans et plus`, people: "personnes de 65 ans et plus" },
  older_75_rate: { say: (v) => `${v} de 75 ans et plus` },
  densite: { say: (v) => `${v.replace("hab./km²", "habitants au km²")}` },
  heures_mairie: { say: (v) => `mairie ouverte ${v} par semaine` },
  distance_pole: {
    say: (v) =>
      /^0(,0+)?\s/.test(v)
        ? "dans une ville de 5 000 habitants ou plus"
        : `à ${v} d’une ville de 5 000 habitants ou plus`,
  },
  part_logements_vacants: { say: (v) => `${v} de logements vacants` },
  poverty_rate: {
    say: (v) => `${v} sous le seuil de pauvreté`,
    people: "personnes sous le seuil de pauvreté",
  },
  nscol15p_rate: { say: (v) => `${v} sans diplôme ou avec le seul certificat d’études` },
  no_thd_coverage_rate: { say: (v) => `${v} des locaux sans très haut débit` },
  no_4g_coverage_rate: { say: (v) => `${v} des locaux hors couverture 4G` },
  public_service_distance: { say: (v) => `services publics à ${v}` },
  library_distance: { say: (v) => `bibliothèque à ${v}` },
};

export const titles: Record<string, string> = {};

/** Heads of columns, which are narrow; the whole title is read with them. */
export const heads: Record<string, string> = {
  part_65_plus: "65 ans et plus",
  densite: "Densité",
  heures_mairie: "Mairie, par semaine",
  distance_pole: "Ville de 5 000 hab.",
  part_logements_vacants: "Logements vacants",
};

/** The group is said in the plural: « personnes de 65 ans et plus ». */
export const aboutPeople = (n: string, who: string) =>
  `environ ${n} ${/^[01]$/.test(n) ? who.replace(/^personnes\b/, "personne") : who}`.trim();

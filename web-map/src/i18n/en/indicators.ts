// What is said of an indicator and its value: where it comes from, why it is missing, how it reads.

import type { Words } from "../fr";

export const units: Words["units"] = { "hab./km²": "inhabitants per km²" };

export const origins: Words["origins"] = {
  measured: "figure of this territory",
  aggregated: "computed from smaller territories",
  inherited: "figure of the larger territory",
  imputed: "estimated",
  missing: "missing data",
  grid: "distance measured from the inhabited squares",
  town_hall: "distance measured from the town hall",
  centre: "distance measured from the centre of the territory",
};

export const reasons: Words["reasons"] = {
  s: "too few persons (statistical secrecy)",
  ns: "too few answers",
  nd: "not available from the producer",
  so: "not applicable here",
  c: "confidential",
  empty: "empty in the file",
  marker: "marked as missing in the file",
  no_row: "territory not in the file",
  zero_denominator: "nobody to count here",
  not_finite: "cannot be computed",
  null_in_expression: "one of the figures that it needs is missing",
  no_finer_value: "no figure in the smaller territories",
  no_containing_unit: "no larger territory contains it",
  no_table: "file not provided",
  no_position: "where people live is not given",
  no_place: "no place of this kind is listed",
  not_inventoried: "territory that no inventory of places covers",
  too_little: "too little data is available",
  not_above_zero: "a normalised value is 0 or less, and the formula of the index then has no result",
  axis_not_above_zero:
    "an axis has no result, as one of its normalised values is 0 or less: the index is made of the other axes",
  screened: "too few indicators are given",
  not_compared:
    "the data are there, but there is nothing to compare them with: the territory is in no reference territory, or the value of that one is 0",
};

export const missing: Words["missing"] = (why) => `Missing: ${why}`;

export const phrases: Words["phrases"] = {
  part_65_plus: { say: (v) => `${v} aged 65 and over`, people: "persons aged 65 and over" },
  older_65_rate: { say: (v) => `${v} aged 65 and over`, people: "persons aged 65 and over" },
  older_75_rate: { say: (v) => `${v} aged 75 and over` },
  densite: { say: (v) => `${v.replace("hab./km²", "inhabitants per km²")}` },
  heures_mairie: { say: (v) => `town hall open ${v} a week` },
  distance_pole: {
    say: (v) =>
      /^0(\.0+)?\s/.test(v)
        ? "in a town of 5,000 inhabitants or more"
        : `${v} from a town of 5,000 inhabitants or more`,
  },
  part_logements_vacants: { say: (v) => `${v} of dwellings vacant` },
  poverty_rate: {
    say: (v) => `${v} below the poverty line`,
    people: "persons below the poverty line",
  },
  nscol15p_rate: { say: (v) => `${v} without a diploma, or with the primary certificate alone` },
  no_thd_coverage_rate: { say: (v) => `${v} of premises without fast broadband` },
  no_4g_coverage_rate: { say: (v) => `${v} of premises without 4G` },
  public_service_distance: { say: (v) => `public services at ${v}` },
  library_distance: { say: (v) => `library at ${v}` },
};

export const titles: Words["titles"] = {
  part_65_plus: "Share aged 65 and over",
  densite: "Population density",
  heures_mairie: "Opening hours of the town hall, a week",
  distance_pole: "Distance to the nearest town of 5,000 inhabitants or more",
  part_logements_vacants: "Share of vacant dwellings",
  age: "Age of the population",
  eloignement: "Distance from services",
  senior: "Age counts double",
  jeune: "Without age",
  "senior-note": "For action with the oldest: age counts twice as much as distance.",
  "jeune-note": "Age does not count: distance from services is left.",
  "embarque-notice": "partial index, embedded data: this is not the published indice de fragilité numérique (IFN)",
};

export const heads: Words["heads"] = {
  part_65_plus: "65 and over",
  densite: "Density",
  heures_mairie: "Town hall, a week",
  distance_pole: "Town of 5,000",
  part_logements_vacants: "Vacant dwellings",
};

export const aboutPeople: Words["aboutPeople"] = (n, who) =>
  `about ${n} ${n === "1" ? who.replace(/^persons\b/, "person") : who}`.trim();

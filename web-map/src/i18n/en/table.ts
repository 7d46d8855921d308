// The table and the comparison: their orders, their columns, their files.

import type { Words } from "../fr";

export const lists: Words["lists"] = {
  order: "Who comes first",
  byIndex: "Highest index",
  byGap: "Largest gap",
  byPersons: "Persons concerned",
  byGapPersons: "Gap × persons",
  byColumn: "Order of a column",
  least: "Least population",
  allSizes: "all sizes",
  atLeast: (n) => `${n} inhabitants or more`,
  leftOut: (n, level, least, one) =>
    `${n} ${level} of fewer than ${least} inhabitants, or of unknown population, ${one ? "is" : "are"} not in the list.`,
  noneSoLarge: (n) => `No territory of ${n} inhabitants or more here.`,
  listAll: "List all",
  astride:
    "An intercommunal body across the border is listed whole as soon as one of its communes lies in the territory: rank, persons and index are those of all its communes.",
  astrideShare: (percent: string) => `across the border: ${percent} of its people here`,
  above: { epci: "Intercommunal body (EPCI)", departement: "Département" },
  rankInZone: "Rank in my territory",
  rankInFrance: "Rank in France",
  rankCompared: "Rank among those it is compared with",
  rankInOwn: { region: "Rank in its région", departement: "Rank in its département", epci: "Rank in its EPCI" },
  gapRankInZone: "Rank of the gap in my territory",
  gapRankInFrance: "Rank of the gap in France",
};

export const table: Words["table"] = {
  caption: (level, zone) => `${level}, ${zone}`,
  unknownZone: (zone) => `Unknown territory: ${zone}`,
  all: "all of France",
  everything: "all territories",
  inFrame: "what the map shows",
  zone: "Territories listed",
  code: "Code",
  rank: "Rank",
  rankNow: "Rank (your settings)",
  rankNowNational: "Rank in France (your comparison)",
  rankMethod: "Rank (original settings)",
  name: "Name",
  population: "Population",
  score: "Index",
  decile: "Decile",
  completeness: "Data available",
  sortBy: (column) => `Sort by ${column}`,
  count: (n, shown, total) => `${shown} ${n === 1 ? "row" : "rows"} of ${total}`,
  more: "Show more rows",
  moreColumns: "The table is wider than the screen: scroll it to the right.",
  controls: "Choose, sort, export",
  partPrinted: (shown, total, most) =>
    `The first ${shown} rows of ${total}. “Print”, above the table, gives up to ${most}; “Export” gives them all.`,
  export: "Export",
  exportNote: (n, said) =>
    n > 1
      ? `Exactly these ${said} territories, in this order, with all their columns.`
      : n === 1
        ? "Exactly this territory, with all its columns."
        : "No territory: the headings of columns alone.",
  loading: "Loading the table…",
  failed: "The table could not be loaded.",
  empty: "No territory of this level here.",
  open: (name) => `Open the sheet: ${name}`,
  none: "–",
  up: (by, one) => `${by} ${one ? "rank" : "ranks"} higher than by the original settings (higher index)`,
  down: (by, one) => `${by} ${one ? "rank" : "ranks"} lower than by the original settings (lower index)`,
  exportFailed: "The file could not be made. Try again in a moment.",
};

export const formats: Words["formats"] = {
  xlsx: ["Workbook (Excel, LibreOffice)", "to read and to print"],
  excel: ["CSV for Excel", "technical names"],
  csv: ["CSV", "for programs"],
  geojson: ["GeoJSON", "for QGIS, with outlines"],
  parquet: ["Parquet", "for analysis"],
};

export const compare: Words["compare"] = {
  title: "Compare",
  empty: "Add two to four territories: open a sheet, then “Compare”.",
  one: "Add a second territory: open its sheet, then “Compare”.",
  openN: (n) => `See the comparison (${n})`,
  remove: (name) => `Remove ${name}`,
  clear: "Remove all",
  criterion: "Criterion",
  moreColumns: "The comparison is wider than the screen: scroll it to the right.",
  place: "Standing",
  outOf: (score, to) => `${score} of ${to}`,
  levelsDiffer: "These territories are not of one level: their ranks do not compare, their values do.",
  chart: (title) => `Chart: ${title}. The same figures are in the table.`,
  positions: "Position on the index’s scale",
  positionsNote: (from, to) => `From ${from} to ${to}; ${to}: the highest index.`,
};

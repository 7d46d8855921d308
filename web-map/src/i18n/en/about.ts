// The method and the sources.

import type { Words } from "../fr";

export const about: Words["about"] = {
  open: "Method and sources",
  title: "What it is, and what it is not",
  what: "What is computed",
  formula: (levels, min) =>
    `Each indicator is put on a common scale, then combined by axis, then into one index, for ${levels}. Where data are there for less than ${min} of the index, there is no index: never a zero.`,
  rank: "Rank 1 and decile 10: the highest index. A rank compares territories of one level.",
  indicators: "Indicators, vintages and licences",
  indicator: "Indicator",
  source: "Source",
  vintage: "Vintage",
  licence: "Licence",
  weight: "Weight",
  context: "context",
  missing: "Missing",
  missingOf: (n, level) => `${n} ${level}`,
  others: "Other methods that come with it",
  othersNote: "They need data that these results lack; “ifn build” computes them from your files.",
  files: "All files",
  api: "Interface for programs",
  plain: "Version without a map",
  parts: "Licences of its components",
  geography: (year) => `Geography of 1 January ${year}`,
  access: (km, weights) =>
    `The supply of help counts what is offered within ${km} km as the crow flies, less and less with distance (${weights}), for those around who may need it (E2SFCA method).`,
  gap: (who) =>
    `The gap between need and supply is large where the need is high and the supply low: 100 × need × lack of supply. The people concerned are ${who}.`,
  places: (n, said, _rejected, saidRejected) => `${said} ${n === 1 ? "place" : "places"}, ${saidRejected} left out`,
  covers: (zones) => `covers ${zones}`,
  coversFrance: "covers all of France",
  coversUnsaid: "does not say what it covers: taken as covering all of France",
  outside: (units, level, among, persons) =>
    `Not inventoried: ${units} ${level} of ${among} (${persons}). Supply is not known there. Those whose position is missing are counted too; the map shows them as “missing data”.`,
  loading: "Loading…",
  close: "Close",
};

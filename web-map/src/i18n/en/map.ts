// What lies on the map and says what it shows: its theme, its level, its legend.

import type { Words } from "../fr";

export const show: Words["show"] = {
  title: "What the map shows",
  access: "Supply of help",
  both: "Need and supply",
  counted: (n, said, places) =>
    `Counted: ${said} ${n === 1 ? "place that names" : "places that name"} a service of digital help, of ${places} places known; the others are shown, not counted.`,
  darker: "Darker",
  lighter: "Lighter",
  sentence: {
    fragility: (title, level, shade, high) => `${title}, by ${level}. ${shade}: ${high}.`,
    access: (_title, level, shade) => `Supply of help per person concerned, by ${level}. ${shade}: weaker supply.`,
    both: (_title, level, shade) => `Need and supply of help, by ${level}. ${shade}: high need and low supply.`,
  },
};

export const level: Words["level"] = {
  title: "Level",
  auto: "By zoom",
  chip: (level) => `${level} · by zoom`,
  pin: "Keep this level at all zooms",
  unpin: "Back to the level by zoom",
};

export const legend: Words["legend"] = {
  titles: { fragility: "Deciles", access: "Supply of help, by decile", both: "Need and supply of help" },
  most: "more supply",
  least: "less supply",
  none: "no index",
  noAccess: "missing data",
  noAccessCount: (n, level) => `missing data (${n} ${level})`,
  scores: "index",
  few: "Index",
  shade: (from, to, units) => `Index from ${from} to ${to}, territories: ${units}`,
  decile: (d, from, to, units) => `Decile ${d}: index from ${from} to ${to}, territories: ${units}`,
  hide: "Fold the legend",
  show: "Legend",
};

export const tip: Words["tip"] = { decile: (d) => `decile ${d} of 10`, none: "no index: too much data is missing" };

export const mapLocale: Words["mapLocale"] = {};

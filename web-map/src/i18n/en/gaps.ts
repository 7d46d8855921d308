// Need against supply: the list of gaps, and what a sheet says of help nearby.

import type { Words } from "../fr";

export const gaps: Words["gaps"] = {
  title: "The largest gaps between need and supply",
  need: ["low need", "medium need", "high need"],
  lack: ["high supply", "medium supply", "low supply"],
  thirds: (of) => `“High”, “medium”, “low”: the three thirds ${of}, not a norm.`,
  apart: "Supply per person concerned; kilometres apart.",
  unknown: "need or supply: missing data",
  outside: "not inventoried",
  outsideMore: "No inventory of places covers this territory: its supply is not known. It is neither nil nor far.",
  outsideCount: (n, level) => `not inventoried (${n} ${level}): supply is not known there`,
  outsideApart: (n, level) => `Not inventoried: ${n} ${level}. The gap is not known there: not ranked.`,
  allOutside: "No territory is inventoried here: gaps are not known.",
  partly: (share) =>
    `Inventories of places cover only ${share} of its inhabitants: supply and gap are those of this part.`,
  away: (distance) => `${distance} away`,
  none: "No territory of this level here.",
  print: "Print the list",
  printed: (n, shown, total, part) =>
    part
      ? `${shown} ${n === 1 ? "territory" : "territories"} of ${total}. The whole list: “Table”, then “Print” or “Export”.`
      : `This is the whole list: ${shown} ${n === 1 ? "territory" : "territories"}.`,
  noLevel: (level) => `The supply of help is not computed for ${level}. Choose another level.`,
  table: (n) => `All ${n} as a table`,
  rank: "Rank of the gap",
  needHead: "Need",
  lackHead: "Supply of help",
  gapHead: "Gap (from 0 to 100)",
  remedy: "To be studied",
  nearest: "Nearest place",
  distance: "How far",
};

export const nearby: Words["nearby"] = {
  title: "Help nearby",
  notMeant: "A head count: not all of them need help, and others do.",
  classes: (need, supply) => `${need} and ${supply}`,
  remedies: {
    network: "To be studied: the coverage of networks.",
    equipment: "To be studied: equipment and its cost.",
    mediation: "To be studied: human support.",
    none: "Nothing is proposed: the need is in the lowest third. That does not mean that there is no need.",
  },
  remediesShort: {
    network: "network",
    equipment: "equipment",
    mediation: "human support",
    none: "nothing proposed",
  },
  unknown: "Need or supply of help: missing data here.",
  rank: (rank, of) => `Gap between need and supply: rank ${rank} of ${of} (rank 1: the largest)`,
  mean: (km) => `The nearest place is ${km} km away on average, as the crow flies`,
  supply: (n, one) => `${n} ${one ? "place" : "places"} within reach per 10,000 of these people`,
  supplyHours: (n, one) => `${n} opening ${one ? "hour" : "hours"} a week, within reach, per 10,000 of these people`,
  any: "the nearest",
  crow: (from) => `Distances as the crow flies ${from}.`,
  from: {
    town_hall: "from the town hall",
    centre: "from the centre of the territory",
    grid: "from the inhabited squares",
  },
  none: "No place known nearby.",
};

// The settings that a person changes.

import type { Words } from "../fr";

export const settings: Words["settings"] = {
  title: "Adjust",
  intro: "Give each criterion more or less importance: the map follows.",
  presets: "Proposed settings",
  method: "Original settings",
  needs: (n) =>
    n > 1
      ? `${n} other methods need data that these results lack.`
      : "Another method needs data that these results lack.",
  importance: ["ignored", "low", "reduced", "normal", "high", "very high"],
  factor: ["", "divided by 4", "divided by 2", "original setting", "multiplied by 2", "multiplied by 4"],
  times: (factor) => `multiplied by ${factor}`,
  importanceOf: (what) => `Importance: ${what}`,
  counts: (what) => `Count: ${what}`,
  alone: "At least one criterion has to stay.",
  reference: "Compare each territory",
  references: {
    france: "with all of France",
    region: "with its région",
    departement: "with its département",
    epci: "with its intercommunality",
  },
  referenceNow: {
    france: "France",
    region: "their région",
    departement: "their département",
    epci: "their intercommunality",
  },
  referenceOwn: { region: "with its région", departement: "with its département", epci: "with its intercommunality" },
  national: (level, own) => `Ranks, deciles and colours: among all of France (${level}), each compared ${own}.`,
  referenceNone: (level) => `This choice does not apply to ${level}: they keep the original comparison.`,
  background: "Background map of the IGN (needs the Internet)",
  reset: "Back to the original settings",
  custom: "Custom settings",
  customReference: "Custom comparison",
  customMore: "This is no longer the original index.",
  loading: "Computing the level…",
};

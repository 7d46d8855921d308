// The check of a file of places.

import type { Words } from "../fr";

export const upload: Words["upload"] = {
  title: "Check a file of places",
  close: "Close the check of the file",
  intro:
    "A spreadsheet of places as it is: the map proposes what its columns are for, and says line by line what is to be put right.",
  kept: "The file is read by this server, on this computer; nothing is kept.",
  choose: "File to check",
  drop: (kinds, most) => `Choose it, or drop it here. ${kinds}; ${most} MB at most.`,
  off: "This server reads no files. Whoever started it can allow it, on their own computer: ifn serve --allow-uploads",
  reading: (name) => `Reading “${name}”…`,
  unsent: {
    kind: (name) =>
      `“${name}” is of a kind that is not read here. Save it as .xlsx, .ods or .csv; take it out of its zip.`,
    large: (name) => `“${name}” is too large. Keep the sheet of the places alone, without pictures, or save it as CSV.`,
    empty: (name) => `“${name}” is empty.`,
    unread: (name) =>
      `“${name}” could not be opened. Close it in the spreadsheet program, check that it is still there, then choose it again.`,
  },
  failed: {
    "unreadable-file":
      "This file does not read as a table of places. It needs one line of headings, each another one, then one line a place, 50,000 at most; no password, no pictures.",
    "unknown-file-kind": "This kind of file is not read here. Save it as .xlsx, .ods or .csv.",
    "too-large": "This file is too large. Keep the sheet of the places alone, or save it as CSV.",
    "uploads-off": "This server reads files no more: whoever started it does not allow it.",
    "too-slow": "The file did not come in time. Choose it again.",
    "files-before": "Other files are being read, one at a time. Reading of this one begins by itself.",
    "other-site": "Open this map on the computer that serves it: http://127.0.0.1:8080/",
  },
  failedOther: "The file could not be checked.",
  away: "The server does not answer, or took too long. Reading begins again as soon as it answers.",
  technical: "Technical message",
  size: (rows, saidRows, columns, saidColumns) =>
    `${saidRows} ${rows === 1 ? "row" : "rows"}, ${saidColumns} ${columns === 1 ? "column" : "columns"}`,
  looked: (n, said) =>
    n === 1
      ? `For the proposal: ${said} row was looked at.`
      : `For the proposal: ${said} rows were looked at, spread over the file.`,
  forget: "Forget this file",
  lacking: "What places cannot do without is missing:",
  lackingNote: "Or choose the column below, in “What the columns are for”.",
  mapping: "What the columns are for",
  mappingNote: "A proposal to read again. Choose another column where needed: everything is checked again.",
  field: "Field",
  column: "Column, confidence, why",
  columnOf: (field) => `Column for: ${field}`,
  none: "none",
  several: (names) => `several: ${names}`,
  numbered: (n, name) => `${n}. ${name}`,
  certainty: { sure: "sure", likely: "likely", unsure: "to be checked" },
  confidence: (word) => `Confidence: ${word}.`,
  empty: (n) => (n === 1 ? `${n} field without a column` : `${n} fields without a column`),
  reset: "Back to the proposal",
  notUnderstood: "What was not understood",
  understood: "All values that were looked at are understood.",
  unknown: (value, field, n, said) => `“${value}” (${field}), ${said} ${n === 1 ? "time" : "times"}`,
  nearest: (value) => `near to “${value}”?`,
  moreValues: "Other values were not looked at.",
  leftOut: (n) => (n === 1 ? `${n} column left out` : `${n} columns left out`),
  like: (example) => `example: “${example}”`,
  preview: "The first places, as they will be read",
  line: (n) => `Line ${n}`,
  result: "What the file gives",
  read: (places, saidPlaces, rows, saidRows) =>
    `${saidPlaces} ${places === 1 ? "place" : "places"} of ${saidRows} ${rows === 1 ? "row" : "rows"} read`,
  rejected: (n, said) => `${said} ${n === 1 ? "row" : "rows"} left out`,
  atCentre: (n, said) =>
    n === 1 ? `${said} place at the centre of its commune` : `${said} places at the centre of their commune`,
  errors: (n) => `To be put right (${n})`,
  toErrors: (n) => `Go to “To be put right” (${n})`,
  errorsNote: "The number of the line is that of the spreadsheet program. On the map: “!”.",
  noErrors: "Nothing to be put right.",
  allFields: (n) => `All fields (${n})`,
  rowField: "whole line",
  expected: (what) => `Expected: ${what}.`,
  correction: (what) => `Proposed: ${what}.`,
  effect: (what) => `For now: ${what}.`,
  emptyValue: "(empty)",
  quoted: (value) => `“${value}”`,
  noPosition: "(no position: not on the map)",
  centre: "(on the map: at the centre of the commune)",
  known: (n) => `Known here already (${n})`,
  knownNote: (n) =>
    n === 1
      ? "Same name, same address, less than 50 m apart: this place is in these results already, and would be counted once. On the map: “=”."
      : "Same name, same address, less than 50 m apart: these places are in these results already, and would be counted once. On the map: “=”.",
  noKnown: "None of these places is known here already.",
  knownAs: (name, sources) => `known as “${name}” (${sources})`,
  openKnown: "Open the card",
  listed: (shown, total) => `${shown} of ${total}`,
  listedMost: (most) => `The first ${most} are here; the CSV file has all of them.`,
  errorsCsv: "Download the mistakes (CSV)",
  toml: "Download the mapping (TOML)",
  tomlNote:
    "The mapping is to be completed (publisher, licence, date, area covered); then the index is computed with these places: ifn build --places.",
  csvName: (name) => `mistakes-${name}.csv`,
  downloadFailed: "The file could not be made. Try again in a moment.",
  done: (places, saidPlaces, errors, _known, saidKnown) =>
    `File read: ${saidPlaces} ${places === 1 ? "place" : "places"}, ${errors} to be put right, ${saidKnown} known already.`,
};

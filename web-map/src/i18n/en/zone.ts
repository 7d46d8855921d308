// « Mon territoire »: the zone that a person puts together.

import type { Words } from "../fr";

export const zone: Words["zone"] = {
  title: "My territory",
  close: "Close",
  choose: "Choose my territory",
  change: "Change my territory",
  see: "See all of the territory",
  leave: "Leave this territory",
  intro:
    "Bring together régions, départements, intercommunal bodies (EPCI) and communes: ranks, lists, head counts and files are then those of this territory. The link of the page keeps it.",
  members: (n) => (n === 1 ? `${n} territory` : `${n} territories`),
  units: (n, level) => `${n} ${level}`,
  without: (n, level) => `Persons concerned: no figure for ${n} ${level}.`,
  remove: (name) => `Remove ${name}`,
  add: (name) => `Add ${name}`,
  repeated: (names) => `Given more than once, counted once: ${names}.`,
  inside: (member, other) => `${member} lies in ${other}: counted once.`,
  overlaps: (member, other) => `${member} and ${other} overlap: what they share is counted once.`,
  otherOverlaps: (n) => `Other overlaps, counted once: ${n}.`,
  andOthers: (names, n) => (n > 1 ? `${names} and ${n} others` : `${names} and ${n} other`),
  name: "Name of the territory",
  nameHint: "Hub Bretagne, my constituency…",
  find: "Add by search: name or code",
  onMap: "Choose on the map",
  gather: "My territory:",
  gatherHow: (level) =>
    `click an area of the map (level: ${level}) to add or remove it; by keyboard, Enter takes the centre.`,
  done: "Done",
  regions: "Régions and départements",
  itsDepartements: (n) => `its ${n} départements`,
  itsDepartementsOf: (n, region) => `${region}: its ${n} départements`,
  oneByOne: "one by one",
  oneByOneOf: (region) => `${region}: its départements, one by one`,
  byName: (levels) => `${levels}, by name`,
  narrow: "Letters of the name",
  firstOf: (n, all) => `The first ${n} of ${all}: type more of the name.`,
  foundNames: (n) => (n > 1 ? `${n} names` : n === 1 ? "1 name" : "No such name."),
  clear: "Remove all",
  save: "Save as a file",
  file: "File of a territory",
  fileNote:
    "A small file (JSON) to keep or to pass on, which the map and the program read again. It is not sent anywhere.",
  open: "Open a file",
  fileLarge: "This file is too large to be a territory: 64 kB at most.",
  fileForm:
    'This file is no territory. It has to be JSON as { "name": "Hub Bretagne", "members": ["departement:22", "departement:29"] }.',
  fileMember: (text) =>
    `This file holds a member that is not understood: “${text}”. It needs a level and a code, as “departement:22”.`,
  full: (most) => `A territory has at most ${most} members.`,
  many: (n) => `This link asks for ${n} territories at once: too many. Nothing is listed.`,
  goOnWithout: (text) => `Go on without “${text}”`,
  noBox: "The outline of this territory is not known: the map cannot go there.",
  addThis: "Add to my territory",
  isMember: "In my territory",
  rankOf: (rank, of, zone) => `rank ${rank} of ${of} in my territory (${zone})`,
};

// Places of welcome and help: on the map, one by one, and where to send someone.

import type { Words } from "../fr";

export const filters: Words["filters"] = {
  service: ["Service sought", "All services"],
  publics: ["For whom", "Everyone"],
  cost: ["Cost", "Free or paid"],
  programme: ["National programme", "All programmes"],
  open: "Open now",
  title: "Filter the places",
};

export const places: Words["places"] = {
  title: "Places of welcome and help on the map",
  seen: (n, said) =>
    n === 0 ? "No place in sight with these choices." : n === 1 ? "1 place in sight" : `${said} places in sight`,
  one: "place of welcome or help",
  moving: "mobile",
  many: (n) => `${n} places`,
  open: "open now",
  shut: "closed now",
};

export const card: Words["card"] = {
  label: "Place",
  close: "Close the place",
  failed: "The place could not be loaded.",
  unknown: "This place does not exist in these results.",
  address: "Address",
  hours: "Opening hours",
  telephone: "Telephone",
  mail: "E-mail",
  web: "Web site",
  booking: "Appointments",
  terms: "Terms",
  services: "Services offered",
  publics: "For whom",
  special: "Special support",
  programmes: "National programmes",
  accessible: "Accessibility",
  about: "About",
  notKnown: "not given",
  asGiven: (text) => `as the source has it: ${text}`,
  itinerant: "It moves about: ask where it is.",
  approximate: "Approximate position: centre of the commune.",
  closed: "Does not receive the public.",
  from: (sources) => `Source: ${sources}`,
  updated: (date) => `updated on ${date}`,
};

export const orient: Words["orient"] = {
  title: "Where to send someone?",
  close: "Close the proposed places",
  around: "Places near here",
  near: (from) => `${from}: the nearest places`,
  point: (commune) => (commune ? `Chosen point (${commune})` : "Chosen point"),
  ask: "Search for a commune or a postcode, or touch the map where the person is. By keyboard: Enter takes the middle of the map.",
  elsewhere: "To start from elsewhere: search for a commune, or choose a point.",
  pick: "Choose a point",
  picking: "Touch the map, or Enter for its middle",
  only: (what) => `Choices: ${what}`,
  none: "No place known with these choices. Try to drop one.",
  found: (n, total) => (n === 1 ? `${n} place of ${total}.` : `${n} places of ${total}, the nearest first.`),
  origins: {
    town_hall: "from the town hall",
    centre: "from the geographic centre of the commune",
    grid: "from the most populated square of the commune",
    point: "from the chosen point",
  },
  measured: (from) => (from ? `Distances as the crow flies, ${from}.` : "Distances as the crow flies."),
  note: "Telephone before going: hours may change.",
  notInventoried:
    "No inventory of places of help covers this commune: there may be nearer ones that are not known here.",
  partly: "Inventories of places do not cover all of France: there may be nearer ones.",
  printed: (n) => `The printed page has the first ${n}.`,
};

export const hours: Words["hours"] = {
  days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  run: (from, to) => `${from} to ${to}`,
  always: "every day",
  whole: "around the clock",
  time: (hour, minute) => `${hour}:${String(minute).padStart(2, "0")}`,
  span: (from, to) => `${from}–${to}`,
  closedOn: (day) => `closed on ${day}`,
  closed: (days) => `closed ${days}`,
  between: "; ",
};

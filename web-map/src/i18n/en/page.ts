// The page around all that: its views, its dialog of sharing, its messages.

import type { Words } from "../fr";
import type { PageWords } from "../fr/page";

export const views: Words["views"] = { label: "View", map: "Map", table: "Table", compare: "Comparison" };

export const share: Words["share"] = {
  title: "Share",
  link: "A link to exactly this view",
  copy: "Copy the link",
  copied: "Link copied",
  copyFailed: "Could not copy: select the link and copy it.",
  embed: "Embed in a page",
  embedCopy: "Copy the code",
  png: "Picture of the map (PNG)",
  pngMaking: "Making the picture…",
  pngDone: "Picture downloaded",
  data: "For the data: the “Table” view, then “Export”.",
  close: "Close",
};

export const status: Words["status"] = {
  offline: "You are offline. What is shown stays readable; the rest comes back with the network.",
  unreachable: "The server does not answer. Trying again…",
  retry: "Try now",
  back: "The server answers again.",
  startFailed: "The map could not start: the server does not answer.",
  startHelp: "It begins by itself as soon as the server answers.",
  noWebgl: "This browser cannot draw the map (WebGL is missing or switched off). The table says the same.",
  noPaperMap: "The map could not be drawn: the sheet is printed without it.",
  choiceRefused: "This link asks for a setting that this method does not have; it is left aside.",
  noTiles: "These results were made without tiles: no map here, but the table and the sheets say the same.",
  unknownUnit: "This territory does not exist in these results.",
  linkUnread: (what) => `This link holds what the map does not understand and leaves aside: ${what}.`,
  zoneUnread: (zone) =>
    `The zone of this link (“${zone}”) is not understood: it needs a level and a code, as “departement:22”. Nothing is listed.`,
  zoneUnknown: (zone) => `The zone “${zone}” does not exist in these results: there is nothing to list.`,
  zoneNear: "Did you mean:",
  zoneLeave: "Show all territories",
  read: "Understood",
};

/** Words of the whole page, under no heading of their own. */
export const page: PageWords = {
  skipSearch: "Skip to search",
  skipSheet: "Skip to the territory sheet",
  loadingPage: "Loading the map…",
  home: "Whole view",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  mapControls: "Zoom of the map",
  seeMore: "Show more",
  onlyZone: (zone) => `These results hold one territory alone: ${zone}.`,
  ranksOfFrance: "Ranks are those of all of France.",
  partialMore: "What this means",
  goTo: "Go to",
  mapLabel: (title) =>
    `Map: ${title}. Arrows: move, or go to the neighbouring territory when one is selected. Enter: choose the territory in the middle. Escape: choose nothing.`,
  announce: (name, level, text) => `${name}, ${level}. ${text}.`,
  language: "Français",
  languageLabel: "Afficher la carte en français",
  openFull: "Open the full map",
  menu: "Settings",
  printed: (date) => `Printed on ${date}`,
  inhabitants: (n, said) => `${said} ${n === 1 ? "inhabitant" : "inhabitants"}`,
  others: (n) => `and ${n} more in the sheet online`,
};

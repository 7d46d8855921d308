// What the map says in French, which gives the other languages their type. In: the words of each topic, a file each. Out:
// all of them, and `Words`. Spaces before ; : ! ? and within « » are plain in these files: `words.ts` makes them fine
// no-break ones (U+202F). Titles of indicators come with the data, in French; `indicators.ts` has phrases for those that
// are known.

import { about } from "./about";
import { gaps, nearby } from "./gaps";
import { aboutPeople, heads, missing, origins, phrases, reasons, titles, units } from "./indicators";
import { legend, level, mapLocale, show, tip } from "./map";
import { page, share, status, views } from "./page";
import { card, filters, hours, orient, places } from "./places";
import { carried, search } from "./search";
import { settings } from "./settings";
import { compare, formats, lists, table } from "./table";
import { levels, otherLevel, sheet, standing } from "./territory";
import { upload } from "./upload";
import { zone } from "./zone";

export const fr = {
  lang: "fr",
  search,
  carried,
  show,
  level,
  legend,
  tip,
  mapLocale,
  filters,
  places,
  card,
  orient,
  hours,
  gaps,
  nearby,
  upload,
  zone,
  lists,
  table,
  formats,
  compare,
  levels,
  otherLevel,
  standing,
  sheet,
  units,
  origins,
  reasons,
  missing,
  phrases,
  titles,
  heads,
  aboutPeople,
  settings,
  about,
  views,
  share,
  status,
  ...page,
};

/** What every language has to say. */
export type Words = typeof fr;

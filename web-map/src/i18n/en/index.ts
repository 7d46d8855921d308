// What the map says in English. In: the words of each topic, a file each, under the keys of the French ones and no
// others. Out: all of them. Titles of indicators, which come with the data in French, are translated in `indicators.ts`.

import type { Words } from "../fr";
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

export const en: Words = {
  lang: "en",
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

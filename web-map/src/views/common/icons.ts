// Icons of the page, drawn in the colour of the text.

import { type SVGTemplateResult, svg } from "lit-html";

const icon = (path: string): SVGTemplateResult =>
  svg`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false"><path d=${path} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

export const ICONS = {
  close: icon("M6 6l12 12M18 6L6 18"),
  search: icon("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5"),
  place: icon("M12 21c4-5 7-8 7-11a7 7 0 1 0-14 0c0 3 3 6 7 11zM12 8v4M10 10h4"),
  pin: icon("M9 4h6l-1 6 3 3H7l3-3zM12 13v7"),
  share: icon("M12 3v12M8 7l4-4 4 4M5 12v8h14v-8"),
  print: icon("M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"),
  compare: icon("M5 20V10M12 20V4M19 20v-7"),
  map: icon("M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14"),
  table: icon("M4 5h16v14H4zM4 10h16M10 5v14"),
  settings: icon("M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4"),
  info: icon("M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 11v5M12 8v.01"),
  file: icon("M6 3h8l4 4v14H6zM14 3v4h4M9 14l2 2 4-4"),
  undo: icon("M4 10h11a5 5 0 0 1 0 10h-4M4 10l4-4M4 10l4 4"),
  plus: icon("M12 5v14M5 12h14"),
  minus: icon("M5 12h14"),
  home: icon("M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"),
  zone: icon("M12 3l8 4v6c0 4-3 7-8 8-5-1-8-4-8-8V7zM8 12h8M12 8v8"),
  up: icon("M6 15l6-6 6 6"),
  down: icon("M6 9l6 6 6-6"),
};

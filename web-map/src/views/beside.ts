// Which of the things at the right is shown, whether it is there to be read, and what it is called.

import type { App } from "../app/app";
import { sameUnit, type State } from "../state/state";

/** A card before places that are proposed, and these before a sheet; empty where there is nothing. */
export const besideOf = ({ place, orient, selected }: State): string =>
  place ? `place ${place}` : orient ? JSON.stringify(orient) : selected ? `${selected.level}:${selected.code}` : "";

export function toBeRead({ sheet, help, store }: App): boolean {
  const { place, orient, selected } = store.now;
  if (place) return help.card.value?.id === place || help.card.failure !== null;
  if (orient) return orient === "ask" || !help.near.loading;
  return sheet.value !== null && sameUnit(sheet.value, selected);
}

/** Title of the window. */
export function pageTitle(app: App): string {
  const { place, orient, selected } = app.store.now;
  const sheet = app.sheet.value;
  const beside = place ? app.help.card.value?.nom : orient ? app.words.orient.title : sheet && sameUnit(sheet, selected) ? sheet.name : "";
  const name = beside || app.name(app.level, true);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} · ${app.methodTitle}`;
}

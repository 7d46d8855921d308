// The panel at the right, on a phone a drawer: the card of a place, places that are proposed, or the sheet of a
// territory: which of them is shown, whether it is loaded, and the frame around it.

import { html, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { type State, sameUnit, unitKey } from "../../state/state";
import type { Drawer } from "./drawer";
import { ICONS } from "./icons";

export interface SidePanel {
  label: string;
  close: string;
  onClose: () => void;
  busy: boolean;
  kind?: string;
}

export function sidePanel(
  drawer: Drawer,
  { label, close, onClose, busy, kind = "" }: SidePanel,
  body: TemplateResult,
): TemplateResult {
  return html`<aside class="sheet stop-${drawer.stop} ${kind}" id="sheet" aria-label=${label} aria-busy=${busy}>
    ${drawer.handle()}
    <button type="button" class="quiet sheet-close" aria-label=${close} @click=${onClose}>${ICONS.close}</button>
    ${body}
  </aside>`;
}

/** Key of what the panel shows: a card before places that are proposed, these before a file that is checked, and that
 *  before a sheet; empty where there is
 *  no panel. */
export const sidePanelKey = ({ place, orient, upload, selected }: State): string =>
  place ? `place ${place}` : orient ? JSON.stringify(orient) : upload ? "upload" : selected ? unitKey(selected) : "";

/** Whether what the panel shows is loaded. */
export function sidePanelReady({ store }: Context, { sheet, access }: Data): boolean {
  const { place, orient, upload, selected } = store.now;
  if (place) return access.card.value?.id === place || access.card.failure !== null;
  if (orient) return orient === "ask" || !access.near.loading;
  if (upload) return true;
  return sheet.value !== null && sameUnit(sheet.value, selected);
}

/** Name of what the panel shows; empty where there is no panel, or nothing in it yet. */
export function sidePanelName({ store, words }: Context, { sheet, access }: Data): string {
  const { place, orient, upload, selected } = store.now;
  if (place) return access.card.value?.nom ?? "";
  if (orient) return words.orient.title;
  if (upload) return words.upload.title;
  return sheet.value && sameUnit(sheet.value, selected) ? sheet.value.name : "";
}

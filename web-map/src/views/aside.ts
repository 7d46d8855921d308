// The column at the right, on a phone a drawer: a sheet, a card, places that are proposed.

import { html, type TemplateResult } from "lit-html";

import { ICONS } from "./icons";
import type { Drawer } from "./drawer";

export interface Aside {
  label: string;
  close: string;
  onClose: () => void;
  busy: boolean;
  kind?: string;
}

export function aside(drawer: Drawer, { label, close, onClose, busy, kind = "" }: Aside, body: TemplateResult): TemplateResult {
  return html`<aside class="sheet stop-${drawer.stop} ${kind}" id="sheet" aria-label=${label} aria-busy=${busy}>
    ${drawer.handle()}
    <button type="button" class="quiet sheet-close" aria-label=${close} @click=${onClose}>${ICONS.close}</button>
    ${body}
  </aside>`;
}

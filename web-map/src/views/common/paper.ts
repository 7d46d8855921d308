// What is printed of the page, and how small it is written so that it fits. Styles for paper stand in `style/print.css`;
// the root of the page tells them: `data-paper` what is printed, `--paper-size` the size of type, `data-brief` that long
// lists end early.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";

/** The panel at the right, the table or comparison, or the list of gaps. Without a button it is what is open. */
export type Printed = "panel" | "view" | "gaps";

/** Sizes of type in points, of which the first that fits is taken; the last is the smallest that is read with ease. */
const SIZES = [10, 9.5, 9, 8.5, 8, 7.5, 7];
/** A page of A4 without its margins, and without the last line or two: browsers differ by so much. */
const PAGE = { width: "182mm", height: "268mm" };
/** Entries that a list keeps where it ends early, as the style has it. */
const BRIEF = 5;
/** What scrolls. */
const SCROLLED = "html, .panel, .sheet, .table-scroll, .table-view, .compare-view";

export function print(what: Printed): void {
  const root = document.documentElement;
  root.dataset["paper"] = what;
  addEventListener("afterprint", screenAgain, { once: true });
  window.print();
}

/** Prints the panel at the right on so many pages: in smaller type where there is much to say, and with shorter lists
 *  where that is not enough. */
export function printPanel(pages: number): void {
  screenAgain();
  const panel = document.getElementById("sheet");
  if (panel) asOnPaper(panel, () => fit(panel, pages));
  print("panel");
}

/** What everything on paper ends with: what the figures are, their sources, the date, the address. */
export function paperFoot(ctx: Context): TemplateResult {
  const said = [ctx.methodTitle, ctx.methodNotice, ctx.served.provenance.attribution].filter(Boolean);
  return html`<div class="print-only note">${said.map((text) => `${text}. `)}${paperDate(ctx)}</div>`;
}

/** When it was printed, and from where. */
export const paperDate = (ctx: Context): TemplateResult =>
  html`<p class="print-only note">${ctx.words.printed(ctx.format.date(new Date()))} · <span class="url">${location.href}</span></p>`;

/** What a list of so many says of its end, where it ends early. */
export const briefNote = (ctx: Context, listed: number): TemplateResult | typeof nothing =>
  listed > BRIEF ? html`<p class="brief-only note">${ctx.words.others(listed - BRIEF)}</p>` : nothing;

function screenAgain(): void {
  const root = document.documentElement;
  delete root.dataset["paper"];
  delete root.dataset["brief"];
  root.style.removeProperty("--paper-size");
}

/** Takes the largest type by which an element fills no more than `pages`. */
function fit(element: HTMLElement, pages: number): void {
  const root = document.documentElement;
  // Columns as large as a page break as pages do.
  const fits = (points: number): boolean => {
    root.style.setProperty("--paper-size", `${points}pt`);
    return Math.round(element.scrollWidth / element.clientWidth) <= pages;
  };
  if (SIZES.some(fits)) return;
  root.dataset["brief"] = "";
  SIZES.some(fits);
}

/** Measures an element as styles for paper have it, in columns of one page each. Nothing of it is seen: the screen is
 *  not drawn before they are gone again. */
function asOnPaper(element: HTMLElement, measure: () => void): void {
  const media = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSMediaRule)
    .filter((rule) => /^(print|screen)/.test(rule.media.mediaText))
    .map((rule) => ({ rule, text: rule.media.mediaText }));
  const scrolled = [...document.querySelectorAll(SCROLLED)].map((at) => [at, at.scrollLeft, at.scrollTop] as const);
  const style = element.style.cssText;
  for (const { rule, text } of media) rule.media.mediaText = text.startsWith("print") ? "all" : "not all";
  const columns = { ...PAGE, "column-width": PAGE.width, "column-gap": "0", "column-fill": "auto" };
  for (const [name, value] of Object.entries(columns)) element.style.setProperty(name, value, "important");
  try {
    measure();
  } finally {
    for (const { rule, text } of media) rule.media.mediaText = text;
    // Nothing slides from one height to the other.
    element.style.cssText = `${style};transition:none`;
    for (const [at, left, top] of scrolled) at.scrollTo(left, top);
    element.style.cssText = style;
  }
}

// Tables that are wider than their place: their edges tell that there is more at the left or the right (`data-more` of
// the box around what scrolls, which the style shades).

import { html, type TemplateResult } from "lit-html";

/** Less is what rounding leaves. */
const SLACK = 2;

/** The box around what scrolls; what is in it has the class `table-scroll`. */
export const wide = (scrolled: TemplateResult): TemplateResult => html`<div class="wide">${scrolled}</div>`;

/** Marks the edges of all such tables anew, now and as they are scrolled. */
export function watchEdges(root: HTMLElement): void {
  root.addEventListener("scroll", (e) => mark(e.target as Element), { capture: true, passive: true });
  addEventListener("resize", () => markEdges(root));
}

export function markEdges(root: HTMLElement): void {
  for (const scrolled of root.querySelectorAll(".wide > .table-scroll")) mark(scrolled);
}

function mark(scrolled: Element): void {
  const box = scrolled.parentElement;
  if (!box?.classList.contains("wide")) return;
  const { scrollLeft, clientWidth, scrollWidth } = scrolled;
  const left = scrollLeft > SLACK ? "left" : "";
  const right = scrollLeft + clientWidth < scrollWidth - SLACK ? "right" : "";
  box.dataset["more"] = [left, right].filter(Boolean).join(" ");
}

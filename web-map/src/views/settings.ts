// « Régler »: presets, the importance of each criterion, what territories are compared with.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import type { Axis, Indicator } from "../api/types";
import type { App } from "../app/app";
import { childrenOf, scoredIndicators } from "../score/rescore";
import { chosenWeights, fromWeights, MOST, NORMAL, type Importance } from "../state/importance";
import { ICONS } from "./icons";
import { title } from "./say";

/** A thumb this near a whole step stands on it. */
const MAGNET = 0.12;

/** With a zone of comparison of its own each index is relative to its zone, while ranks, deciles and colours
 *  are those of all of France: said wherever they stand. Null where both are of France. */
export function nationalNote(app: App, level = app.level): string | null {
  const { settings } = app.words;
  const zone = app.referenceFor(level);
  const own = zone && zone !== "france" ? settings.referenceOwn[zone] : undefined;
  return own === undefined ? null : settings.national(app.name(level, true), own);
}

export class Settings {
  #refused = false;
  /** Importance to return to when a switch is turned on again. */
  readonly #before = new Map<string, number>();

  constructor(readonly app: App) {}

  view(): TemplateResult {
    const { app } = this;
    const { settings } = app.words;
    return html`
      <p class="note">${settings.intro}</p>
      ${this.#presets()}
      <div class="criteria">${this.#children(null)}</div>
      ${this.#refused ? html`<p class="alert" role="alert">${settings.alone}</p>` : nothing}
      ${this.#reference()}
      ${app.france
        ? html`<label class="check"><input type="checkbox" .checked=${live(app.store.now.background)}
            @change=${(e: Event) => app.store.go({ background: (e.target as HTMLInputElement).checked })} /> ${settings.background}</label>`
        : nothing}
    `;
  }

  /** Says that this is not the method, for as long as it is not. */
  banner(): TemplateResult | typeof nothing {
    const { app } = this;
    if (!app.custom) return nothing;
    const { settings } = app.words;
    const what = Object.keys(app.chosen ?? {}).length > 0 ? settings.custom : settings.customReference;
    const national = nationalNote(app);
    const kept = app.reference !== null && app.referenceFor(app.level) === null ? settings.referenceNone(app.name(app.level, true)) : null;
    return html`<div class="banner" role="status">
      <p><strong>${what}.</strong> ${settings.customMore} ${national ?? kept ?? nothing}</p>
      <button type="button" @click=${() => this.reset()}>${ICONS.undo}${settings.reset}</button>
    </div>`;
  }

  reset(): void {
    this.#refused = false;
    this.app.store.go({ moved: {}, reference: null });
  }

  #presets(): TemplateResult {
    const { app } = this;
    const { settings } = app.words;
    const { moved } = app.store.now;
    const same = (a: Importance, b: Importance): boolean =>
      Object.keys({ ...a, ...b }).every((id) => Math.abs((a[id] ?? NORMAL) - (b[id] ?? NORMAL)) < 0.01);
    const presets = (app.method.presets ?? []).map((p) => ({ ...p, moved: fromWeights(app.method, p.weights) }));
    const choice = (id: string, name: string, note: string, to: Importance): TemplateResult => html`
      <button type="button" class="chip" data-preset=${id} aria-pressed=${same(moved, to)} title=${note} @click=${() => this.#set(to)}>${name}</button>`;
    const others = app.served.methods.carried.filter((m) => m.id !== app.method.id);
    const now = presets.find((p) => same(moved, p.moved));
    return html`
      <div role="group" aria-labelledby="presets-title">
        <h3 id="presets-title">${settings.presets}</h3>
        <div class="chips">
          ${choice("method", settings.method, app.method.title, {})}
          ${presets.map((p) => choice(p.id, title(app, p.id, p.title), title(app, `${p.id}-note`, p.note), p.moved))}
        </div>
        ${now ? html`<p class="note">${title(app, `${now.id}-note`, now.note)}</p>` : nothing}
        ${others.length > 0
          ? html`<details class="note"><summary>${settings.needs(others.length)}</summary><ul>${others.map((m) => html`<li>${m.title}</li>`)}</ul></details>`
          : nothing}
      </div>`;
  }

  #children(axis: string | null): TemplateResult[] {
    const { method } = this.app;
    const under = method.axes.filter((a) => a.parent === axis);
    const own = scoredIndicators(method).filter((i) => i.axis === axis);
    return [...own.map((i) => this.#slider(i, childrenOf(method, axis).length > 1)), ...under.map((a) => this.#axis(a))];
  }

  #axis(axis: Axis): TemplateResult {
    const alone = this.app.method.axes.filter((a) => a.parent === axis.parent).length < 2;
    return html`<fieldset><legend class="hidden">${title(this.app, axis.id, axis.title)}</legend>
      ${this.#slider(axis, !alone)} <div class="inner">${this.#children(axis.id)}</div></fieldset>`;
  }

  /** A criterion: what is alone among its siblings has no weight of its own to move. */
  #slider(of: Axis | Indicator, moves: boolean): TemplateResult {
    const { app } = this;
    const { settings } = app.words;
    const { id } = of;
    const name = title(app, id, of.title);
    const kind = "normalise" in of ? "criterion" : "criterion axis";
    if (!moves) return html`<p class=${kind}>${name}</p>`;
    const importance = app.store.now.moved[id] ?? NORMAL;
    const step = Math.round(importance);
    const word = settings.importance[step] ?? "";
    const near = Math.abs(importance - step) < 0.01;
    const factor = near ? settings.factor[step] : `× ${app.format.number(2 ** (importance - NORMAL), 2)}`;
    const said = `${word}${factor ? `, ${factor}` : ""}`;
    return html`<div class=${kind} data-id=${id}>
      <span class="criterion-name" id="name-${id}">${name}</span>
      <input type="checkbox" role="switch" class="switch" aria-label=${settings.counts(name)} .checked=${live(importance > 0)}
        @change=${(e: Event) => this.#switch(id, (e.target as HTMLInputElement).checked)} />
      <input type="range" min="0" max=${MOST} step="any" aria-label=${settings.importanceOf(name)} aria-valuetext=${said}
        .value=${live(String(importance))}
        @keydown=${(e: KeyboardEvent) => this.#key(e, id, importance)}
        @pointerdown=${() => this.#hold(true)} @pointerup=${() => this.#hold(false)} @pointercancel=${() => this.#hold(false)} @change=${() => this.#hold(false)}
        @input=${(e: InputEvent) => this.#drag(id, (e.target as HTMLInputElement).valueAsNumber)} />
      <output class="criterion-word">${said}</output>
    </div>`;
  }

  #reference(): TemplateResult | typeof nothing {
    const { app } = this;
    const { settings } = app.words;
    const above = app.levels.filter((l) => l !== app.levels[0] && settings.references[l] !== undefined && l !== "commune");
    if (!app.france || above.length === 0) return nothing;
    const now = app.store.now.reference ?? app.method.reference;
    const kept = app.reference !== null && app.referenceFor(app.level) === null;
    return html`<label class="field"><span>${settings.reference}</span>
      <select @change=${(e: Event) => this.#compareWith((e.target as HTMLSelectElement).value)}>
        ${["france", ...above.reverse()].map((zone) => html`<option value=${zone} ?selected=${zone === now}>${settings.references[zone]}</option>`)}
      </select></label>
      ${kept ? html`<p class="note">${settings.referenceNone(app.name(app.level, true))}</p>` : nothing}`;
  }

  #compareWith(zone: string): void {
    this.app.store.go({ reference: zone === this.app.method.reference ? null : zone });
  }

  #key(e: KeyboardEvent, id: string, now: number): void {
    const to = {
      ArrowRight: Math.floor(now + 1.001), ArrowUp: Math.floor(now + 1.001),
      ArrowLeft: Math.ceil(now - 1.001), ArrowDown: Math.ceil(now - 1.001),
      PageUp: Math.floor(now + 1.001), PageDown: Math.ceil(now - 1.001), Home: 0, End: MOST,
    }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    this.#move(id, Math.min(MOST, Math.max(0, to)));
  }

  #drag(id: string, value: number): void {
    const step = Math.round(value);
    this.#move(id, Math.abs(value - step) < MAGNET ? step : Math.round(value * 20) / 20);
  }

  #switch(id: string, on: boolean): void {
    const now = this.app.store.now.moved[id] ?? NORMAL;
    if (!on) this.#before.set(id, now);
    this.#move(id, on ? this.#before.get(id) || NORMAL : 0, false);
  }

  /** A finger on a slider: the map follows it, the server is asked when it lets go. */
  #hold(held: boolean): void {
    if (held === this.app.held) return;
    this.app.held = held;
    if (!held) this.app.store.move({});
  }

  #move(id: string, importance: number, dragging = true): void {
    const { [id]: _, ...rest } = this.app.store.now.moved;
    this.#set(importance === NORMAL ? rest : { ...rest, [id]: importance }, dragging);
  }

  #set(moved: Importance, dragging = false): void {
    this.#refused = chosenWeights(this.app.method, moved) === null;
    if (this.#refused) this.app.changed();
    else if (dragging) this.app.store.move({ moved });
    else this.app.store.go({ moved });
  }
}

// « Régler »: presets, the importance of each criterion, what territories are compared with.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import type { Axis, Indicator } from "../../api/types";
import type { Context } from "../../app/context";
import { childrenOf, scoredIndicators } from "../../score/rescore";
import { fromWeights, type Importance, MOST, movedWeights, NORMAL } from "../../state/importance";
import { ICONS } from "../common/icons";
import { nationalNote, title } from "../common/phrases";

/** A thumb this near to a whole step snaps to it. */
const MAGNET = 0.12;

export class Settings {
  #refused = false;
  /** Importance to return to when a switch is turned on again. */
  readonly #before = new Map<string, number>();

  constructor(readonly ctx: Context) {}

  view(): TemplateResult {
    const { ctx } = this;
    const { settings } = ctx.words;
    return html`
      <p class="note">${settings.intro}</p>
      ${this.#presets()}
      <div class="criteria">${this.#children(null)}</div>
      ${this.#refused ? html`<p class="alert" role="alert">${settings.alone}</p>` : nothing}
      ${this.#reference()}
      ${
        ctx.france
          ? html`<label class="check"><input type="checkbox" .checked=${live(ctx.store.now.background)}
            @change=${(e: Event) => ctx.store.go({ background: (e.target as HTMLInputElement).checked })} /> ${settings.background}</label>`
          : nothing
      }
    `;
  }

  /** The banner that what is shown is not the method. */
  banner(): TemplateResult | typeof nothing {
    const { ctx } = this;
    if (!ctx.hasScenario) return nothing;
    const { settings } = ctx.words;
    const national = nationalNote(ctx);
    const kept =
      ctx.reference !== null && ctx.referenceFor(ctx.level) === null
        ? settings.referenceNone(ctx.name(ctx.level, true))
        : null;
    return html`<div class="banner" role="status">
      <p><strong>${ctx.scenarioName}.</strong> ${settings.customMore} ${national ?? kept ?? nothing}</p>
      <button type="button" @click=${() => this.reset()}>${ICONS.undo}${settings.reset}</button>
    </div>`;
  }

  reset(): void {
    this.#refused = false;
    this.ctx.store.go({ moved: {}, reference: null });
  }

  #presets(): TemplateResult {
    const { ctx } = this;
    const { settings } = ctx.words;
    const { moved } = ctx.store.now;
    const same = (a: Importance, b: Importance): boolean =>
      Object.keys({ ...a, ...b }).every((id) => Math.abs((a[id] ?? NORMAL) - (b[id] ?? NORMAL)) < 0.01);
    const presets = (ctx.method.presets ?? []).map((p) => ({ ...p, moved: fromWeights(ctx.method, p.weights) }));
    const choice = (id: string, name: string, note: string, to: Importance): TemplateResult => html`
      <button type="button" class="chip" data-preset=${id} aria-pressed=${same(moved, to)} title=${note} @click=${() => this.#set(to)}>${name}</button>`;
    const others = ctx.served.methods.carried.filter((m) => m.id !== ctx.method.id);
    const now = presets.find((p) => same(moved, p.moved));
    return html`
      <div role="group" aria-labelledby="presets-title">
        <h3 id="presets-title">${settings.presets}</h3>
        <div class="chips">
          ${choice("method", settings.method, ctx.methodTitle, {})}
          ${presets.map((p) => choice(p.id, title(ctx, p.id, p.title), title(ctx, `${p.id}-note`, p.note), p.moved))}
        </div>
        ${now ? html`<p class="note">${title(ctx, `${now.id}-note`, now.note)}</p>` : nothing}
        ${
          others.length > 0
            ? html`<details class="note"><summary>${settings.needs(others.length)}</summary><ul>${others.map((m) => html`<li>${m.words[ctx.store.now.lang].long}</li>`)}</ul></details>`
            : nothing
        }
      </div>`;
  }

  #children(axis: string | null): TemplateResult[] {
    const { method } = this.ctx;
    const under = method.axes.filter((a) => a.parent === axis);
    const own = scoredIndicators(method).filter((i) => i.axis === axis);
    return [
      ...own.map((i) => this.#slider(i, childrenOf(method, axis).length > 1)),
      ...under.map((a) => this.#axis(a)),
    ];
  }

  #axis(axis: Axis): TemplateResult {
    const alone = this.ctx.method.axes.filter((a) => a.parent === axis.parent).length < 2;
    return html`<fieldset><legend class="hidden">${title(this.ctx, axis.id, axis.title)}</legend>
      ${this.#slider(axis, !alone)} <div class="inner">${this.#children(axis.id)}</div></fieldset>`;
  }

  /** A criterion with its slider; one that is alone among its siblings does not move, as its weight changes nothing. */
  #slider(of: Axis | Indicator, moves: boolean): TemplateResult {
    const { ctx } = this;
    const { settings } = ctx.words;
    const { id } = of;
    const name = title(ctx, id, of.title);
    const kind = "normalise" in of ? "criterion" : "criterion axis";
    if (!moves) return html`<p class=${kind}>${name}</p>`;
    const importance = ctx.store.now.moved[id] ?? NORMAL;
    const step = Math.round(importance);
    const word = settings.importance[step] ?? "";
    const near = Math.abs(importance - step) < 0.01;
    const factor = near ? settings.factor[step] : settings.times(ctx.format.number(2 ** (importance - NORMAL), 2));
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
    const { ctx } = this;
    const { settings } = ctx.words;
    const above = ctx.levels.filter(
      (l) => l !== ctx.levels[0] && settings.references[l] !== undefined && l !== "commune",
    );
    if (!ctx.france || above.length === 0) return nothing;
    const now = ctx.store.now.reference ?? ctx.method.reference;
    const kept = ctx.reference !== null && ctx.referenceFor(ctx.level) === null;
    return html`<label class="field"><span>${settings.reference}</span>
      <select @change=${(e: Event) => this.#compareWith((e.target as HTMLSelectElement).value)}>
        ${["france", ...above.reverse()].map((zone) => html`<option value=${zone} ?selected=${zone === now}>${settings.references[zone]}</option>`)}
      </select></label>
      ${kept ? html`<p class="note">${settings.referenceNone(ctx.name(ctx.level, true))}</p>` : nothing}`;
  }

  #compareWith(zone: string): void {
    this.ctx.store.go({ reference: zone === this.ctx.method.reference ? null : zone });
  }

  #key(e: KeyboardEvent, id: string, now: number): void {
    const to = {
      ArrowRight: Math.floor(now + 1.001),
      ArrowUp: Math.floor(now + 1.001),
      ArrowLeft: Math.ceil(now - 1.001),
      ArrowDown: Math.ceil(now - 1.001),
      PageUp: Math.floor(now + 1.001),
      PageDown: Math.ceil(now - 1.001),
      Home: 0,
      End: MOST,
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
    const now = this.ctx.store.now.moved[id] ?? NORMAL;
    if (!on) this.#before.set(id, now);
    this.#move(id, on ? this.#before.get(id) || NORMAL : 0, false);
  }

  /** A slider is held: the map follows it, the server is asked when it is released. */
  #hold(held: boolean): void {
    if (held === this.ctx.held) return;
    this.ctx.held = held;
    if (!held) this.ctx.store.move({});
  }

  #move(id: string, importance: number, dragging = true): void {
    const { [id]: _, ...rest } = this.ctx.store.now.moved;
    this.#set(importance === NORMAL ? rest : { ...rest, [id]: importance }, dragging);
  }

  #set(moved: Importance, dragging = false): void {
    this.#refused = movedWeights(this.ctx.method, moved) === null;
    if (this.#refused) this.ctx.changed();
    else if (dragging) this.ctx.store.move({ moved });
    else this.ctx.store.go({ moved });
  }
}

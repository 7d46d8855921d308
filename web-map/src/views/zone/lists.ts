// Territories to choose from without a word to type: régions with their départements, and other levels by name.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import type { Unit } from "../../api/types";
import type { Context } from "../../app/context";
import type { Entry } from "../../app/directory";
import { toggleMembers } from "../../app/zone";
import { capital } from "../../i18n/format";
import { hasMember } from "../../state/zone";

/** Names that are shown of a long list; letters that are typed narrow it. */
const SHOWN = 40;

/** As one looks for a name: without accents, in lower case. */
const folded = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’'-]/g, " ").toLowerCase();

export class ZoneLists {
  /** Régions whose départements are shown one by one. */
  readonly #open = new Set<string>();
  /** Levels that are unfolded, with the letters that narrow them. */
  readonly #typed = new Map<string, string>();

  constructor(readonly ctx: Context) {}

  view(): TemplateResult {
    const { ctx } = this;
    const nested = ctx.france && ["region", "departement"].every((level) => ctx.directory.holds(level));
    const others = ctx.served.levels
      .map((level) => level.id)
      .filter((level) => ctx.directory.holds(level) && !(nested && (level === "region" || level === "departement")));
    return html`${nested ? this.#regions() : nothing} ${others.reverse().map((level) => this.#byName(level))}`;
  }

  #regions(): TemplateResult {
    const { ctx } = this;
    const [regions, departements] = [ctx.directory.of("region"), ctx.directory.of("departement")];
    if (!regions || !departements) return html`<p class="note" role="status">${ctx.words.about.loading}</p>`;
    const words = ctx.words.zone;
    const row = (region: Entry): TemplateResult => {
      const within = [...departements.values()].filter((one) => one.region === region.code);
      const all = within.length > 0 && within.every((one) => hasMember(ctx.store.now.zone, one));
      const open = this.#open.has(region.code);
      return html`<li>
        ${this.#box(region)}
        ${
          within.length > 1
            ? html`<button type="button" class="chip" aria-pressed=${all} aria-label=${words.itsDepartementsOf(within.length, region.name)} @click=${() => this.#toggle(within)}>${words.itsDepartements(within.length)}</button>
        <button type="button" class="quiet link" aria-expanded=${open} aria-label=${words.oneByOneOf(region.name)} @click=${() => this.#unfold(region.code)}>${words.oneByOne}</button>`
            : nothing
        }
        ${open ? html`<ul class="plain inner">${within.map((one) => html`<li>${this.#box(one)}</li>`)}</ul>` : nothing}
      </li>`;
    };
    return html`<section aria-labelledby="regions-title">
      <h3 id="regions-title">${words.regions}</h3>
      <ul class="regions">${[...regions.values()].map(row)}</ul>
    </section>`;
  }

  /** A level whose names are narrowed by what is typed. */
  #byName(level: string): TemplateResult {
    const { ctx } = this;
    const words = ctx.words.zone;
    const open = this.#typed.has(level);
    return html`<details class="fold" ?open=${open} @toggle=${(e: Event) => this.#fold(level, (e.currentTarget as HTMLDetailsElement).open)}>
      <summary>${words.byName(capital(ctx.name(level, true)))}</summary>
      ${open ? this.#names(level) : nothing}
    </details>`;
  }

  #names(level: string): TemplateResult {
    const { ctx } = this;
    const words = ctx.words.zone;
    const entries = ctx.directory.of(level);
    if (!entries) return html`<p class="note" role="status">${ctx.words.about.loading}</p>`;
    const typed = this.#typed.get(level) ?? "";
    const wanted = folded(typed.trim());
    const found = [...entries.values()].filter((one) => folded(one.name).includes(wanted));
    const id = `names-${level}`;
    return html`<div class="field"><label for=${id}>${words.narrow}</label>
        <input id=${id} type="text" autocomplete="off" spellcheck="false" maxlength="100" .value=${live(typed)}
          @input=${(e: Event) => this.#narrow(level, (e.target as HTMLInputElement).value)} /></div>
      <ul class="plain names">${found.slice(0, SHOWN).map((one) => html`<li>${this.#box(one)}</li>`)}</ul>
      <p class="note" role="status">${found.length > SHOWN ? words.firstOf(SHOWN, ctx.format.number(found.length)) : words.foundNames(found.length)}</p>`;
  }

  #box({ level, code, name }: Entry): TemplateResult {
    const unit: Unit = { level, code };
    const checked = hasMember(this.ctx.store.now.zone, unit);
    return html`<label class="check"><input type="checkbox" .checked=${live(checked)} @change=${() => toggleMembers(this.ctx, [unit])} /> ${name}</label>`;
  }

  #toggle(entries: readonly Entry[]): void {
    toggleMembers(
      this.ctx,
      entries.map(({ level, code }) => ({ level, code })),
    );
  }

  #unfold(region: string): void {
    if (!this.#open.delete(region)) this.#open.add(region);
    this.ctx.changed();
  }

  #fold(level: string, open: boolean): void {
    if (open === this.#typed.has(level)) return;
    if (open) this.#typed.set(level, "");
    else this.#typed.delete(level);
    this.ctx.changed();
  }

  #narrow(level: string, typed: string): void {
    this.#typed.set(level, typed);
    this.ctx.changed();
  }
}

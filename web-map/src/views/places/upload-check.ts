// What a file gives: its mistakes by line, for whoever can mend them, places that are known already, and how the first
// ones read. A line leads to its mark on the map.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Inventory, InventoryCheck, KnownPlace, RowError } from "../../api/types";
import type { Context } from "../../app/context";
import type { UploadData } from "../../app/upload";
import { save } from "../../export/save";
import { phonesWithin } from "../../i18n/format";

export function check(ctx: Context, data: UploadData, value: Inventory, found: InventoryCheck): TemplateResult {
  const words = ctx.words.upload;
  const number = (n: number): string => ctx.format.number(n);
  const { rows, places, rejected, at_centre: centre } = found;
  return html`<section aria-labelledby="upload-result">
    <h3 id="upload-result">${words.result}</h3>
    <ul class="plain">
      <li>${words.read(places, number(places), rows, number(rows))}</li>
      ${rejected > 0 ? html`<li>${words.rejected(rejected, number(rejected))}</li>` : nothing}
      ${centre > 0 ? html`<li>${words.atCentre(centre, number(centre))}</li>` : nothing}
    </ul>
    <div class="actions">
      ${found.errors_total > 0 ? html`<button type="button" class="main" @click=${(e: Event) => void errorsFile(ctx, data, value, e)}>${words.errorsCsv}</button>` : nothing}
      ${value.toml ? html`<button type="button" @click=${() => tomlFile(value)}>${words.toml}</button>` : nothing}
    </div>
    <p class="note">${words.tomlNote}</p>
    ${errors(ctx, data, found)} ${known(ctx, data, found)} ${preview(ctx, found)}
  </section>`;
}

async function errorsFile(ctx: Context, data: UploadData, value: Inventory, e: Event): Promise<void> {
  const button = e.currentTarget as HTMLButtonElement;
  button.disabled = true;
  try {
    const blob = await data.mistakes();
    if (blob) save({ blob, name: ctx.words.upload.csvName(value.title) });
  } catch {
    ctx.notice(ctx.words.upload.downloadFailed);
  } finally {
    button.disabled = false;
  }
}

function tomlFile({ toml, title }: Inventory): void {
  if (toml) save({ blob: new Blob([toml], { type: "application/toml" }), name: `${title}.toml` });
}

function errors(ctx: Context, data: UploadData, found: InventoryCheck): TemplateResult {
  const words = ctx.words.upload;
  const { errors: all, errors_total: total } = found;
  if (total === 0) return html`<p>${words.noErrors}</p>`;
  const wanted = data.only === null ? all : all.filter(({ title }) => title === data.only);
  const shown = upTo(wanted, data.listed.errors, data.line);
  return html`<h4 id="upload-errors" tabindex="-1">${words.errors(ctx.format.number(total))}</h4>
    <p class="note">${words.errorsNote}</p>
    ${fields(ctx, data, all)}
    <ol class="mistakes" aria-labelledby="upload-errors">${shown.map((error) => mistake(ctx, data, error))}</ol>
    ${foot(ctx, shown.length, data.only === null ? total : wanted.length, wanted.length, () => data.more("errors"))}`;
}

/** Which field's mistakes are listed: the same may be wrong in every row. */
function fields(ctx: Context, data: UploadData, all: RowError[]): TemplateResult | typeof nothing {
  const words = ctx.words.upload;
  const counts = new Map<string, number>();
  for (const { title } of all) counts.set(title, (counts.get(title) ?? 0) + 1);
  if (counts.size < 2) return nothing;
  const change = (e: Event): void => {
    const at = (e.target as HTMLSelectElement).value;
    data.filter(at === "" ? null : ([...counts.keys()][Number(at)] ?? null));
  };
  return html`<label class="field"><span>${words.field}</span>
    <select data-only @change=${change}>
      <option value="" ?selected=${data.only === null}>${words.allFields(ctx.format.number(all.length))}</option>
      ${[...counts].map(([title, n], i) => html`<option value=${i} ?selected=${data.only === title} lang="fr">${title || words.rowField} (${ctx.format.number(n)})</option>`)}
    </select></label>`;
}

function mistake(ctx: Context, data: UploadData, error: RowError): TemplateResult {
  const words = ctx.words.upload;
  const { line, nom, title, value, problem, expected, correction, effect, at } = error;
  return html`<li class=${here(data, line)} data-line=${line}>
    <p>${marked(ctx, data, line, at)} <span lang="fr">${nom}</span> <span class="note">${at ? (at.centre ? words.centre : nothing) : words.noPosition}</span></p>
    <p><strong lang="fr">${title || words.rowField}</strong>${ctx.pair("", value ? words.quoted(value) : words.emptyValue)}</p>
    <p lang="fr">${problem}.</p>
    <p class="note">${words.expected(expected)}</p>
    ${correction ? html`<p>${words.correction(phonesWithin(correction))}</p>` : nothing}
    <p class="note">${words.effect(effect)}</p>
  </li>`;
}

function known(ctx: Context, data: UploadData, found: InventoryCheck): TemplateResult {
  const words = ctx.words.upload;
  const { known: all, known_total: total } = found;
  if (total === 0) return html`<p>${words.noKnown}</p>`;
  const shown = upTo(all, data.listed.known, data.line);
  return html`<h4 id="upload-known">${words.known(ctx.format.number(total))}</h4>
    <p class="note">${words.knownNote(total)}</p>
    <ol class="mistakes" aria-labelledby="upload-known">${shown.map((place) => twin(ctx, data, place))}</ol>
    ${foot(ctx, shown.length, total, all.length, () => data.more("known"))}`;
}

function twin(ctx: Context, data: UploadData, place: KnownPlace): TemplateResult {
  const words = ctx.words.upload;
  const { line, nom, id, known_nom: name, sources, at } = place;
  return html`<li class=${here(data, line)} data-line=${line}>
    <p>${marked(ctx, data, line, at)} <span lang="fr">${nom}</span> <span class="note">${at ? (at.centre ? words.centre : nothing) : words.noPosition}</span></p>
    <p class="note">${words.knownAs(name, sources.join(", "))}</p>
    <button type="button" class="link" @click=${() => ctx.store.go({ place: id })}>${words.openKnown}</button>
  </li>`;
}

/** The number of a line; where its place is on the map, it leads there. */
function marked(ctx: Context, data: UploadData, line: number, at: RowError["at"]): TemplateResult {
  const said = ctx.words.upload.line(ctx.format.number(line));
  if (!at) return html`<strong>${said}</strong>`;
  return html`<button type="button" class="link" aria-current=${data.line === line ? "true" : nothing} @click=${() => data.show(line)}>${said}</button>`;
}

const here = (data: UploadData, line: number): string => (data.line === line ? "here" : "");

/** The first ones, and all up to the line that is shown. */
function upTo<T extends { line: number }>(all: T[], most: number, line: number | null): T[] {
  const at = line === null ? -1 : all.findIndex((one) => one.line === line);
  return all.slice(0, Math.max(most, at + 1));
}

function foot(ctx: Context, shown: number, total: number, most: number, more: () => void): TemplateResult {
  const words = ctx.words.upload;
  const { format } = ctx;
  return html`<p class="note" role="status">${words.listed(format.number(shown), format.number(total))}</p>
    ${shown < most ? html`<button type="button" @click=${more}>${ctx.words.seeMore}</button>` : most < total ? html`<p class="note">${words.listedMost(format.number(most))}</p>` : nothing}`;
}

function preview(ctx: Context, found: InventoryCheck): TemplateResult | typeof nothing {
  const words = ctx.words.upload;
  if (found.first.length === 0) return nothing;
  return html`<details class="preview"><summary>${words.preview}</summary>${found.first.map(
    (place) => html`<h4>${words.line(ctx.format.number(place.line))}</h4>
    <dl lang="fr">${place.values.map(([title, text]) => html`<div><dt>${title}</dt><dd>${phonesWithin(text)}</dd></div>`)}</dl>`,
  )}</details>`;
}

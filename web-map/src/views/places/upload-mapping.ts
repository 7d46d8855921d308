// Which column of a file fills which field, and what of the file is not understood.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import type { Inventory, InventoryField } from "../../api/types";
import type { Context } from "../../app/context";
import type { UploadData } from "../../app/upload";

export function mapping(ctx: Context, data: UploadData, value: Inventory): TemplateResult {
  const words = ctx.words.upload;
  const touched = ({ field, columns }: InventoryField): boolean => columns.length > 0 || data.chosen.has(field);
  const filled = value.fields.filter(touched);
  const empty = value.fields.filter((field) => !touched(field));
  return html`<section aria-labelledby="upload-mapping">
    <h3 id="upload-mapping">${words.mapping}</h3>
    <p class="note">${words.mappingNote}</p>
    ${table(ctx, data, value, filled, words.mapping)}
    ${data.chosen.size > 0 ? html`<button type="button" @click=${() => data.reset()}>${words.reset}</button>` : nothing}
    ${empty.length > 0 ? html`<details ?open=${value.lacking.length > 0}><summary>${words.empty(empty.length)}</summary>${table(ctx, data, value, empty, words.empty(empty.length))}</details>` : nothing}
  </section>`;
}

function table(
  ctx: Context,
  data: UploadData,
  value: Inventory,
  fields: InventoryField[],
  caption: string,
): TemplateResult {
  const words = ctx.words.upload;
  return html`<table class="mapping"><caption class="hidden">${caption}</caption>
    <thead><tr><th scope="col">${words.field}</th><th scope="col">${words.column}</th></tr></thead>
    <tbody>${fields.map(
      (field) => html`<tr>
      <th scope="row" lang="fr">${field.title}</th>
      <td>${select(ctx, data, value, field)}
        ${field.certainty ? html`<p class="note"><span class="certainty ${field.certainty}">${words.confidence(words.certainty[field.certainty] ?? field.certainty)}</span> <span lang="fr">${field.reasons.join(" ; ")}</span></p>` : nothing}</td></tr>`,
    )}</tbody></table>`;
}

function select(ctx: Context, data: UploadData, value: Inventory, field: InventoryField): TemplateResult {
  const words = ctx.words.upload;
  const { columns } = field;
  const named = (number: number): string => {
    const name = value.columns.find((column) => column.number === number)?.name ?? "";
    return words.numbered(number, name.trim());
  };
  const now = columns.length > 1 ? "" : String(columns[0] ?? 0);
  const change = (e: Event): void => data.choose(field.field, Number((e.target as HTMLSelectElement).value));
  return html`<select aria-label=${words.columnOf(field.title)} data-field=${field.field} .value=${live(now)} @change=${change}>
    ${columns.length > 1 ? html`<option value="" ?selected=${now === ""} disabled>${words.several(columns.map(named).join(" ; "))}</option>` : nothing}
    <option value="0" ?selected=${now === "0"}>${words.none}</option>
    ${value.columns
      .filter((column) => column.filled > 0)
      .map(
        ({ number }) =>
          html`<option value=${number} ?selected=${now === String(number)} lang="fr">${named(number)}</option>`,
      )}
  </select>`;
}

/** Values and columns that are not taken over. */
export function notUnderstood(ctx: Context, value: Inventory): TemplateResult {
  const words = ctx.words.upload;
  const unknown = value.fields.flatMap((field) => field.unknown.map((one) => ({ ...one, title: field.title })));
  const left = value.columns.filter((column) => column.left_out !== null);
  return html`<section aria-labelledby="upload-unknown">
    <h3 id="upload-unknown">${words.notUnderstood}</h3>
    ${
      unknown.length > 0
        ? html`<ul class="units" lang="fr">${unknown.map(
            (one) =>
              html`<li>${words.unknown(one.value, one.title, one.count, ctx.format.number(one.count))}${one.nearest ? html`<span class="note">${words.nearest(one.nearest)}</span>` : nothing}</li>`,
          )}</ul>`
        : html`<p>${words.understood}</p>`
    }
    ${value.fields.some((field) => field.more_values) ? html`<p class="note">${words.moreValues}</p>` : nothing}
    ${
      left.length > 0
        ? html`<details><summary>${words.leftOut(left.length)}</summary><ul class="units" lang="fr">${left.map(
            (column) =>
              html`<li>${words.numbered(column.number, column.name.trim())} <span class="note">${column.left_out}${column.examples[0] ? html` ; ${words.like(column.examples[0])}` : nothing}</span></li>`,
          )}</ul></details>`
        : nothing
    }
  </section>`;
}

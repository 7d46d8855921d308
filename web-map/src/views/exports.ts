// « Exporter » : files of exactly what is listed. By the method they are plain links; with other
// weights the server computes them when they are asked for.

import { html, type TemplateResult } from "lit-html";

import { address } from "../api/client";
import type { App } from "../app/app";
import { rowsQuery, scoreRequest, type Listing } from "../app/sync";

const FORMATS = ["excel", "csv", "xlsx", "geojson", "parquet"];

export function exports(app: App, listed: Listing, total: number): TemplateResult {
  const { table, formats } = app.words;
  const all: Listing = { ...listed, limit: Infinity, columns: [] };
  return html`<details class="exports">
    <summary>${table.export}</summary>
    <div class="menu">
      <p class="note">${table.exportNote(app.format.number(total))}</p>
      <ul class="plain">${FORMATS.map((format) => html`<li>${one(app, all, format, formats[format] ?? format)}</li>`)}</ul>
    </div>
  </details>`;
}

function one(app: App, all: Listing, format: string, name: string): TemplateResult {
  const choice = app.choice(all.level);
  if (!choice) {
    const query = rowsQuery(all);
    query.set("format", format);
    return html`<a class="button" data-format=${format} download href=${address(`api/v1/scores/${encodeURIComponent(all.level)}?${query}`)}>${name}</a>`;
  }
  const columns = app.levelEntry(all.level)?.columns.map((c) => c.name) ?? [];
  const make = async (button: HTMLButtonElement): Promise<void> => {
    button.disabled = true;
    try {
      save(await app.client.file({ ...scoreRequest({ ...all, columns }, choice), format }));
    } catch {
      app.notice(app.words.table.exportFailed);
    } finally {
      button.disabled = false;
    }
  };
  return html`<button type="button" data-format=${format} @click=${(e: Event) => void make(e.currentTarget as HTMLButtonElement)}>${name}</button>`;
}

/** Hands a file over to the browser. */
export function save({ blob, name }: { blob: Blob; name: string }): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

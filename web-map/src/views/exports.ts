// « Exporter » : files of exactly what is listed. They are plain links; but scores with other weights the
// server computes when they are asked for.

import { html, type TemplateResult } from "lit-html";

import { address } from "../api/client";
import type { App } from "../app/app";
import { gapsQuery, rowsQuery, scoreRequest, type Listing } from "../app/sync";

const FORMATS = ["excel", "csv", "xlsx", "geojson", "parquet"];

export function exports(app: App, listed: Listing, total: number): TemplateResult {
  const all: Listing = { ...listed, limit: Infinity, columns: [] };
  const level = encodeURIComponent(all.level);
  if (all.gaps) return menu(app, total, (format) => link(app, `gaps/${level}`, gapsQuery(app, all), format));
  if (!app.choice(all.level)) return menu(app, total, (format) => link(app, `scores/${level}`, rowsQuery(all), format));
  return menu(app, total, (format) => computed(app, all, format));
}

/** Of the gaps beside the map: as many as are listed there. */
export function gapFiles(app: App, level: string, query: URLSearchParams, listed: number): TemplateResult {
  return menu(app, listed, (format) => link(app, `gaps/${encodeURIComponent(level)}`, query, format));
}

function menu(app: App, total: number, one: (format: string) => TemplateResult): TemplateResult {
  const { table } = app.words;
  return html`<details class="exports">
    <summary>${table.export}</summary>
    <div class="menu">
      <p class="note">${table.exportNote(app.format.number(total))}</p>
      <ul class="plain">${FORMATS.map((format) => html`<li>${one(format)}</li>`)}</ul>
    </div>
  </details>`;
}

function link(app: App, path: string, query: URLSearchParams, format: string): TemplateResult {
  const all = new URLSearchParams(query);
  all.set("format", format);
  return html`<a class="button" data-format=${format} download href=${address(`api/v1/${path}?${all}`)}>${app.words.formats[format] ?? format}</a>`;
}

function computed(app: App, all: Listing, format: string): TemplateResult {
  const choice = app.choice(all.level) ?? { weights: {}, reference: null };
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
  return html`<button type="button" data-format=${format} @click=${(e: Event) => void make(e.currentTarget as HTMLButtonElement)}>${app.words.formats[format] ?? format}</button>`;
}

/** Hands a file over to the browser. */
export function save({ blob, name }: { blob: Blob; name: string }): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

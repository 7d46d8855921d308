// « Exporter » : files of exactly what is listed. They are links, except scores by other weights, which the server
// computes on request.

import { html, type TemplateResult } from "lit-html";

import { address, route } from "../../api/client";
import type { Path } from "../../api/types";
import type { Context } from "../../app/context";
import { gapsQuery, type Listing, rowsQuery, scoreRequest } from "../../app/queries";
import { save } from "../../export/save";

const FORMATS = ["excel", "csv", "xlsx", "geojson", "parquet"] as const;
type FileFormat = (typeof FORMATS)[number];

export function exports(ctx: Context, listed: Listing, total: number): TemplateResult {
  const all: Listing = { ...listed, limit: Infinity, columns: [] };
  if (all.gaps) return gapFiles(ctx, all.level, gapsQuery(ctx, all), total);
  if (!ctx.scenario(all.level)) {
    return menu(ctx, total, (format) => link(ctx, "/api/v1/scores/{level}", all.level, rowsQuery(all), format));
  }
  return menu(ctx, total, (format) => computed(ctx, all, format));
}

/** Files of gaps, of which `listed` are listed. */
export function gapFiles(ctx: Context, level: string, query: URLSearchParams, listed: number): TemplateResult {
  return menu(ctx, listed, (format) => link(ctx, "/api/v1/gaps/{level}", level, query, format));
}

function menu(ctx: Context, total: number, one: (format: FileFormat) => TemplateResult): TemplateResult {
  const { table } = ctx.words;
  return html`<details class="exports">
    <summary>${table.export}</summary>
    <div class="menu">
      <p class="note">${table.exportNote(ctx.format.number(total))}</p>
      <ul class="plain">${FORMATS.map((format) => html`<li>${one(format)}</li>`)}</ul>
    </div>
  </details>`;
}

function link(ctx: Context, path: Path, level: string, query: URLSearchParams, format: FileFormat): TemplateResult {
  const all = new URLSearchParams(query);
  all.set("format", format);
  return html`<a class="button" data-format=${format} download href=${address(route(path, { level }, all))}>${ctx.words.formats[format] ?? format}</a>`;
}

function computed(ctx: Context, all: Listing, format: FileFormat): TemplateResult {
  const scenario = ctx.scenario(all.level) ?? { weights: {}, reference: null };
  const columns = ctx.levelEntry(all.level)?.columns.map((c) => c.name) ?? [];
  const make = async (button: HTMLButtonElement): Promise<void> => {
    button.disabled = true;
    try {
      save(await ctx.client.file({ ...scoreRequest({ ...all, columns }, scenario), format }));
    } catch {
      ctx.notice(ctx.words.table.exportFailed);
    } finally {
      button.disabled = false;
    }
  };
  return html`<button type="button" data-format=${format} @click=${(e: Event) => void make(e.currentTarget as HTMLButtonElement)}>${ctx.words.formats[format] ?? format}</button>`;
}

// « Exporter » : files of exactly what is listed. They are links, except scores by other weights, which the server
// computes on request.

import { html, type TemplateResult } from "lit-html";

import { route } from "../../api/client";
import { address } from "../../api/connection";
import type { Path, Rows } from "../../api/types";
import type { Context } from "../../app/context";
import { gapsQuery, type Listing, rowsQuery, scoreRequest } from "../../app/queries";
import { save } from "../../export/save";
import { astrideText, leftOutText } from "./listing";
import { nationalNote } from "./phrases";

/** The workbook, which people read, before what programs read. */
const FORMATS = ["xlsx", "excel", "csv", "geojson", "parquet"] as const;
type FileFormat = (typeof FORMATS)[number];

/** How many territories are in a file, and how many are left out for their size. */
type Counted = Pick<Rows, "total" | "left_out">;

export function exports(ctx: Context, listed: Listing, counted: Counted): TemplateResult {
  const all: Listing = { ...listed, limit: Infinity, columns: [] };
  if (all.gaps) return gapFiles(ctx, all.level, gapsQuery(ctx, all), counted);
  const said = saidOf(ctx, all.level, counted);
  if (!ctx.scenario(all.level)) {
    return menu(ctx, said, (format) => link(ctx, "/api/v1/scores/{level}", all.level, rowsQuery(all), format));
  }
  return menu(ctx, said, (format) => computed(ctx, all, format));
}

/** Files of gaps. */
export function gapFiles(ctx: Context, level: string, query: URLSearchParams, counted: Counted): TemplateResult {
  return menu(ctx, saidOf(ctx, level, counted), (format) => link(ctx, "/api/v1/gaps/{level}", level, query, format));
}

/** What a file holds and what it does not; with a comparison of one's own, what its ranks are among. */
function saidOf(ctx: Context, level: string, { total, left_out }: Counted): string[] {
  const said = [
    ctx.words.table.exportNote(total, ctx.format.number(total)),
    leftOutText(ctx, level, left_out),
    astrideText(ctx, level),
    nationalNote(ctx),
  ];
  return said.filter((text) => text !== null);
}

function menu(ctx: Context, said: readonly string[], one: (format: FileFormat) => TemplateResult): TemplateResult {
  const { table } = ctx.words;
  return html`<details class="exports">
    <summary>${table.export}</summary>
    <div class="menu">
      ${said.map((text) => html`<p class="note">${text}</p>`)}
      <ul class="plain">${FORMATS.map((format) => html`<li>${one(format)}</li>`)}</ul>
    </div>
  </details>`;
}

/** The kind of file, and what it is for. */
function named(ctx: Context, format: FileFormat): TemplateResult {
  const [name, use] = ctx.words.formats[format];
  return html`<span>${name} <small>${use}</small></span>`;
}

function link(ctx: Context, path: Path, level: string, query: URLSearchParams, format: FileFormat): TemplateResult {
  const all = new URLSearchParams(query);
  all.set("format", format);
  return html`<a class="button" data-format=${format} download href=${address(route(path, { level }, all))}>${named(ctx, format)}</a>`;
}

function computed(ctx: Context, all: Listing, format: FileFormat): TemplateResult {
  const scenario = ctx.scenario(all.level) ?? { weights: {}, reference: null };
  const columns = ctx.levelEntry(all.level)?.columns.map((c) => c.name) ?? [];
  if (all.zone && ctx.comparedIn(all.level) !== "france") columns.push("rank_in_reference");
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
  return html`<button type="button" data-format=${format} @click=${(e: Event) => void make(e.currentTarget as HTMLButtonElement)}>${named(ctx, format)}</button>`;
}

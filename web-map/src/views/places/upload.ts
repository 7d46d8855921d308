// « Vérifier un fichier de lieux » : a spreadsheet is chosen or dropped; what its columns are for is proposed and can be
// changed, and what is wrong in it is listed and marked on the map.

import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";

import type { Failure } from "../../api/connection";
import type { Inventory } from "../../api/types";
import type { Context } from "../../app/context";
import type { UploadData } from "../../app/upload";
import type { Drawer } from "../common/drawer";
import { sidePanel } from "../common/side-panel";
import { check } from "./upload-check";
import { mapping, notUnderstood } from "./upload-mapping";

export function upload(ctx: Context, data: UploadData, drawer: Drawer): TemplateResult {
  const words = ctx.words.upload;
  const { value, failure, loading } = data.proposal;
  const frame = {
    label: words.title,
    close: words.close,
    onClose: () => ctx.store.go({ upload: false }),
    busy: loading,
    kind: "upload",
  };
  return sidePanel(
    drawer,
    frame,
    html`
    <div class="sheet-title">
      <h2 tabindex="-1">${words.title}</h2>
      <p>${words.kept}</p>
    </div>
    ${data.allowed ? chooser(ctx, data) : html`<p role="status">${data.offered.value ? words.off : data.offered.failure ? ctx.words.status.unreachable : ctx.words.about.loading}</p>`}
    ${data.unsent ? html`<p role="alert" class="alert">${words.unsent[data.unsent]?.(data.name)}</p>` : nothing}
    ${loading && !value ? html`<p role="status">${words.reading(data.name)}</p>` : nothing}
    ${failure ? failed(ctx, failure) : nothing}
    ${value ? found(ctx, data, value) : nothing}`,
  );
}

/** Brings the line whose mark was hit into sight, once it is drawn. */
export function revealLine(data: UploadData): void {
  if (!data.toReveal) return;
  data.toReveal = false;
  document.querySelector(`#sheet [data-line="${data.line}"]`)?.scrollIntoView({ block: "center" });
}

/** The browser's own field, by keyboard and by touch; files can be dropped on it too. */
function chooser(ctx: Context, data: UploadData): TemplateResult {
  const words = ctx.words.upload;
  const { value } = data.offered;
  const kinds = value?.kinds.map((kind) => `.${kind}`) ?? [];
  const most = ctx.format.number((value?.most_bytes ?? 0) / 2 ** 20);
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file) void data.take(file);
  };
  const over = (e: DragEvent): void => {
    e.preventDefault();
    if (e.dataTransfer) e.dataTransfer.dropEffect = "copy";
  };
  const drop = (e: DragEvent): void => {
    e.preventDefault();
    take(e.dataTransfer?.files);
  };
  const change = (e: Event): void => {
    const input = e.target as HTMLInputElement;
    if (input.files?.length) take(input.files);
    else restore(e);
  };
  // The same file can be chosen again once it was mended.
  const empty = (e: Event): void => {
    (e.target as HTMLInputElement).value = "";
  };
  // The browser's dialog was closed without a choice.
  const restore = (e: Event): void => {
    (e.target as HTMLInputElement).files = listOf(data.picked);
  };
  return html`<div class="drop" @dragover=${over} @drop=${drop}>
    <label for="upload-file">${words.choose}</label>
    <input type="file" id="upload-file" accept=${kinds.join(",")} aria-describedby="upload-kinds"
      .files=${guard([data.picked], () => listOf(data.picked))} @click=${empty} @cancel=${restore} @change=${change} />
    <p class="note" id="upload-kinds">${words.drop(kinds.join(", "), most)}</p>
    ${data.name ? nothing : html`<p class="note">${words.intro}</p>`}
  </div>`;
}

/** What the browser's field says is chosen: the file that is read, dropped ones too. */
function listOf(file: File | null): FileList {
  const list = new DataTransfer();
  if (file) list.items.add(file);
  return list.files;
}

/** Why there is no answer: what the server says to coordinators, or else in the language of the page; what it says
 * otherwise stays within reach. */
function failed(ctx: Context, failure: Failure): TemplateResult {
  const words = ctx.words.upload;
  const known = words.failed[failure.problem];
  if (failure.kind === "unreachable") return html`<p role="alert" class="alert">${known ?? words.away}</p>`;
  if (failure.language === "fr") {
    return html`<div role="alert" class="alert"><p lang="fr">${failure.message}</p>
      <p class="note">${known ?? words.failedOther}</p></div>`;
  }
  return html`<div role="alert" class="alert"><p>${known ?? words.failedOther}</p>
    <details><summary>${words.technical}</summary><p lang="en">${failure.message}</p></details></div>`;
}

/** What columns are for comes first: a wrong one makes mistakes of its own. Mistakes are far below it. */
function toErrors(): void {
  const head = document.getElementById("upload-errors");
  head?.scrollIntoView({ block: "start" });
  head?.focus({ preventScroll: true });
}

function found(ctx: Context, data: UploadData, value: Inventory): TemplateResult {
  const words = ctx.words.upload;
  const { format } = ctx;
  const size = words.size(
    value.rows,
    format.number(value.rows),
    value.columns.length,
    format.number(value.columns.length),
  );
  const { line, only, listed } = data;
  // A file may have a thousand columns and mistakes: they are not gone through again with each frame of the map.
  const drawn = [value, ctx.words, line, only, listed.errors, listed.known];
  const said = value.check
    ? words.done(
        value.check.places,
        format.number(value.check.places),
        format.number(value.check.errors_total),
        value.check.known_total,
        format.number(value.check.known_total),
      )
    : value.lacking.join(" ");
  return html`
    <p class="hidden" role="status">${data.proposal.loading ? "" : said}</p>
    <div class="upload-file"><p><strong>${data.name}</strong><br />${size}</p>
      <button type="button" @click=${() => data.forget()}>${words.forget}</button></div>
    ${value.looked_at < value.rows ? html`<p class="note">${words.looked(value.looked_at, format.number(value.looked_at))}</p>` : nothing}
    ${value.notes.length > 0 ? html`<ul class="plain note" lang="fr">${value.notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
    ${
      value.lacking.length > 0
        ? html`<div class="alert"><p><strong>${words.lacking}</strong></p><ul class="plain" lang="fr">${value.lacking.map((text) => html`<li>${text}</li>`)}</ul><p>${words.lackingNote}</p></div>`
        : nothing
    }
    ${value.check && value.check.errors_total > 0 ? html`<button type="button" @click=${toErrors}>${words.toErrors(format.number(value.check.errors_total))}</button>` : nothing}
    ${guard([value, ctx.words, data.chosen.size], () => [mapping(ctx, data, value), notUnderstood(ctx, value)])}
    ${guard(drawn, () => (value.check ? check(ctx, data, value, value.check) : nothing))}`;
}

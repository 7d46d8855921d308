// « Mon territoire » : what it is made of, found by its name, chosen from lists or on the map, kept in a file.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { setZone, zoneFault } from "../../app/zone";
import { save } from "../../export/save";
import {
  type FileFault,
  MOST_FILE,
  MOST_LETTERS,
  MOST_MEMBERS,
  readName,
  readZoneFile,
  type Zone,
  zoneFile,
} from "../../state/zone";
import { ICONS } from "../common/icons";
import { zoneFaultNote } from "./fault";
import { ZoneFinder } from "./finder";
import { ZoneLists } from "./lists";
import { members } from "./members";

export class ZoneChooser {
  readonly #finder: ZoneFinder;
  readonly #lists: ZoneLists;
  /** A name that is being written, or was before there was a member to have it. */
  #name: string | null = null;
  #fault: FileFault | null = null;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
    /** Ways to the map: to gather members by clicks, and to see them all; nothing where there is no map. */
    readonly map: { gather(): void; see(): void } | null,
  ) {
    this.#finder = new ZoneFinder(ctx);
    this.#lists = new ZoneLists(ctx);
    ctx.store.listen(({ zone }, before) => {
      if (!zone || before.zone) return;
      if (this.#name !== null && zone.name === null) this.#rename(this.#name);
      else this.#name = null;
    });
  }

  view(): TemplateResult {
    const { ctx, data } = this;
    const words = ctx.words.zone;
    const { zone } = ctx.store.now;
    return html`
      <p class="note">${words.intro}</p>
      ${zoneFault(ctx, data) ? html`<div class="alert" role="alert">${zoneFaultNote(ctx, data)}</div>` : nothing}
      ${zone ? members(ctx, data, zone) : nothing}
      <div class="field"><label for="zone-name">${words.name}</label>
        <input id="zone-name" type="text" autocomplete="off" maxlength=${MOST_LETTERS} placeholder=${words.nameHint}
          .value=${live(this.#name ?? zone?.name ?? "")}
          @input=${(e: Event) => (this.#name = (e.target as HTMLInputElement).value)} @change=${(e: Event) => this.#rename((e.target as HTMLInputElement).value)} /></div>
      ${zone ? this.#ways(zone) : nothing}
      ${this.#finder.view()}
      ${this.map ? html`<p><button type="button" @click=${this.map.gather}>${ICONS.map}${words.onMap}</button></p>` : nothing}
      ${this.#lists.view()}
      ${this.#open()}`;
  }

  /** What can be done with what is chosen. */
  #ways(zone: Zone): TemplateResult {
    const words = this.ctx.words.zone;
    return html`<div class="actions">
      ${this.map ? html`<button type="button" @click=${this.map.see}>${ICONS.zone}${words.see}</button>` : nothing}
      ${zone.unread.length === 0 ? html`<button type="button" @click=${() => this.#save(zone)}>${words.save}</button>` : nothing}
      <button type="button" @click=${() => this.#clear()}>${words.clear}</button>
    </div>`;
  }

  #open(): TemplateResult {
    const words = this.ctx.words.zone;
    return html`<section aria-labelledby="zone-file-title">
      <h3 id="zone-file-title">${words.file}</h3>
      <p class="note">${words.fileNote}</p>
      <div class="field"><label for="zone-file">${words.open}</label>
        <input id="zone-file" type="file" accept=".json,application/json" @change=${(e: Event) => void this.#read(e.target as HTMLInputElement)} /></div>
      ${this.#fault ? html`<p class="alert" role="alert">${this.#said(this.#fault)}</p>` : nothing}
    </section>`;
  }

  #said(fault: FileFault): string {
    const words = this.ctx.words.zone;
    switch (fault.kind) {
      case "member":
        return words.fileMember(fault.text);
      case "large":
        return words.fileLarge;
      case "many":
        return words.full(this.ctx.format.number(MOST_MEMBERS));
      case "form":
        return words.fileForm;
    }
  }

  #rename(text: string): void {
    const { zone } = this.ctx.store.now;
    this.#name = zone ? null : text;
    if (zone) setZone(this.ctx, { ...zone, name: readName(text) });
  }

  #clear(): void {
    this.#name = null;
    setZone(this.ctx, null);
  }

  #save(zone: Zone): void {
    const name = (zone.name ?? "territoire").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
    save({ blob: new Blob([zoneFile(zone)], { type: "application/json" }), name: `${name || "territoire"}.json` });
  }

  async #read(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    // The text of a large file is not even read.
    const read = file.size > MOST_FILE ? ({ kind: "large" } as const) : readZoneFile(await file.text());
    // The same file can be opened again once it is mended.
    input.value = "";
    this.#fault = "kind" in read ? read : null;
    if ("kind" in read) this.ctx.changed();
    else setZone(this.ctx, read);
  }
}

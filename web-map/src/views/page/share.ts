// « Partager » : the address of this view, a frame for another page, a picture.

import { html, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import { toQuery } from "../../state/url";

export class Share {
  constructor(
    readonly ctx: Context,
    /** Makes and saves the picture; nothing where there is no map. */
    readonly picture: (() => Promise<void>) | null,
  ) {}

  view(): TemplateResult {
    const { ctx } = this;
    const { share } = ctx.words;
    const link = this.#link(false);
    const frame = `<iframe src="${this.#link(true)}" width="800" height="600" style="border:0" title="${ctx.method.title.replace(/"/g, "&quot;")}" loading="lazy"></iframe>`;
    return html`
      ${this.#field("share-link", share.link, link, share.copy)}
      ${this.#field("share-embed", share.embed, frame, share.embedCopy)}
      ${this.picture ? html`<p><button type="button" id="png" @click=${(e: Event) => void this.#make(e.currentTarget as HTMLButtonElement)}>${share.png}</button></p>` : ""}
      <p class="note">${share.data}</p>`;
  }

  #link(embed: boolean): string {
    const query = toQuery({ ...this.ctx.store.now, embed });
    return `${location.origin}${location.pathname}${query ? `?${query}` : ""}`;
  }

  #field(id: string, label: string, text: string, copy: string): TemplateResult {
    return html`<div class="field"><label for=${id}>${label}</label>
      <div class="with-button"><input id=${id} type="text" readonly .value=${text} @focus=${(e: Event) => (e.target as HTMLInputElement).select()} />
        <button type="button" @click=${() => void this.#copy(id, text)}>${copy}</button></div></div>`;
  }

  async #copy(id: string, text: string): Promise<void> {
    const { share } = this.ctx.words;
    try {
      await navigator.clipboard.writeText(text);
      this.ctx.notice(share.copied);
    } catch {
      // Without https there is no clipboard: the text is selected, ready to be copied.
      const field = document.getElementById(id) as HTMLInputElement;
      field.focus();
      field.select();
      const done = document.execCommand("copy");
      this.ctx.notice(done ? share.copied : share.copyFailed);
    }
  }

  async #make(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.ctx.notice(this.ctx.words.share.pngMaking);
    try {
      await this.picture?.();
    } finally {
      button.disabled = false;
    }
  }
}

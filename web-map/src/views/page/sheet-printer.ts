// Prints the sheet of a territory: first draws its map, then fits it all to two pages.

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { paperMap } from "../../map/paper-map";
import { sameUnit } from "../../state/state";
import { printPanel } from "../common/paper";
import type { SheetView } from "../sheet/sheet";

const PAGES = 2;

export class SheetPrinter {
  /** Its map is being drawn. */
  #busy = false;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
    readonly view: SheetView,
    /** Draws the page now. */
    readonly draw: () => void,
  ) {}

  /** `map` says whether this browser draws maps. */
  async print(map: boolean): Promise<void> {
    const { ctx, data } = this;
    const { tiles } = ctx.served;
    const sheet = data.sheet.value;
    if (!sheet || this.#busy) return;
    this.#busy = true;
    if (map && tiles) {
      ctx.notice(ctx.words.share.pngMaking);
      this.view.map = await paperMap(ctx, data, tiles, sheet);
      if (!this.view.map) ctx.notice(ctx.words.status.noPaperMap);
    }
    this.#busy = false;
    // Another territory was selected meanwhile.
    if (!sameUnit(sheet, ctx.store.now.selected)) return;
    this.draw();
    const shown = document.querySelector<HTMLImageElement>(".print-map img");
    if (shown) await shown.decode().catch(() => undefined);
    printPanel(PAGES);
  }
}

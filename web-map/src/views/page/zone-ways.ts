// What leads from the zone to the map and back: clicks that gather its members, and a view of all of it.

import type { Context } from "../../app/context";
import { zoneBox } from "../../app/zone-box";
import { CLOSEST } from "../../map/camera";
import type { MapView } from "../../map/map";
import { isReadable, sameZone } from "../../state/zone";
import type { Dialogs } from "./dialogs";

/** Zoom by which members of other levels are shown. */
const CLOSE = 11;

export class ZoneWays {
  constructor(
    readonly ctx: Context,
    readonly dialogs: Dialogs,
    readonly map: () => MapView | null,
    /** Lays aside what lies over the map. */
    readonly clear: () => void,
  ) {}

  /** Clicks on the map add territories to the zone from now on, or take them away; Enter does for its centre. */
  gather(): void {
    const { ctx } = this;
    this.dialogs.close();
    if (ctx.store.now.view !== "map" || ctx.store.now.orient) ctx.store.go({ view: "map", orient: null });
    ctx.gathering = true;
    this.clear();
    ctx.changed();
    requestAnimationFrame(() => this.map()?.map.getCanvas().focus());
  }

  gathered(): void {
    this.ctx.gathering = false;
    this.dialogs.open("zone");
  }

  async see(): Promise<void> {
    const { ctx } = this;
    this.dialogs.close();
    this.clear();
    if (ctx.store.now.view !== "map") ctx.store.go({ view: "map" });
    await this.fit();
  }

  /** Moves the map so that all of the zone is seen. */
  async fit(): Promise<void> {
    const { ctx } = this;
    const { zone } = ctx.store.now;
    if (!zone || !isReadable(zone)) return;
    const box = await zoneBox(ctx.client, zone).catch(() => null);
    if (!sameZone(ctx.store.now.zone, zone)) return;
    const nearest = Math.min(...zone.members.map(({ level }) => CLOSEST[level] ?? CLOSE));
    if (box) this.map()?.camera.fit(box, nearest);
    else ctx.notice(ctx.words.zone.noBox);
  }
}

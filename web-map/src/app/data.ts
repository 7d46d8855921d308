// What the server answered to what the state asks for: sheets, lists, scores of other weights, places of help. `sync.ts`
// says when each is asked for; views read the values.

import type { Columns, Decile, Rows, Sheet, ZoneSummary } from "../api/types";
import { decilesOf, LiveScores } from "../score/live";
import { AccessData } from "./access";
import type { Context } from "./context";
import { Resource } from "./resource";
import { UploadData } from "./upload";

export class Data {
  readonly sheet: Resource<Sheet>;
  /** The same sheet by the method's own weights, while what is shown differs from it. */
  readonly methodSheet: Resource<Sheet>;
  /** Members of the zone that lists are of, and who lives there. */
  readonly zone: Resource<ZoneSummary>;
  /** Rows of the table. */
  readonly list: Resource<Rows | Columns>;
  /** Territories within the selected one, the highest index first. */
  readonly top: Resource<Rows | Columns>;
  /** Sheets that are compared, by `unitKey`. */
  readonly compared = new Map<string, Resource<Sheet>>();
  readonly live: LiveScores;
  readonly access: AccessData;
  readonly upload: UploadData;

  constructor(readonly ctx: Context) {
    const { changed } = ctx;
    this.sheet = new Resource(changed);
    this.methodSheet = new Resource(changed);
    this.zone = new Resource(changed);
    this.list = new Resource(changed);
    this.top = new Resource(changed);
    this.live = new LiveScores(ctx.client, ctx.method, changed);
    this.access = new AccessData(ctx);
    this.upload = new UploadData(ctx);
  }

  /** Deciles of what the map shows now; null while they are computed. */
  deciles(): Decile[] | null {
    const { ctx } = this;
    if (!ctx.hasScenario) return ctx.levelEntry(ctx.level)?.deciles ?? [];
    const live = this.live.of(ctx.level, ctx.referenceFor(ctx.level), ctx.weights);
    return live && decilesOf(live);
  }

  /** Asks again for what failed because the server was away. */
  retry(): void {
    const { sheet, methodSheet, zone, list, top, compared } = this;
    for (const resource of [sheet, methodSheet, zone, list, top, ...compared.values()]) resource.retry();
    this.live.retry();
    this.ctx.directory.retry();
    this.access.retry();
    this.upload.retry();
  }

  /** The same by the button, which does not wait for the next attempt to reach the server. */
  retryNow(): void {
    this.ctx.client.connection.retryNow();
    this.retry();
  }
}

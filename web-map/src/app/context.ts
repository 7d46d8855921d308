// What the views share: the state with what follows from it (`reading.ts`), and what a visit holds beside the state: modes
// of the map, the zone and the level of before, messages, how codes led to units. In: the client, what is served, what draws
// the page again. Out: these members, and changes of the state that take more than `store.go`. What the server is asked for
// later is in `data.ts`.

import type { Client } from "../api/client";
import type { Carried, Unit } from "../api/types";
import { type Frame, unitKey } from "../state/state";
import { isOwn, type Zone } from "../state/zone";
import { Directory } from "./directory";
import { Reading, type Served } from "./reading";

const NOTICE_MS = 6000;

export class Context extends Reading {
  /** Whether there is a map, or it is known that there will be none. */
  mapped = false;
  /** What the map shows, when it is less than all; set by the page once it has a map. */
  frameNow: () => Frame | null = () => null;
  /** The next click on the map sets where someone is. */
  picking = false;
  /** Clicks on the map add territories to the zone, or take them away. */
  gathering = false;
  /** The zone that a person put together at last: lists offer it while they are of another. */
  ownZone: Zone | null = null;
  readonly directory: Directory;
  /** The territory that was chosen by its name or code: searched for, or in a link that does not say where the map
   *  looks. */
  named: Unit | null;
  /** The level that the table was opened at last, where no person chose it. */
  openedLevel: string | null = null;
  /** Units that another code led to, by `unitKey`: how, and the name of the unit. */
  readonly carried = new Map<string, Carried & { now: string }>();
  /** A slider is held. */
  held = false;
  /** A message about something that was done or failed, shown for a while; empty for none. */
  message = "";
  #clearing = 0;

  constructor(
    readonly client: Client,
    served: Served,
    /** Draws the page again, in the next frame. */
    readonly changed: () => void,
  ) {
    super(served);
    const { camera, selected } = this.store.now;
    this.named = camera ? null : selected;
    this.directory = new Directory(client, served.levels, changed);
    const keep = ({ zone }: { zone: Zone | null }): void => {
      if (zone && isOwn(zone)) this.ownZone = zone;
    };
    keep(this.store.now);
    this.store.listen(keep);
  }

  /** How another code led to a unit, in a sentence; null where none did. */
  carriedTo(unit: Unit): string | null {
    const carried = this.carried.get(unitKey(unit));
    return carried ? this.words.carried(carried, carried.now) : null;
  }

  /** Shows a message for a while. */
  notice(text: string): void {
    this.message = text;
    clearTimeout(this.#clearing);
    this.#clearing = window.setTimeout(() => {
      this.message = "";
      this.changed();
    }, NOTICE_MS);
    this.changed();
  }

  /** Keeps a level at all zooms; with null zoom chooses. */
  keepLevel(level: string | null): void {
    this.openedLevel = null;
    this.store.go({ level });
  }

  select(unit: Unit | null): void {
    if (unit) this.carried.delete(unitKey(unit));
    this.store.go(
      unit ? { selected: unit, place: null, orient: null, upload: false } : { selected: null, place: null },
    );
  }
}

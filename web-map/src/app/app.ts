// What the views share: the state, the server, what is served, and what is computed from them. Views
// read it and call `store`; they do not know each other.

import { Client, type Choice } from "../api/client";
import type { Access } from "../api/help";
import type { Indicator, Level, Method, Methods, Provenance, Rows, Columns, Sheet, TileJson, Unit } from "../api/types";
import { Format } from "../format";
import { levelAt, ranges, type Range } from "../map/levels";
import { LiveScores } from "../score/live";
import type { Weights } from "../score/rescore";
import { allWeights, chosenWeights } from "../state/importance";
import type { Frame, Lang, Show } from "../state/state";
import { Store } from "../state/store";
import { french, WORDS, type Words } from "../words";
import { Help } from "./help";
import { Resource } from "./resource";

const NOTICE_MS = 6000;

/** What is loaded before anything can be shown. */
export interface Served {
  methods: Methods;
  levels: Level[];
  provenance: Provenance;
  /** Nothing where the build was made without tiles. */
  tiles: TileJson | null;
  /** Nothing where the build has no places. */
  access: Access | null;
}

export class App {
  readonly store = new Store();
  readonly sheet: Resource<Sheet>;
  /** The same by the method, while what is shown differs from it. */
  readonly own: Resource<Sheet>;
  /** Of the zone that the table lists. */
  readonly zone: Resource<Sheet>;
  readonly list: Resource<Rows | Columns>;
  readonly top: Resource<Rows | Columns>;
  readonly compared = new Map<string, Resource<Sheet>>();
  readonly live: LiveScores;
  readonly help: Help;
  readonly ranges: Range[];
  /** Names that were seen, by level and code. */
  readonly names = new Map<string, string>();
  zoom = 5;
  /** Whether there is a map, or it is known that there will be none. */
  mapped = false;
  /** What the map shows, when it is less than all. */
  frameNow: () => Frame | null = () => null;
  /** A finger holds a slider. */
  held = false;
  /** Something that was done or failed, said once. */
  said = "";
  #saying = 0;
  #formats = new Map<Lang, Format>();

  constructor(
    readonly client: Client,
    readonly served: Served,
    /** Draws everything again, soon. */
    readonly changed: () => void,
  ) {
    this.sheet = new Resource(changed);
    this.own = new Resource(changed);
    this.zone = new Resource(changed);
    this.list = new Resource(changed);
    this.top = new Resource(changed);
    this.live = new LiveScores(this.client, this.method, changed);
    this.ranges = ranges(this.levels);
    this.help = new Help(this, served.access);
  }

  get method(): Method {
    return this.served.methods.served;
  }

  /** Its name, in the language of the page where it is known. */
  get methodTitle(): string {
    return this.words.titles[this.method.id] ?? french(this.method.title);
  }

  /** What is shown, in a sentence. */
  get shown(): string {
    const title = (this.methodTitle.split(/ — |: /)[0] ?? "").trim();
    return this.words.show.sentence[this.show](title, this.name(this.level));
  }

  /** What the map is coloured by. */
  get show(): Show {
    return this.served.access ? this.store.now.show : "fragility";
  }

  /** What it is not; empty for a published method. */
  get methodNotice(): string {
    return this.words.titles[`${this.method.id}-notice`] ?? french(this.method.notice);
  }

  /** Levels that are both scored and drawn, finest first. */
  get levels(): string[] {
    const all = this.served.levels.map((l) => l.id);
    const drawn = this.served.tiles?.vector_layers.map((layer) => layer.id);
    return drawn ? all.filter((id) => drawn.includes(id)) : all;
  }

  /** Whether units are those of France. */
  get france(): boolean {
    return this.method.territory === null;
  }

  /** Whether they are all of France's. */
  get whole(): boolean {
    return this.france && !this.served.provenance.built_zone;
  }

  get words(): Words {
    return WORDS[this.store.now.lang];
  }

  get format(): Format {
    const lang = this.store.now.lang;
    let format = this.#formats.get(lang);
    if (!format) this.#formats.set(lang, (format = new Format(lang)));
    return format;
  }

  /** The level that the map shows and the table lists. */
  get level(): string {
    const pinned = this.store.now.level;
    return pinned && this.levels.includes(pinned) ? pinned : levelAt(this.zoom, this.ranges);
  }

  levelEntry(id: string): Level | undefined {
    return this.served.levels.find((l) => l.id === id);
  }

  indicator(id: string): Indicator | undefined {
    return this.method.indicators.find((i) => i.id === id);
  }

  /** Weights that differ from the method's; null when nothing is left to score. */
  get chosen(): Record<string, number> | null {
    return chosenWeights(this.method, this.store.now.moved);
  }

  get weights(): Weights {
    return allWeights(this.method, this.chosen ?? {});
  }

  /** Reference zone, when it is not the method's. */
  get reference(): string | null {
    const { reference } = this.store.now;
    return reference !== this.method.reference ? reference : null;
  }

  /** A reference is a level above: régions have none, and keep the method's. */
  referenceFor(level: string): string | null {
    const { reference } = this;
    if (!reference || reference === "france") return reference;
    return this.levels.indexOf(reference) > this.levels.indexOf(level) ? reference : null;
  }

  /** Other weights or reference than the method's, for a level; null when there are none. */
  choice(level: string): Choice | null {
    const weights = this.chosen ?? {};
    const reference = this.referenceFor(level);
    return Object.keys(weights).length > 0 || reference ? { weights, reference } : null;
  }

  /** Whether what is shown differs from the method. */
  get custom(): boolean {
    return Object.keys(this.chosen ?? {}).length > 0 || this.reference !== null;
  }

  /** The level of which a sheet lists the most fragile: communes of a département, IRIS of a commune. */
  below(level: string): string | null {
    const known = { region: "departement", departement: "commune", epci: "commune", commune: "iris" }[level];
    const at = this.levels.indexOf(level);
    const finer = this.france ? known : this.levels[at - 1];
    return finer && this.levels.includes(finer) ? finer : null;
  }

  /** Whether a level is coarser than another. */
  contains(level: string, finer: string): boolean {
    return this.levels.indexOf(level) > this.levels.indexOf(finer) && this.levels.includes(finer);
  }

  name(level: string, many = false): string {
    const words = this.words.levels[level];
    return words ? (many ? words.many : words.one) : level;
  }

  /** « France : 21 % » */
  pair(name: string, value: string): string {
    return this.store.now.lang === "fr" ? `${name}\u00a0: ${value}` : `${name}: ${value}`;
  }

  /** A unit of measure, in the language of the page. */
  unit(unit: string): string {
    return this.words.units[unit] ?? unit;
  }

  /** Says something for a while. */
  notice(text: string): void {
    this.said = text;
    clearTimeout(this.#saying);
    this.#saying = window.setTimeout(() => {
      this.said = "";
      this.changed();
    }, NOTICE_MS);
    this.changed();
  }

  select(unit: Unit | null): void {
    this.store.go(unit ? { selected: unit, place: null, orient: null } : { selected: null, place: null });
  }

  retry(): void {
    for (const resource of [this.sheet, this.own, this.zone, this.list, this.top, ...this.compared.values()]) resource.retry();
    this.live.retry();
    this.help.retry();
  }
}

export const unitKey = (unit: Unit): string => `${unit.level}:${unit.code}`;

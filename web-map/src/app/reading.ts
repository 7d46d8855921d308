// What follows from the state and from what is served, both at once: the level of now, the weights that were chosen, the
// words and numbers of the language. In: what is served; the store and the zoom as they change. Out: values that are worked
// out when they are read. Nothing here changes the state or asks the server.

import type { Scenario } from "../api/client";
import type { Access, IndexWords, Indicator, Level, Method, Methods, Provenance, TileJson, Unit } from "../api/types";
import { capital, Format } from "../i18n/format";
import type { LevelWords } from "../i18n/kinds";
import type { Lang } from "../i18n/lang";
import { french, WORDS, type Words } from "../i18n/words";
import type { Weights } from "../score/rescore";
import { allWeights, movedWeights } from "../state/importance";
import { LEAST, type Show } from "../state/state";
import { Store } from "../state/store";
import { levelAt, type Range, ranges } from "./levels";

/** What is loaded before anything can be shown. */
export interface Served {
  methods: Methods;
  levels: Level[];
  provenance: Provenance;
  /** Name of the zone that was built, where it is known; null for all of France. */
  zoneName: string | null;
  /** Null where the build was made without tiles. */
  tiles: TileJson | null;
  /** Null where the build has no places. */
  access: Access | null;
}

export class Reading {
  readonly store = new Store();
  readonly ranges: Range[];
  /** Of the map. */
  zoom = 5;
  /** Whether the person wants a dark ground. */
  readonly dark = matchMedia("(prefers-color-scheme: dark)");
  #formats = new Map<Lang, Format>();

  constructor(readonly served: Served) {
    this.ranges = ranges(this.levels);
  }

  get method(): Method {
    return this.served.methods.served;
  }

  /** How places of help are counted; null where the build has none. */
  get access(): Access | null {
    return this.served.access;
  }

  /** What the index is called and what high means, as the method says it. */
  get indexWords(): IndexWords {
    const { lang } = this.store.now;
    const words = this.method.words[lang];
    return lang === "fr" ? french(words) : words;
  }

  /** What it is called, in full. */
  get methodTitle(): string {
    return this.indexWords.long;
  }

  /** What is shown, in a sentence. */
  get shown(): string {
    return this.sentence(this.level, this.dark.matches);
  }

  /** The same for a level, on a dark ground or a light one: there the highest values are the lightest, here the
   *  darkest. */
  sentence(level: string, dark: boolean): string {
    const { show } = this.words;
    const { short, high } = this.indexWords;
    return show.sentence[this.show](short, this.name(level), dark ? show.lighter : show.darker, high);
  }

  /** What the map is coloured by. */
  get show(): Show {
    return this.access ? this.store.now.show : "fragility";
  }

  /** What it is not; empty for a published method. */
  get methodNotice(): string {
    return capital(this.words.titles[`${this.method.id}-notice`] ?? french(this.method.notice));
  }

  /** Levels that are both scored and drawn, finest first. */
  get levels(): string[] {
    const all = this.served.levels.map((l) => l.id);
    const drawn = this.served.tiles?.vector_layers.map((layer) => layer.id);
    return drawn ? all.filter((id) => drawn.includes(id)) : all;
  }

  /** Levels that are coloured together with one: communes stand in for IRIS without contour. */
  colouredWith(level: string): string[] {
    return level === "iris" && this.levels.includes("commune") ? ["iris", "commune"] : [level];
  }

  /** Those of the level that the map shows. */
  get coloured(): string[] {
    return this.colouredWith(this.level);
  }

  /** Whether units are those of France. */
  get france(): boolean {
    return this.method.territory === null;
  }

  /** Whether all of France was built, or all of a territory of one's own. */
  get whole(): boolean {
    return this.builtZone === null;
  }

  /** The zone that was built alone; null for all. */
  get builtZone(): string | null {
    const { provenance, zoneName } = this.served;
    const [level = "", code = ""] = provenance.built_zone?.split(":") ?? [];
    return level ? (zoneName ?? this.unitName({ level, code })) : null;
  }

  /** Everything that a table can list, as its title says it. */
  get everything(): string {
    const { table } = this.words;
    return this.builtZone ?? (this.france ? table.all : table.everything);
  }

  /** Whether ranks and pooled values of a level are those of nearly all of France. */
  ofFrance(level: string): boolean {
    return this.levelEntry(level)?.of_france ?? false;
  }

  /** Units that ranks of a level are among. */
  ranked(level: string): number {
    return this.levelEntry(level)?.ranked ?? 0;
  }

  /** What the pooled values of a level are of: « France », the zone that was built, or all that is known. */
  pooledName(level: string): string {
    const { sheet } = this.words;
    const entry = this.levelEntry(level);
    if (entry?.of_france) return sheet.france;
    return (entry && entry.ranked === entry.scored && this.builtZone) || sheet.pooled;
  }

  get words(): Words {
    return WORDS[this.store.now.lang];
  }

  get format(): Format {
    const lang = this.store.now.lang;
    const format = this.#formats.get(lang) ?? new Format(lang);
    this.#formats.set(lang, format);
    return format;
  }

  /** The level that the map shows and the table lists. */
  get level(): string {
    return this.pinned ?? levelAt(this.zoom, this.ranges);
  }

  /** The level that is kept at all zooms; null while zoom chooses. */
  get pinned(): string | null {
    const { level } = this.store.now;
    return level !== null && this.levels.includes(level) ? level : null;
  }

  levelEntry(id: string): Level | undefined {
    return this.served.levels.find((l) => l.id === id);
  }

  indicator(id: string): Indicator | undefined {
    return this.method.indicators.find((i) => i.id === id);
  }

  /** Weights that differ from the method's; null when nothing is left to score. */
  get movedWeights(): Record<string, number> | null {
    return movedWeights(this.method, this.store.now.moved);
  }

  get weights(): Weights {
    return allWeights(this.method, this.movedWeights ?? {});
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

  /** Zones within which units of a level are compared: `france`, or a level. */
  comparedIn(level: string): string {
    return this.referenceFor(level) ?? this.method.reference;
  }

  /** The least population of what is listed. Levels of one's own may know of no population: there all is listed. */
  get least(): number {
    return this.store.now.least ?? (this.france ? LEAST : 0);
  }

  /** Other weights or reference than the method's, for a level; null when there are none. */
  scenario(level: string): Scenario | null {
    const weights = this.movedWeights ?? {};
    const reference = this.referenceFor(level);
    return Object.keys(weights).length > 0 || reference ? { weights, reference } : null;
  }

  /** Whether what is shown differs from the method. */
  get hasScenario(): boolean {
    return Object.keys(this.movedWeights ?? {}).length > 0 || this.reference !== null;
  }

  /** « Pondération personnalisée » ; where weights are the method's, « Comparaison personnalisée ». */
  get scenarioName(): string {
    const { custom, customReference } = this.words.settings;
    return Object.keys(this.movedWeights ?? {}).length > 0 ? custom : customReference;
  }

  /** The service whose lack of access is shown; null for all services together. */
  get service(): string | null {
    const { service } = this.store.now.filters;
    return this.access?.services.some((s) => s.id === service) ? service : null;
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
    const words = this.levelWords(level);
    return many ? words.many : words.one;
  }

  levelWords(level: string): LevelWords {
    return this.words.levels[level] ?? this.words.otherLevel(level);
  }

  /** With its acronym, which a screen says once: « quartier (IRIS) ». */
  fullName(level: string): string {
    const { full, one } = this.levelWords(level);
    return full ?? one;
  }

  /** « département 23 » : of a unit whose name is not known. */
  unitName({ level, code }: Unit): string {
    return `${this.name(level)} ${code}`;
  }

  /** « France : 21 % » */
  pair(name: string, value: string): string {
    return this.store.now.lang === "fr" ? `${name}\u00a0: ${value}` : `${name}: ${value}`;
  }

  /** A unit of measure, in the language of the page. */
  unit(unit: string): string {
    return this.words.units[unit] ?? unit;
  }
}

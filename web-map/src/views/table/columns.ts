// Columns of the table: what stands in the head of each and in its cells.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Cell } from "../../api/types";
import type { Context } from "../../app/context";
import { numberOf, type Row, textOf } from "../../app/records";
import { capital, decimalsOf } from "../../i18n/format";
import { classOf, NOT_INVENTORIED } from "../../score/gaps";
import { FEW } from "../../score/ranking";
import { scoredIndicators } from "../../score/rescore";
import { astrideMark } from "../common/listing";
import { atRiskWho, bothSwatch, distance, nationalNote, needText, supplyText, swatch, title } from "../common/phrases";

export interface Column {
  name: string;
  head: string;
  /** The whole title, where the head is shortened. */
  title?: string;
  /** The largest first when it is sorted first. */
  down: boolean;
  cell: (row: Row) => TemplateResult | string;
  text?: boolean;
  kind?: string;
}

/** Scores, ranks and values of a level, as far as the build has them; `rows` are those that are listed. */
export function scoreColumns(ctx: Context, rows: Row[]): Column[] {
  const { table } = ctx.words;
  const { format } = ctx;
  const known = new Set(ctx.levelEntry(ctx.level)?.columns.map((c) => c.name));
  const plain =
    (name: string, digits = 0) =>
    (row: Row): string =>
      said(numberOf(row[name]), (x) => format.number(x, digits), table.none);
  const all: Column[] = [
    { name: "name", head: table.name, down: false, text: true, cell: (row) => unitName(ctx, row) },
    ...zoneRanks(ctx, plain),
    {
      name: "rank",
      head: nationalNote(ctx) ? table.rankNowNational : ctx.hasScenario ? table.rankNow : nationalRank(ctx, table.rank),
      down: false,
      cell: plain("rank"),
    },
  ];
  if (ctx.scenario(ctx.level)) {
    all.push({
      name: "method_rank",
      head: table.rankMethod,
      down: false,
      cell: (row) => html`${plain("method_rank")(row)} ${moved(ctx, row)}`,
    });
  }
  all.push(
    { name: "decile", head: table.decile, down: true, cell: (row) => decile(numberOf(row["decile"]), table.none) },
    {
      name: "score",
      head: table.score,
      down: true,
      cell: (row) => said(numberOf(row["score"]), (x) => format.score(x), table.none),
    },
    { name: "population", head: table.population, down: true, cell: plain("population") },
    ...(ctx.access?.at_risk ? [personsAtRisk(ctx)] : []),
    ...remedies(ctx, rows),
    ...where(ctx, known),
    {
      name: "completeness",
      head: table.completeness,
      down: true,
      cell: (row) => said(numberOf(row["completeness"]), (x) => format.percent(x), table.none),
    },
  );
  for (const i of scoredIndicators(ctx.method)) {
    const name = `value_${i.id}`;
    const decimals = decimalsOf(rows.map((row) => numberOf(row[name])).filter((x) => x !== null));
    const value = (cell: Cell | undefined): string =>
      said(numberOf(cell), (x) => format.value(x, ctx.unit(i.unit), decimals), table.none);
    const whole = title(ctx, i.id, i.title);
    all.push({
      name,
      head: ctx.words.heads[i.id] ?? whole,
      title: whole,
      down: i.direction === "up",
      kind: "number value",
      cell: (row) => value(row[name]),
    });
  }
  // Few territories have ranks alone.
  if (ctx.ranked(ctx.level) < FEW) known.delete("decile");
  return all.filter((c) => known.has(c.name) || OF_ANSWER.has(c.name));
}

/** Columns that answers have and tables of the build have not, or of another zone. */
const OF_ANSWER = new Set(["method_rank", "rank_in_zone", "rank_in_reference"]);

/** What contains a territory, and its code: after what it is listed for, or a phone shows nothing else. */
const where = (ctx: Context, known: ReadonlySet<string>): Column[] => [
  ...above(ctx, known),
  { name: "code", head: ctx.words.table.code, down: false, text: true, cell: (row) => textOf(row["code"]) },
];

/** What contains a territory, by name. One that contains all that is listed stands in the title. */
function above(ctx: Context, known: ReadonlySet<string>): Column[] {
  const { zone } = ctx.store.now;
  const [only] = zone?.members.length === 1 ? zone.members : [];
  // An EPCI may lie in several départements; a commune lies in one of each.
  const inOne = only !== undefined && !ctx.contains(only.level, "commune");
  const levels = ["epci", "departement"].filter((level) => known.has(level) && level !== only?.level && !inOne);
  return levels.map((level) => {
    const names = ctx.directory.of(level);
    const title = ctx.words.lists.above[level] ?? ctx.name(level);
    const head = capital(ctx.name(level));
    const cell = (row: Row): string => names?.get(textOf(row[level]))?.name ?? textOf(row[level]);
    return {
      name: level,
      head,
      title,
      down: false,
      text: true,
      kind: level === "epci" ? "above" : "above short-name",
      cell,
    };
  });
}

/** Ranks inside the zone that was asked for, and inside the zones within which territories are compared. */
function zoneRanks(ctx: Context, plain: (name: string) => (row: Row) => string): Column[] {
  const { lists } = ctx.words;
  const { zone } = ctx.store.now;
  const own = lists.rankInOwn[ctx.comparedIn(ctx.level)];
  const out: Column[] = [];
  if (zone) out.push({ name: "rank_in_zone", head: lists.rankInZone, down: false, cell: plain("rank_in_zone") });
  const name = zone ? "rank_in_reference" : "rank_in_zone";
  if (own) out.push({ name, head: own, down: false, cell: plain(name) });
  return out;
}

/** « Rang en France » beside a rank of a smaller zone, where it is that. */
const nationalRank = (ctx: Context, plain: string): string =>
  ctx.store.now.zone && ctx.ofFrance(ctx.level) ? ctx.words.lists.rankInFrance : plain;

const personsAtRisk = (ctx: Context): Column => ({
  name: "at_risk",
  head: capital(atRiskWho(ctx)),
  down: true,
  cell: (row) =>
    said(numberOf(row["at_risk"]), (x) => ctx.words.aboutPeople(ctx.format.about(x), ""), ctx.words.table.none),
});

/** What to look into first; no column where the method proposes nothing anywhere. */
function remedies(ctx: Context, rows: readonly Row[]): Column[] {
  if (!rows.some((row) => textOf(row["remedy"]) !== "")) return [];
  const words: Record<string, string> = ctx.words.nearby.remediesShort;
  const cell = (row: Row): string => words[textOf(row["remedy"])] ?? ctx.words.table.none;
  return [{ name: "remedy", head: ctx.words.gaps.remedy, down: false, text: true, cell }];
}

/** Gaps between need and access, instead of scores. */
export function gapColumns(ctx: Context, rows: readonly Row[]): Column[] {
  const { table, gaps, lists } = ctx.words;
  const { none } = table;
  const known = new Set(ctx.levelEntry(ctx.level)?.columns.map((c) => c.name));
  const plain =
    (name: string) =>
    (row: Row): string =>
      said(numberOf(row[name]), (x) => ctx.format.number(x), none);
  const inZone: Column = {
    name: "gap_rank_in_zone",
    head: lists.gapRankInZone,
    down: false,
    cell: plain("gap_rank_in_zone"),
  };
  return [
    { name: "name", head: table.name, down: false, text: true, cell: (row) => unitName(ctx, row) },
    ...(ctx.store.now.zone ? [inZone] : []),
    {
      name: "gap_rank",
      head: ctx.store.now.zone ? lists.gapRankInFrance : gaps.rank,
      down: false,
      cell: plain("gap_rank"),
    },
    personsAtRisk(ctx),
    {
      name: "need",
      head: gaps.needHead,
      down: true,
      text: true,
      cell: (row) =>
        html`<span class="nowrap">${bothSwatch(classOf(row["need_class"], row["lack_class"]), row["access_reason"] === NOT_INVENTORIED)} ${needText(ctx, numberOf(row["need_class"])) || none}</span>`,
    },
    {
      name: "lack",
      head: gaps.lackHead,
      down: true,
      text: true,
      cell: (row) => supplyText(ctx, numberOf(row["lack_class"]), textOf(row["access_reason"])) || none,
    },
    ...remedies(ctx, rows),
    {
      name: "nearest_name",
      head: gaps.nearest,
      down: false,
      text: true,
      kind: "place-name",
      cell: (row) => textOf(row["nearest_name"]) || none,
    },
    {
      name: "access_km",
      head: gaps.distance,
      down: true,
      cell: (row) => said(numberOf(row["access_km"]), (km) => distance(ctx, km), none),
    },
    ...where(ctx, known),
  ];
}

/** The name, which opens the sheet. */
function unitName(ctx: Context, row: Row): TemplateResult {
  const code = textOf(row["code"]);
  const name = textOf(row["name"]) || code;
  return html`<button type="button" class="link" aria-label=${ctx.words.table.open(name)} @click=${() => ctx.select({ level: ctx.level, code })}>${name}</button>${astrideMark(ctx, row)}`;
}

/** How far a territory moved by other weights. */
function moved(ctx: Context, row: Row): TemplateResult | typeof nothing {
  const [now, before] = [numberOf(row["rank"]), numberOf(row["method_rank"])];
  if (now === null || before === null || now === before) return nothing;
  const { table } = ctx.words;
  const ranks = Math.abs(before - now);
  const by = ctx.format.number(ranks);
  return html`<span class="note nowrap"><span aria-hidden="true">${now < before ? "↑" : "↓"} ${by}</span><span class="hidden">${(now < before ? table.up : table.down)(by, ranks === 1)}</span></span>`;
}

const said = (x: number | null, say: (x: number) => string, none: string): string => (x === null ? none : say(x));

function decile(of: number | null, none: string): TemplateResult {
  return html`<span class="nowrap">${swatch(of)} ${of ?? none}</span>`;
}

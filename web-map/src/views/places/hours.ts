// An ordinary week in words: « lundi et mardi de 9 h à 12 h et de 14 h à 17 h ; fermé le mercredi ».

import type { Span } from "../../api/types";
import type { Context } from "../../app/context";

/** From so many days in a row on, only the first and last are named. */
const RUN = 3;

/** `week` has seven days, Monday first; days with the same hours are grouped. */
export function weekText(ctx: Context, week: Span[][]): string {
  const { hours } = ctx.words;
  const together = new Map<string, number[]>();
  week.forEach((spans, day) => {
    const key = spans.map((span) => span.join("-")).join();
    together.set(key, [...(together.get(key) ?? []), day]);
  });
  const closed = together.get("") ?? [];
  together.delete("");
  const open = [...together.values()].map((days) => {
    const spans = (week[days[0] ?? 0] ?? []).map((span) => spanText(ctx, span));
    return `${daysText(ctx, days)} ${ctx.format.list(spans)}`;
  });
  if (closed.length > 0)
    open.push(
      closed.length === 1 ? hours.closedOn(hours.days[closed[0] as number] ?? "") : hours.closed(daysText(ctx, closed)),
    );
  return open.join(hours.between);
}

function daysText(ctx: Context, days: number[]): string {
  const { hours } = ctx.words;
  if (days.length === 7) return hours.always;
  const name = (day: number | undefined): string => hours.days[day ?? 0] ?? "";
  const parts: string[] = [];
  for (let i = 0; i < days.length; ) {
    let end = i;
    while (days[end + 1] === (days[end] as number) + 1) end += 1;
    if (end - i + 1 >= RUN) parts.push(hours.run(name(days[i]), name(days[end])));
    else for (let at = i; at <= end; at += 1) parts.push(name(days[at]));
    i = end + 1;
  }
  return ctx.format.list(parts);
}

function spanText(ctx: Context, [from, to]: Span): string {
  const { hours } = ctx.words;
  if (from === "00:00" && (to === "24:00" || to === "00:00")) return hours.whole;
  const time = (text: string): string => {
    const [hour = 0, minute = 0] = text.split(":").map(Number);
    return hours.time(hour, minute);
  };
  return hours.span(time(from), time(to));
}

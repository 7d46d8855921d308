// A picture of the map that can stand alone: what it shows, its legend, sources and date.

import type { Context } from "../app/context";
import type { Data } from "../app/data";
import type { Palette } from "../map/colours";

const MARGIN = 16;
const FONT = "SourceSans, sans-serif";

/** A picture of `map`, which was drawn with the colours of `palette` at `ratio` dots a CSS pixel. */
export async function picture(
  ctx: Context,
  data: Data,
  map: HTMLCanvasElement,
  ratio: number,
  palette: Palette,
): Promise<Blob> {
  const width = map.width / ratio;
  const height = map.height / ratio;
  const lines = footer(ctx);
  const top = 64 + (ctx.hasScenario ? 20 : 0);
  const drawn = ctx.show === "both" ? 132 : 84;
  const bottom = drawn + lines.length * 18;
  const canvas = document.createElement("canvas");
  canvas.width = map.width;
  canvas.height = Math.round((top + height + bottom) * ratio);
  const to = canvas.getContext("2d");
  if (!to) throw new Error("no canvas");
  to.scale(ratio, ratio);
  to.fillStyle = palette.halo;
  to.fillRect(0, 0, width, top + height + bottom);
  const write = (
    text: string,
    x: number,
    y: number,
    size: number,
    weight = 400,
    align: CanvasTextAlign = "left",
  ): void => {
    to.font = `${weight} ${size}px ${FONT}`;
    to.fillStyle = palette.ink;
    to.textAlign = align;
    to.fillText(text, x, y, width - 2 * MARGIN);
  };
  write(ctx.methodTitle, MARGIN, 28, 20, 600);
  write(ctx.shown, MARGIN, 50, 15);
  if (ctx.hasScenario) write(`${ctx.scenarioName}. ${ctx.words.settings.customMore}`, MARGIN, 70, 15, 600);
  to.drawImage(map, 0, top, width, height);
  legend({ ctx, data, to, write, palette }, top + height + MARGIN, width);
  for (const [i, line] of lines.entries()) write(line, MARGIN, top + height + drawn + i * 18, 12);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}

type Write = (text: string, x: number, y: number, size: number, weight?: number, align?: CanvasTextAlign) => void;

interface Drawing {
  ctx: Context;
  data: Data;
  to: CanvasRenderingContext2D;
  write: Write;
  palette: Palette;
}

function legend(on: Drawing, y: number, width: number): void {
  const { ctx, data, to, write, palette } = on;
  if (ctx.show === "both") {
    both(on, y);
    return;
  }
  const { legend: words } = ctx.words;
  const { low, high } = ctx.indexWords;
  const access = ctx.show === "access";
  const scale = access ? palette.lack : palette.ramp;
  const step = Math.min(40, (width - 2 * MARGIN - 110) / scale.length);
  scale.forEach((colour, i) => {
    to.fillStyle = colour;
    to.fillRect(MARGIN + i * step, y, step, 14);
    write(String(i + 1), MARGIN + (i + 0.5) * step, y + 30, 12, 400, "center");
  });
  const end = MARGIN + scale.length * step;
  const deciles = data.deciles();
  const score = (x: number | undefined): string => (x === undefined ? "" : ` (${words.scores} ${ctx.format.score(x)})`);
  write(access ? words.most : `${low}${score(deciles?.[0]?.from)}`, MARGIN, y + 48, 12);
  write(access ? words.least : `${high}${score(deciles?.at(-1)?.to)}`, end, y + 48, 12, 400, "right");
  none(on, end + 16, y);
}

/** Need × lack, with the words of both axes. */
function both(on: Drawing, y: number): void {
  const { ctx, to, write, palette } = on;
  const { need, lack } = ctx.words.gaps;
  const [left, wide, high] = [MARGIN + 100, 104, 24];
  palette.both.forEach((colour, i) => {
    const [row, column] = [2 - Math.floor(i / 3), i % 3];
    to.fillStyle = colour;
    to.fillRect(left + column * wide, y + 18 + row * high, wide, high);
    if (column === 0) write(need[2 - row] ?? "", MARGIN, y + 34 + row * high, 12);
    if (row === 0) write(lack[column] ?? "", left + (column + 0.5) * wide, y + 12, 12, 400, "center");
  });
  none(on, left + 3 * wide + 16, y + 18);
}

/** The hatching of what has no value, and that of what no inventory covers where there is some. */
function none(on: Drawing, left: number, y: number): void {
  const { ctx, data } = on;
  const { legend, gaps } = ctx.words;
  if (ctx.show === "fragility") {
    hatched(on, left, y, legend.none);
    return;
  }
  hatched(on, left, y, legend.noAccess);
  if (data.access.colours(ctx.level)?.outside.size) hatched(on, left, y + 24, gaps.outside, true);
}

function hatched({ to, write, palette }: Drawing, left: number, y: number, said: string, crosswise = false): void {
  const [line, ground] = palette.hatch.map((grey) => `rgb(${grey} ${grey} ${grey})`) as [string, string];
  to.fillStyle = ground;
  to.fillRect(left, y, 24, 14);
  to.strokeStyle = line;
  to.lineWidth = 1.5;
  to.beginPath();
  for (let x = 0; x < 24; x += 6) {
    const end = left + Math.min(24, x + 8);
    to.moveTo(left + x, y + 14);
    to.lineTo(end, y);
    if (crosswise) {
      to.moveTo(left + x, y);
      to.lineTo(end, y + 14);
    }
  }
  to.stroke();
  write(said, left + 30, y + 12, 12);
}

function footer(ctx: Context): string[] {
  const { provenance } = ctx.served;
  const lines = [provenance.attribution];
  if (ctx.methodNotice) lines.push(ctx.methodNotice);
  lines.push(`${location.host} · ${ctx.format.date(new Date())}`);
  return lines;
}

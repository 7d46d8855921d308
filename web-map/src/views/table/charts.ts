// Bars of several territories, drawn by Chart.js: one group an axis or indicator, on the index's scale.

import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  Tooltip,
} from "chart.js";

import type { Sheet } from "../../api/types";
import type { Context } from "../../app/context";
import { INK } from "../../map/colours";
import { title } from "../common/phrases";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip);

/** Distinct in lightness: dark, light, middle, very light with an edge. */
const FILLS = ["#381f63", "#8bc8cf", "#5a7cad", "#e9c46a"];
const BAR = 14;

export class Charts {
  #chart: Chart<"bar"> | null = null;
  #shown = "";

  height(sheets: Sheet[]): number {
    const lines = sheets[0]?.breakdown.filter((l) => l.normalised !== null).length ?? 0;
    return 90 + lines * (sheets.length * BAR + 18);
  }

  draw(ctx: Context, canvas: HTMLCanvasElement | null, sheets: Sheet[]): void {
    if (!canvas) {
      this.#chart?.destroy();
      this.#chart = null;
      this.#shown = "";
      return;
    }
    const lines = sheets[0]?.breakdown.filter((l) => l.kind !== "context") ?? [];
    const of = (sheet: Sheet, id: string): number | null =>
      sheet.breakdown.find((l) => l.id === id)?.normalised ?? null;
    const data = {
      labels: [ctx.words.table.score, ...lines.map((l) => title(ctx, l.id, l.title))],
      datasets: sheets.map((s, i) => ({
        label: s.name,
        data: [s.score, ...lines.map((l) => of(s, l.id))],
        backgroundColor: FILLS[i % FILLS.length] as string,
        borderColor: INK,
        borderWidth: 1,
        barThickness: BAR - 2,
      })),
    };
    const shown = JSON.stringify([data, ctx.store.now.lang]);
    if (shown === this.#shown && this.#chart?.canvas === canvas) return;
    this.#shown = shown;
    this.#chart?.destroy();
    const [min, max] = ctx.method.scale;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const number = (x: number): string => ctx.format.number(x, 1);
    const font = { family: "SourceSans, sans-serif", size: 14 };
    const config: ChartConfiguration<"bar", (number | null)[], string> = {
      type: "bar",
      data,
      options: {
        indexAxis: "y",
        responsive: true,
        maintainAspectRatio: false,
        animation: calm ? false : { duration: 150 },
        color: INK,
        font,
        scales: {
          x: { min, max, ticks: { font, color: INK, callback: (x) => number(Number(x)) } },
          y: { ticks: { font, color: INK } },
        },
        plugins: {
          legend: { position: "top", labels: { font, color: INK } },
          tooltip: { callbacks: { label: (item) => ctx.pair(item.dataset.label ?? "", number(item.parsed.x ?? 0)) } },
        },
      },
    };
    this.#chart = new Chart(canvas, config) as Chart<"bar">;
  }
}

// Rows of an answer as records, whether it came by rows or by columns.

import type { Cell, Columns, Rows } from "../api/types";

export type Row = Record<string, Cell>;

export function records(answer: Rows | Columns): Row[] {
  if ("units" in answer) return answer.units;
  const names = Object.keys(answer.columns);
  const rows: Row[] = Array.from({ length: answer.count }, () => ({}));
  for (const name of names) {
    answer.columns[name]?.forEach((cell, i) => {
      const row = rows[i];
      if (row) row[name] = cell;
    });
  }
  return rows;
}

export const numberOf = (cell: Cell | undefined): number | null => (typeof cell === "number" ? cell : null);
export const textOf = (cell: Cell | undefined): string => (cell === null || cell === undefined ? "" : String(cell));

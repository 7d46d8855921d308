// What axe finds in a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";

import { expect, type Visitor } from "./driver";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds and goes on finding: a list that is just being filled is drawn halfway, and pale. */
export async function audit(visitor: Visitor): Promise<void> {
  await visitor.page.evaluate(AXE);
  await expect.poll(() => found(visitor), { timeout: 30_000 }).toEqual([]);
}

async function found(visitor: Visitor): Promise<string[]> {
  const { violations } = await visitor.page.evaluate(async (): Promise<AxeResults> => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    return axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
  });
  return violations.map(
    (v) =>
      `${v.id}: ${v.help} — ${v.nodes
        .map((n) => n.target.join(" "))
        .slice(0, 4)
        .join(" | ")}`,
  );
}

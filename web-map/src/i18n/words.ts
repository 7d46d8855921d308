// The words of the page by language, and text that comes with the data.

import { en } from "./en";
import { apostrophes } from "./format";
import { fr, type Words } from "./fr";
import type { Lang } from "./lang";

export type { Words };

/** Fine no-break spaces where French has them, so that the strings above stay easy to write. */
function fine<T>(words: T): T {
  if (typeof words === "string")
    return apostrophes(words)
      .replace(/ ([;:!?»%])/g, "\u202f$1")
      .replace(/« /g, "«\u202f")
      .replace(/(\d) (?=\d{3}\b)/g, "$1\u202f") as T;
  if (typeof words === "function")
    return ((...of: unknown[]) => fine((words as (...of: unknown[]) => unknown)(...of))) as T;
  if (Array.isArray(words)) return words.map(fine) as T;
  if (words && typeof words === "object")
    return Object.fromEntries(Object.entries(words).map(([k, v]) => [k, fine(v)])) as T;
  return words;
}

export const WORDS: Record<Lang, Words> = { fr: fine(fr), en };

/** Text that comes with the data, in French; all texts of an object. */
export const french = <T>(text: T): T => fine(text);

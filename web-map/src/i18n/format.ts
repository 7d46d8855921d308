// Numbers, ranks and lists as French and English write them.

import type { Lang } from "./lang";

/** Fine no-break space: before ; : ! ? % and in thousands. */
export const FINE = "\u202f";
const SCORE_DECIMALS = 2;
const NBSP = "\u00a0";

/** Names and texts that come with the data, with the apostrophe that the page writes. */
export const apostrophes = (text: string): string => text.replace(/(?<=[\p{L}\p{N}])'(?=[\p{L}\p{N}«“])/gu, "’");

/** With a capital at its start. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A telephone number of France as people read it, in pairs: « 04 74 24 03 08 ». Other text stays as it is. */
export function phone(text: string): string {
  return text
    .split(/\s*(?:[/,;]|\bou\b)\s*/)
    .map(onePhone)
    .join(", ");
}

/** Telephone numbers within a text, as programs write them (« +33474240308 »), as people read them. */
export const phonesWithin = (text: string): string =>
  text.replace(/'?(\+(?:33|262|590|594|596|508)\d{9})(?!\d)/g, (_, one: string) => phone(one));

function onePhone(text: string): string {
  const digits = text.replace(/[^\d+]/g, "");
  // Overseas départements have codes of country of their own, and national numbers all the same.
  const national = digits.replace(/^(?:\+|00)(?:33|262|590|594|596|508)0?(?=\d{9}$)/, "0");
  if (!/^[\d\s.\-+()]+$/.test(text)) return text;
  if (/^0800\d{6}$|^08[129]\d{7}$/.test(national))
    return national.replace(/^(\d)(\d{3})(\d{3})(\d{3})$/, `$1${NBSP}$2${NBSP}$3${NBSP}$4`);
  if (/^0\d{9}$/.test(national) || /^\d{4}$/.test(national)) return national.replace(/(\d{2})(?=\d)/g, `$1${NBSP}`);
  return text;
}

/** Decimals that all values of a column have: about three figures of the largest; none where all are whole. */
export function decimalsOf(values: readonly number[]): number {
  if (values.every(Number.isInteger)) return 0;
  const most = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return most >= 1000 ? 0 : most >= 1 ? 1 : 2;
}

export class Format {
  readonly #locale: string;

  constructor(readonly lang: Lang) {
    this.#locale = lang === "fr" ? "fr-FR" : "en-GB";
  }

  /** With at most so many decimals. */
  number(x: number, digits = 0): string {
    return new Intl.NumberFormat(this.#locale, { maximumFractionDigits: digits }).format(x);
  }

  /** An index or the score of an axis: two decimals wherever it stands. */
  score(x: number): string {
    return this.#fixed(x, SCORE_DECIMALS);
  }

  #fixed(x: number, decimals: number): string {
    const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return new Intl.NumberFormat(this.#locale, options).format(x);
  }

  /** A share, 0–1: never 0 % or 100 % of what is not. */
  percent(share: number): string {
    const whole = Math.round(share * 100);
    const kept = share > 0 && whole === 0 ? `<${FINE}1` : share < 1 && whole === 100 ? `>${FINE}99` : String(whole);
    return this.lang === "fr" ? `${kept}${FINE}%` : `${kept}%`;
  }

  /** Persons, to what is known of them: about 1 200. */
  about(x: number): string {
    const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, x))) - 1);
    return this.number(Math.round(x / step) * step);
  }

  ordinal(n: number): string {
    if (this.lang === "fr") return n === 1 ? "1er" : `${this.number(n)}e`;
    const ending = { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" };
    return `${this.number(n)}${ending[new Intl.PluralRules("en", { type: "ordinal" }).select(n)]}`;
  }

  /** A value with its unit, with about three figures; in a column with as many decimals as all of it. */
  value(x: number, unit: string, decimals?: number): string {
    const size = Math.abs(x);
    const digits = size >= 100 || Number.isInteger(x) ? 0 : size >= 1 ? 1 : 2;
    const text = decimals === undefined ? this.number(x, digits) : this.#fixed(x, decimals);
    if (unit === "%") return this.lang === "fr" ? `${text}${FINE}%` : `${text}%`;
    return unit ? `${text}\u00a0${unit}` : text;
  }

  list(parts: string[]): string {
    return new Intl.ListFormat(this.#locale).format(parts);
  }

  date(date: Date): string {
    const text = new Intl.DateTimeFormat(this.#locale, { dateStyle: "long" }).format(date);
    return this.lang === "fr" ? text.replace(/^1 /, "1er ") : text;
  }
}

// What words there are of a level and of an indicator, in any language.

export interface LevelWords {
  one: string;
  many: string;
  /** « dans 87 % des communes » */
  of: string;
  /** « 1 % de communes » */
  part: string;
  chip: string;
  /** With its acronym, once a screen; where it has one. */
  full?: string;
}

/** How a code that is not in force leads to a unit. */
export interface Lead {
  /** The code, as asked for. */
  asked: string;
  /** `former`, `renamed`, `arrondissement`, `respelled` or `postal_code`. */
  kind: string;
  /** Name of the former commune or arrondissement. */
  name?: string | null;
  /** The same in a sentence, in French. */
  said: string;
}

/** How an indicator reads with its value. */
export interface Phrase {
  say: (value: string) => string;
  /** The persons that a share of the population counts: « environ 1 200 … ». */
  people?: string;
}

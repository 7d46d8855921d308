// Colours of what is measured, from light blue-green to deep violet: lightness falls at each step, so
// that they differ without hues and in grey print. CSS has those of the page.

/** By decile, 1 first. */
export const RAMP = [
  "#e3f3ec",
  "#cae8e1",
  "#abdad7",
  "#8bc8cf",
  "#70b1c5",
  "#6097ba",
  "#5a7cad",
  "#57609c",
  "#4d4287",
  "#381f63",
] as const;

/** The lack of access by decile, 1 first: lightness falls at each step as well. */
export const LACK = [
  "#faefdb",
  "#ebd4ac",
  "#dcb97d",
  "#cf9c4e",
  "#bf8120",
  "#ab6600",
  "#915003",
  "#763c12",
  "#592b15",
  "#3c1c13",
] as const;

/** Need × lack, in rows of need: violet and ochre to a dark third. Any two are at least 0.12 apart in
 *  OKLab, with normal sight, without red, green or blue. */
export const BIVARIATE = [
  "#f5f2ea",
  "#ecc895",
  "#e09c2a",
  "#aeacdc",
  "#9e8792",
  "#8d6247",
  "#7064c8",
  "#594783",
  "#432a44",
] as const;

/** Not known yet. */
export const PENDING = "#dde3e7";
export const SEA = "#e8eef1";
export const LINE = "#ffffff";
export const LINE_STRONG = "#5d6b78";
export const INK = "#1d2733";
export const ACCENT = "#b33c00";

/** Grey hatching, for what has no value: a pattern for the map, as bytes. */
export function hatching(size = 8): { width: number; height: number; data: Uint8ClampedArray } {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const grey = (x + y) % size < 2 ? 0x8a : 0xee;
      data.set([grey, grey, grey, 255], (y * size + x) * 4);
    }
  }
  return { width: size, height: size, data };
}

// Colours of what is measured, and of the map around it, on a light and on a dark ground. A scale begins near the ground
// and goes away from it in even steps of lightness, so that its steps differ without hues and in grey print: on a light
// ground the highest value is the darkest, on a dark one the lightest. The page has the same colours as variables of
// its style (`dataColours`); all other colours of the page are in `style/`.

/** Names of the patterns of what has no value, and of what no inventory of places covers. */
export const HATCH = "hatch";
export const CROSSED = "crossed";

export interface Palette {
  /** By decile of the index, 1 first. */
  ramp: readonly string[];
  /** By decile of the lack of access, 1 first. */
  lack: readonly string[];
  /** Need × lack, in rows of need. Any two are at least 0.12 apart in OKLab, with normal sight, without red, green or
   *  blue. */
  both: readonly string[];
  /** Not known yet. */
  pending: string;
  sea: string;
  /** Borders within a level, and of départements over it. */
  line: string;
  lineStrong: string;
  /** Names and outlines, and what is around them. */
  ink: string;
  halo: string;
  /** What is selected, places of help; and what is written on it. */
  accent: string;
  onAccent: string;
  /** The hatching of what has no value: its lines and its ground, as shades of grey from 0 to 255. */
  hatch: readonly [line: number, ground: number];
  /** The background of the IGN in shades of grey: what its black and its white become. */
  background: readonly [black: number, white: number];
}

/** From light blue-green to deep violet. */
export const LIGHT: Palette = {
  ramp: ["#e3f3ec", "#cae8e1", "#abdad7", "#8bc8cf", "#70b1c5", "#6097ba", "#5a7cad", "#57609c", "#4d4287", "#381f63"],
  lack: ["#faefdb", "#ebd4ac", "#dcb97d", "#cf9c4e", "#bf8120", "#ab6600", "#915003", "#763c12", "#592b15", "#3c1c13"],
  both: ["#f5f2ea", "#ecc895", "#e09c2a", "#aeacdc", "#9e8792", "#8d6247", "#7064c8", "#594783", "#432a44"],
  pending: "#dde3e7",
  sea: "#e8eef1",
  line: "#ffffff",
  lineStrong: "#5d6b78",
  ink: "#1d2733",
  halo: "#ffffff",
  accent: "#b33c00",
  onAccent: "#ffffff",
  hatch: [0x8a, 0xee],
  background: [0, 1],
};

/** From deep blue-green to light violet. */
export const DARK: Palette = {
  ramp: ["#17343b", "#1d4552", "#265868", "#336b81", "#467f9b", "#5f92b3", "#7fa4ca", "#a3b4de", "#c9c4ee", "#f0defb"],
  lack: ["#2c2015", "#412c17", "#583a18", "#704817", "#8a5817", "#a46a1d", "#be7f30", "#d6994e", "#eab97a", "#fbe0b4"],
  both: ["#23282e", "#774117", "#a36c18", "#2f4481", "#666d85", "#cfa13d", "#7789f8", "#b5bbe9", "#f8e6dc"],
  pending: "#2a323a",
  sea: "#0d1217",
  line: "#0d1217",
  lineStrong: "#98a5b2",
  ink: "#e8edf2",
  halo: "#0d1217",
  accent: "#ff9f66",
  onAccent: "#161b22",
  hatch: [0x8a, 0x2c],
  background: [0.75, 0.05],
};

export const paletteOf = (dark: boolean): Palette => (dark ? DARK : LIGHT);

/** Where what is measured is coloured in the page: one variable a colour, light on paper whatever the screen is. */
export function dataColours(): string {
  const of = ({ ramp, lack, both, sea }: Palette): string =>
    `:root{${[
      ...ramp.map((colour, i) => `--ramp-${i + 1}:${colour}`),
      ...lack.map((colour, i) => `--lack-${i + 1}:${colour}`),
      ...both.map((colour, i) => `--both-${i + 1}:${colour}`),
      `--sea:${sea}`,
    ].join(";")}}`;
  return `${of(LIGHT)}@media screen and (prefers-color-scheme: dark){${of(DARK)}}`;
}

/** Grey hatching, for what has no value, or crosswise for what nobody looked at: a pattern for the map, as bytes. */
function hatching(
  { hatch: [line, ground] }: Palette,
  crosswise = false,
  size = 8,
): { width: number; height: number; data: Uint8ClampedArray } {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const drawn = (x + y) % size < 2 || (crosswise && (x - y + size) % size < 2);
      const grey = drawn ? line : ground;
      data.set([grey, grey, grey, 255], (y * size + x) * 4);
    }
  }
  return { width: size, height: size, data };
}

/** The patterns of a map, by name. */
export const patterns = (palette: Palette): Record<string, ReturnType<typeof hatching>> => ({
  [HATCH]: hatching(palette),
  [CROSSED]: hatching(palette, true),
});

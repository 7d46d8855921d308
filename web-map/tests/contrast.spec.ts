// Every kind of button in every state that it has: at rest, under the pointer, with focus, pressed down; and
// chosen or not, able or not. States are forced in the browser, colours are those that it computes.
import { expect, test, type Visitor } from "./driver";

const TEXT = 4.5;
const CONTROL = 3;
const STATES: string[][] = [
  [],
  ["hover"],
  ["focus", "focus-visible"],
  ["hover", "active"],
  ["hover", "focus", "focus-visible"],
];

interface Measured {
  text: number;
  edge: number;
  outline: number;
}

/** Marks one button in sight of each kind; their marks by kind. */
function kinds(visitor: Visitor): Promise<[kind: string, mark: string][]> {
  return visitor.page.evaluate(() => {
    const out = new Map<string, string>();
    for (const at of document.querySelectorAll<HTMLElement>(
      "button, a.button, summary, select, input[type=text], [role=option]",
    )) {
      const { width, height } = at.getBoundingClientRect();
      if (width === 0 || height === 0 || at.closest("[inert]") || !at.checkVisibility({ visibilityProperty: true }))
        continue;
      const states = ["aria-pressed", "aria-selected", "aria-expanded"]
        .map((name) => at.getAttribute(name) ?? "")
        .join();
      const kind = [
        at.tagName,
        [...at.classList].sort().join("."),
        states,
        at.matches(":disabled") ? "disabled" : "",
        at.closest("[class]:not(button)")?.className ?? "",
      ].join(" ");
      if (out.has(kind)) continue;
      at.dataset["kind"] ??= String(document.querySelectorAll("[data-kind]").length);
      out.set(kind, at.dataset["kind"]);
    }
    return [...out];
  });
}

function measure(visitor: Visitor, mark: string): Promise<Measured> {
  return visitor.page.evaluate((mark) => {
    type Colour = [number, number, number, number];
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const known = new Map<string, Colour>();
    const read = (text: string): Colour => {
      const colour = known.get(text);
      if (colour) return colour;
      if (!context) throw new Error("no canvas");
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = text;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
      known.set(text, [r, g, b, a / 255]);
      return [r, g, b, a / 255];
    };
    const over = (top: Colour, below: Colour): Colour =>
      [0, 1, 2].map((i) => (top[i] as number) * top[3] + (below[i] as number) * (1 - top[3])).concat(1) as Colour;
    const light = (colour: Colour): number => {
      const [r = 0, g = 0, b = 0] = colour
        .slice(0, 3)
        .map((x) => x / 255)
        .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: Colour, b: Colour): number => {
      const [x, y] = [light(a), light(b)];
      return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    };
    /** What is seen behind: colours of what it stands in, one over the other, the map's sea below all. */
    const ground = (at: Element | null): Colour => {
      if (!at) return read(getComputedStyle(document.documentElement).getPropertyValue("--sea"));
      const own = read(getComputedStyle(at).backgroundColor);
      return own[3] === 1 ? own : over(own, ground(at.parentElement));
    };
    const at = document.querySelector(`[data-kind="${mark}"]`) as HTMLElement;
    const style = getComputedStyle(at);
    const [inside, outside] = [ground(at), ground(at.parentElement)];
    const texts = [at, ...at.querySelectorAll("*")].filter(
      (e) =>
        e === at || [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent?.trim()) || e.tagName === "svg",
    );
    const text = Math.min(
      ...texts
        .filter((e) => !e.classList.contains("hidden") && !e.classList.contains("swatch"))
        .map((e) => contrast(over(read(getComputedStyle(e).color), ground(e)), ground(e))),
    );
    const border =
      style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) === 0
        ? 1
        : contrast(over(read(style.borderTopColor), outside), outside);
    return {
      text,
      edge: Math.max(border, contrast(inside, outside)),
      outline: style.outlineStyle === "none" ? 0 : contrast(over(read(style.outlineColor), outside), outside),
    };
  }, mark);
}

/** What has an edge of its own to be told by; links, what stands in a row of its like and list entries have not. */
const edged = (kind: string): boolean =>
  !/^(SUMMARY|LI) |\b(link|quiet|sort)\b| zoom$|disabled/.test(kind) || /exports/.test(kind);

const VIEWS: Record<string, (visitor: Visitor) => Promise<void>> = {
  "the first view, settings": async (visitor) => {
    await visitor.opens("?poids=age:4");
    await visitor.opensSettings();
  },
  "a sheet, compared": async (visitor) => {
    await visitor.opens("?sel=commune:23096&comparer=commune:23096,commune:23165&niveau=commune");
    await visitor.reads("Guéret");
  },
  "no more can be compared, places": async (visitor) => {
    await visitor.opens(
      "?sel=commune:23096&comparer=commune:01001,commune:01002,commune:01004,commune:01005&lieux=1&montrer=besoin&zone=departement:23",
    );
    await visitor.reads("Guéret");
    await expect(
      visitor.page
        .getByRole("region", { name: "Les plus grands écarts entre besoin et offre" })
        .getByRole("listitem")
        .first(),
    ).toBeVisible();
  },
  "a table and its files": async (visitor) => {
    await visitor.opens("?vue=tableau&niveau=commune&zone=departement:93");
    await visitor.page.locator(".exports summary").click();
  },
  "where to send someone, choosing a point": async (visitor) => {
    await visitor.opens("?orienter=commune:23096");
    await expect(visitor.page.locator(".proposed > li")).toHaveCount(3);
    await visitor.button("Choisir un point").click();
  },
  "what was found, a link in vain": async (visitor) => {
    await visitor.opens("?zone=nulle");
    await visitor.search.fill("saint denis");
    await expect(visitor.page.getByRole("option").first()).toBeVisible();
  },
  "a dialog": async (visitor) => {
    await visitor.opens();
    await visitor.button("Partager").click();
    await expect(visitor.page.getByRole("dialog")).toBeVisible();
  },
};

for (const [colorScheme, [name, goes]] of (["light", "dark"] as const).flatMap((ground) =>
  Object.entries(VIEWS).map((view) => [ground, view] as const),
)) {
  test(`every state of every button can be read, ${colorScheme}: ${name}`, async ({ visitor, page }) => {
    // Colours do not fade from one to the next.
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme });
    await goes(visitor);
    await page.mouse.move(1, 1);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("DOM.enable");
    await devtools.send("CSS.enable");
    const { root } = await devtools.send("DOM.getDocument", { depth: -1 });
    const found = await kinds(visitor);
    expect(found.length).toBeGreaterThan(2);
    const wrong: string[] = [];
    for (const [kind, mark] of found) {
      const { nodeId } = await devtools.send("DOM.querySelector", {
        nodeId: root.nodeId,
        selector: `[data-kind="${mark}"]`,
      });
      for (const forcedPseudoClasses of STATES) {
        await devtools.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses });
        const { text, edge, outline } = await measure(visitor, mark);
        const state = `${kind} [${forcedPseudoClasses.join(" ")}]`;
        if (text < TEXT) wrong.push(`${state}: text ${text.toFixed(2)}`);
        if (edged(kind) && edge < CONTROL) wrong.push(`${state}: edge ${edge.toFixed(2)}`);
        if (forcedPseudoClasses.includes("focus-visible") && !/^LI /.test(kind) && outline < CONTROL)
          wrong.push(`${state}: focus ${outline.toFixed(2)}`);
      }
      await devtools.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses: [] });
    }
    expect(wrong).toEqual([]);
    visitor.complaints.length = 0;
  });
}

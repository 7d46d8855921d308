// Figures for people, by `npm run measure`, on a machine that does nothing else: how soon the first map
// is there with nothing cached, and how smoothly it follows a slider. Not part of the tests.
import { expect, test } from "./driver";

test.use({ viewport: { width: 1440, height: 900 } });

test("first map", async ({ browser, server }) => {
  const times: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-FR" });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => performance.getEntriesByName("map-painted").length > 0);
    times.push(await page.evaluate(() => performance.getEntriesByName("map-painted")[0]?.startTime ?? NaN));
    await context.close();
  }
  times.sort((a, b) => a - b);
  console.log(
    `first map painted, cold cache: median ${times[2]?.toFixed(0)} ms of ${times.map((t) => t.toFixed(0)).join(", ")}`,
  );
  expect(times.every(Number.isFinite)).toBe(true);
});

test("twenty seconds of dragging, frame by frame", async ({ visitor, page }) => {
  test.setTimeout(120_000);
  for (const [level, query] of [
    ["departement", "?niveau=departement&poids=age:4"],
    ["commune", "?c=46.5,2.5,8.2&poids=age:4"],
  ]) {
    await visitor.opens(query);
    await visitor.opensSettings();
    await page.waitForTimeout(3000);
    const track = await visitor.track("Âge de la population");
    await page.evaluate(() => {
      const frames: number[] = [];
      const painted: number[] = [];
      const { ifnMap } = globalThis as unknown as { ifnMap: { on(type: string, then: () => void): void } };
      Object.assign(globalThis, { frames, painted });
      let [frame, paint] = [performance.now(), performance.now()];
      const next = (now: number): void => {
        frames.push(now - frame);
        frame = now;
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
      ifnMap.on("render", () => {
        painted.push(performance.now() - paint);
        paint = performance.now();
      });
    });
    await page.mouse.move(track.at(0.5), track.y);
    await page.mouse.down();
    const end = Date.now() + 10_000;
    for (let t = 0; Date.now() < end; t += 0.05) {
      await page.mouse.move(track.at(0.5 + 0.45 * Math.sin(t)), track.y);
      await page.waitForTimeout(8);
    }
    await page.mouse.up();
    const figures = await page.evaluate(() => {
      const { frames, painted } = globalThis as unknown as { frames: number[]; painted: number[] };
      const of = (times: number[]): string => {
        const sorted = times.slice(1).sort((a, b) => a - b);
        const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1);
        return `${sorted.length}, median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
      };
      return `frames of the page: ${of(frames)}; pictures of the map: ${of(painted)}`;
    });
    console.log(`${level}, 10 s of dragging: ${figures}`);
    expect(Object.keys(await visitor.deciles(level ?? "")).length).toBeGreaterThan(50);
  }
});

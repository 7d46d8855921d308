// What the page weighs and how soon the map is there, measured on the real server with nothing cached.
import { expect, test } from "./driver";

const KB = 1000;
/** Gzip, all scripts together, those that come later included. */
const SCRIPT = 400 * KB;
const REQUESTS = 40;

test("scripts, requests, first map", async ({ browser, server }) => {
  const sizes = new Map<string, number>();
  const seen = new Set<string>();
  const walk = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    const plain = await (await fetch(server.url + path, { headers: { "accept-encoding": "identity" } })).text();
    if (path.endsWith(".js")) {
      const { request } = await import("node:http");
      const size = await new Promise<number>((done, fail) => {
        request(server.url + path, { headers: { "accept-encoding": "gzip" } }, (r) => {
          expect(r.headers["content-encoding"]).toBe("gzip");
          let n = 0;
          r.on("data", (part: Buffer) => (n += part.length)).on("end", () => done(n));
        }).on("error", fail).end();
      });
      sizes.set(path, size);
    }
    for (const [, found] of plain.matchAll(/["'(](?:\.\/|assets\/|\.\/assets\/)([\w-]+\.(?:js|css))["')]/g)) await walk(`assets/${found}`);
  };
  await walk("");
  const total = [...sizes.values()].reduce((sum, n) => sum + n, 0);
  console.log(`scripts: ${(total / KB).toFixed(0)} kB gzip in ${sizes.size} files`);
  expect(sizes.size).toBeGreaterThanOrEqual(3);
  expect(total).toBeLessThanOrEqual(SCRIPT);

  const times: number[] = [];
  let requests: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-FR" });
    const page = await context.newPage();
    requests = [];
    page.on("request", (r) => requests.push(r.url()));
    await page.goto(server.url);
    await page.waitForFunction(() => performance.getEntriesByName("map-painted").length > 0);
    times.push(await page.evaluate(() => performance.getEntriesByName("map-painted")[0]?.startTime ?? NaN));
    await context.close();
  }
  times.sort((a, b) => a - b);
  console.log(`first map painted: median ${times[2]?.toFixed(0)} ms of ${times.map((t) => t.toFixed(0)).join(", ")}; ${requests.length} requests`);
  expect(requests.filter((url) => !url.startsWith(server.url) && !url.startsWith("blob:") && !url.startsWith("data:"))).toEqual([]);
  expect(requests.length).toBeLessThanOrEqual(REQUESTS);
  // The figure is for people: a busy machine is not a slow page.
  expect(times.every(Number.isFinite)).toBe(true);
});

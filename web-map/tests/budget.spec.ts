// What the page weighs. How soon it is there and how it moves is measured by measure.spec.ts.
import { expect, test } from "./driver";

const KB = 1000;
/** Gzip, all scripts together, those that come later included. */
const SCRIPT = 400 * KB;
const REQUESTS = 40;

test("scripts and requests", async ({ visitor, server }) => {
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
        })
          .on("error", fail)
          .end();
      });
      sizes.set(path, size);
    }
    for (const [, found] of plain.matchAll(/["'(](?:\.\/|assets\/|\.\/assets\/)([\w-]+\.(?:js|css))["')]/g))
      await walk(`assets/${found}`);
  };
  await walk("");
  const total = [...sizes.values()].reduce((sum, n) => sum + n, 0);
  console.log(`scripts: ${(total / KB).toFixed(0)} kB gzip in ${sizes.size} files`);
  expect(sizes.size).toBeGreaterThanOrEqual(2);
  expect(total).toBeLessThanOrEqual(SCRIPT);

  const requests: string[] = [];
  visitor.page.on("request", (r) => requests.push(r.url()));
  await visitor.opens();
  console.log(`first view: ${requests.length} requests`);
  // A closed network: nothing comes from elsewhere.
  expect(
    requests.filter((url) => !url.startsWith(server.url) && !url.startsWith("blob:") && !url.startsWith("data:")),
  ).toEqual([]);
  expect(requests.length).toBeLessThanOrEqual(REQUESTS);
});

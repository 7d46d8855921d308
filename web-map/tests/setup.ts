// Once for all tests: the embedded index, unless this program has built it already, and a server of it. Workers find its
// address in the environment.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { BUILD, IFN, Server, SHARED_URL, SHOTS } from "./server";

export default async function setup(): Promise<() => Promise<void>> {
  if (!existsSync(IFN)) throw new Error(`${IFN} is not there: make build`);
  mkdirSync(SHOTS, { recursive: true });
  if (!isBuilt()) {
    const env = { ...process.env, IFN_OFFLINE: "true" };
    execFileSync(IFN, ["build", "--quiet", "--out", BUILD], { stdio: "inherit", env });
  }
  const server = await Server.start();
  process.env[SHARED_URL] = server.url;
  return () => server.stop();
}

/** The same program makes the same build: one that is newer than the program is its own. */
function isBuilt(): boolean {
  const manifest = join(BUILD, "manifest.json");
  return existsSync(manifest) && statSync(manifest).mtimeMs > statSync(IFN).mtimeMs;
}

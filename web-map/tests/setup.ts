// Builds the embedded index once, for all servers of these tests.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";

import { BUILD, IFN, SHOTS } from "./server";

export default function setup(): void {
  if (!existsSync(IFN)) throw new Error(`${IFN} is not there: make build`);
  mkdirSync(SHOTS, { recursive: true });
  execFileSync(IFN, ["build", "--quiet", "--out", BUILD], { stdio: "inherit", env: { ...process.env, IFN_OFFLINE: "true" } });
}

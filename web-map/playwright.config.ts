// The map in Debian's Chromium, against the real server over the embedded index. Software rendering,
// two cores: one page at a time.
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync) ?? "chromium";

export default defineConfig({
  testDir: "tests",
  testIgnore: process.env["IFN_MAP"] === "figures" ? [] : ["measure.spec.ts", "pictures.spec.ts"],
  outputDir: "../target/web-map/results",
  globalSetup: "./tests/setup.ts",
  workers: 1,
  // Beside a build everything takes several times as long.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  forbidOnly: true,
  use: {
    viewport: { width: 1120, height: 720 },
    locale: "fr-FR",
    launchOptions: {
      executablePath,
      args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"],
    },
  },
});

// The map in Debian's Chromium, drawn without a graphics card, against one real server over the embedded index. Tests
// share nothing but that server, so that two run at a time: much of each is waiting. Figures are measured one by one.
import { existsSync } from "node:fs";
import { defineConfig, type LaunchOptions } from "@playwright/test";

const whole =
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync) ?? "chromium";
// The same engine without windows: a page is drawn in four fifths of the time, but no file is saved that a link leads to.
const quick = ["/usr/bin/chromium-headless-shell"].find(existsSync) ?? whole;

// Where edges, colours of points and cut letters are looked at; elsewhere a map of half the points is drawn in three
// quarters of the time.
const SHARP = /(contrast|dark|honesty|small|type)\.spec\.ts/;
const FIGURES = ["**/measure.spec.ts", "**/pictures.spec.ts"];

const figures = process.env["IFN_MAP"] === "figures";

const launched = (executablePath: string): { launchOptions: LaunchOptions } => ({
  launchOptions: {
    executablePath,
    args: [
      "--no-sandbox",
      "--use-gl=angle",
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
      "--disable-background-networking",
      // Without a graphics card the page is drawn and put together twice as soon by the processor itself; figures are
      // measured in a browser as people have it.
      ...(figures ? [] : ["--disable-gpu-rasterization", "--disable-gpu-compositing"]),
    ],
  },
});

export default defineConfig({
  testDir: "tests",
  testIgnore: figures ? [] : FIGURES,
  // The one snapshot: types of the API, which the sources import.
  snapshotPathTemplate: "src/api/{arg}{ext}",
  outputDir: "../target/web-map/results",
  globalSetup: "./tests/setup.ts",
  fullyParallel: true,
  workers: figures ? 1 : 2,
  // Beside a build everything takes several times as long.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  forbidOnly: true,
  use: {
    viewport: { width: 1120, height: 720 },
    locale: "fr-FR",
  },
  projects: figures
    ? [{ name: "whole", use: launched(whole) }]
    : [
        {
          name: "quick",
          grepInvert: /@whole/,
          testIgnore: [...FIGURES, SHARP],
          use: { ...launched(quick), deviceScaleFactor: 0.5 },
        },
        { name: "sharp", grepInvert: /@whole/, testMatch: SHARP, use: launched(quick) },
        { name: "whole", grep: /@whole/, use: launched(whole) },
      ],
});

// Chromium as these tests want it: Debian's, headless, drawing WebGL without a graphics card.
import { existsSync } from "node:fs";
import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";

export function launch() {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  assert.ok(executablePath, "no Chromium");
  const args = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--hide-scrollbars"];
  return puppeteer.launch({ executablePath, args });
}

// A new page, and what it complains of: errors of its scripts and of its console.
export async function watched(browser) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (e) => complaints.push(String(e)));
  page.on("console", (m) => m.type() === "error" && complaints.push(m.text()));
  return { page, complaints };
}

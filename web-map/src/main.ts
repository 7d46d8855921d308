// Begins: loads what is served, then draws the page again, at most once a frame, whenever something
// changed. While the server does not answer it says so and begins by itself when it does.

import "./style/index.css";

import { html, render } from "lit-html";
import maplibregl from "maplibre-gl";

import { Client } from "./api/client";
import { Failure } from "./api/connection";
import { Context } from "./app/context";
import { Data } from "./app/data";
import type { Served } from "./app/reading";
import { Sync } from "./app/sync";
import { WORDS } from "./i18n/words";
import { dataColours } from "./map/colours";
import { fromQuery } from "./state/url";
import { Page } from "./views/page/page";

const root = document.getElementById("app") as HTMLElement;
const client = new Client();

async function served(): Promise<Served> {
  // A build without tiles or places has its table and sheets all the same.
  const lacking = (e: unknown): null => {
    if (e instanceof Failure && e.kind === "refused") return null;
    throw e;
  };
  const [methods, levels, drawn, access] = await Promise.all([
    client.methods(),
    client.levels(),
    client.tiles("territories").catch(lacking),
    client.access().catch(lacking),
  ]);
  return { methods, levels: levels.levels, provenance: levels, zoneName: levels.built_zone_name, tiles: drawn, access };
}

let trying = false;

async function start(): Promise<void> {
  if (trying) return;
  trying = true;
  const { loadingPage, status } = WORDS[fromQuery(location.search).lang];
  render(html`<p class="starting" role="status">${loadingPage}</p>`, root);
  try {
    run(await served());
  } catch (e) {
    if (!(e instanceof Failure)) throw e;
    render(
      html`<div class="starting" role="alert"><h1>${status.startFailed}</h1>
      <p>${e.kind === "refused" ? e.message : status.startHelp}</p>
      <button type="button" class="main" @click=${() => void start()}>${status.retry}</button></div>`,
      root,
    );
    trying = false;
    client.connection.whenBack(() => void start());
  }
}

function run(what: Served): void {
  let frame = 0;
  const draw = (): void => {
    frame = 0;
    page.draw();
  };
  const changed = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  const ctx = new Context(client, what, changed);
  const data = new Data(ctx);
  const page = new Page(ctx, data, new Sync(ctx, data), root);
  page.draw();
  page.begin();
}

document.head.append(Object.assign(document.createElement("style"), { textContent: dataColours() }));
// The worker that reads tiles starts meanwhile.
maplibregl.prewarm();
// The text that stands in the page before its script runs.
root.textContent = "";
void start();

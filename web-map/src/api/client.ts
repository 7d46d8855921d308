// Asks the server, and knows whether it answers. In: what is wanted. Out: parsed JSON, or a
// `Failure` that says what to do. Nothing else in the map calls `fetch`.

import { apostrophes } from "../format";
import type { Access, Place, Places } from "./help";
import type { Columns, Found, IndicatorEntry, Levels, Methods, Points, Rows, Sheet, TileJson, Unit } from "./types";

/** Milliseconds after which an answer is no longer waited for. */
const LONGEST = 30_000;
/** Milliseconds between attempts to reach a server that does not answer. */
const ATTEMPTS = [1000, 2000, 4000, 8000, 15_000];

/** Statuses after which the same question may be answered: busy, or not there for now. */
const AWAY = [429, 502, 503, 504];

/** Why there is no answer. */
export class Failure extends Error {
  constructor(
    /** `unreachable`: try again by itself; `refused`: the request is at fault; `gone`: nobody waits any more. */
    readonly kind: "unreachable" | "refused" | "gone",
    message: string,
    readonly status = 0,
  ) {
    super(message);
  }
}

/** Other weights or reference than the method's. */
export interface Choice {
  weights: Record<string, number>;
  reference: string | null;
}

export interface ScoreRequest {
  level: string;
  zone?: string;
  bbox?: readonly number[];
  reference?: string;
  weights?: Record<string, number>;
  columns?: string[];
  sort?: string[];
  limit?: number;
  format?: string;
}

export type Reach = "reached" | "unreachable";

/** Everything is below the folder that the page came from. */
export const address = (path: string): string => new URL(path, document.baseURI).href;

/** Of the sheet or tiles, with a choice. */
export function choiceQuery(choice: Choice | null): URLSearchParams {
  const query = new URLSearchParams();
  if (!choice) return query;
  const weights = Object.entries(choice.weights).map(([id, weight]) => `${id}:${weight}`);
  if (weights.length > 0) query.set("weights", weights.join(","));
  if (choice.reference) query.set("reference", choice.reference);
  return query;
}

const withQuery = (path: string, query: URLSearchParams): string => (query.size > 0 ? `${path}?${query}` : path);

export class Client {
  /** Whether the last question was answered. */
  reach: Reach = "reached";
  #listeners: ((reach: Reach) => void)[] = [];
  #attempt = 0;
  #timer = 0;

  constructor() {
    addEventListener("online", () => this.retryNow());
  }

  /** Called when the server stops or begins to answer. */
  onReach(listener: (reach: Reach) => void): void {
    this.#listeners.push(listener);
  }

  /** Called once, when the server answers again. */
  whenBack(then: () => void): void {
    const listener = (reach: Reach): void => {
      if (reach !== "reached") return;
      this.#listeners = this.#listeners.filter((l) => l !== listener);
      then();
    };
    this.#listeners.push(listener);
  }

  /** Does not wait for the next attempt. */
  retryNow(): void {
    if (this.reach === "reached") return;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    void this.#probe();
  }

  methods = (): Promise<Methods> => this.#json("api/v1/methods");
  levels = (): Promise<Levels> => this.#json("api/v1/levels");
  indicators = (): Promise<{ indicators: IndicatorEntry[] }> => this.#json("api/v1/indicators");
  tiles = (): Promise<TileJson> => this.#json("tiles/territories.json");
  points = (level: string): Promise<Points> => this.#json(`api/v1/territories/${encodeURIComponent(level)}`);

  search(text: string, signal: AbortSignal): Promise<{ results: Found[] }> {
    return this.#json(`api/v1/search?${new URLSearchParams({ q: text, limit: "8" })}`, { signal });
  }

  access = (): Promise<Access> => this.#json("api/v1/access");
  placeTiles = (): Promise<TileJson> => this.#json("tiles/places.json");

  places(query: URLSearchParams, signal: AbortSignal): Promise<Places> {
    return this.#json(`api/v1/places?${query}`, { signal });
  }

  place(id: string, signal: AbortSignal): Promise<Place> {
    return this.#json(`api/v1/places/${encodeURIComponent(id)}`, { signal });
  }

  /** Access to help is that of a service, or of all. */
  sheet(unit: Unit, choice: Choice | null, service: string | null, signal?: AbortSignal): Promise<Sheet> {
    const path = `api/v1/territories/${encodeURIComponent(unit.level)}/${encodeURIComponent(unit.code)}`;
    const query = choiceQuery(choice);
    query.set("format", "json");
    if (service) query.set("service", service);
    return this.#json(withQuery(path, query), signal ? { signal } : {});
  }

  rows(level: string, query: URLSearchParams, signal?: AbortSignal): Promise<Rows> {
    return this.#json(`api/v1/scores/${encodeURIComponent(level)}?${query}`, signal ? { signal } : {});
  }

  /** `T` is by rows, or with `layout=columns` by columns. */
  gaps<T = Rows>(level: string, query: URLSearchParams, signal: AbortSignal): Promise<T> {
    return this.#json(`api/v1/gaps/${encodeURIComponent(level)}?${query}`, { signal });
  }

  score(request: ScoreRequest, signal?: AbortSignal): Promise<Columns> {
    return this.#json("api/v1/score", { ...post(request), ...(signal ? { signal } : {}) });
  }

  /** The same as a file. */
  async file(request: ScoreRequest): Promise<{ blob: Blob; name: string }> {
    const response = await this.#ask("api/v1/score", post(request));
    const named = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "");
    return { blob: await response.blob(), name: named?.[1] ?? `ifn-${request.level}.${request.format}` };
  }

  async #json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await this.#ask(path, init);
    try {
      return written(await response.json()) as T;
    } catch {
      throw this.#failed(init.signal, "the answer was cut off");
    }
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const late = AbortSignal.timeout(LONGEST);
    const signal = init.signal ? AbortSignal.any([init.signal, late]) : late;
    let response: Response;
    try {
      response = await fetch(address(path), { ...init, signal });
    } catch (e) {
      throw this.#failed(init.signal, String(e));
    }
    if (response.ok) {
      this.#set("reached");
      return response;
    }
    const problem = (await response.json().catch(() => ({}))) as { detail?: string; help?: string };
    const message = [problem.detail ?? response.statusText, problem.help].filter(Boolean).join(" — ");
    if (AWAY.includes(response.status)) {
      this.#set("unreachable");
      throw new Failure("unreachable", message, response.status);
    }
    throw new Failure("refused", message, response.status);
  }

  #failed(by: AbortSignal | null | undefined, message: string): Failure {
    if (by?.aborted) return new Failure("gone", "no longer wanted");
    this.#set("unreachable");
    return new Failure("unreachable", message);
  }

  /** Tiles are asked for by the map: it says here when they do not come. */
  tilesFailed(): void {
    this.#set("unreachable");
  }

  #set(reach: Reach): void {
    if (reach === this.reach) return;
    this.reach = reach;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    if (reach === "unreachable") this.#later();
    for (const listener of this.#listeners) listener(reach);
  }

  #later(): void {
    const wait = ATTEMPTS[Math.min(this.#attempt, ATTEMPTS.length - 1)] ?? LONGEST;
    this.#attempt += 1;
    this.#timer = window.setTimeout(() => void this.#probe(), wait);
  }

  async #probe(): Promise<void> {
    try {
      const response = await fetch(address("health"), { signal: AbortSignal.timeout(5000), cache: "no-store" });
      if (response.ok) return this.#set("reached");
    } catch {
      // As before.
    }
    this.#later();
  }
}

/** Keys of names and texts that are read by people, never compared. */
const READ = new Set([
  "name", "nom", "title", "note", "notice", "label", "people", "commune", "adresse", "complement_adresse", "nearest_name",
  "presentation_resume", "services", "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
  "dispositif_programmes_nationaux", "modalites_acces", "modalites_accompagnement", "publisher", "attribution", "source",
]);

/** The same with the page's apostrophe in what is read. Long lists of figures are not walked through. */
function written(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (typeof value[0] === "object") for (const one of value) written(one);
  } else if (value && typeof value === "object") {
    const all = value as Record<string, unknown>;
    for (const [key, one] of Object.entries(all)) {
      if (!READ.has(key)) written(one);
      else if (typeof one === "string") all[key] = apostrophes(one);
      else if (Array.isArray(one)) all[key] = one.map((text: unknown) => (typeof text === "string" ? apostrophes(text) : text));
      else written(one);
    }
  }
  return value;
}

function post(request: ScoreRequest): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request) };
}

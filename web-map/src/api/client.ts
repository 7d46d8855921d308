// Requests to the server, and whether it answers. In: a question. Out: parsed JSON, or a `Failure` with its kind.
// Nothing else in the map calls `fetch`.

import { apostrophes } from "../i18n/format";
import type {
  Access,
  Columns,
  Found,
  FoundAddresses,
  Health,
  IndicatorEntry,
  Inventory,
  Levels,
  Methods,
  Path,
  Place,
  Places,
  Points,
  Rows,
  ScoreRequest,
  Sheet,
  TileJson,
  Unit,
  Uploads,
  ZoneSummary,
} from "./types";

/** Milliseconds after which an answer is no longer waited for. */
const LONGEST = 30_000;
/** Milliseconds between attempts to reach a server that does not answer. */
const ATTEMPTS = [1000, 2000, 4000, 8000, 15_000];

/** Statuses after which the same question may be answered: busy, or not there for now. */
const AWAY = [429, 502, 503, 504];

/** Why there is no answer. */
export class Failure extends Error {
  constructor(
    /** `unreachable`: it is tried again; `refused`: the request is at fault; `gone`: the request was cancelled. */
    readonly kind: "unreachable" | "refused" | "gone",
    message: string,
    readonly status = 0,
    /** What the server proposes instead. */
    readonly help = "",
    /** The kind of problem, as the server names it. */
    readonly problem = "",
  ) {
    super(message);
  }

  /** The names that the server proposes for one that it does not know, the nearest first. */
  get nearest(): string[] {
    return /^did you mean (.+)\?$/.exec(this.help)?.[1]?.split(", ") ?? [];
  }
}

/** Other weights or reference than the method's. */
export interface Scenario {
  weights: Record<string, number>;
  reference: string | null;
}

/** A file as it was when it was chosen. */
export interface NamedFile {
  name: string;
  bytes: Blob;
}

/** What a sheet is made with. */
export interface SheetChoice {
  scenario?: Scenario | null;
  service?: string | null;
  zone?: string | null;
}

export type Reach = "reached" | "unreachable";

/** Everything is below the folder that the page came from. */
export const address = (path: string): string => new URL(path, document.baseURI).href;

/** Weights and reference of a scenario, as sheets and gaps take them. */
export function scenarioQuery(scenario: Scenario | null): URLSearchParams {
  const query = new URLSearchParams();
  if (!scenario) return query;
  const weights = Object.entries(scenario.weights).map(([id, weight]) => `${id}:${weight}`);
  if (weights.length > 0) query.set("weights", weights.join(","));
  if (scenario.reference) query.set("reference", scenario.reference);
  return query;
}

/** A route of the interface: `names` stand for what is in braces. Relative to the page, as `address` takes it. */
export function route(path: Path, names: Record<string, string> = {}, query = new URLSearchParams()): string {
  const filled = path.slice(1).replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ""));
  return query.size > 0 ? `${filled}?${query}` : filled;
}

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

  methods = (): Promise<Methods> => this.#json(route("/api/v1/methods"));
  levels = (): Promise<Levels> => this.#json(route("/api/v1/levels"));
  indicators = (): Promise<{ indicators: IndicatorEntry[] }> => this.#json(route("/api/v1/indicators"));
  access = (): Promise<Access> => this.#json(route("/api/v1/access"));
  tiles = (tileset: "territories" | "places"): Promise<TileJson> =>
    this.#json(route("/tiles/{tileset}", { tileset: `${tileset}.json` }));
  points = (level: string): Promise<Points> => this.#json(route("/api/v1/territories/{level}", { level }));

  search(text: string, limit: number, signal: AbortSignal): Promise<{ results: Found[] }> {
    const query = new URLSearchParams({ q: text, limit: String(limit) });
    return this.#json(route("/api/v1/search", {}, query), { signal });
  }

  /** Host of the geocoder that addresses are searched by; null where they are not. */
  async addressHost(): Promise<string | null> {
    const { addresses } = await this.#json<Health>(route("/health"));
    return addresses;
  }

  /** What is typed goes to that host. Where it does not answer, this server does all the same. */
  addresses(text: string, signal: AbortSignal): Promise<FoundAddresses> {
    return this.#json(route("/api/v1/addresses"), { ...post({ q: text }), signal }, []);
  }

  places(query: URLSearchParams, signal: AbortSignal): Promise<Places> {
    return this.#json(route("/api/v1/places", {}, query), { signal });
  }

  place(id: string, signal: AbortSignal): Promise<Place> {
    return this.#json(route("/api/v1/places/{id}", { id }), { signal });
  }

  /** Access to help is that of a service, or of all. With a zone, in which the territory lies, its place there too. */
  sheet(
    { level, code }: Unit,
    { scenario = null, service = null, zone = null }: SheetChoice,
    signal: AbortSignal,
  ): Promise<Sheet> {
    const query = scenarioQuery(scenario);
    query.set("format", "json");
    if (service) query.set("service", service);
    if (zone) query.set("zone", zone);
    return this.#json(route("/api/v1/territories/{level}/{code}", { level, code }, query), { signal });
  }

  /** Who and what is in a zone, by the units of a level. */
  async zone(level: string, zone: string, signal: AbortSignal): Promise<ZoneSummary> {
    const query = new URLSearchParams({ zone, columns: "code", limit: "1" });
    const path = route("/api/v1/scores/{level}", { level }, query);
    const { zone_set } = await this.#json<{ zone_set: ZoneSummary }>(path, { signal });
    return zone_set;
  }

  rows(level: string, query: URLSearchParams, signal: AbortSignal): Promise<Rows> {
    return this.#json(route("/api/v1/scores/{level}", { level }, query), { signal });
  }

  /** `T` is by rows, or with `layout=columns` by columns. */
  gaps<T = Rows>(level: string, query: URLSearchParams, signal: AbortSignal): Promise<T> {
    return this.#json(route("/api/v1/gaps/{level}", { level }, query), { signal });
  }

  score(request: ScoreRequest, signal?: AbortSignal): Promise<Columns> {
    return this.#json(route("/api/v1/score"), { ...post(request), ...(signal ? { signal } : {}) });
  }

  /** The same as a file. */
  async file(request: ScoreRequest): Promise<{ blob: Blob; name: string }> {
    const response = await this.#ask(route("/api/v1/score"), post(request));
    const named = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "");
    return { blob: await response.blob(), name: named?.[1] ?? `ifn-${request.level}.${request.format}` };
  }

  uploads = (): Promise<Uploads> => this.#json(route("/api/v1/places/proposal"));

  /** A mapping for a file of places, and what is wrong in it. `columns` are those that a person chose. */
  proposal(file: NamedFile, columns: string[], signal: AbortSignal): Promise<Inventory> {
    return this.#json(proposalRoute(columns), { ...upload(file), signal });
  }

  /** All that is wrong in it, for its owner. */
  async mistakes(file: NamedFile, columns: string[]): Promise<Blob> {
    return (await this.#ask(proposalRoute(columns, "csv"), upload(file))).blob();
  }

  async #json<T>(path: string, init: RequestInit = {}, away = AWAY): Promise<T> {
    const response = await this.#ask(path, init, away);
    try {
      return withApostrophes(await response.json()) as T;
    } catch {
      throw this.#failed(init.signal, "the answer was cut off");
    }
  }

  /** `away`: statuses that say that the server is not there for now. */
  async #ask(path: string, init: RequestInit, away = AWAY): Promise<Response> {
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
    const problem = (await response.json().catch(() => ({}))) as {
      type?: string;
      detail?: string;
      help?: string;
    };
    const message = [problem.detail ?? response.statusText, problem.help].filter(Boolean).join(" — ");
    if (away.includes(response.status)) {
      this.#set("unreachable");
      throw new Failure("unreachable", message, response.status);
    }
    const kind = problem.type?.split(":").at(-1);
    throw new Failure("refused", message, response.status, problem.help, kind);
  }

  #failed(by: AbortSignal | null | undefined, message: string): Failure {
    if (by?.aborted) return new Failure("gone", "no longer wanted");
    this.#set("unreachable");
    return new Failure("unreachable", message);
  }

  /** The map library loads tiles itself: the map reports here that one failed. */
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
      // Still unreachable.
    }
    this.#later();
  }
}

/** Keys of names and texts that are read by people, never compared. */
const READ = new Set([
  "name",
  "nom",
  "title",
  "note",
  "notice",
  "said",
  "label",
  "people",
  "commune",
  "adresse",
  "complement_adresse",
  "nearest_name",
  "presentation_resume",
  "services",
  "publics_specifiquement_adresses",
  "prise_en_charge_specifique",
  "frais_a_charge",
  "dispositif_programmes_nationaux",
  "modalites_acces",
  "modalites_accompagnement",
  "publisher",
  "attribution",
  "source",
]);

/** The same with the page's apostrophe in what is read. Long lists of figures are not walked through. */
function withApostrophes(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (typeof value[0] === "object") for (const one of value) withApostrophes(one);
  } else if (value && typeof value === "object") {
    const all = value as Record<string, unknown>;
    for (const [key, one] of Object.entries(all)) {
      if (!READ.has(key)) withApostrophes(one);
      else if (typeof one === "string") all[key] = apostrophes(one);
      else if (Array.isArray(one))
        all[key] = one.map((text: unknown) => (typeof text === "string" ? apostrophes(text) : text));
      else withApostrophes(one);
    }
  }
  return value;
}

/** The header that no page of another site can send. */
const upload = ({ name, bytes }: NamedFile): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/octet-stream", "ifn-file-name": encodeURIComponent(name) },
  body: bytes,
});

function proposalRoute(columns: string[], format = "json"): string {
  const query = new URLSearchParams({ format });
  if (columns.length > 0) query.set("fields", columns.join(","));
  return route("/api/v1/places/proposal", {}, query);
}

function post(request: ScoreRequest | { q: string }): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request) };
}

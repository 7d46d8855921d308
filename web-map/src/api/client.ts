// What the server can be asked, a method each. In: a question. Out: its answer as the interface types it, or a `Failure`
// of `connection.ts`, which asks.

import { Connection } from "./connection";
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
  readonly connection = new Connection();

  methods = (): Promise<Methods> => this.connection.json(route("/api/v1/methods"));
  levels = (): Promise<Levels> => this.connection.json(route("/api/v1/levels"));
  indicators = (): Promise<{ indicators: IndicatorEntry[] }> => this.connection.json(route("/api/v1/indicators"));
  access = (): Promise<Access> => this.connection.json(route("/api/v1/access"));
  tiles = (tileset: "territories" | "places"): Promise<TileJson> =>
    this.connection.json(route("/tiles/{tileset}", { tileset: `${tileset}.json` }));
  points = (level: string): Promise<Points> => this.connection.json(route("/api/v1/territories/{level}", { level }));

  search(text: string, limit: number, signal: AbortSignal): Promise<{ results: Found[] }> {
    const query = new URLSearchParams({ q: text, limit: String(limit) });
    return this.connection.json(route("/api/v1/search", {}, query), { signal });
  }

  /** Host of the geocoder that addresses are searched by; null where they are not. */
  async addressHost(): Promise<string | null> {
    const { addresses } = await this.connection.json<Health>(route("/health"));
    return addresses;
  }

  /** What is typed goes to that host. Where it does not answer, this server does all the same. */
  addresses(text: string, signal: AbortSignal): Promise<FoundAddresses> {
    return this.connection.json(route("/api/v1/addresses"), { ...post({ q: text }), signal }, []);
  }

  places(query: URLSearchParams, signal: AbortSignal): Promise<Places> {
    return this.connection.json(route("/api/v1/places", {}, query), { signal });
  }

  place(id: string, signal: AbortSignal): Promise<Place> {
    return this.connection.json(route("/api/v1/places/{id}", { id }), { signal });
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
    return this.connection.json(route("/api/v1/territories/{level}/{code}", { level, code }, query), { signal });
  }

  /** Who and what is in a zone, by the units of a level. */
  async zone(level: string, zone: string, signal: AbortSignal): Promise<ZoneSummary> {
    const query = new URLSearchParams({ zone, columns: "code", limit: "1" });
    const path = route("/api/v1/scores/{level}", { level }, query);
    const { zone_set } = await this.connection.json<{ zone_set: ZoneSummary }>(path, { signal });
    return zone_set;
  }

  rows(level: string, query: URLSearchParams, signal: AbortSignal): Promise<Rows> {
    return this.connection.json(route("/api/v1/scores/{level}", { level }, query), { signal });
  }

  /** `T` is by rows, or with `layout=columns` by columns. */
  gaps<T = Rows>(level: string, query: URLSearchParams, signal: AbortSignal): Promise<T> {
    return this.connection.json(route("/api/v1/gaps/{level}", { level }, query), { signal });
  }

  score(request: ScoreRequest, signal?: AbortSignal): Promise<Columns> {
    return this.connection.json(route("/api/v1/score"), { ...post(request), ...(signal ? { signal } : {}) });
  }

  /** The same as a file. */
  async file(request: ScoreRequest): Promise<{ blob: Blob; name: string }> {
    const response = await this.connection.ask(route("/api/v1/score"), post(request));
    const named = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "");
    return { blob: await response.blob(), name: named?.[1] ?? `ifn-${request.level}.${request.format}` };
  }

  uploads = (): Promise<Uploads> => this.connection.json(route("/api/v1/places/proposal"));

  /** A mapping for a file of places, and what is wrong in it. `columns` are those that a person chose. */
  proposal(file: NamedFile, columns: string[], signal: AbortSignal): Promise<Inventory> {
    return this.connection.json(proposalRoute(columns), { ...upload(file), signal });
  }

  /** All that is wrong in it, for its owner. */
  async mistakes(file: NamedFile, columns: string[]): Promise<Blob> {
    return (await this.connection.ask(proposalRoute(columns, "csv"), upload(file))).blob();
  }
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

// The way to the server, and whether it answers. In: a path below the page's folder, and a request. Out: parsed JSON with
// the page's apostrophe in what is read, or a `Failure` with its kind. Nothing else in the map calls `fetch`.

import { apostrophes } from "../i18n/format";

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
    /** The language of the message. */
    readonly language = "en",
  ) {
    super(message);
  }

  /** The names that the server proposes for one that it does not know, the nearest first. */
  get nearest(): string[] {
    return /^did you mean (.+)\?$/.exec(this.help)?.[1]?.split(", ") ?? [];
  }
}

export type Reach = "reached" | "unreachable";

/** Everything is below the folder that the page came from. */
export const address = (path: string): string => new URL(path, document.baseURI).href;

export class Connection {
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

  /** Parsed. `away` as below. */
  async json<T>(path: string, init: RequestInit = {}, away = AWAY): Promise<T> {
    const response = await this.ask(path, init, away);
    try {
      return withApostrophes(await response.json()) as T;
    } catch {
      throw this.#failed(init.signal, "the answer was cut off");
    }
  }

  /** As it came. `away`: statuses that say that the server is not there for now. */
  async ask(path: string, init: RequestInit, away = AWAY): Promise<Response> {
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
    const kind = problem.type?.split(":").at(-1);
    if (away.includes(response.status)) {
      this.#set("unreachable");
      throw new Failure("unreachable", message, response.status, problem.help, kind);
    }
    const language = response.headers.get("content-language") ?? "en";
    throw new Failure("refused", message, response.status, problem.help, kind, language);
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

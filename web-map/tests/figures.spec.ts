// What the browser computes is what the engine computes; what the address holds comes back.

import type { Client } from "../src/api/client";
import type { Columns, Method, Span } from "../src/api/types";
import type { Context } from "../src/app/context";
import { apostrophes, Format, phone } from "../src/i18n/format";
import { WORDS } from "../src/i18n/words";
import { neighbourTowards } from "../src/map/neighbour";
import { loadColumns } from "../src/score/columns";
import { coloursOf } from "../src/score/gaps";
import { decileOf, rank, rankOf, standingOf } from "../src/score/ranking";
import { rescore } from "../src/score/rescore";
import { allWeights, factorOf, fromWeights, importanceOf, movedWeights } from "../src/state/importance";
import { START, type State } from "../src/state/state";
import { fromQuery, toQuery } from "../src/state/url";
import { zoneOf } from "../src/state/zone";
import { standingText } from "../src/views/common/phrases";
import { weekText } from "../src/views/places/hours";
import { deviation } from "../src/views/sheet/bars";
import { expect, test } from "./driver";

test("scores, ranks and deciles of other weights equal the server's", async ({ server }) => {
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const init = body
      ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
      : {};
    return (await (await fetch(server.url + path, init)).json()) as T;
  };
  const { served } = await ask<{ served: Method }>("api/v1/methods");
  const client = { score: (request: unknown) => ask<Columns>("api/v1/score", request) } as unknown as Client;
  for (const level of served.levels) {
    for (const reference of [null, "departement"]) {
      if (reference && !["iris", "commune"].includes(level)) continue;
      const columns = await loadColumns(client, served, level, reference);
      for (const weights of [
        {},
        { age: 2 },
        { age: 0.0625, densite: 4 },
        { heures_mairie: 0, distance_pole: 0.5 },
        { eloignement: 0 },
      ]) {
        const answer = await ask<Columns>("api/v1/score", {
          level,
          weights,
          ...(reference ? { reference } : {}),
          columns: ["code", "score", "rank", "decile"],
        });
        const scores = rescore(served, columns, allWeights(served, weights));
        const ranking = rank(scores);
        const { code = [], score = [], rank: ranks = [], decile = [] } = answer.columns;
        expect(columns.codes).toEqual(code);
        let known = 0;
        for (let row = 0; row < code.length; row += 1) {
          const mine = scores[row] as number;
          if (score[row] === null) {
            if (!Number.isNaN(mine)) throw new Error(`${level} ${code[row]}: ${mine} where there is none`);
            continue;
          }
          known += 1;
          const off = Math.abs(mine - Number(score[row]));
          if (!(off < 1e-9)) throw new Error(`${level} ${code[row]}: ${mine}, not ${score[row]}`);
          if (decileOf(mine, ranking) !== decile[row]) throw new Error(`${level} ${code[row]}: decile`);
          if (rankOf(mine, ranking) !== ranks[row])
            throw new Error(`${level} ${code[row]}: rank ${rankOf(mine, ranking)}, not ${ranks[row]}`);
        }
        expect(known).toBeGreaterThan(15);
      }
    }
  }
});

test("the address holds all of the state", () => {
  const states: Partial<State>[] = [
    {},
    { view: "table", level: "commune", zone: zoneOf({ level: "departement", code: "2A" }), sort: "population" },
    {
      view: "compare",
      compared: [
        { level: "commune", code: "01001" },
        { level: "iris", code: "010040101" },
      ],
    },
    {
      least: 0,
      zone: {
        members: [
          { level: "region", code: "53" },
          { level: "commune", code: "23096" },
        ],
        name: "Hub, de l’Ouest & d’ailleurs",
        unread: ["departemnt"],
      },
    },
    { moved: { age: 4.5, densite: 0 }, reference: "departement", selected: { level: "epci", code: "200054781" } },
    {
      show: "both",
      places: true,
      filters: { service: "demarches", publics: "seniors", cost: "gratuit", programme: "france-services", open: true },
      place: "Hinaura_é 1&x=2",
    },
    { show: "access", orient: { commune: "2A004" } },
    { orient: { lng: -61.5, lat: 16.25 } },
    { orient: "ask" },
    {
      camera: { lng: -61.5, lat: 16.25, zoom: 9.5 },
      background: true,
      lang: "en",
      embed: true,
      frame: [-1.5, 45.25, 2.125, 46],
    },
  ];
  for (const some of states) {
    const state = { ...START, ...some };
    expect(fromQuery(`?${toQuery(state)}`)).toEqual(state);
  }
  expect(toQuery(START)).toBe("");
});

test("importance in words and weights in figures lead to each other", () => {
  for (const i of [0, 0.5, 1, 2, 2.6, 3, 4.2, 5]) expect(importanceOf(factorOf(i))).toBeCloseTo(i, 9);
  expect([0, 1, 2, 3, 4, 5].map(factorOf)).toEqual([0, 0.25, 0.5, 1, 2, 4]);
});

test("nothing is left to score when all is ignored", async ({ visitor }) => {
  const { served } = await visitor.asks<{ served: Method }>("api/v1/methods");
  expect(movedWeights(served, { age: 0, eloignement: 0 })).toBeNull();
  expect(movedWeights(served, { densite: 0, heures_mairie: 0, distance_pole: 0 })).toEqual({ eloignement: 0 });
  expect(movedWeights(served, {})).toEqual({});
  expect(fromWeights(served, { age: 2 })).toEqual({ age: 4 });
});

test("bars go to where the index rises, whichever way the indicator does", () => {
  expect(deviation(30, 20, "up")).toBeCloseTo(0.5);
  expect(deviation(10, 20, "up")).toBeCloseTo(-0.5);
  expect(deviation(10, 20, "down")).toBeCloseTo(0.5);
  expect(deviation(null, 20, "up")).toBeNull();
  expect(deviation(3, 0, "up")).toBeNull();
});

test("arrows lead to the neighbour on that side", () => {
  const at = (code: string, lng: number, lat: number) => ({
    level: "commune",
    code,
    name: code,
    score: null,
    rank: null,
    decile: null,
    point: [lng, lat] as [number, number],
  });
  const around = [
    at("east", 2.1, 45.01),
    at("north", 2.01, 45.2),
    at("west", 1.9, 44.97),
    { ...at("nowhere", 0, 0), point: null },
  ];
  expect(neighbourTowards([1, 0], [2, 45], around)?.code).toBe("east");
  expect(neighbourTowards([0, 1], [2, 45], around)?.code).toBe("north");
  expect(neighbourTowards([-1, 0], [2, 45], around)?.code).toBe("west");
  expect(neighbourTowards([0, -1], [2, 45], [around[1] as (typeof around)[number]])).toBeNull();
});

test("numbers as French and English write them", () => {
  const fr = new Format("fr");
  expect([fr.number(34845), fr.percent(0.9812), fr.percent(0.999), fr.percent(0.0001), fr.percent(0)]).toEqual([
    "34\u202f845",
    "98\u202f%",
    ">\u202f99\u202f%",
    "<\u202f1\u202f%",
    "0\u202f%",
  ]);
  expect([fr.value(42.68, "%"), fr.value(7, "hab./km²"), fr.value(0.256, "km"), fr.about(1234), fr.about(87)]).toEqual([
    "42,7\u202f%",
    "7\u00a0hab./km²",
    "0,26\u00a0km",
    "1\u202f200",
    "87",
  ]);
  expect([fr.score(9.1), new Format("en").score(4.1676)]).toEqual(["9,10", "4.17"]);
  expect(new Format("en").value(1234.5, "%")).toBe("1,235%");
});

test("where a territory stands: never 0 % or 100 %, and of few the rank alone", () => {
  const app = (whole: boolean) =>
    ({
      words: WORDS.fr,
      format: new Format("fr"),
      ofFrance: () => whole,
      name: (level: string) => WORDS.fr.levels[level]?.many ?? level,
      levelWords: (level: string) => WORDS.fr.levels[level],
    }) as unknown as Context;
  const say = (level: string, rank: number, scored: number, whole = true): string | null =>
    standingText(app(whole), level, rank, scored)?.replace(/[\u00a0\u202f]/g, " ") ?? null;
  expect(say("commune", 1, 34845)).toBe("Indice le plus élevé des 34 845 communes de France");
  expect(say("commune", 2, 34845)).toBe("Fait partie des 1 % de communes où l’indice est le plus élevé");
  expect(say("commune", 349, 34845)).toBe("Fait partie des 1 % de communes où l’indice est le plus élevé");
  expect(say("commune", 350, 34845)).toBe("Indice plus élevé que dans 98 % des communes");
  expect(say("commune", 17423, 34845)).toBe(
    "Indice proche du milieu : à peu près autant de communes au-dessus qu’au-dessous",
  );
  expect(say("commune", 25333, 34845)).toBe("Indice plus faible que dans 72 % des communes");
  expect(say("commune", 34844, 34845)).toBe("Fait partie des 1 % de communes où l’indice est le plus faible");
  expect(say("commune", 34845, 34845)).toBe("Indice le plus faible des 34 845 communes de France");
  expect(say("epci", 13, 1254)).toBe("Fait partie des 1 % d’intercommunalités où l’indice est le plus élevé");
  expect(say("commune", 1, 300, false)).toBe("Indice le plus élevé des 300 communes qui ont un indice");
  for (const rank of [1, 2, 4]) expect(say("region", rank, 4)).toBe(`Rang ${rank} sur 4 régions de France`);
  expect(say("departement", 100, 199)).toBe("Rang 100 sur 199 départements de France");
  expect(say("region", 1, 1)).toBe("Seul territoire de son niveau qui ait un indice");
  // Those with the same index are neither above nor below.
  expect(standingOf(1, 1000, 980)).toEqual({ kind: "highest", tied: 19 });
  expect(standingOf(981, 1000, 0)).toEqual({ kind: "lowest", tied: 19 });
  for (let rank = 1; rank <= 1000; rank += 1) {
    const stands = standingOf(rank, 1000);
    if (stands && "share" in stands) expect(stands.share > 0 && stands.share < 100, String(rank)).toBe(true);
  }
});

test("telephones as people read them, one apostrophe", () => {
  const read = (text: string): string => phone(text).replace(/\u00a0/g, " ");
  for (const text of [
    "0474240308",
    "+33474240308",
    "+33 (0)4 74 24 03 08",
    "0033474240308",
    "04.74.24.03.08",
    "04-74-24-03-08",
    "04 74 24 03 08",
  ])
    expect(read(text), text).toBe("04 74 24 03 08");
  expect([read("3646"), read("0800123456"), read("+262262900000"), read("0590 81 00 00")]).toEqual([
    "36 46",
    "0 800 123 456",
    "02 62 90 00 00",
    "05 90 81 00 00",
  ]);
  expect(read("04.74.24.03.08 / 06 12 34 56 78")).toBe("04 74 24 03 08, 06 12 34 56 78");
  expect([read("+41 22 910 00 00"), read("sur rendez-vous")]).toEqual(["+41 22 910 00 00", "sur rendez-vous"]);
  expect(apostrophes("L'Haÿ-les-Roses, 'entre guillemets', l'âge d'or")).toBe(
    "L’Haÿ-les-Roses, 'entre guillemets', l’âge d’or",
  );
});

test("an ordinary week in words", () => {
  const week = (text: string): Span[][] =>
    text.split("|").map((day) => (day ? day.split(",").map((span) => span.split("-") as Span) : []));
  const say = (lang: "fr" | "en", text: string): string =>
    weekText({ words: WORDS[lang], format: new Format(lang) } as unknown as Context, week(text)).replace(
      /[\u00a0\u202f]/g,
      " ",
    );
  const [long, short] = ["09:00-12:00,14:00-17:00", "09:30-12:00"];
  expect(say("fr", `${long}|${long}||${short}|${short}||`)).toBe(
    "lundi et mardi de 9 h à 12 h et de 14 h à 17 h ; jeudi et vendredi de 9 h 30 à 12 h ; fermé mercredi, samedi et dimanche",
  );
  expect(say("fr", `${short}|${short}|${short}|${short}|${short}|${short}|`)).toBe(
    "du lundi au samedi de 9 h 30 à 12 h ; fermé le dimanche",
  );
  expect(say("fr", new Array(7).fill("00:00-24:00").join("|"))).toBe("tous les jours 24 heures sur 24");
  expect(say("en", `${long}|||||${short}|`)).toBe(
    "Monday 9:00–12:00 and 14:00–17:00; Saturday 9:30–12:00; closed Tuesday to Friday and Sunday",
  );
});

test("need and lack of access by class: unknown is not served well", () => {
  const columns = { code: ["a", "b", "c"], need_class: [1, 3, null], lack_class: [1, 3, 2], lack: [0.1, 0.9, null] };
  const { both, lack, counts } = coloursOf("commune", { columns } as unknown as Columns);
  expect([[...both], [...lack]]).toEqual([
    [1, 9, 0],
    [3, 8, 0],
  ]);
  expect([counts[0], counts[1], counts[9]]).toEqual([1, 1, 1]);
});

test("English lacks no word that French has, and no French word stays", () => {
  const same: string[] = [];
  const walk = (a: unknown, b: unknown, path: string): void => {
    expect(typeof b, path).toBe(typeof a);
    if (typeof a === "string" && a === b) same.push(path);
    if (Array.isArray(a)) for (const [i, x] of a.entries()) walk(x, (b as unknown[])[i], `${path}.${i}`);
    else if (a && typeof a === "object")
      for (const key of Object.keys(a))
        if (!/titles|units|mapLocale/.test(path))
          walk((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}.${key}`);
  };
  walk(WORDS.fr, WORDS.en, "");
  // Names of formats and of French levels are the same in both.
  expect(
    same.filter(
      (path) =>
        !/^\.(formats|levels)\.|\.code$|\.none$|france$|above\.departement$|compare\.place$|factor\.0$|search\.hint$|\.remedy$|table\.population$|about\.(source|licence)$/.test(
          path,
        ),
    ),
  ).toEqual([]);
});

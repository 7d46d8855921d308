// `src/api/schema.ts` is what `/openapi.json` describes, as types; `npm run api-types` writes it again.
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";

import { expect, test } from "./driver";

/** Names that belong to a build: its levels and columns. The map takes any, so that they stay text. */
const OF_BUILD = new Set(["level", "zone", "columns", "sort", "indicators", "reference"]);

const HEAD =
  "// Generated from /openapi.json by `npm run api-types`: change the server instead, then write it again.\n\n";

/** The description without the names that belong to the build that is served. */
function general(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => general(one, name));
  if (!value || typeof value !== "object") return value;
  const { enum: names, operationId: _, ...rest } = value as Record<string, unknown>;
  const own = typeof rest["name"] === "string" && "in" in rest ? rest["name"] : name;
  const kept = names === undefined || OF_BUILD.has(own) ? {} : { enum: names };
  const parts = Object.entries(rest).map(([key, part]) => [
    key,
    general(part, key === "items" || key === "schema" ? own : key),
  ]);
  return { ...kept, ...Object.fromEntries(parts) };
}

test("types of the API are what the server describes", async ({ server }) => {
  const document: unknown = await (await fetch(`${server.url}openapi.json`)).json();
  const described = general(document) as OpenAPI3;
  const types = astToString(await openapiTS(described, { alphabetize: true }));
  expect(`${HEAD}${types}`).toMatchSnapshot("schema.ts");
});

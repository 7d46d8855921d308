// The search field, and how another code or name led to a territory.

import type { Words } from "../fr";

export const search: Words["search"] = {
  label: "Search for a territory: name or code",
  hint: "Commune, postcode…",
  none: (text) => `No territory matches “${text}”. Check the spelling, or try a code.`,
  found: (n) => `${n} ${n > 1 ? "results" : "result"}. Arrows to choose, Enter to open.`,
  by: {
    code: "by its code",
    siren: "by its SIREN number",
    postal_code: "by its postcode",
    former_name: "by a former name",
    former_code: "by a former code",
    delegated: "by a commune déléguée of it",
    associated: "by a commune associée of it",
    arrondissement: "by a municipal arrondissement",
  },
  more: (n) => `Only the first ${n} are listed: add to the name, the département or the postcode.`,
  address: {
    ask: (text) => `Search for the address “${text}”`,
    to: (host) => `The text will be sent to ${host}.`,
    sent: (host) => `Addresses sent by ${host}, which has received the text.`,
    kind: "address",
    none: (text, host) => `${host}, which has received the text, knows no address “${text}”.`,
    failed: "The search for addresses does not answer for now.",
    outside: "outside of the territories of these results",
  },
  clear: "Clear the search",
  failed: "Search does not answer for now.",
};

export const carried: Words["carried"] = ({ asked, kind, name }, now) => {
  if (kind === "respelled") return `${asked}: read as ${now}.`;
  if (kind === "postal_code")
    return name ? `${asked} is the postal code of ${name}, part of ${now}.` : `${asked} is a postal code of ${now}.`;
  if (kind === "renamed") return `${name} was the name of ${now}.`;
  return name && name !== now ? `${name} (${asked}) is now part of ${now}.` : `${asked} is a former code of ${now}.`;
};

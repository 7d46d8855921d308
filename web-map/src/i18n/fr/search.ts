// The search field, and how another code or name led to a territory.

import type { Lead } from "../kinds";

export const search = {
  label: "Chercher un territoire : nom ou code",
  hint: "Commune, code postal…",
  none: (text: string) => `Aucun territoire ne répond à « ${text} ». Vérifiez l’orthographe, ou essayez un code.`,
  found: (n: number) =>
    n > 1 ? `${n} résultats. Flèches pour choisir, Entrée pour ouvrir.` : `${n} résultat. Entrée pour l’ouvrir.`,
  /** What of a territory the text named, where it is not its name. */
  by: {
    code: "par son code",
    siren: "par son numéro SIREN",
    postal_code: "par son code postal",
    former_name: "par un ancien nom",
    former_code: "par un ancien code",
    delegated: "par une commune déléguée",
    associated: "par une commune associée",
    arrondissement: "par un arrondissement municipal",
  } as Record<string, string>,
  more: (n: number) => `Seuls les ${n} premiers sont listés : précisez le nom, le département ou le code postal.`,
  address: {
    ask: (text: string) => `Chercher l’adresse « ${text} »`,
    to: (host: string) => `Le texte sera envoyé à ${host}.`,
    sent: (host: string) => `Adresses envoyées par ${host}, qui a reçu le texte saisi.`,
    kind: "adresse",
    none: (text: string, host: string) => `${host}, qui a reçu le texte saisi, ne connaît pas l’adresse « ${text} ».`,
    failed: "La recherche d’adresses ne répond pas pour l’instant.",
    outside: "hors des territoires de ces résultats",
  },
  clear: "Effacer la recherche",
  failed: "La recherche ne répond pas pour l’instant.",
};

/** How another code led to the unit that is shown. */
export const carried = (how: Lead, _now: string) => how.said;

// What lies on the map and says what it shows: its theme, its level, its legend.

export const show = {
  title: "Ce que montre la carte",
  access: "Offre d’aide",
  both: "Besoin et offre",
  /** Where only places that name a service count: these, of those that are known. */
  counted: (n: number, said: string, places: string) =>
    n > 1
      ? `Sont comptés les ${said} lieux qui annoncent un service d’aide numérique, sur ${places} lieux connus ; les autres sont montrés, pas comptés.`
      : `Est compté ${said} lieu qui annonce un service d’aide numérique, sur ${places} lieux connus ; les autres sont montrés, pas comptés.`,
  /** What tells the highest values: on a light ground, on a dark one. */
  darker: "Plus foncé",
  lighter: "Plus clair",
  /** `title` and `high` are the method's: what its index is called, what a high one means. */
  sentence: {
    fragility: (title: string, level: string, shade: string, high: string) =>
      `${title}, par ${level}. ${shade} : ${high}.`,
    access: (_title: string, level: string, shade: string, _high: string) =>
      `Offre d’aide par personne concernée, par ${level}. ${shade} : offre plus faible.`,
    both: (_title: string, level: string, shade: string, _high: string) =>
      `Besoin et offre d’aide, par ${level}. ${shade} : besoin fort et offre faible.`,
  },
};

export const level = {
  title: "Niveau",
  auto: "Selon le zoom",
  chip: (level: string) => `${level} · selon le zoom`,
  pin: "Garder ce niveau à tous les zooms",
  unpin: "Revenir au niveau selon le zoom",
};

export const legend = {
  titles: { fragility: "Déciles", access: "Offre d’aide, par décile", both: "Besoin et offre d’aide" },
  /** Ends of the scale of the supply of help. */
  most: "offre plus forte",
  least: "offre plus faible",
  none: "pas d’indice",
  noAccess: "donnée manquante",
  /** How many of a level. */
  noAccessCount: (n: string, level: string) => `donnée manquante (${n} ${level})`,
  scores: "indice",
  few: "Indice",
  shade: (from: string, to: string, units: string) => `Indice de ${from} à ${to}, territoires : ${units}`,
  decile: (d: number, from: string, to: string, units: string) =>
    `Décile ${d} : indice de ${from} à ${to}, territoires : ${units}`,
  hide: "Replier la légende",
  show: "Légende",
};

export const tip = {
  decile: (d: number) => `décile ${d} sur 10`,
  none: "pas d’indice : trop de données manquent",
};

export const mapLocale: Record<string, string> = {
  "CooperativeGesturesHandler.WindowsHelpText": "Ctrl + molette pour zoomer",
  "CooperativeGesturesHandler.MacHelpText": "⌘ + molette pour zoomer",
  "CooperativeGesturesHandler.MobileHelpText": "Deux doigts pour déplacer la carte",
  "Map.Title": "Carte",
};

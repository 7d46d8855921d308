// The table and the comparison: their orders, their columns, their files.

/** Orders of lists, and what they leave out. */
export const lists = {
  order: "Qui vient d’abord",
  byIndex: "Indice le plus élevé",
  byGap: "Écart le plus grand",
  byPersons: "Personnes concernées",
  byGapPersons: "Écart × personnes",
  byColumn: "Ordre d’une colonne",
  least: "Population",
  allSizes: "toutes les tailles",
  atLeast: (n: string) => `${n} habitants et plus`,
  leftOut: (n: string, level: string, least: string, one: boolean) =>
    one
      ? `${n} ${level} de moins de ${least} habitants, ou de population inconnue, n’est pas dans la liste.`
      : `${n} ${level} de moins de ${least} habitants, ou de population inconnue, ne sont pas dans la liste.`,
  noneSoLarge: (n: string) => `Aucun territoire de ${n} habitants et plus ici.`,
  listAll: "Tout lister",
  astride:
    "Une intercommunalité à cheval est listée en entier dès qu’une de ses communes est dans le territoire : rang, personnes et indice sont ceux de toutes ses communes.",
  astrideShare: (percent: string) => `à cheval : ${percent} de ses habitants ici`,
  above: { epci: "Intercommunalité (EPCI)", departement: "Département" } as Record<string, string>,
  rankInZone: "Rang dans mon territoire",
  rankInFrance: "Rang en France",
  rankCompared: "Rang parmi ceux à qui il est comparé",
  rankInOwn: {
    region: "Rang dans sa région",
    departement: "Rang dans son département",
    epci: "Rang dans son EPCI",
  } as Record<string, string>,
  gapRankInZone: "Rang de l’écart dans mon territoire",
  gapRankInFrance: "Rang de l’écart en France",
};

export const table = {
  caption: (level: string, zone: string) => `${level}, ${zone}`,
  unknownZone: (zone: string) => `Territoire inconnu : ${zone}`,
  all: "France entière",
  everything: "tous les territoires",
  inFrame: "ce que montre la carte",
  zone: "Territoires listés",
  code: "Code",
  rank: "Rang",
  rankNow: "Rang (vos réglages)",
  rankNowNational: "Rang en France (votre comparaison)",
  rankMethod: "Rang (réglage d’origine)",
  name: "Nom",
  population: "Population",
  score: "Indice",
  decile: "Décile",
  completeness: "Données disponibles",
  sortBy: (column: string) => `Trier par ${column}`,
  count: (n: number, shown: string, total: string) => `${shown} ${n > 1 ? "lignes" : "ligne"} sur ${total}`,
  more: "Afficher plus de lignes",
  moreColumns: "Le tableau est plus large que l’écran : faites-le défiler vers la droite.",
  controls: "Choisir, trier, exporter",
  partPrinted: (shown: string, total: string, most: string) =>
    `${shown} premières lignes sur ${total}. « Imprimer », au-dessus du tableau, en donne jusqu’à ${most} ; « Exporter » les donne toutes.`,
  export: "Exporter",
  exportNote: (n: number, said: string) =>
    n > 1
      ? `Exactement ces ${said} territoires, dans cet ordre, avec toutes leurs colonnes.`
      : n === 1
        ? "Exactement ce territoire, avec toutes ses colonnes."
        : "Aucun territoire : les titres des colonnes seuls.",
  loading: "Chargement du tableau…",
  failed: "Le tableau n’a pas pu être chargé.",
  empty: "Aucun territoire de ce niveau ici.",
  open: (name: string) => `Ouvrir la fiche : ${name}`,
  none: "–",
  up: (by: string, one: boolean) =>
    `${by} ${one ? "rang" : "rangs"} plus haut que selon le réglage d’origine (indice plus élevé)`,
  down: (by: string, one: boolean) =>
    `${by} ${one ? "rang" : "rangs"} plus bas que selon le réglage d’origine (indice plus faible)`,
  exportFailed: "Le fichier n’a pas pu être fait. Réessayez dans un moment.",
};

/** Kinds of files, and what each is for. */
export const formats = {
  xlsx: ["Classeur (Excel, LibreOffice)", "à lire et à imprimer"],
  excel: ["CSV pour Excel", "noms techniques"],
  csv: ["CSV", "pour des programmes"],
  geojson: ["GeoJSON", "pour QGIS, avec contours"],
  parquet: ["Parquet", "pour l’analyse"],
};

export const compare = {
  title: "Comparer",
  empty: "Ajoutez deux à quatre territoires : ouvrez une fiche, puis « Comparer ».",
  one: "Ajoutez un deuxième territoire : ouvrez sa fiche, puis « Comparer ».",
  openN: (n: number) => `Voir la comparaison (${n})`,
  remove: (name: string) => `Retirer ${name}`,
  clear: "Tout retirer",
  criterion: "Critère",
  moreColumns: "La comparaison est plus large que l’écran : faites-la défiler vers la droite.",
  place: "Situation",
  outOf: (score: string, to: string) => `${score} sur ${to}`,
  levelsDiffer: "Ces territoires ne sont pas du même niveau : leurs rangs ne se comparent pas, leurs valeurs oui.",
  chart: (title: string) => `Graphique : ${title}. Les mêmes chiffres sont dans le tableau.`,
  positions: "Position sur l’échelle de l’indice",
  positionsNote: (from: string, to: string) => `De ${from} à ${to} ; ${to} : l’indice le plus élevé.`,
};

// The method and the sources.

export const about = {
  open: "Méthode et sources",
  title: "Ce que c’est, et ce que ce n’est pas",
  what: "Ce qui est calculé",
  formula: (levels: string, min: string) =>
    `Chaque indicateur est placé sur une échelle commune, puis réuni par axe, puis en un indice, pour ${levels}. Sans données pour au moins ${min} de l’indice, il n’y a pas d’indice : jamais un zéro.`,
  rank: "Rang 1 et décile 10 : l’indice le plus élevé. Un rang compare les territoires d’un même niveau.",
  indicators: "Indicateurs, millésimes et licences",
  indicator: "Indicateur",
  source: "Source",
  vintage: "Millésime",
  licence: "Licence",
  weight: "Poids",
  context: "contexte",
  missing: "Donnée manquante",
  missingOf: (n: string, level: string) => `${n} ${level}`,
  others: "Autres méthodes livrées",
  othersNote:
    "Elles demandent des données que ces résultats n’ont pas ; elles se calculent avec « ifn build » et vos fichiers.",
  files: "Tous les fichiers",
  api: "Interface pour les programmes",
  plain: "Version sans carte",
  parts: "Licences des composants",
  geography: (year: number) => `Géographie au 1er janvier ${year}`,
  access: (km: string, weights: string) =>
    `L’offre d’aide compte ce qui est proposé à moins de ${km} km à vol d’oiseau, de moins en moins avec la distance (${weights}), rapporté à ceux qui peuvent en avoir besoin alentour (méthode E2SFCA).`,
  gap: (who: string) =>
    `L’écart entre besoin et offre est grand là où le besoin est fort et l’offre faible : 100 × besoin × manque d’offre. Les personnes concernées sont les ${who}.`,
  places: (n: number, said: string, rejected: number, saidRejected: string) =>
    `${said} ${n > 1 ? "lieux" : "lieu"}, ${saidRejected} ${rejected > 1 ? "écartés" : "écarté"}`,
  covers: (zones: string) => `couvre ${zones}`,
  coversFrance: "couvre toute la France",
  coversUnsaid: "ne dit pas ce qu’il couvre : pris comme s’il couvrait toute la France",
  outside: (units: string, level: string, among: string, persons: string) =>
    `Non inventorié : ${units} ${level} sur ${among} (${persons}). L’offre n’y est pas connue. Ceux dont la position manque y sont comptés ; la carte les montre en « donnée manquante ».`,
  loading: "Chargement…",
  close: "Fermer",
};

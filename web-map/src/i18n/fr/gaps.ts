// Need against supply: the list of gaps, and what a sheet says of help nearby.

export const gaps = {
  title: "Les plus grands écarts entre besoin et offre",
  /** By third, 1 first. */
  need: ["besoin faible", "besoin moyen", "besoin fort"],
  /** By third of what is lacking, 1 first. */
  lack: ["offre forte", "offre moyenne", "offre faible"],
  /** `of`: « des communes » */
  thirds: (of: string) => `« Fort », « moyen », « faible » : les trois tiers ${of}, pas une norme.`,
  apart: "Offre par personne concernée ; kilomètres à part.",
  unknown: "besoin ou offre : donnée manquante",
  outside: "non inventorié",
  outsideMore:
    "Aucun inventaire de lieux ne couvre ce territoire : l’offre n’y est pas connue. Elle n’est ni nulle, ni loin.",
  /** In the legend: how many of a level. */
  outsideCount: (n: string, level: string) => `non inventorié (${n} ${level}) : l’offre n’y est pas connue`,
  outsideApart: (n: string, level: string) =>
    `Non inventorié : ${n} ${level}. L’écart n’y est pas connu : hors du classement.`,
  allOutside: "Ici, aucun territoire n’est inventorié : les écarts n’y sont pas connus.",
  /** Share of the people who live where some inventory looks. */
  partly: (share: string) =>
    `Les inventaires de lieux ne couvrent que ${share} de ses habitants : offre et écart sont ceux de cette partie.`,
  away: (distance: string) => `à ${distance}`,
  none: "Aucun territoire de ce niveau ici.",
  print: "Imprimer la liste",
  printed: (n: number, shown: string, total: string, part: boolean) =>
    part
      ? `${shown} ${n > 1 ? "territoires" : "territoire"} sur ${total}. La liste entière : « Tableau », puis « Imprimer » ou « Exporter ».`
      : `C’est la liste entière : ${shown} ${n > 1 ? "territoires" : "territoire"}.`,
  noLevel: (level: string) => `L’offre d’aide n’est pas calculée pour les ${level}. Choisissez un autre niveau.`,
  table: (n: string) => `Les ${n} en tableau`,
  rank: "Rang de l’écart",
  needHead: "Besoin",
  lackHead: "Offre d’aide",
  gapHead: "Écart (de 0 à 100)",
  remedy: "Piste à étudier",
  nearest: "Lieu le plus proche",
  distance: "Distance",
};

export const nearby = {
  title: "Aide à proximité",
  notMeant: "C’est un effectif : toutes n’ont pas besoin d’aide, et d’autres personnes en ont besoin.",
  classes: (need: string, supply: string) => `${need} et ${supply}`,
  remedies: {
    network: "Piste à étudier : la couverture des réseaux.",
    equipment: "Piste à étudier : l’équipement et son coût.",
    mediation: "Piste à étudier : l’accompagnement.",
    none: "Pas de piste proposée : le besoin est dans le tiers le plus faible. Cela ne veut pas dire qu’il n’y a pas de besoin.",
  },
  remediesShort: {
    network: "réseau",
    equipment: "équipement",
    mediation: "accompagnement",
    none: "pas de piste proposée",
  } as Record<string, string>,
  unknown: "Besoin ou offre d’aide : donnée manquante ici.",
  rank: (rank: string, of: string) => `Écart entre besoin et offre : rang ${rank} sur ${of} (rang 1 : le plus grand)`,
  mean: (km: string) => `Le lieu le plus proche est à ${km} km en moyenne, à vol d’oiseau`,
  supply: (n: string, one: boolean) => `${n} ${one ? "lieu" : "lieux"} à portée pour 10 000 de ces personnes`,
  supplyHours: (n: string, one: boolean) =>
    `${n} ${one ? "heure" : "heures"} d’ouverture par semaine, à portée, pour 10 000 de ces personnes`,
  any: "le plus proche",
  crow: (from: string) => `Distances à vol d’oiseau ${from}.`,
  from: {
    town_hall: "depuis la mairie",
    centre: "depuis le centre du territoire",
    grid: "depuis les carreaux habités",
  } as Record<string, string>,
  none: "Aucun lieu connu à proximité.",
};

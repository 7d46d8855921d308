// Places of welcome and help: on the map, one by one, and where to send someone.

export const filters = {
  service: ["Service recherché", "Tous les services"],
  publics: ["Public visé", "Tous les publics"],
  cost: ["Coût", "Gratuit ou payant"],
  programme: ["Programme national", "Tous les programmes"],
  open: "Ouvert maintenant",
  title: "Filtrer les lieux",
};

export const places = {
  title: "Lieux d’accueil et d’aide sur la carte",
  seen: (n: number, said: string) =>
    n === 0 ? "Aucun lieu en vue avec ces choix." : n === 1 ? "1 lieu en vue" : `${said} lieux en vue`,
  one: "lieu d’accueil ou d’aide",
  moving: "itinérant",
  many: (n: string) => `${n} lieux`,
  open: "ouvert maintenant",
  shut: "fermé maintenant",
};

export const card = {
  label: "Fiche du lieu",
  close: "Fermer la fiche du lieu",
  failed: "La fiche du lieu n’a pas pu être chargée.",
  unknown: "Ce lieu n’existe pas dans ces résultats.",
  address: "Adresse",
  hours: "Horaires",
  telephone: "Téléphone",
  mail: "Courriel",
  web: "Site",
  booking: "Rendez-vous",
  terms: "Conditions",
  services: "Services proposés",
  publics: "Publics visés",
  special: "Prise en charge",
  programmes: "Programmes",
  accessible: "Accessibilité",
  about: "Présentation",
  notKnown: "non renseigné",
  asGiven: (text: string) => `selon la source : ${text}`,
  itinerant: "Lieu itinérant : vérifiez où il se tient.",
  approximate: "Position approximative : centre de la commune.",
  closed: "N’accueille pas de public.",
  from: (sources: string) => `Source : ${sources}`,
  updated: (date: string) => `mis à jour le ${date}`,
};

export const orient = {
  title: "Où orienter quelqu’un ?",
  close: "Fermer les lieux proposés",
  around: "Lieux proches d’ici",
  near: (from: string) => `${from} : les lieux les plus proches`,
  point: (commune: string) => (commune ? `Point choisi (${commune})` : "Point choisi"),
  ask: "Cherchez une commune ou un code postal, ou touchez la carte là où se trouve la personne. Au clavier : Entrée prend le centre de la carte.",
  elsewhere: "Pour partir d’ailleurs : cherchez une commune, ou choisissez un point.",
  pick: "Choisir un point",
  picking: "Touchez la carte, ou Entrée pour son centre",
  only: (what: string) => `Choix : ${what}`,
  none: "Aucun lieu connu avec ces choix. Essayez d’en retirer un.",
  found: (n: number, total: string) =>
    n > 1 ? `${n} lieux proposés sur ${total}, du plus proche au plus loin.` : `${n} lieu proposé sur ${total}.`,
  /** What distances are measured from. */
  origins: {
    town_hall: "de la mairie",
    centre: "du centre géographique de la commune",
    grid: "du secteur le plus peuplé de la commune",
    point: "du point choisi",
  } as Record<string, string>,
  measured: (from: string) => (from ? `Distances à vol d’oiseau, à partir ${from}.` : "Distances à vol d’oiseau."),
  note: "Téléphonez avant de vous déplacer : les horaires peuvent changer.",
  notInventoried:
    "Aucun inventaire des lieux d’aide ne couvre cette commune : il peut y avoir des lieux plus proches, qui ne sont pas connus ici.",
  partly: "Les inventaires de lieux ne couvrent pas toute la France : il peut en exister de plus proches.",
  printed: (n: number) => `La page imprimée donne les ${n} premiers.`,
};

export const hours = {
  days: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
  run: (from: string, to: string) => `du ${from} au ${to}`,
  always: "tous les jours",
  whole: "24 heures sur 24",
  time: (hour: number, minute: number) => `${hour}\u00a0h${minute ? `\u00a0${String(minute).padStart(2, "0")}` : ""}`,
  span: (from: string, to: string) => `de ${from} à ${to}`,
  closedOn: (day: string) => `fermé le ${day}`,
  closed: (days: string) => `fermé ${days}`,
  between: " ; ",
};

// The page around all that: its views, its dialog of sharing, its messages.

export const views = { label: "Affichage", map: "Carte", table: "Tableau", compare: "Comparaison" };

export const share = {
  title: "Partager",
  link: "Lien vers exactement cette vue",
  copy: "Copier le lien",
  copied: "Lien copié",
  copyFailed: "Copie impossible : sélectionnez le lien et copiez-le.",
  embed: "Intégrer dans une page",
  embedCopy: "Copier le code",
  png: "Image de la carte (PNG)",
  pngMaking: "Image en préparation…",
  pngDone: "Image téléchargée",
  data: "Pour les données : affichage « Tableau », puis « Exporter ».",
  close: "Fermer",
};

export const status = {
  offline: "Vous êtes hors connexion. Ce qui est affiché reste lisible ; la suite revient avec le réseau.",
  unreachable: "Le serveur ne répond pas. Nouvel essai automatique…",
  retry: "Réessayer maintenant",
  back: "Le serveur répond de nouveau.",
  startFailed: "La carte n’a pas pu commencer : le serveur ne répond pas.",
  startHelp: "Elle recommence d’elle-même dès qu’il répond.",
  noWebgl: "Ce navigateur ne peut pas dessiner la carte (WebGL est absent ou désactivé). Le tableau dit la même chose.",
  noPaperMap: "La carte n’a pas pu être dessinée : la fiche est imprimée sans elle.",
  choiceRefused: "Ce lien demande un réglage que cette méthode n’a pas ; il est laissé de côté.",
  noTiles:
    "Ces résultats ont été faits sans tuiles : pas de carte ici, mais le tableau et les fiches disent la même chose.",
  unknownUnit: "Ce territoire n’existe pas dans ces résultats.",
  linkUnread: (what: string) =>
    `Ce lien contient ce que la carte ne comprend pas, et qui est laissé de côté : ${what}.`,
  zoneUnread: (zone: string) =>
    `La zone de ce lien (« ${zone} ») n’est pas comprise : il faut un niveau et un code, comme « departement:22 ». Rien n’est listé.`,
  zoneUnknown: (zone: string) => `La zone « ${zone} » n’existe pas dans ces résultats : il n’y a rien à lister.`,
  zoneNear: "Vouliez-vous dire :",
  zoneLeave: "Montrer tous les territoires",
  read: "Compris",
};

/** Words of the whole page, under no heading of their own. */
export const page = {
  skipSearch: "Aller à la recherche",
  skipSheet: "Aller à la fiche",
  loadingPage: "Chargement de la carte…",
  home: "Vue d’ensemble",
  zoomIn: "Zoomer",
  zoomOut: "Dézoomer",
  mapControls: "Zoom de la carte",
  seeMore: "Afficher plus",
  onlyZone: (zone: string) => `Ces résultats ne contiennent qu’un territoire : ${zone}.`,
  ranksOfFrance: "Les rangs sont ceux de toute la France.",
  partialMore: "Ce que cela veut dire",
  goTo: "Aller à",
  mapLabel: (title: string) =>
    `Carte : ${title}. Flèches : se déplacer, ou passer au territoire voisin quand un territoire est choisi. Entrée : choisir le territoire au centre. Échap : ne plus rien choisir.`,
  announce: (name: string, level: string, text: string) => `${name}, ${level}. ${text}.`,
  language: "English",
  languageLabel: "Show the map in English",
  openFull: "Ouvrir la carte complète",
  menu: "Réglages",
  printed: (date: string) => `Imprimé le ${date}`,
  inhabitants: (n: number, said: string) => `${said} ${n > 1 ? "habitants" : "habitant"}`,
  others: (n: number) => `et ${n} de plus dans la fiche en ligne`,
};

export type PageWords = typeof page;

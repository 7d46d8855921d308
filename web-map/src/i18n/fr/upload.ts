// The check of a file of places.

export const upload = {
  title: "Vérifier un fichier de lieux",
  close: "Fermer la vérification du fichier",
  intro:
    "Un tableur de lieux, tel qu’il est : la carte propose à quoi servent ses colonnes, et dit ce qui est à corriger, ligne par ligne.",
  kept: "Le fichier est lu par ce serveur, sur cet ordinateur ; rien n’est conservé.",
  choose: "Fichier à vérifier",
  drop: (kinds: string, most: string) => `Choisissez-le, ou déposez-le ici. ${kinds} ; ${most} Mo au plus.`,
  off: "Ce serveur ne lit pas de fichiers. La personne qui l’a lancé peut le permettre, sur son ordinateur : ifn serve --allow-uploads",
  reading: (name: string) => `Lecture de « ${name} »…`,
  unsent: {
    kind: (name: string) =>
      `« ${name} » n’est pas d’un type qui se lit ici. Enregistrez-le en .xlsx, .ods ou .csv ; sortez-le de son archive (zip).`,
    large: (name: string) =>
      `« ${name} » est trop grand. Gardez la feuille des lieux seule, sans images, ou enregistrez-la en CSV.`,
    empty: (name: string) => `« ${name} » est vide.`,
    unread: (name: string) =>
      `« ${name} » n’a pas pu être ouvert. Fermez-le dans le tableur, vérifiez qu’il est encore là, puis choisissez-le à nouveau.`,
  } as Record<string, (name: string) => string>,
  /** By the kind of problem that the server names. */
  failed: {
    "unreadable-file":
      "Ce fichier ne se lit pas comme un tableau de lieux. Il faut une ligne de titres, tous différents, puis une ligne par lieu, 50 000 au plus ; ni mot de passe, ni image.",
    "unknown-file-kind": "Ce type de fichier ne se lit pas ici. Enregistrez-le en .xlsx, .ods ou .csv.",
    "too-large": "Ce fichier est trop grand. Gardez la feuille des lieux seule, ou enregistrez-la en CSV.",
    "uploads-off": "Ce serveur ne lit plus de fichiers : la personne qui l’a lancé ne le permet pas.",
    "too-slow": "Le fichier n’est pas arrivé à temps. Choisissez-le à nouveau.",
    "files-before": "D’autres fichiers sont lus, un à la fois. La lecture de celui-ci reprend d’elle-même.",
    "other-site": "Ouvrez cette carte sur l’ordinateur qui la sert : http://127.0.0.1:8080/",
  } as Record<string, string>,
  failedOther: "Le fichier n’a pas pu être vérifié.",
  away: "Le serveur ne répond pas, ou a mis trop de temps. La lecture reprend d’elle-même dès qu’il répond.",
  technical: "Message technique (en anglais)",
  size: (rows: number, saidRows: string, columns: number, saidColumns: string) =>
    `${saidRows} ${rows > 1 ? "lignes" : "ligne"}, ${saidColumns} ${columns > 1 ? "colonnes" : "colonne"}`,
  looked: (n: number, said: string) =>
    n > 1
      ? `Pour proposer : ${said} lignes regardées, réparties dans tout le fichier.`
      : `Pour proposer : ${said} ligne regardée.`,
  forget: "Oublier ce fichier",
  lacking: "Il manque de quoi faire des lieux :",
  lackingNote: "Ou choisissez la colonne plus bas, dans « À quoi servent les colonnes ».",
  mapping: "À quoi servent les colonnes",
  mappingNote: "Proposition à relire. Choisissez une autre colonne si besoin : tout est vérifié de nouveau.",
  field: "Champ",
  column: "Colonne, confiance, pourquoi",
  columnOf: (field: string) => `Colonne pour : ${field}`,
  none: "aucune",
  several: (names: string) => `plusieurs : ${names}`,
  numbered: (n: number, name: string) => `${n}. ${name}`,
  certainty: { sure: "sûre", likely: "probable", unsure: "à vérifier" } as Record<string, string>,
  confidence: (word: string) => `Confiance : ${word}.`,
  empty: (n: number) => (n > 1 ? `${n} champs sans colonne` : `${n} champ sans colonne`),
  reset: "Revenir à la proposition",
  notUnderstood: "Ce qui n’a pas été compris",
  understood: "Toutes les valeurs regardées sont comprises.",
  unknown: (value: string, field: string, _n: number, said: string) => `« ${value} » (${field}), ${said} fois`,
  nearest: (value: string) => `proche de « ${value} » ?`,
  moreValues: "D’autres valeurs n’ont pas été regardées.",
  leftOut: (n: number) => (n > 1 ? `${n} colonnes non reprises` : `${n} colonne non reprise`),
  like: (example: string) => `exemple : « ${example} »`,
  preview: "Les premiers lieux, tels qu’ils seront lus",
  line: (n: string) => `Ligne ${n}`,
  result: "Ce que donne le fichier",
  read: (places: number, saidPlaces: string, rows: number, saidRows: string) =>
    `${saidPlaces} ${places > 1 ? "lieux" : "lieu"} pour ${saidRows} ${rows > 1 ? "lignes lues" : "ligne lue"}`,
  rejected: (n: number, said: string) => (n > 1 ? `${said} lignes écartées` : `${said} ligne écartée`),
  atCentre: (n: number, said: string) =>
    n > 1 ? `${said} lieux placés au centre de leur commune` : `${said} lieu placé au centre de sa commune`,
  errors: (n: string) => `À corriger (${n})`,
  toErrors: (n: string) => `Aller à « À corriger » (${n})`,
  errorsNote: "Le numéro de ligne est celui du tableur. Sur la carte : « ! ».",
  noErrors: "Rien à corriger.",
  allFields: (n: string) => `Tous les champs (${n})`,
  rowField: "ligne entière",
  expected: (what: string) => `Attendu : ${what}.`,
  correction: (what: string) => `Proposition : ${what}.`,
  effect: (what: string) => `Pour l’instant : ${what}.`,
  emptyValue: "(vide)",
  quoted: (value: string) => `« ${value} »`,
  noPosition: "(pas de position : n’est pas sur la carte)",
  centre: "(sur la carte : au centre de la commune)",
  known: (n: string) => `Déjà connus ici (${n})`,
  knownNote: (n: number): string =>
    n > 1
      ? "Même nom, même adresse, à moins de 50 m : ces lieux sont déjà dans ces résultats, et ne seraient comptés qu’une fois. Sur la carte : « = »."
      : "Même nom, même adresse, à moins de 50 m : ce lieu est déjà dans ces résultats, et ne serait compté qu’une fois. Sur la carte : « = ».",
  noKnown: "Aucun de ces lieux n’est déjà connu ici.",
  knownAs: (name: string, sources: string) => `connu comme « ${name} » (${sources})`,
  openKnown: "Voir la fiche",
  listed: (shown: string, total: string) => `${shown} sur ${total}`,
  listedMost: (most: string) => `Les ${most} premières sont ici ; le fichier CSV les a toutes.`,
  errorsCsv: "Télécharger les erreurs (CSV)",
  toml: "Télécharger la correspondance (TOML)",
  tomlNote:
    "La correspondance se complète (qui publie, licence, date, territoire couvert), puis sert à calculer l’indice avec ces lieux : ifn build --places.",
  csvName: (name: string) => `erreurs-${name}.csv`,
  downloadFailed: "Le fichier n’a pas pu être fait. Réessayez dans un moment.",
  done: (places: number, saidPlaces: string, errors: string, known: number, saidKnown: string) =>
    `Fichier lu : ${saidPlaces} ${places > 1 ? "lieux" : "lieu"}, ${errors} à corriger, ${saidKnown} déjà ${known > 1 ? "connus" : "connu"}.`,
};

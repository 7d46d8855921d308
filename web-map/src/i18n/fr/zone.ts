// « Mon territoire »: the zone that a person puts together.

/** « Mon territoire » : the zone that a person puts together. */
export const zone = {
  title: "Mon territoire",
  close: "Fermer",
  choose: "Choisir mon territoire",
  change: "Changer mon territoire",
  see: "Voir tout le territoire",
  leave: "Quitter ce territoire",
  intro:
    "Réunissez régions, départements, intercommunalités (EPCI) et communes : rangs, listes, effectifs et fichiers sont alors ceux de ce territoire. Le lien de la page le garde.",
  members: (n: number) => (n > 1 ? `${n} territoires` : `${n} territoire`),
  units: (n: string, level: string) => `${n} ${level}`,
  without: (n: string, level: string) => `Personnes concernées : donnée manquante pour ${n} ${level}.`,
  remove: (name: string) => `Retirer ${name}`,
  add: (name: string) => `Ajouter ${name}`,
  repeated: (names: string) => `Donné plusieurs fois, compté une seule fois : ${names}.`,
  inside: (member: string, other: string) => `${member} est déjà dans « ${other} » : compté une seule fois.`,
  overlaps: (member: string, other: string) =>
    `${member} et ${other} se recoupent : ce qui est commun est compté une seule fois.`,
  otherOverlaps: (n: string) => `Autres recoupements, comptés une seule fois : ${n}.`,
  andOthers: (names: string, n: number) => (n > 1 ? `${names} et ${n} autres` : `${names} et ${n} autre`),
  name: "Nom du territoire",
  nameHint: "Hub Bretagne, ma circonscription…",
  find: "Ajouter par la recherche : nom ou code",
  onMap: "Choisir sur la carte",
  gather: "Mon territoire :",
  gatherHow: (level: string) =>
    `cliquez sur une zone de la carte (niveau : ${level}) pour l’ajouter ou la retirer ; au clavier, Entrée prend le centre.`,
  done: "Terminé",
  regions: "Régions et départements",
  itsDepartements: (n: number) => `ses ${n} départements`,
  itsDepartementsOf: (n: number, region: string) => `${region} : ses ${n} départements`,
  oneByOne: "un par un",
  oneByOneOf: (region: string) => `${region} : ses départements, un par un`,
  byName: (levels: string) => `${levels}, par nom`,
  narrow: "Lettres du nom",
  firstOf: (n: number, all: string) => `Les ${n} premiers sur ${all} : précisez le nom.`,
  foundNames: (n: number) => (n > 1 ? `${n} noms` : n === 1 ? "1 nom" : "Aucun nom ne correspond."),
  clear: "Tout retirer",
  save: "Enregistrer dans un fichier",
  file: "Fichier de territoire",
  fileNote:
    "Un petit fichier (JSON) à garder ou à transmettre, que la carte et le programme relisent. Il n’est pas envoyé.",
  open: "Ouvrir un fichier",
  fileLarge: "Ce fichier est trop grand pour être un territoire : 64 ko au plus.",
  fileForm:
    'Ce fichier n’est pas un territoire. Il faut du JSON comme { "name": "Hub Bretagne", "members": ["departement:22", "departement:29"] }.',
  fileMember: (text: string) =>
    `Ce fichier contient un membre qui n’est pas compris : « ${text} ». Il faut un niveau et un code, comme « departement:22 ».`,
  full: (most: string) => `Un territoire a ${most} membres au plus.`,
  many: (n: string) => `Ce lien demande ${n} territoires à la fois : c’est trop. Rien n’est listé.`,
  goOnWithout: (text: string) => `Continuer sans « ${text} »`,
  noBox: "Le contour de ce territoire n’est pas connu : la carte ne peut pas s’y placer.",
  addThis: "Ajouter à mon territoire",
  isMember: "Dans mon territoire",
  rankOf: (rank: string, of: string, zone: string) => `rang ${rank} sur ${of} dans mon territoire (${zone})`,
};

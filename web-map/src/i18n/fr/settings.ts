// The settings that a person changes.

export const settings = {
  title: "Régler",
  intro: "Donnez plus ou moins d’importance à chaque critère : la carte suit.",
  presets: "Réglages proposés",
  method: "Réglage d’origine",
  needs: (n: number) =>
    n > 1
      ? `${n} autres méthodes demandent des données que ces résultats n’ont pas.`
      : "Une autre méthode demande des données que ces résultats n’ont pas.",
  importance: ["ignoré", "faible", "réduite", "normale", "forte", "très forte"],
  factor: ["", "divisée par 4", "divisée par 2", "réglage d’origine", "multipliée par 2", "multipliée par 4"],
  /** Between two steps. */
  times: (factor: string) => `multipliée par ${factor}`,
  importanceOf: (what: string) => `Importance : ${what}`,
  counts: (what: string) => `Compter : ${what}`,
  alone: "Il faut garder au moins un critère.",
  reference: "Comparer chaque territoire",
  references: {
    france: "à toute la France",
    region: "à sa région",
    departement: "à son département",
    epci: "à son intercommunalité",
  } as Record<string, string>,
  referenceNow: {
    france: "de la France",
    region: "de leur région",
    departement: "de leur département",
    epci: "de leur intercommunalité",
  } as Record<string, string>,
  referenceOwn: { region: "à sa région", departement: "à son département", epci: "à son intercommunalité" } as Record<
    string,
    string
  >,
  national: (level: string, own: string) =>
    `Rangs, déciles et couleurs : parmi tous les territoires de France (${level}), chacun comparé ${own}.`,
  referenceNone: (level: string) => `Ce choix ne s’applique pas aux ${level} : ils gardent la comparaison d’origine.`,
  background: "Fond de carte de l’IGN (demande Internet)",
  reset: "Revenir au réglage d’origine",
  custom: "Réglages personnalisés",
  customReference: "Comparaison personnalisée",
  customMore: "Ce n’est plus l’indice d’origine.",
  loading: "Calcul du niveau…",
};

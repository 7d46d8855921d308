//! The values that the schema allows, as it spells them.

/// A service, as addresses and columns name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// Short name.
    pub id: &'static str,
    /// As the schema writes it.
    pub value: &'static str,
}

macro_rules! services {
    ($($id:literal $value:literal;)*) => {
        /// The services, in the order of the schema: bits of the services of a place.
        pub const SERVICES: [Service; 9] = [$(Service { id: $id, value: $value }),*];
        pub const SERVICE_VALUES: &[&str] = &[$($value),*];
    };
}

services! {
    "demarches" "Aide aux démarches administratives";
    "outils" "Maîtrise des outils numériques du quotidien";
    "emploi" "Insertion professionnelle via le numérique";
    "securite" "Utilisation sécurisée du numérique";
    "parentalite" "Parentalité et éducation avec le numérique";
    "loisirs" "Loisirs et créations numériques";
    "comprehension" "Compréhension du monde numérique";
    "acces" "Accès internet et matériel informatique";
    "materiel" "Acquisition de matériel informatique à prix solidaire";
}

/// The value that tells a place where nobody is received.
pub const NO_PUBLIC: &str = "Ce lieu n'accueille pas de public";

pub const PUBLICS: &[&str] =
    &["Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"];

pub const SPECIFIC: &[&str] = &[
    "Surdité",
    "Handicaps moteurs",
    "Handicaps mentaux",
    "Illettrisme",
    "Langues étrangères (anglais)",
    "Langues étrangères (autres)",
    "Déficience visuelle",
];

pub const COSTS: &[&str] = &["Gratuit", "Gratuit sous condition", "Payant"];

pub const ACCESS: &[&str] = &[
    "Se présenter",
    "Téléphoner",
    "Contacter par mail",
    "Prendre un RDV en ligne",
    NO_PUBLIC,
    "Envoyer un mail avec une fiche de prescription",
];

pub const SUPPORT: &[&str] =
    &["En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance"];

pub const ITINERANCE: &[&str] = &["Itinérant", "Fixe"];

pub const PROGRAMMES: &[&str] = &[
    "Aidants Connect",
    "Bibliothèques numérique de référence",
    "Certification PIX",
    "Conseillers numériques",
    "Emmaüs Connect",
    "France Services",
    "Grande école du numérique",
    "La Croix Rouge",
    "Point d'accès numérique CAF",
    "Promeneurs du net",
    "Relais numérique (Emmaüs Connect)",
];

/// The schema's own pattern writes "Étapes numériques(La Poste)": both are read.
pub const TRAINING: &[&str] = &[
    "Formé à « Mon Espace Santé »",
    "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)",
    "Étapes numériques (La Poste)",
    "Fabriques de Territoire",
    "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)",
    "ORDI 3.0",
    "SUD LABS (PACA)",
];

/// Letters and digits alone, without accents: what values are compared by.
pub fn bare(text: &str) -> String {
    let mut folded = crate::text::fold(text);
    folded.retain(char::is_alphanumeric);
    folded
}

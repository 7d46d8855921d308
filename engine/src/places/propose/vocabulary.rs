//! What people write for the values of the schema: French first. One row a value; texts are compared
//! without case, accents, articles and plurals. Only what has one meaning stands here; what the mappings of
//! the catalogue know is added to it ([`super::dictionary`]).

use crate::schema::{Field, NO_PUBLIC};

/// A field, one of its values (empty: rightly none of them), and what people write for it.
pub type ValueWords = (Field, &'static str, &'static [&'static str]);

/// All of them.
#[rustfmt::skip] // several texts a line
pub const VALUES: &[ValueWords] = &[
    (Field::Services, "Aide aux démarches administratives", &[
        "démarches", "démarches administratives", "démarches en ligne", "aide administrative",
        "démarches administratives en ligne", "accompagnement aux démarches",
        "accompagnement aux démarches administratives", "accompagnement administratif",
        "accès aux droits", "e-administration", "aide aux démarches", "aide aux démarches en ligne",
    ]),
    (Field::Services, "Maîtrise des outils numériques du quotidien", &[
        "prise en main d’un ordinateur", "prise en main de l’ordinateur", "initiation informatique",
        "prise en main du smartphone", "prise en main d’un smartphone", "initiation à l’informatique",
        "initiation au numérique", "initiation numérique", "outils numériques", "bureautique",
        "usages du quotidien", "bases de l’informatique", "formation aux bases du numérique",
    ]),
    (Field::Services, "Insertion professionnelle via le numérique", &[
        "insertion professionnelle", "recherche d’emploi", "aide à la recherche d’emploi", "emploi",
    ]),
    (Field::Services, "Utilisation sécurisée du numérique", &[
        "sécurité", "sécurité numérique", "cybersécurité", "sécurité en ligne",
    ]),
    (Field::Services, "Parentalité et éducation avec le numérique", &[
        "parentalité", "parentalité numérique", "soutien à la parentalité", "éducation au numérique",
    ]),
    (Field::Services, "Loisirs et créations numériques", &[
        "loisirs", "loisirs numériques", "création numérique", "loisirs créatifs numériques",
    ]),
    (Field::Services, "Compréhension du monde numérique", &[
        "culture numérique", "compréhension du numérique", "citoyenneté numérique",
    ]),
    (Field::Services, "Accès internet et matériel informatique", &[
        "wifi", "wi-fi", "accès wifi", "accès internet", "accès à internet", "wifi et pc",
        "ordinateurs en libre accès", "ordinateurs", "postes informatiques", "postes en libre accès",
        "postes informatiques en libre accès", "accès à un ordinateur", "imprimante", "impression",
        "scanner", "accès au matériel", "accès à du matériel", "mise à disposition de matériel",
        "accès libre à internet",
    ]),
    (Field::Services, "Acquisition de matériel informatique à prix solidaire", &[
        "acquisition de matériel", "matériel reconditionné", "ordinateurs reconditionnés",
        "vente d’ordinateurs reconditionnés", "équipement à prix solidaire",
    ]),
    (Field::Publics, "Jeunes", &[
        "jeune", "jeunes 16-25 ans", "16-25 ans", "adolescents", "ados", "public jeune", "jeunesse",
    ]),
    (Field::Publics, "Étudiants", &["étudiant", "étudiant(e)s"]),
    (Field::Publics, "Familles et/ou enfants", &[
        "familles", "enfants", "parents", "familles et enfants", "familles/enfants",
        "parents et enfants",
    ]),
    (Field::Publics, "Seniors", &[
        "personnes âgées", "retraités", "aînés", "séniors", "60 ans et plus", "65 ans et plus",
        "plus de 60 ans", "plus de 65 ans", "public senior",
    ]),
    (Field::Publics, "Femmes", &["femme", "public féminin", "uniquement femmes"]),
    (Field::Publics, "", &[
        "tous publics", "tout public", "tous", "tous les publics", "adultes", "grand public",
        "public adulte", "habitants", "toute personne", "tout le monde",
    ]),
    (Field::PriseEnCharge, "Surdité", &["sourds", "malentendants", "sourds et malentendants", "lsf"]),
    (Field::PriseEnCharge, "Handicaps moteurs", &["handicap moteur"]),
    (Field::PriseEnCharge, "Handicaps mentaux", &["handicap mental"]),
    (Field::PriseEnCharge, "Illettrisme", &["personnes en situation d’illettrisme"]),
    (Field::PriseEnCharge, "Langues étrangères (anglais)", &["anglais"]),
    (Field::PriseEnCharge, "Déficience visuelle", &[
        "handicap visuel", "malvoyants", "non-voyants", "aveugles", "déficients visuels",
    ]),
    (Field::Frais, "Gratuit", &["gratuite", "gratuité", "accès gratuit", "sans frais", "0 €"]),
    (Field::Frais, "Gratuit sous condition", &["gratuit sous conditions", "gratuité sous condition"]),
    (Field::Frais, "Payant", &["payante"]),
    (Field::ModalitesAcces, "Se présenter", &[
        "sans rendez-vous", "sans rdv", "accueil sans rendez-vous", "se présenter sur place",
        "entrée libre", "accueil libre",
    ]),
    (Field::ModalitesAcces, "Téléphoner", &["par téléphone", "téléphone", "appeler"]),
    (Field::ModalitesAcces, "Contacter par mail", &["par mail", "mail", "courriel", "par courriel"]),
    (Field::ModalitesAcces, "Prendre un RDV en ligne", &[
        "rendez-vous en ligne", "prise de rdv en ligne", "prise de rendez-vous en ligne",
    ]),
    (Field::ModalitesAcces, NO_PUBLIC, &["n’accueille pas de public", "fermé au public"]),
    (Field::ModalitesAccompagnement, "En autonomie", &["autonomie", "seul"]),
    (Field::ModalitesAccompagnement, "Accompagnement individuel", &[
        "individuel", "en individuel", "rdv individuel", "rendez-vous individuel",
        "entretien individuel", "accompagnement personnalisé",
    ]),
    (Field::ModalitesAccompagnement, "Dans un atelier collectif", &[
        "collectif", "en collectif", "atelier", "atelier collectif", "en groupe",
        "accompagnement collectif",
    ]),
    (Field::ModalitesAccompagnement, "À distance", &["distanciel", "visio", "visioconférence"]),
    (Field::Itinerance, "Itinérant", &["itinérante", "lieu itinérant", "bus itinérant"]),
    (Field::Itinerance, "Fixe", &["lieu fixe", "site fixe"]),
    (Field::Dispositifs, "Aidants Connect", &["aidant connect"]),
    (Field::Dispositifs, "Conseillers numériques", &[
        "conseiller numérique", "cnfs", "conseiller numérique france services",
    ]),
    (Field::Dispositifs, "France Services", &[
        "maison france services", "espace france services", "label france services",
    ]),
    (Field::Dispositifs, "Certification PIX", &["pix"]),
    (Field::Formations, "Formé à « Mon Espace Santé »", &["mon espace santé"]),
    (Field::Formations, "Fabriques de Territoire", &["fabrique de territoire"]),
    (Field::Typologie, "ASSO", &["asso", "association loi 1901"]),
    (Field::Typologie, "BIB", &[
        "bibliothèque", "médiathèque", "bibliothèque municipale", "médiathèque municipale",
    ]),
    (Field::Typologie, "CSC", &["centre socio-culturel"]),
    (Field::Typologie, "EPN", &["cyberbase", "cyber-base"]),
    (Field::Typologie, "FABLAB", &["fab lab"]),
    (Field::Typologie, "FT", &["pôle emploi"]),
    (Field::Typologie, "LA_POSTE", &["bureau de poste"]),
    (Field::Typologie, "MUNI", &["mairie", "municipalité"]),
    (Field::Typologie, "PIJ_BIJ", &[
        "point information jeunesse", "bureau information jeunesse", "pij", "bij",
    ]),
    (Field::Typologie, "PREF", &["préfecture", "sous-préfecture"]),
    (Field::Typologie, "RFS", &["maison france services", "espace france services"]),
    (Field::Typologie, "TIERS_LIEUX", &["tiers-lieu", "coworking"]),
];

//! What people write above the columns of an inventory: French first. One row a role; texts are
//! compared without case, accents, articles and plurals ([`super::headings::words`]).

use super::role::Role;
use crate::schema::Field;

/// Words that change nothing in a heading, in lower case and without accents.
#[rustfmt::skip] // several words a line
pub const STOP_WORDS: [&str; 32] = [
    "d", "de", "du", "des", "l", "le", "la", "les", "un", "une", "a", "au", "aux", "et", "ou", "en",
    "votre", "vos", "notre", "nos", "quel", "quelle", "quels", "quelles", "est", "sont", "ce",
    "cette", "ces", "qui", "dans", "sur",
];

/// A role, the headings that mean it, and the words that mean it within a longer heading.
pub type HeadingWords = (Role, &'static [&'static str], &'static [&'static str]);

/// All of them.
#[rustfmt::skip] // several headings a line
pub const HEADINGS: &[HeadingWords] = &[
    (
        Role::Field(Field::Id),
        &[
            "n°", "numéro", "code", "réf", "référence", "num", "clé", "n° fiche", "numéro fiche",
            "identifiant unique", "fid", "objectid",
        ],
        &["id", "identifiant", "uid", "uuid"],
    ),
    (
        Role::Field(Field::Pivot),
        &["n° siret", "numéro siret", "siret ou rna", "siren siret", "n° rna"],
        &["siret", "siren", "rna"],
    ),
    (
        Role::Field(Field::Nom),
        &[
            "nom", "structure", "lieu", "intitulé", "libellé", "libellé 1", "enseigne",
            "établissement", "nom usuel", "organisme", "lib fs", "titre", "name", "title",
            "nom commercial", "appellation", "désignation", "lieu d'accueil", "nom epn", "espace",
            "lieu exercice", "lieu intervention", "lieu travail", "structure accueil",
        ],
        &[
            "nom structure", "nom lieu", "nom organisme", "nom établissement", "nom espace",
            "nom site", "nom association", "raison sociale", "dénomination",
        ],
    ),
    (
        Role::Field(Field::StructureParente),
        &["porteur", "employeur", "gestionnaire", "maison mère"],
        &[
            "structure porteuse", "structure parente", "structure employeuse",
            "organisme gestionnaire", "structure gestionnaire", "organisme rattachement",
            "structure rattachement",
        ],
    ),
    (
        Role::Field(Field::Commune),
        &["localité", "municipalité", "lib com", "city", "com"],
        &["commune", "ville"],
    ),
    (
        Role::Field(Field::CodePostal),
        &["zip", "postcode", "postal code"],
        &["code postal", "cp"],
    ),
    (Role::PostalTown, &["code postal commune", "code postal ville"], &["cp ville", "cp commune"]),
    (
        Role::Field(Field::CodeInsee),
        &[
            "insee", "insee com", "com insee", "code com", "citycode", "cog", "depcom",
            "code officiel géographique", "commune insee", "insee commune",
        ],
        &["code insee", "code commune", "code insee commune"],
    ),
    (
        Role::Field(Field::Adresse),
        &[
            "adresse complète", "adresse postale", "adresse 1", "n° et voie", "numéro et voie",
            "n° et rue", "address", "street address",
        ],
        &["adresse"],
    ),
    (
        Role::StreetNumber,
        &["n° de voie", "numéro de voie", "n° de rue", "numéro de rue", "num voie"],
        &[],
    ),
    (Role::Street, &["voie", "rue", "nom voie", "nom rue", "libellé voie", "type nom voie"], &[]),
    (
        Role::Field(Field::ComplementAdresse),
        &["complément", "adresse 2", "bâtiment", "étage", "lieu-dit", "bp"],
        &["complément adresse", "adresse complément"],
    ),
    (
        Role::Field(Field::Latitude),
        &["y", "coord y", "coordonnée y", "y wgs84", "lat wgs84", "y l93", "y lambert 93"],
        &["latitude", "lat"],
    ),
    (
        Role::Field(Field::Longitude),
        &[
            "x", "coord x", "coordonnée x", "x wgs84", "lon wgs84", "x l93", "x lambert 93",
            "long",
        ],
        &["longitude", "lon", "lng"],
    ),
    (
        Role::Position,
        &[
            "gps", "position", "point", "geom", "geometry", "géométrie", "wkt", "geopoint", "xy",
            "localisation", "coordonnées", "geo point", "geo point 2d", "the geom",
        ],
        &[
            "lat long", "lat lon", "lat lng", "latitude longitude", "long lat", "lon lat",
            "longitude latitude", "coordonnée gps", "coordonnée géographique", "géolocalisation",
            "coordonnée finale", "coordonnée ban", "coordonnée insee", "point gps",
        ],
    ),
    (
        Role::Field(Field::Typologie),
        &["type", "catégorie", "nature", "famille", "nature structure", "type d'espace"],
        &[
            "typologie", "type lieu", "type structure", "catégorie structure", "catégorie lieu",
            "type établissement", "type organisme",
        ],
    ),
    (
        Role::Field(Field::Telephone),
        &["mobile", "standard", "phone", "fixe", "num tel"],
        &["téléphone", "tél", "portable", "téléphonique"],
    ),
    (
        Role::Field(Field::Courriels),
        &["messagerie", "adresse électronique", "contact mail"],
        &[
            "mail", "email", "courriel", "mél", "e mail", "adresse mail", "adresse e mail",
            "adresse messagerie", "adresse email",
        ],
    ),
    (
        Role::Field(Field::SiteWeb),
        &["site", "web", "internet", "lien", "website", "url lieu", "site structure"],
        &[
            "site web", "site internet", "url", "page web", "adresse web", "adresse site",
            "facebook", "lien internet", "adresse internet", "adresse site internet",
        ],
    ),
    (
        Role::Field(Field::Horaires),
        &["ouverture", "jour ouverture", "permanence", "opening hours", "jour et heure"],
        &["horaire", "heure ouverture", "horaire ouverture"],
    ),
    (
        Role::Field(Field::PresentationResume),
        &["résumé", "description courte", "accroche", "présentation"],
        &["présentation résumé", "présentation courte"],
    ),
    (
        Role::Field(Field::PresentationDetail),
        &["descriptif", "description longue", "présentation détaillée"],
        &["description"],
    ),
    (
        Role::Field(Field::Source),
        &["source", "producteur", "recensé par", "origine donnée", "source donnée"],
        &[],
    ),
    (
        Role::Field(Field::Itinerance),
        &["fixe ou itinérant", "lieu itinérant"],
        &["itinérance", "itinérant"],
    ),
    (
        Role::Field(Field::DateMaj),
        &["updated", "updated at", "horodateur", "modifié le", "dernière modification"],
        &[
            "mise à jour", "maj", "mis à jour", "date maj", "dernière maj", "date mise à jour",
            "dernière mise à jour", "date dernière mise à jour", "date modification",
            "date dernière modification",
        ],
    ),
    (
        Role::Field(Field::Services),
        &[
            "offre", "thème", "prestation", "domaine", "aide proposée", "accompagnement proposé",
            "activité", "compétence",
        ],
        &["service", "offre service", "thématique", "service proposé", "service numérique"],
    ),
    (
        Role::Field(Field::Publics),
        &["bénéficiaire", "tranche d'âge", "public cible", "type public"],
        &["public", "public accueilli", "public visé", "public spécifique"],
    ),
    (
        Role::ReceivesPublic,
        &["accueil du public", "ouvert au public", "accueille du public", "reçoit du public"],
        &[],
    ),
    (
        Role::Field(Field::PriseEnCharge),
        &["langue", "besoin spécifique"],
        &["prise charge", "handicap"],
    ),
    (
        Role::Field(Field::Frais),
        &["prix", "payant ou gratuit", "gratuit ou payant", "condition accès", "condition"],
        &["tarif", "frais", "coût", "gratuité"],
    ),
    (
        Role::Field(Field::ModalitesAcces),
        &["accès", "accueil", "condition accès", "rendez-vous", "rdv"],
        &["modalité accès", "modalité accueil", "prise rdv", "prise rendez-vous"],
    ),
    (
        Role::Field(Field::PriseRdv),
        &["rdv en ligne", "rendez-vous en ligne", "url rdv"],
        &["prise rdv", "prise rendez-vous", "lien rdv", "lien rendez-vous"],
    ),
    (
        Role::Field(Field::ModalitesAccompagnement),
        &["accompagnement", "individuel ou collectif", "format"],
        &[
            "modalité accompagnement", "type accompagnement", "mode accompagnement",
            "format accompagnement", "forme accompagnement",
        ],
    ),
    (
        Role::Labels,
        &["programme", "réseau", "certification", "programme national"],
        &["label", "labellisation", "dispositif", "agrément"],
    ),
    (Role::Field(Field::FicheAccesLibre), &[], &["acceslibre", "accès libre fiche"]),
    (
        Role::Person,
        &[
            "nom prénom", "civilité", "nom référent", "nom contact", "nom responsable",
            "nom conseiller", "nom médiateur", "directeur", "directrice", "nom famille", "nom usage",
            "nom naissance", "patronyme", "conseiller", "conseillère", "conseiller numérique",
            "conseillère numérique", "médiateur", "médiatrice", "médiateur numérique", "animateur",
            "animatrice", "animateur numérique", "agent", "aidant", "aidant numérique", "intervenant",
            "intervenante", "formateur", "formatrice", "coordinateur", "coordinatrice", "bénévole",
            "président", "présidente", "maire", "secrétaire",
        ],
        &["contact", "référent", "référente", "responsable", "prénom", "interlocuteur", "personne"],
    ),
    (
        Role::Notes,
        &["info", "information", "note", "détail", "divers"],
        &["commentaire", "remarque", "observation", "précision", "information complémentaire"],
    ),
    (
        Role::Deduced,
        &[
            "dép", "dpt", "dept", "pays", "canton", "arrondissement", "insee dep", "code dep",
            "agglomération", "territoire", "pôle territorial", "bassin vie", "numéro département",
        ],
        &[
            "département", "intercommunalité", "région", "epci", "communauté commune",
            "code département", "code région",
        ],
    ),
];

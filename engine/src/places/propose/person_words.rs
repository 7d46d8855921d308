//! Words that tell persons: who they are, in headings; their first names, in cells. Lower case, no accent, no
//! plural. Read by [`super::persons`] and [`super::headings`].

/// Who a person is, in a heading: lower case, no accent, no plural.
#[rustfmt::skip] // several words a line
pub const PERSON_WORDS: [&str; 36] = [
    "agent", "aidant", "aidante", "animateur", "animatrice", "benevole", "conseiller", "conseillere",
    "coordinateur", "coordinatrice", "coordonnateur", "coordonnatrice", "directeur", "directrice", "elu",
    "elue", "formateur", "formatrice", "gerant", "gerante", "interlocuteur", "interlocutrice",
    "intervenant", "intervenante", "maire", "mediateur", "mediatrice", "personne", "president",
    "presidente", "referent", "referente", "responsable", "salarie", "salariee", "secretaire",
];
/// What says that a telephone, a mail address or an address is a person's own.
pub const PRIVATE_WORDS: [&str; 8] =
    ["perso", "personnel", "personnelle", "prive", "privee", "domicile", "prenom", "civilite"];
/// A telephone that somebody carries.
pub const MOBILE_WORDS: [&str; 3] = ["portable", "mobile", "gsm"];
/// What stands before a person's name.
pub const TITLES: [&str; 9] =
    ["m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "melle", "mm"];
/// First names that are common in France.
#[rustfmt::skip] // several names a line
pub const FIRST_NAMES: [&str; 161] = [
    "adrien", "agnes", "alain", "albert", "alexandra", "alexandre", "alexis", "alice", "alicia", "amandine",
    "amelie", "andre", "andree", "anissa", "anita", "anne", "annick", "annie", "anthony", "antoine",
    "arnaud", "arthur", "audrey", "aurelie", "aurelien", "baptiste", "beatrice", "benjamin", "benoit",
    "bernadette", "bernard", "brigitte", "bruno", "camille", "carine", "carole", "caroline", "catherine",
    "cecile", "cedric", "celine", "chantal", "charlotte", "christelle", "christian", "christiane",
    "christine", "christophe", "claire", "clara", "clement", "corinne", "cyril", "damien", "daniel",
    "danielle", "david", "delphine", "denise", "didier", "dominique", "dylan", "elise", "elodie", "emilie",
    "emma", "emmanuel", "emmanuelle", "eric", "estelle", "etienne", "fabien", "fabrice", "fanny", "fatima",
    "florence", "florian", "franck", "francois", "francoise", "frederic", "gerard", "gilles", "guillaume",
    "helene", "herve", "hugo", "isabelle", "jacqueline", "jacques", "jean", "jeanne", "jeremy", "jerome",
    "joel", "josiane", "julie", "julien", "karim", "karine", "kevin", "laetitia", "laura", "laure",
    "laurence", "laurent", "lea", "loic", "luc", "lucas", "lucie", "ludovic", "manon", "marc", "marie",
    "marine", "marion", "martine", "mathieu", "mathilde", "maxime", "melanie", "michel", "michele",
    "mohamed", "monique", "morgane", "muriel", "nadia", "nadine", "nathalie", "nicolas", "nicole",
    "olivier", "pascal", "patricia", "patrick", "philippe", "pierre", "quentin", "romain", "sabrina",
    "samira", "sandrine", "sarah", "sebastien", "sophie", "stephane", "stephanie", "sylvie", "thierry",
    "thomas", "valerie", "veronique", "vincent", "virginie", "xavier", "yann", "yannick", "yves", "yvette",
];
/// Words of names of places, not of persons: « Saint-Pierre », « Espace Marie ».
#[rustfmt::skip] // several words a line
pub const PLACE_WORDS: [&str; 30] = [
    "association", "bibliotheque", "bourg", "centre", "college", "cyber", "ecole", "espace", "foyer",
    "la", "le", "les", "lycee", "mairie", "maison", "mediatheque", "mission", "mont", "place", "point",
    "relais", "residence", "rue", "saint", "sainte", "salle", "st", "ste", "tiers", "ville",
];

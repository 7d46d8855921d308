//! The national schema of *lieux de médiation numérique*: 32 fields in one table.
//!
//! Version 1.0.2 of `LaMednum/standard-mediation-num`, in the order in which the national base
//! writes its columns. Version 2 drops `structure_parente` and no longer asks for `pivot` nor
//! `date_maj`: the field stays here, empty where a file lacks it, and the two are not asked for.

mod typologies;
mod values;

pub use typologies::{TYPOLOGIES, typology};
pub use values::{NO_PUBLIC, SERVICES, Service};

use values::{
    ACCESS, COSTS, ITINERANCE, PROGRAMMES, PUBLICS, SERVICE_VALUES, SPECIFIC, SUPPORT, TRAINING,
};

use crate::error::{Error, Result, nearest};

/// Days of the week, as opening hours write them, Monday first.
pub const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// How many fields there are.
pub const FIELDS: usize = 32;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A decimal number.
    Number,
    /// A day, `2026-11-24`.
    Date,
    /// Opening hours in OpenStreetMap's syntax.
    Hours,
    /// Addresses on the Web.
    Url,
    /// Electronic mail.
    Mail,
    /// A telephone number with its country code.
    Phone,
    /// A postal code of five digits.
    Postal,
    /// A commune's INSEE code.
    Commune,
    /// SIRET, SIREN or RNA.
    Pivot,
    /// One of the allowed values.
    Choice,
    /// A code of [`TYPOLOGIES`].
    Typology,
}

/// What is known of a field.
#[derive(Debug)]
pub struct Info {
    /// Name of the column in the national base.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Several values, separated by `|` in text.
    pub list: bool,
    /// The only values that are allowed; empty: any.
    pub values: &'static [&'static str],
    /// A place without it is reported.
    pub required: bool,
    /// Heading for people, in French.
    pub title: &'static str,
}

macro_rules! fields {
    ($($variant:ident $name:literal $kind:ident $list:literal $values:expr, $required:literal $title:literal;)*) => {
        /// A field of the schema. Its number is its place in the national base.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field {
            $(#[doc = $title] $variant,)*
        }

        impl Field {
            /// All of them, in the order of the national base.
            pub const ALL: [Self; FIELDS] = [$(Self::$variant),*];
        }

        static INFO: [Info; FIELDS] = [$(Info {
            name: $name,
            kind: FieldKind::$kind,
            list: $list,
            values: $values,
            required: $required,
            title: $title,
        }),*];
    };
}

// variant, name, kind, list, allowed values, required, title
fields! {
    Id "id" Text false &[], true "Identifiant";
    Pivot "pivot" Pivot false &[], false "SIRET ou RNA";
    Nom "nom" Text false &[], true "Nom";
    Commune "commune" Text false &[], true "Commune";
    CodePostal "code_postal" Postal false &[], true "Code postal";
    CodeInsee "code_insee" Commune false &[], false "Code INSEE";
    Adresse "adresse" Text false &[], true "Adresse";
    ComplementAdresse "complement_adresse" Text false &[], false "Complément d'adresse";
    Latitude "latitude" Number false &[], false "Latitude";
    Longitude "longitude" Number false &[], false "Longitude";
    Typologie "typologie" Typology true &[], false "Type de lieu";
    Telephone "telephone" Phone false &[], false "Téléphone";
    Courriels "courriels" Mail true &[], false "Courriels";
    SiteWeb "site_web" Url true &[], false "Sites web";
    Horaires "horaires" Hours false &[], false "Horaires";
    PresentationResume "presentation_resume" Text false &[], false "Présentation";
    PresentationDetail "presentation_detail" Text false &[], false "Présentation détaillée";
    Source "source" Text false &[], false "Structure qui a recensé le lieu";
    Itinerance "itinerance" Choice true ITINERANCE, false "Itinérance";
    StructureParente "structure_parente" Text false &[], false "Structure parente";
    DateMaj "date_maj" Date false &[], false "Mise à jour";
    Services "services" Choice true SERVICE_VALUES, true "Services";
    Publics "publics_specifiquement_adresses" Choice true PUBLICS, false "Publics spécifiquement adressés";
    PriseEnCharge "prise_en_charge_specifique" Choice true SPECIFIC, false "Prises en charge spécifiques";
    Frais "frais_a_charge" Choice true COSTS, false "Frais à charge";
    Dispositifs "dispositif_programmes_nationaux" Choice true PROGRAMMES, false "Dispositifs et programmes nationaux";
    Formations "formations_labels" Choice true TRAINING, false "Formations et labels";
    AutresFormations "autres_formations_labels" Text true &[], false "Autres formations et labels";
    ModalitesAcces "modalites_acces" Choice true ACCESS, false "Modalités d'accès";
    ModalitesAccompagnement "modalites_accompagnement" Choice true SUPPORT, false "Modalités d'accompagnement";
    FicheAccesLibre "fiche_acces_libre" Url false &[], false "Fiche Acceslibre";
    PriseRdv "prise_rdv" Url false &[], false "Prise de rendez-vous";
}

impl Field {
    /// What is known of it.
    pub fn info(self) -> &'static Info {
        &INFO[self as usize]
    }

    /// Its name in the national base.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Whether it holds several values.
    pub fn is_list(self) -> bool {
        self.info().list
    }

    /// The field of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// The allowed value that `text` is, as the schema spells it: case, accents, apostrophes and
    /// spaces do not matter. A field without allowed values allows any.
    pub fn canonical(self, text: &str) -> Option<&'static str> {
        if self.info().kind == FieldKind::Typology {
            return typologies::canonical(text);
        }
        let allowed = self.info().values;
        if let Some(exact) = allowed.iter().find(|v| **v == text) {
            return Some(exact);
        }
        let bare = values::bare(text);
        allowed.iter().find(|v| values::bare(v) == bare).copied()
    }

    /// The allowed value that a request means: as the schema spells it, or its [`slug`].
    ///
    /// # Errors
    /// Neither: the nearest are proposed.
    pub fn choose(self, text: &str) -> Result<&'static str> {
        let slugs = || self.allowed().into_iter().map(|v| (v, slug(v)));
        let found = self.canonical(text).or_else(|| {
            let wanted = slug(text);
            slugs().find(|(_, s)| *s == wanted).map(|(v, _)| v)
        });
        found.ok_or_else(|| {
            let all: Vec<String> = slugs().map(|(_, s)| s).collect();
            Error::request(format!("{}: unknown value {text:?}", self.name()))
                .with_help(nearest(text, all.iter().map(String::as_str)))
        })
    }

    /// Names of the allowed values, for messages; none where any is allowed.
    pub fn allowed(self) -> Vec<&'static str> {
        match self.info().kind {
            FieldKind::Typology => TYPOLOGIES.iter().map(|(code, _)| *code).collect(),
            _ => self.info().values.to_vec(),
        }
    }

    /// "did you mean …?" or the allowed values.
    pub fn proposal(self, text: &str) -> String {
        nearest(text, self.allowed())
    }
}

/// A value as addresses write it: lower case, ASCII, hyphens.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::text::fold(text).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_string()
}

/// Position among [`SERVICES`] of a service by its short name or as the schema spells it.
///
/// # Errors
/// Neither: the nearest are proposed.
pub fn service(text: &str) -> Result<usize> {
    let found = SERVICES.iter().position(|s| s.id == text);
    let found = found.or_else(|| {
        let value = Field::Services.canonical(text)?;
        SERVICES.iter().position(|s| s.value == value)
    });
    found.ok_or_else(|| {
        Error::request(format!("unknown service {text:?}"))
            .with_help(nearest(text, SERVICES.iter().map(|s| s.id)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_of_the_national_base() {
        let names: Vec<&str> = Field::ALL.iter().map(|f| f.name()).collect();
        assert_eq!(
            names.join(","),
            "id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,\
             longitude,typologie,telephone,courriels,site_web,horaires,presentation_resume,\
             presentation_detail,source,itinerance,structure_parente,date_maj,services,\
             publics_specifiquement_adresses,prise_en_charge_specifique,frais_a_charge,\
             dispositif_programmes_nationaux,formations_labels,autres_formations_labels,\
             modalites_acces,modalites_accompagnement,fiche_acces_libre,prise_rdv"
        );
        for (i, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!((field as usize, Field::of(field.name())), (i, Some(field)));
        }
    }

    #[test]
    fn values_however_they_are_typed() {
        let found = |f: Field, t: &str| f.canonical(t);
        let label = "Étapes numériques (La Poste)";
        assert_eq!(found(Field::Formations, "Étapes numériques(La Poste)"), Some(label));
        assert_eq!(found(Field::Formations, label), Some(label));
        assert_eq!(
            found(Field::ModalitesAcces, "Ce lieu n’accueille pas de public"),
            Some(NO_PUBLIC)
        );
        assert_eq!(
            found(Field::Services, "comprehension du monde numerique "),
            Some(SERVICES[6].value)
        );
        assert_eq!(found(Field::Typologie, "bib"), Some("BIB"));
        assert_eq!(found(Field::Typologie, "BIBI"), None);
        assert_eq!(found(Field::Frais, "Gratuit sous conditions"), None);
        assert_eq!(
            Field::Frais.proposal("Gratuits"),
            "did you mean Gratuit, Gratuit sous condition?"
        );
    }

    #[test]
    fn values_as_addresses_write_them() {
        assert_eq!(slug("Familles et/ou enfants"), "familles-et-ou-enfants");
        assert_eq!(slug("Formé à « Mon Espace Santé »"), "forme-a-mon-espace-sante");
        for field in Field::ALL {
            for value in field.allowed() {
                assert_eq!(field.choose(&slug(value)).expect(value), value);
            }
        }
        let e = Field::Publics.choose("senior").expect_err("unknown");
        assert_eq!(e.help().as_deref(), Some("did you mean seniors?"));
        assert_eq!(service("acces").expect("known"), 7);
        assert_eq!(service("Accès internet et matériel informatique").expect("known"), 7);
        assert!(service("accès").is_err());
    }

    #[test]
    fn no_two_values_are_taken_for_one() {
        for field in Field::ALL {
            let bare: std::collections::BTreeSet<String> =
                field.allowed().iter().map(|v| values::bare(v)).collect();
            assert_eq!(bare.len(), field.allowed().len(), "{}", field.name());
        }
        assert_eq!(SERVICES.len(), SERVICE_VALUES.len());
        for (service, value) in SERVICES.iter().zip(SERVICE_VALUES) {
            assert_eq!(service.value, *value);
        }
    }
}

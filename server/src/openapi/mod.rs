//! The description of the interface (OpenAPI 3.1): what does not belong to one route, the shapes that
//! are written by hand, the names that a build adds, and the pages that show it.
//!
//! Routes describe themselves: each is registered once, with its description, in `routes`.

mod narrow;
mod shapes;
pub mod swagger;

use utoipa::OpenApi;

use crate::http::Problem;
use crate::query::{Itinerance, Layout, PlacesFormat, ProposalFormat, SheetFormat};

pub use narrow::of_build;
pub use shapes::{Binary, Columns, Layer, NoTile, Refused, Rows, Tabular};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "ifn",
        description = "The open engine of the indice de fragilité numérique: scores, sheets and tiles of the IRIS, communes, EPCI, départements and régions of France, each value with its source, vintage and origin. Missing is null with a reason, never 0. Errors are problem documents (RFC 9457).",
    ),
    components(
        schemas(
            Rows, Columns, Tabular, Layer, Binary, Problem,
            SheetFormat, Layout, PlacesFormat, Itinerance, ProposalFormat,
        ),
        responses(Refused),
    ),
    tags(
        (name = "scores", description = "Tables of a level, as built or rescored"),
        (name = "territories", description = "One unit: where it is, why it has its score"),
        (name = "help", description = "Places that help, and where they are missing"),
        (name = "tiles", description = "The map"),
        (name = "files", description = "Everything that the build left"),
        (name = "what there is", description = "Methods, levels, indicators"),
        (name = "former portal", description = "The calls of the portal of 2020–2023, on its scale of 0–10"),
        (name = "operation", description = "For those who run the server"),
    ),
)]
struct Base;

/// The description without its routes.
pub fn base() -> utoipa::openapi::OpenApi {
    Base::openapi()
}

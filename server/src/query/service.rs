//! The service that access to help is asked for.

use ifn_engine::places::schema;

use crate::http::Problem;

/// The position of a service in the schema's list.
///
/// # Errors
/// There is no such service.
pub fn service(text: Option<&str>) -> Result<Option<usize>, Problem> {
    let wrong = |e: ifn_engine::Error| {
        Problem::conflict(format!("parameter `service`: {e}")).help(e.help().unwrap_or_default())
    };
    text.filter(|text| !text.is_empty()).map(schema::service).transpose().map_err(wrong)
}

//! A request's body.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use crate::http::Problem;
use crate::state::App;

/// A JSON body; what is wrong with it is a problem document.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let refused = match Json::<T>::from_request(request, app).await {
            Ok(Json(request)) => return Ok(Self(request)),
            Err(refused) => refused,
        };
        let detail = refused.body_text();
        Err(match refused {
            JsonRejection::MissingJsonContentType(_) => Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body is of another kind than expected",
                "a JSON object is expected",
            )
            .help("send it with Content-Type: application/json"),
            JsonRejection::BytesRejection(e) if e.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                let most = app.settings.max_body_kb;
                Problem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "too-large",
                    "The body is too large",
                    format!("at most {most} kB are read"),
                )
            }
            _ => Problem::bad_request(detail),
        })
    }
}

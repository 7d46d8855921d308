//! The server under attack: clients that do not read, texts without end, heads that are none, work that
//! nobody waits for. Others are answered all the while, and memory stays where it was.

mod slow_clients;
mod texts;
mod work;

use std::time::Instant;

use serde_json::Value;

/// Seconds that a wrong question may take.
const QUICK: f64 = 1.0;

/// The shortest of up to three times: a machine that does something else is not the server's fault.
fn quickest(mut ask: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        ask();
        best = best.min(start.elapsed().as_secs_f64());
        if best < QUICK {
            break;
        }
    }
    best
}

fn get(path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\n{more}\r\n").into_bytes()
}

fn post(body: &Value, more: &str) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST /api/v1/score HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n{more}\r\n{body}"
    )
    .into_bytes()
}

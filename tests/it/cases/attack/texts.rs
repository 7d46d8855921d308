//! Heads, parameters and choices that nobody means.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{QUICK, get, post, quickest};
use crate::common::Case;
use crate::common::server::{Reply, Server, served};

#[test]
fn heads_that_are_none_are_answered() {
    let (_, server) = served();
    let head = "GET /health HTTP/1.1\r\nhost: x\r\n";
    let raw = |text: String| {
        let answer = server.raw(text.as_bytes());
        assert!(!answer.is_empty(), "no answer to {text:.200}");
        Reply::read(&answer).status
    };
    for (what, text, status) in [
        (
            "64 headers",
            format!("{head}{}\r\n", "x: a\r\n".repeat(62) + "connection: close\r\n"),
            200,
        ),
        ("65 headers", format!("{head}{}\r\n", "x: a\r\n".repeat(65)), 431),
        ("500 headers", format!("{head}{}\r\n", "x: a\r\n".repeat(500)), 431),
        (
            "a long header",
            format!("{head}connection: close\r\nx: {}\r\n\r\n", "a".repeat(70_000)),
            431,
        ),
        ("a long address", format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(70_000)), 431),
        ("a version", "GET /health HTTP/9.9\r\nhost: x\r\n\r\n".into(), 400),
        ("a folded line", format!("{head}x: a\r\n b\r\n\r\n"), 400),
        ("a zero byte", format!("{head}x: a\0b\r\n\r\n"), 400),
        ("two lengths", format!("{head}content-length: 5\r\ncontent-length: 6\r\n\r\nabcdef"), 400),
        ("a negative length", format!("{head}content-length: -5\r\n\r\n"), 400),
        ("a coding that is none", format!("{head}transfer-encoding: odd\r\n\r\n"), 400),
        ("no method", " /health HTTP/1.1\r\nhost: x\r\n\r\n".into(), 400),
        ("a blank in a name", format!("{head}x y: a\r\n\r\n"), 400),
        ("no HTTP at all", "\x16\x03\x01\x02\x01\r\n\r\n".into(), 400),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(), 505),
        (
            "HTTP/2 with settings",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".into(),
            505,
        ),
        ("HTTP/2 begun", "PRI * HTTP/2.0\r\n\r\n".into(), 400),
    ] {
        let found = raw(text);
        // An address that is too long has a status of its own.
        assert!(found == status || (found == 414 && status == 431), "{what}: {found}");
    }
    // A length beside a coding of pieces: refused, or the pieces alone count; never both.
    let both = format!(
        "{head}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /nothing HTTP/1.1\r\nhost: x\r\n\
         connection: close\r\n\r\n"
    );
    let answer = server.raw(both.as_bytes());
    assert!(!answer.is_empty());
}

/// Texts that are long in ways that readers of parameters differ by.
fn long(length: usize) -> Vec<String> {
    let digits = "9".repeat(length - 16);
    vec![
        format!("iris:{digits}"),
        format!("{digits}:1"),
        "é".repeat(length / 6 - 4),
        "a,".repeat(length / 2 - 8),
        "[".repeat(length / 3 - 8),
        format!("1e{digits}"),
        "\0".repeat(length / 3 - 8),
        digits,
    ]
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() || b":,.-_".contains(&b) => out.push(b as char),
            b => write!(out, "%{b:02X}").unwrap(),
        }
    }
    out
}

/// Follows a `$ref` of a description.
fn resolved<'a>(of: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(at) => of.pointer(at.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

#[test]
fn every_parameter_of_every_route_takes_a_long_text() {
    let (_, server) = served();
    let described = server.get("/openapi.json").ok().json();
    let mut tried = 0;
    let mut slow = Vec::new();
    let mut send = |what: &str, request: &[u8]| {
        let mut reply = None;
        let took = quickest(|| reply = Some(Reply::read(&server.raw(request))));
        let reply = reply.unwrap();
        assert!(reply.status < 500, "{what}: {}", reply.text());
        if reply.status >= 400 {
            let text = reply.text();
            assert!(text.len() < 3000, "{what}: {} bytes", text.len());
            let repeated = ["9", "é", "[", "a,"].iter().any(|t| text.contains(&t.repeat(90)));
            assert!(!repeated, "{what}: {text}");
        }
        if took > QUICK {
            slow.push(format!("{what}: {took} s"));
        }
        tried += 1;
    };
    let close = "connection: close\r\n";
    for (path, operations) in described["paths"].as_object().unwrap() {
        let Some(operation) = operations.get("get") else { continue };
        let none = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&none);
        let filled = |long: Option<(&str, &str)>| {
            let mut path = path.clone();
            for p in parameters.iter().filter(|p| p["in"] == "path") {
                let name = p["name"].as_str().unwrap();
                let example = match &p["example"] {
                    Value::String(text) => text.clone(),
                    Value::Null => "x".into(),
                    other => other.to_string(),
                };
                let text = long.filter(|(n, _)| *n == name).map_or(example, |(_, t)| escaped(t));
                path = path.replace(&format!("{{{name}}}"), &text);
            }
            path
        };
        for length in [16_000, 65_000] {
            for text in long(length) {
                for p in parameters {
                    let name = p["name"].as_str().unwrap();
                    let what = format!("{path}: {name}: {length}: {text:.20}");
                    let request = match p["in"].as_str().unwrap() {
                        "path" => get(&filled(Some((name, &text))), close),
                        "query" => {
                            let path = filled(None);
                            get(&format!("{path}?{}={}", escaped(name), escaped(&text)), close)
                        }
                        _ => {
                            let plain = text.replace(['\0', 'é'], "x");
                            get(&filled(None), &format!("{name}: {plain}\r\n{close}"))
                        }
                    };
                    send(&what, &request);
                }
            }
        }
        // A parameter that nobody knows, and very many.
        let path = filled(None);
        for query in ["x".repeat(16_000), "codes[]=1&".repeat(1500), "a=b&".repeat(4000)] {
            send(&format!("{path}: {query:.20}"), &get(&format!("{path}?{query}"), close));
        }
    }
    // The same of every field of a body.
    let body =
        &described["paths"]["/api/v1/score"]["post"]["requestBody"]["content"]["application/json"];
    let fields = resolved(&described, &body["schema"])["properties"].as_object().unwrap();
    assert!(fields.len() >= 10, "{fields:?}");
    for name in fields.keys() {
        for length in [16_000, 65_000] {
            for text in long(length) {
                let many = vec!["a"; length / 5];
                let values = [
                    json!(text),
                    json!([text]),
                    json!({ &*text: 1 }),
                    json!(many),
                    json!([[text]]),
                ];
                for value in values {
                    let mut body = json!({"level": "iris"});
                    body[name] = value;
                    send(&format!("{name}: {length}: {text:.20}"), &post(&body, close));
                }
            }
            // Numbers and lists that no JSON writer makes.
            let digits = "9".repeat(length);
            for odd in
                [digits.clone(), format!("-0.{digits}"), format!("1e{digits}"), "[".repeat(length)]
            {
                let body = format!("{{\"level\": \"iris\", \"{name}\": {odd}}}");
                let head = format!(
                    "POST /api/v1/score HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                     content-length: {}\r\n{close}\r\n{body}",
                    body.len()
                );
                send(&format!("{name}: {odd:.20}"), head.as_bytes());
            }
        }
    }
    assert!(tried > 1000, "{tried}");
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn odd_choices_are_told_in_few_words() {
    let case = Case::new();
    let server = Server::start(case.path(), &[]);
    for body in [
        "{\"level\": \"commune\", \"weights\": {\"part\": 1e400}}",
        "{\"level\": \"commune\", \"weights\": {\"part\": NaN}}",
        "{\"level\": \"commune\", \"bbox\": [1e999, 0, 1, 1]}",
        "{\"level\": \"commune\", \"limit\": 1e300}",
        "{\"level\": \"commune\", \"limit\": -1}",
        "{\"level\": \"com\\u0000mune\"}",
        "{\"level\": \"\\ud800\"}",
        "{\"level\": \"commune\", \"columns\": [\"\\u202e\\u0000\"]}",
    ] {
        let reply =
            server.ask("POST", "/api/v1/score", &[("content-type", "application/json")], body);
        assert!((400..500).contains(&reply.status), "{body}: {}", reply.text());
        assert!(reply.body.len() < 1000, "{body}: {}", reply.text());
    }
    let many = vec!["score"; 1001];
    server.score(&json!({"level": "commune", "columns": many})).problem(400, "at most 1000");
    for path in [
        "/api/v1/scores/commune?bbox=1e999,0,1,1",
        "/api/v1/scores/commune?bbox=nan,0,1,1",
        "/api/v1/scores/commune?limit=1e3",
        "/api/v1/scores/commune?zone=commune:%00",
        "/api/v1/territories/commune/%F0%9F%98%80",
        "/api/v1/territories/commune/%E2%80%AE",
    ] {
        let reply = server.get(path);
        assert!((400..500).contains(&reply.status), "{path}: {}", reply.text());
        assert!(reply.body.len() < 1000, "{path}: {}", reply.text());
    }
}

//! A server of its own for a test, and a client that can say anything, rightly or wrongly.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use super::{built, command};

/// Time for anything that is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Tries until something is found, or says what was there instead.
fn until<T>(mut found: impl FnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match found() {
            Ok(found) => return found,
            Err(instead) => assert!(start.elapsed() < PATIENCE, "{instead}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A server over [`built`], shared by the tests that run at the same time, and the folder that it
/// serves. A test that stops it, changes its build or counts its connections starts its own.
pub fn served() -> (PathBuf, Arc<Server>) {
    static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let dir = built();
    let mut shared = SERVER.lock().unwrap();
    let server = shared.upgrade().unwrap_or_else(|| {
        let server = Arc::new(Server::start(&dir, &["--log-format", "json"]));
        *shared = Arc::downgrade(&server);
        server
    });
    (dir, server)
}

/// `ifn serve`, stopped at the end.
pub struct Server {
    child: Child,
    /// `127.0.0.1:port`.
    pub address: String,
    log: Arc<Mutex<String>>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Server {
    /// Serves the build in `dir/out`.
    pub fn start(dir: &Path, args: &[&str]) -> Self {
        let mut serve = command(dir);
        serve.args(["serve", "--listen", "127.0.0.1:0"]).args(args);
        Self::spawn(serve)
    }

    /// Waits until the server is there.
    pub fn spawn(mut serve: Command) -> Self {
        let mut child = serve.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let mut address = String::new();
        for line in lines.by_ref().map_while(Result::ok) {
            log.lock().unwrap().extend([line.as_str(), "\n"]);
            // In words, or in a log of JSON lines.
            let said = line.strip_prefix("http://").and_then(|rest| rest.split('/').next());
            let logged =
                line.split_once("\"address\":\"").and_then(|(_, rest)| rest.split('"').next());
            if let Some(found) = said.or(logged) {
                address = found.into();
                break;
            }
        }
        let to = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                to.lock().unwrap().extend([line.as_str(), "\n"]);
            }
        });
        assert!(!address.is_empty(), "{}", log.lock().unwrap());
        Self { child, address, log }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until the log says something.
    pub fn says(&self, text: &str) {
        until(|| {
            let log = self.log();
            if log.contains(text) { Ok(()) } else { Err(format!("{text:?} is not in:\n{log}")) }
        });
    }

    /// Waits until the metrics hold a line.
    pub fn counts(&self, line: &str) {
        until(|| {
            let metrics = self.get("/metrics").ok().text();
            let found = metrics.lines().any(|l| l == line);
            if found { Ok(()) } else { Err(format!("{line:?} is not in:\n{metrics}")) }
        });
    }

    pub fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let done = std::process::Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(done.success());
    }

    /// Its exit status, once it has stopped by itself.
    pub fn ended(&mut self) -> i32 {
        until(|| match self.child.try_wait().unwrap() {
            Some(status) => Ok(status.code().unwrap_or(-1)),
            None => Err(format!("still there:\n{}", self.log())),
        })
    }

    pub fn alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes as they are; everything that comes back.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // A server that has seen enough may close before the end.
        let _ = stream.write_all(bytes);
        let mut out = Vec::new();
        let _ = stream.read_to_end(&mut out);
        out
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut text =
            format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        if !body.is_empty() {
            text.extend(["content-length: ", &body.len().to_string(), "\r\n"]);
        }
        for (name, value) in headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        let answer = self.raw(format!("{text}\r\n{body}").as_bytes());
        assert!(
            !answer.is_empty(),
            "no answer to {method} {path:.200} {headers:?}:\n{}",
            self.log()
        );
        Reply::read(&answer)
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], "")
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.ask("GET", path, headers, "")
    }

    /// Scores anew.
    pub fn score(&self, choice: &serde_json::Value) -> Reply {
        self.ask(
            "POST",
            "/api/v1/score",
            &[("content-type", "application/json")],
            &choice.to_string(),
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Reply {
    pub fn read(bytes: &[u8]) -> Self {
        let head = bytes.windows(4).position(|w| w == b"\r\n\r\n");
        let head =
            head.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let text = std::str::from_utf8(&bytes[..head]).unwrap();
        let mut lines = text.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for line in lines {
            let (name, value) = line.split_once(':').unwrap();
            let known = headers.entry(name.to_lowercase()).or_default();
            if !known.is_empty() {
                known.push_str(", ");
            }
            known.push_str(value.trim());
        }
        let mut body = bytes[head + 4..].to_vec();
        if headers.get("transfer-encoding").is_some_and(|v| v == "chunked") {
            body = unchunked(&body);
        }
        Self { status, headers, body }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// Fails with the problem when it is none.
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.text());
        self
    }

    /// A problem document of this status that says so.
    pub fn problem(&self, status: u16, said: &str) {
        assert_eq!(self.status, status, "{said:?} expected: {}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert!(problem["type"].as_str().unwrap().starts_with("urn:ifn:problem:"));
        assert!(self.text().contains(said), "{said:?} is not in {}", self.text());
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let end = body.windows(2).position(|w| w == b"\r\n").expect("a chunk");
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return out;
        }
        out.extend_from_slice(&body[end + 2..end + 2 + size]);
        body = &body[end + 4 + size..];
    }
}

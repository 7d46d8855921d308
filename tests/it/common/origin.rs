//! A publisher for tests: a server that has files, and misbehaves as it is told.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    /// How many of the same path came before.
    pub nth: usize,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

type Answer = dyn Fn(&Asked, &mut TcpStream) + Send + Sync;

/// A server that answers as a function says, and remembers what it was asked.
pub struct Origin {
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Origin {
    pub fn start(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer): (_, Arc<Answer>) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                std::thread::spawn(move || one(stream, &log, answer.as_ref()));
            }
        });
        Self { address, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Everything that was asked.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// `Range` of each GET.
    pub fn ranges(&self) -> Vec<Option<String>> {
        let gets = self.asked().into_iter().filter(|a| a.method == "GET");
        gets.map(|a| a.header("range").map(String::from)).collect()
    }
}

/// One connection, one request.
fn one(mut stream: TcpStream, log: &Mutex<Vec<Asked>>, answer: &Answer) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let mut words = first.split(' ').map(String::from);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let headers = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_string()))
        })
        .collect();
    let asked = {
        let mut log = log.lock().unwrap();
        let nth = log.iter().filter(|a| a.path == path).count();
        log.push(Asked { method, path, headers, nth });
        log[log.len() - 1].clone()
    };
    answer(&asked, &mut stream);
    let _ = stream.flush();
    // What is still to be read would reset the connection before the answer is.
    let _ = stream.shutdown(std::net::Shutdown::Write);
}

/// A status with headers and a body.
pub fn reply(stream: &mut TcpStream, status: u16, headers: &[(&str, &str)], body: &[u8]) {
    let mut head = format!("HTTP/1.1 {status} Status\r\nConnection: close\r\n");
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if !headers.iter().any(|(name, _)| *name == "Content-Length") {
        let _ = write!(head, "Content-Length: {}\r\n", body.len());
    }
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(b"\r\n"));
    let _ = stream.write_all(body);
}

/// A version of a file, as a good server has it: with a tag, in parts when asked for.
pub fn file(asked: &Asked, stream: &mut TcpStream, tag: &str, body: &[u8]) {
    file_until(asked, stream, tag, body, body.len());
}

/// The same; the connection ends when so many bytes of the file have gone.
pub fn file_until(asked: &Asked, stream: &mut TcpStream, tag: &str, body: &[u8], until: usize) {
    let tag = format!("\"{tag}\"");
    if asked.header("if-none-match") == Some(&tag) {
        return reply(stream, 304, &[("ETag", &tag)], b"");
    }
    let same = asked.header("if-range").is_none_or(|t| t == tag);
    let from = asked
        .header("range")
        .filter(|_| same)
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    let start = from.unwrap_or(0);
    if start >= body.len() && from.is_some() {
        let range = format!("bytes */{}", body.len());
        return reply(stream, 416, &[("Content-Range", &range)], b"");
    }
    let length = (body.len() - start).to_string();
    let mut headers = vec![("ETag", tag.as_str()), ("Content-Length", &length)];
    let range = format!("bytes {start}-{}/{}", body.len() - 1, body.len());
    if from.is_some() {
        headers.push(("Content-Range", &range));
    }
    let sent = match asked.method.as_str() {
        "HEAD" => &[],
        _ => &body[start..until.max(start)],
    };
    reply(stream, if from.is_some() { 206 } else { 200 }, &headers, sent);
}

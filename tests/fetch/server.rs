//! A server on loopback, that answers as a test tells it to, and a proxy.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A server; it ends when it is dropped.
pub struct Server {
    /// Where it listens.
    port: u16,
    /// What it was asked, in order.
    asked: Arc<Mutex<Vec<Asked>>>,
    /// Whether it is to end.
    ends: Arc<AtomicBool>,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its number, from 1.
    pub nth: usize,
    /// The path, without parameters.
    pub path: String,
    /// The parameters, decoded.
    pub parameters: BTreeMap<String, String>,
    /// The headers, their names in lower case.
    pub headers: BTreeMap<String, String>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Headers beside the length.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How it is sent.
    pub sent: Sent,
}

/// How a body is sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sent {
    /// As it should be.
    Whole,
    /// In chunks, as it should be.
    Chunked,
    /// Its first half; then the connection ends.
    Cut,
    /// Its first half in chunks; then the connection ends.
    CutChunked,
    /// Its first half; then nothing, for two seconds.
    Stalled,
}

impl Answer {
    /// Returns an answer of JSON.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type", "application/json".into())];
        Self { status: 200, headers, body: body.into(), sent: Sent::Whole }
    }

    /// Returns an answer without JSON.
    pub fn status(status: u16, body: &str) -> Self {
        let headers = vec![("Content-Type", "text/plain".into())];
        Self { status, headers, body: body.into(), sent: Sent::Whole }
    }

    /// Returns the answer with one more header.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Returns the answer, sent otherwise.
    pub fn sent(self, sent: Sent) -> Self {
        Self { sent, ..self }
    }
}

impl Server {
    /// Starts a server.
    pub fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (asked, ends) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let answer = Arc::new(answer);
        let server = Self { port, asked: Arc::clone(&asked), ends: Arc::clone(&ends) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::SeqCst) {
                    break;
                }
                let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
                // A client that is killed or gives up is no fault of the server's.
                thread::spawn(move || serve(&stream, &asked, &*answer).ok());
            }
        });
        server
    }

    /// Returns the address of its API.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/api/v2", self.port)
    }

    /// Returns what it was asked.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Returns how often it was asked.
    pub fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        // The listener wakes up, sees that it is to end, and lets go of the port.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// Serves one connection, for as long as it is kept.
fn serve(
    stream: &TcpStream,
    asked: &Mutex<Vec<Asked>>,
    answer: &dyn Fn(&Asked) -> Answer,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some((line, headers)) = head(&mut reader)? {
        let target = line.split(' ').nth(1).unwrap_or("/").to_owned();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let request = {
            let mut asked = asked.lock().unwrap();
            let parameters = query.split('&').filter_map(|pair| pair.split_once('='));
            let parameters = parameters.map(|(name, value)| (name.into(), decoded(value)));
            let (nth, path) = (asked.len() + 1, path.to_owned());
            asked.push(Asked { nth, path, parameters: parameters.collect(), headers });
            asked.last().unwrap().clone()
        };
        if !send(stream, &answer(&request))? {
            return stream.shutdown(Shutdown::Both);
        }
    }
    Ok(())
}

/// Reads the head of a request: its first line, and the headers.
fn head(reader: &mut impl BufRead) -> io::Result<Option<(String, BTreeMap<String, String>)>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers = lines[1..].iter().filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    Ok(Some((lines[0].clone(), headers.collect())))
}

/// Sends an answer; returns whether the connection can be kept.
fn send(mut stream: &TcpStream, answer: &Answer) -> io::Result<bool> {
    let mut head = format!("HTTP/1.1 {} X\r\n", answer.status);
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let is_chunked = matches!(answer.sent, Sent::Chunked | Sent::CutChunked);
    head += &match is_chunked {
        true => "Transfer-Encoding: chunked\r\n\r\n".to_owned(),
        false => format!("Content-Length: {}\r\n\r\n", answer.body.len()),
    };
    stream.write_all(head.as_bytes())?;
    let half = &answer.body[..answer.body.len() / 2];
    match answer.sent {
        Sent::Whole => stream.write_all(&answer.body)?,
        Sent::Chunked => {
            chunks(stream, &answer.body)?;
            stream.write_all(b"0\r\n\r\n")?;
        }
        Sent::Cut => stream.write_all(half)?,
        Sent::CutChunked => chunks(stream, half)?,
        Sent::Stalled => {
            stream.write_all(half)?;
            thread::sleep(Duration::from_secs(2));
        }
    }
    Ok(matches!(answer.sent, Sent::Whole | Sent::Chunked))
}

/// Sends a body in chunks, without the last one.
fn chunks(mut stream: &TcpStream, body: &[u8]) -> io::Result<()> {
    for chunk in body.chunks(1 << 16) {
        stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes())?;
        stream.write_all(chunk)?;
        stream.write_all(b"\r\n")?;
    }
    Ok(())
}

/// Returns a parameter's value.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            other => other,
        });
    }
    String::from_utf8(bytes).unwrap()
}

/// Starts a proxy that leads every name to a port on loopback; returns its own port,
/// and the hosts that it was asked for.
pub fn proxy(to: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let hosts = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&hosts);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let seen = Arc::clone(&seen);
            thread::spawn(move || tunnel(stream, to, &seen).ok());
        }
    });
    (port, hosts)
}

/// Leads a connection to a port on loopback.
fn tunnel(mut client: TcpStream, to: u16, seen: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let Some((line, _)) = head(&mut reader)? else { return Ok(()) };
    seen.lock().unwrap().push(line);
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    let server = TcpStream::connect(("127.0.0.1", to))?;
    let (mut from_server, mut to_client) = (server.try_clone()?, client);
    thread::spawn(move || io::copy(&mut from_server, &mut to_client).ok());
    io::copy(&mut reader, &mut &server)?;
    Ok(())
}

//! One request, and what came of it; the only file that opens a connection.
//!
//! Certificates are those that the system trusts (on Linux `SSL_CERT_FILE` names
//! others). A server that is silent for too long is given up.

use std::cell::Cell;
use std::io::{ErrorKind, Read};
use std::time::Duration;

use typst::diag::{HintedStrResult, HintedString, error};
use ureq::http::header::{DATE, RETRY_AFTER};
use ureq::http::{HeaderMap, HeaderName, StatusCode};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Error};

use super::proxy::proxy_for;
use super::retry::retry_after;
use crate::diag::escape;

/// How this program names itself.
const USER_AGENT: &str = concat!("kapacitet/", env!("CARGO_PKG_VERSION"));

/// Redirections that are followed.
const REDIRECTS: u32 = 3;

/// How much longer than silence a whole answer may take.
const PATIENCE: u32 = 10;

/// Characters of a server's own words that a message repeats.
const WORDS: usize = 200;

/// What to say about every network that is not there.
const NETWORK: &str =
    "is the network there, and is a proxy needed? `https_proxy` in the environment names one";

/// What came of a request.
#[derive(Debug)]
pub enum Reply {
    /// The body of an answer.
    Body(Vec<u8>),
    /// Nothing that could be used, but another attempt may bring it.
    Again {
        /// What happened.
        why: String,
        /// How long the server asks to wait.
        after: Option<Duration>,
        /// What a person can do when it goes on like this.
        hint: Option<&'static str>,
    },
    /// The server does not accept what was asked (400), in its own words.
    Refused(String),
    /// Nothing, and another attempt would not change it.
    Never(HintedString),
}

impl Reply {
    /// Returns that an answer came, but not whole.
    pub fn damaged(why: String) -> Self {
        Self::Again { why, after: None, hint: None }
    }
}

/// Asks a server.
#[derive(Debug)]
pub struct Client {
    /// Keeps the connection between requests.
    agent: Agent,
    /// The most bytes of an answer, unpacked.
    limit: u64,
    /// How long a server may be silent.
    silence: Duration,
    /// Whether the server has answered anything at all.
    has_answered: Cell<bool>,
}

impl Client {
    /// Returns a client for an address and those below it.
    pub fn new(url: &str, silence: Duration, limit: u64) -> HintedStrResult<Self> {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .tls_config(tls)
            .proxy(proxy_for(url)?)
            .user_agent(USER_AGENT)
            .max_redirects(REDIRECTS)
            .timeout_resolve(Some(silence))
            .timeout_connect(Some(silence))
            .timeout_send_request(Some(silence))
            .timeout_recv_response(Some(silence))
            .timeout_per_read(Some(silence))
            .timeout_recv_body(Some(silence * PATIENCE))
            .build();
        Ok(Self { agent: config.new_agent(), limit, silence, has_answered: Cell::new(false) })
    }

    /// Asks for an address.
    pub fn get(&self, url: &str) -> Reply {
        let mut response = match self.agent.get(url).header("Accept", "application/json").call() {
            Ok(response) => response,
            Err(err) => return self.failed(err),
        };
        self.has_answered.set(true);
        let status = response.status();
        let is_web_page = response.body().mime_type() == Some("text/html");
        if status.is_success() && is_web_page {
            return Reply::Never(web_page());
        }
        if status.is_success() {
            return match read(response.body_mut(), self.limit) {
                Ok(body) => Reply::Body(body),
                Err(err) => self.failed(err),
            };
        }
        let after = wait(response.headers());
        let words = if is_web_page { String::new() } else { words(response.body_mut()) };
        self.answered(status, after, words)
    }

    /// Says what an answer without a page means.
    fn answered(&self, status: StatusCode, after: Option<Duration>, words: String) -> Reply {
        let code = status.as_u16();
        let said = if words.is_empty() { String::new() } else { format!(": {words}") };
        match code {
            511 => Reply::Never(web_page()),
            // The server says that it never will.
            501 | 505 | 506 | 508 | 510 => Reply::Never(error!(
                "the server cannot do what is asked ({code}){said}";
                hint: "is `--base-url` right?"
            )),
            408 | 425 | 429 | 500..=599 => {
                Reply::Again { why: format!("the server answered {code}"), after, hint: None }
            }
            400 | 410 => Reply::Refused(words),
            401 | 403 | 407 | 451 => Reply::Never(error!(
                "the server refuses to answer ({code}){said}";
                hint: "a firewall or a proxy may stand between; {NETWORK}"
            )),
            404 => Reply::Never(error!(
                "the server has no such address (404)";
                hint: "expected `--base-url` to be an API of version 2, such as `{}`", super::BASE_URL
            )),
            _ => Reply::Never(error!("the server answered {code}{said}")),
        }
    }

    /// Says what a request without an answer means.
    fn failed(&self, err: Error) -> Reply {
        let text = err.to_string();
        let again = |why: String| Reply::Again { why, after: None, hint: Some(NETWORK) };
        if let Some(why) = lasting(&err, &text).filter(|_| !self.has_answered.get()) {
            return Reply::Never(error!(
                "{why} ({})", escape(&text);
                hint: "is `--base-url` right?"; hint: "{NETWORK}"
            ));
        }
        match err {
            Error::Timeout(_) => {
                again(format!("the server was silent or slow for {} s", self.silence.as_secs_f32()))
            }
            Error::HostNotFound => again("the server's name is not known".into()),
            Error::BodyExceedsLimit(limit) => Reply::Never(error!(
                "the server's answer is larger than {} MiB", limit >> 20;
                hint: "ask for smaller pages with `--page-size`"
            )),
            Error::TooManyRedirects | Error::RedirectFailed => Reply::Never(error!(
                "the server sends from one address to the next";
                hint: "is `--base-url` right?"
            )),
            Error::BadUri(_)
            | Error::Http(_)
            | Error::InvalidProxyUrl
            | Error::LargeResponseHeader(..) => {
                Reply::Never(error!("the server cannot be asked ({})", escape(&text)))
            }
            // A handshake fails as a fault of the stream.
            _ if text.contains("certificate") => Reply::Never(error!(
                "the server's certificate is not trusted ({})", escape(&text);
                hint: "`SSL_CERT_FILE` names the certificates of an organisation's own authority"
            )),
            Error::ConnectProxyFailed(_) => again(format!("the proxy refused ({})", escape(&text))),
            Error::Decompress(..) => Reply::damaged("its answer came damaged".into()),
            _ => again(format!("the connection failed ({})", escape(&text))),
        }
    }
}

/// Says what is wrong with an address, where waiting does not mend it. Of a server that has answered before, the same may pass: it is
/// started anew, or the network was changed.
fn lasting(err: &Error, text: &str) -> Option<&'static str> {
    // A resolver that is out of reach says so, and may be reached later.
    let is_unresolved = text.contains("failed to lookup address") && !text.contains("emporary");
    let kind = match err {
        Error::Io(fault) => Some(fault.kind()),
        _ => None,
    };
    match (err, kind) {
        (Error::HostNotFound, _) => Some("the server's name is not known"),
        _ if is_unresolved => Some("the server's name is not known"),
        _ if text.contains("certificate") => None,
        (_, Some(ErrorKind::ConnectionRefused)) => Some("no server listens at this address"),
        (_, Some(ErrorKind::InvalidData)) | (Error::Tls(_), _) => {
            Some("the server does not speak TLS as it should")
        }
        (Error::Protocol(_), _) => Some("what answers is no web server"),
        _ => None,
    }
}

/// Says that something else came, which was not fetched by a machine for a machine.
pub fn web_page() -> HintedString {
    error!(
        "the server sent a web page instead of records";
        hint: "is it the login page of a network, or is `--base-url` not that of an API?"
    )
}

/// Reads a body to its end, but no more than `limit` bytes.
fn read(body: &mut Body, limit: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    body.with_config().limit(limit).reader().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns the first line of what a server says about a refusal.
fn words(body: &mut Body) -> String {
    let mut bytes = Vec::new();
    // Whatever could be read will do.
    let _ = body.as_reader().take(4 * WORDS as u64).read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let line: String = line.chars().take(WORDS).collect();
    if line.starts_with('<') { String::new() } else { escape(&line).to_string() }
}

/// Returns how long the server asks to wait.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    retry_after(text(RETRY_AFTER)?, text(DATE))
}

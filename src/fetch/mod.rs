//! Downloads: a register's records, page by page, over the network.
//!
//! # Steps
//! 1. [`request`] says what is asked for: a query, and the [`fields`] that ingest
//!    reads. No contact is among them.
//! 2. [`client`] asks for one page, through the [`proxy`] of the environment, and
//!    says whether another attempt may help; [`retry`] says when.
//! 3. [`page`] takes the answer apart, takes out what was not asked for, and packs it.
//! 4. [`folder`] saves it, and its [`state`] knows where to go on.
//!
//! This is the only part of the program that opens a connection, and it is behind
//! the cargo feature `fetch`. Memory holds about a page. What is saved depends on
//! nothing but what the server sends: no clock, no count of attempts.

mod client;
mod fields;
mod folder;
mod page;
mod proxy;
mod request;
mod retry;
mod state;

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use typst::diag::{HintedStrResult, HintedString, bail, error};

use self::client::{Client, Reply};
pub use self::fields::FIELDS;
use self::fields::Fields;
use self::folder::{Folder, Set, digest};
use self::page::{Page, Unusable};
use self::request::Request;
pub use self::request::{BASE_URL, LARGEST_PAGE, Query};
use self::retry::backoff;

/// The longest that a server may ask to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// What to download.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// Which studies.
    pub query: Query,
    /// Whether only what has changed since the last download is wanted; the query is
    /// then that of the first one.
    pub update: bool,
    /// Whether the pages that are there are thrown away.
    pub restart: bool,
    /// The API's address; without one as it was begun, or [`BASE_URL`].
    pub base_url: Option<String>,
    /// Records in a page; without a number as it was begun, or [`LARGEST_PAGE`].
    pub page_size: Option<u32>,
    /// How to ask.
    pub manner: Manner,
}

/// How to ask; nothing of it changes what is saved.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Before each page but the first.
    pub pause: Duration,
    /// After the first failed attempt; then twice as long after each.
    pub backoff: Duration,
    /// Attempts for a page.
    pub attempts: u32,
    /// How long a server may be silent.
    pub silence: Duration,
    /// The most bytes of an answer, unpacked.
    pub limit: u64,
}

impl Default for Manner {
    /// At most fifty pages a minute, and some two minutes for a server to recover.
    fn default() -> Self {
        Self {
            pause: Duration::from_millis(1200),
            backoff: Duration::from_secs(2),
            attempts: 7,
            silence: Duration::from_secs(60),
            limit: 256 << 20,
        }
    }
}

/// What happens on the way.
#[derive(Debug)]
pub enum Event<'a> {
    /// A page is on the disk.
    Saved {
        /// Pages so far.
        pages: usize,
        /// Records so far.
        records: u64,
        /// Records of the whole query, if the server counts them.
        total: Option<u64>,
    },
    /// An attempt failed; the next one comes later.
    Waiting {
        /// What happened.
        why: &'a str,
        /// For how long.
        wait: Duration,
    },
    /// A saved page is not as it was; it and those after it are fetched again.
    Damaged(&'a str),
    /// The server does not know any more where it was; all pages are fetched again.
    Restarted,
}

/// A finished download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The folders of its sets, in the order to be read.
    pub sets: Vec<PathBuf>,
    /// Pages that came now.
    pub pages: usize,
    /// Records of the last set.
    pub records: u64,
    /// Records of the last set, as the server counted them.
    pub total: Option<u64>,
    /// The newest day on which a record was updated.
    pub newest: Option<String>,
}

/// Downloads records of ClinicalTrials.gov into a folder, or goes on with what was
/// begun there.
pub fn ctgov(folder: &Path, order: &Order, on: &mut dyn FnMut(Event)) -> HintedStrResult<Download> {
    order.query.check()?;
    let folder = Folder::open(folder)?;
    if order.restart {
        folder.clear()?;
    }
    let mut sets = folder.sets(&mut |page| on(Event::Damaged(page)))?;
    if let Some(request) = next_request(&sets, order)? {
        sets.push(folder.begin(sets.len(), request)?);
    }
    let set = sets.last_mut().expect("there is a set, or one was begun");
    let pages = finish(set, &order.manner, on)?;
    let (records, total) = (set.state.records(), set.state.total);
    Ok(Download {
        pages,
        records,
        total,
        newest: newest(&sets),
        sets: sets.iter().map(|set| set.path().to_owned()).collect(),
    })
}

/// Returns what a new set is to ask for, or nothing when the last one is what was
/// ordered: it is then gone on with, or finished already.
fn next_request(sets: &[Set], order: &Order) -> HintedStrResult<Option<Request>> {
    let (Some(first), Some(last)) = (sets.first(), sets.last()) else {
        if order.update {
            bail!("there is no download to update"; hint: "fetch it first, without `--update`");
        }
        let base_url = order.base_url.as_deref().unwrap_or(BASE_URL);
        let page_size = order.page_size.unwrap_or(LARGEST_PAGE);
        return Request::new(base_url, page_size, order.query.clone()).map(Some);
    };
    let begun = if order.update { &last.state.request } else { &first.state.request };
    let query = if order.update { begun.query.clone() } else { order.query.clone() };
    let base_url = order.base_url.as_deref().unwrap_or(&begun.base_url);
    let page_size = order.page_size.unwrap_or(begun.page_size);
    let now = Request::new(base_url, page_size, query)?;
    let is_new = order.update && last.state.finished;
    if !is_new && let Some(difference) = begun.difference(&now) {
        bail!(
            "the folder holds another download: {difference}";
            hint: "choose another folder with `--into`";
            hint: "or start this one anew with `--restart`"
        );
    }
    if order.update && !first.state.finished {
        bail!("the download is not finished"; hint: "go on with it first, without `--update`");
    }
    if !is_new {
        return Ok(None);
    }
    let Some(since) = newest(sets) else {
        bail!("no record tells when it was updated last"; hint: "give a date with `--since`");
    };
    Ok(Some(Request {
        query: Query { since: Some(since), ..first.state.request.query.clone() },
        ..now
    }))
}

/// Returns the newest day on which a record was updated.
fn newest(sets: &[Set]) -> Option<String> {
    sets.iter().filter_map(|set| set.state.newest()).max().map(Into::into)
}

/// Fetches the pages that a set lacks, and returns their number.
fn finish(set: &mut Set, manner: &Manner, on: &mut dyn FnMut(Event)) -> HintedStrResult<usize> {
    let (mut pages, mut restarted) = (0, false);
    let client = Client::new(&set.state.request.base_url, manner.silence, manner.limit)?;
    let fields = Fields::new();
    while !set.state.finished {
        if pages > 0 {
            sleep(manner.pause);
        }
        let token = set.state.token().map(str::to_owned);
        let url = set.state.request.url(token.as_deref());
        match ask(&client, &url, &fields, manner, on).map_err(|err| with_kept(err, set))? {
            Answer::Page(page) => {
                check_new(&page, set).map_err(|err| with_kept(err, set))?;
                set.add(&page)?;
                pages += 1;
                let records = set.state.records();
                on(Event::Saved { pages: set.state.pages.len(), records, total: set.state.total });
            }
            // A token that is too old is the one thing that asking anew mends.
            Answer::Refused(_) if token.is_some() && !restarted => {
                restarted = true;
                set.restart()?;
                on(Event::Restarted);
            }
            Answer::Refused(words) => return Err(refused(&words, token.is_some())),
        }
    }
    Ok(pages)
}

/// What a server has to say about a page.
enum Answer {
    /// Here it is.
    Page(Page),
    /// It does not accept the request, in its own words.
    Refused(String),
}

/// Asks for a page until it comes, or until it is clear that it does not.
fn ask(
    client: &Client,
    url: &str,
    fields: &Fields,
    manner: &Manner,
    on: &mut dyn FnMut(Event),
) -> HintedStrResult<Answer> {
    let mut attempt = 1;
    loop {
        let reply = match client.get(url) {
            Reply::Body(body) => match Page::parse(&body, fields) {
                Ok(page) => return Ok(Answer::Page(page)),
                Err(Unusable::Damaged(why)) => Reply::damaged(why),
                Err(Unusable::WebPage) => Reply::Never(client::web_page()),
                Err(Unusable::Foreign) => Reply::Never(error!(
                    "the server sent records without a number";
                    hint: "expected ClinicalTrials.gov API v2 records; is `--base-url` right?"
                )),
            },
            reply => reply,
        };
        let (why, after, hint) = match reply {
            Reply::Again { why, after, hint } => (why, after, hint),
            Reply::Refused(words) => return Ok(Answer::Refused(words)),
            Reply::Never(err) => return Err(err),
            Reply::Body(_) => unreachable!("taken apart above"),
        };
        let hints = hint.map(Into::into);
        if attempt >= manner.attempts {
            let fault = HintedString::from(format!("{why}, {attempt} times in a row"));
            return Err(fault.with_hints(hints));
        }
        let wait = after.unwrap_or_else(|| backoff(manner.backoff, attempt, url));
        if wait > LONGEST_WAIT {
            bail!("{why} and asks to wait {} minutes", wait.as_secs().div_ceil(60));
        }
        on(Event::Waiting { why: &why, wait });
        sleep(wait);
        attempt += 1;
    }
}

/// How many times as many records as a server announced it may send: its register grows meanwhile.
const MOST_OF_TOTAL: u64 = 2;

/// Checks that a page leads on: a server that goes round in circles, or on and on, never ends.
fn check_new(page: &Page, set: &Set) -> HintedStrResult<()> {
    let pages = &set.state.pages;
    if page.records == 0 && page.next.is_some() {
        bail!(
            "the server does not end: page {} has no records and names another page",
            pages.len() + 1
        );
    }
    let records = set.state.records() + page.records;
    let announced = set.state.total.or(page.total).filter(|_| page.next.is_some());
    if let Some(total) = announced.filter(|total| records > total.saturating_mul(MOST_OF_TOTAL)) {
        bail!(
            "the server does not end: it announced {total} records, has sent {records} and names another page"
        );
    }
    let is_known = |token: &String| pages.iter().any(|page| page.next.as_ref() == Some(token));
    if page.next.as_ref().is_some_and(is_known) {
        bail!(
            "the server goes round in circles: after page {} it names a page that has come already",
            pages.len() + 1
        );
    }
    let digest = digest(page);
    let same = pages.iter().position(|other| page.records > 0 && other.sha256 == digest);
    if let Some(at) = same {
        bail!(
            "the server goes round in circles: page {} is page {} again",
            pages.len() + 1,
            at + 1
        );
    }
    Ok(())
}

/// Says what is kept, and how to go on.
fn with_kept(err: HintedString, set: &Set) -> HintedString {
    match set.state.pages.len() {
        0 => err,
        1 => err.with_hint("the first page is kept; the same command goes on from there"),
        pages => err.with_hint(format!(
            "{pages} pages with {} records are kept; the same command goes on from there",
            set.state.records()
        )),
    }
}

/// Says that the server does not accept a request.
fn refused(words: &str, has_token: bool) -> HintedString {
    let said = if words.is_empty() { String::new() } else { format!(": {words}") };
    match has_token {
        true => error!(
            "the server refuses its own page token twice{said}";
            hint: "start anew with `--restart`; if that does not help, the server is at fault"
        ),
        false => error!(
            "the server does not accept the query{said}";
            hint: "`--query`, `--condition` and `--advanced` are in the register's language: \
                   https://clinicaltrials.gov/find-studies/constructing-complex-search-queries"
        ),
    }
}

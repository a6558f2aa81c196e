//! Servers that fail, for a while or for good.

use std::fs;
use std::time::Duration;

use kapacitet::fetch::{self, Manner, Order};

use super::register::{Register, gzipped, record};
use super::server::{Answer, Asked, Sent, Server};
use super::{Place, serve};

/// Returns a server whose answers, to the requests of the given numbers, are others.
fn faulty(faults: impl Fn(usize, Answer) -> Answer + Send + Sync + 'static) -> Server {
    let register = Register::of(7);
    Server::start(move |asked: &Asked| faults(asked.nth, register.answer(asked)))
}

/// Returns what a download from the server leaves, in pages of two.
fn after(server: &Server, args: &[&str]) -> Place {
    let place = Place::new();
    place.fetch(server, &[&["--page-size", "2"], args].concat()).succeeded();
    place
}

/// Asserts that two downloads of different servers hold the same pages.
fn assert_same_pages(place: &Place, expected: &Place) {
    let pages = |place: &Place| {
        let mut files = place.files();
        files.retain(|name, _| name.ends_with(".gz"));
        files
    };
    assert_eq!(pages(place).len(), 4);
    assert_eq!(pages(place), pages(expected));
}

#[test]
fn a_server_that_fails_now_and_then_is_asked_again() {
    let server = faulty(|nth, answer| match nth {
        1 => Answer::status(500, "oops"),
        2 | 3 => Answer::status(503, "").with("Retry-After", "0"),
        5 => Answer::status(429, "slow down").with("Retry-After", "1"),
        6 => Answer::status(429, "")
            .with("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
            .with("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"),
        _ => answer,
    });
    let place = after(&server, &[]);
    assert_eq!(server.count(), 9);
    assert_same_pages(&place, &after(&serve(Register::of(7)), &[]));
}

#[test]
fn a_page_that_comes_damaged_is_fetched_again_and_never_saved() {
    let cut_json = |answer: Answer| {
        let mut plain = Answer::json("{\"studies\":[{\"protocolSection\":{");
        plain.status = answer.status;
        plain
    };
    let broken_gzip = |mut answer: Answer| {
        let middle = answer.body.len() / 2;
        answer.body[middle] ^= 0xff;
        answer
    };
    let server = faulty(move |nth, answer| match nth {
        1 => answer.sent(Sent::Cut),
        2 => answer.sent(Sent::CutChunked),
        3 => cut_json(answer),
        5 => broken_gzip(answer),
        6 => gzipped(b"{\"totalCount\":7}"),
        7 => gzipped(b"[]"),
        9 => answer.sent(Sent::Chunked),
        _ => answer,
    });
    let place = after(&server, &[]);
    assert_eq!(server.count(), 4 + 6);
    assert_same_pages(&place, &after(&serve(Register::of(7)), &[]));
}

#[test]
fn a_silent_server_is_given_up_and_asked_again() {
    let server = faulty(|nth, answer| match nth {
        2 => answer.sent(Sent::Stalled),
        _ => answer,
    });
    let place = after(&server, &["--timeout", "1"]);
    assert_eq!(server.count(), 5);
    assert_same_pages(&place, &after(&serve(Register::of(7)), &[]));
}

#[test]
fn a_server_that_stays_down_leaves_what_came_and_a_way_on() {
    let server = faulty(|nth, answer| match nth {
        3..=5 => Answer::status(502, ""),
        _ => answer,
    });
    let place = Place::new();
    let args = ["--page-size", "2", "--attempts", "3"];
    let said = place.fetch(&server, &args).failed();
    let expected = "error: the server answered 502, 3 times in a row\n  \
                    = hint: 2 pages with 4 records are kept; the same command goes on from there\n";
    assert_eq!(said, expected);
    let said = place.fetch(&server, &args).succeeded().stdout;
    assert!(said.starts_with("ctgov: 7 records, 2 pages fetched now\n"), "{said}");
    assert_eq!(server.asked()[5].parameters["pageToken"], "from-4");
}

#[test]
fn a_wait_of_an_hour_is_left_to_a_person() {
    let server = faulty(|_, _| Answer::status(429, "").with("Retry-After", "3600"));
    let said = Place::new().fetch(&server, &[]).failed();
    assert_eq!(said, "error: the server answered 429 and asks to wait 60 minutes\n");
}

#[test]
fn a_server_that_goes_round_in_circles_is_left() {
    // The third page names the second as the next one.
    let server = faulty(|nth, answer| match nth {
        3 => Answer::json(
            r#"{"studies":[{"protocolSection":{"identificationModule":{"nctId":"NCT00000009"}}}],"nextPageToken":"from-2"}"#,
        ),
        _ => answer,
    });
    let said = Place::new().fetch(&server, &["--page-size", "2"]).failed();
    let expected = "error: the server goes round in circles: after page 3 it names a page that has come already\n  \
                    = hint: 2 pages with 4 records are kept; the same command goes on from there\n";
    assert_eq!(said, expected);

    // Every page is the first one, under a new token.
    let server = Server::start(|asked| {
        let page = serde_json::json!({ "studies": [record(1, "2025-01-02")], "nextPageToken": format!("t{}", asked.nth) });
        Answer::json(page.to_string())
    });
    let said = Place::new().fetch(&server, &[]).failed();
    assert!(
        said.starts_with("error: the server goes round in circles: page 2 is page 1 again\n"),
        "{said}"
    );
}

#[test]
fn answers_that_are_no_records_are_told_apart() {
    let html = "<!DOCTYPE html><title>Log in</title>";
    let mut web_page = Answer::json(html);
    web_page.headers[0].1 = "text/html; charset=utf-8".into();
    let cases = [
        (web_page, "error: the server sent a web page instead of records\n"),
        (Answer::json(html), "error: the server sent a web page instead of records\n"),
        (Answer::status(404, ""), "error: the server has no such address (404)\n"),
        (Answer::status(403, "No."), "error: the server refuses to answer (403): No.\n"),
        (Answer::status(418, "tea\u{1b}[1m"), "error: the server answered 418: tea\\u{1b}[1m\n"),
        (
            Answer::status(400, "Unknown field"),
            "error: the server does not accept the query: Unknown field\n",
        ),
        (
            Answer::json(r#"{"studies":[{"NCTId":1}]}"#),
            "error: the server sent records without a number\n",
        ),
    ];
    for (answer, expected) in cases {
        let server = Server::start(move |_| answer.clone());
        let said = Place::new().fetch(&server, &[]).failed();
        assert!(said.starts_with(expected), "{said}");
        assert_eq!(server.count(), 1, "{said}");
    }
}

#[test]
fn a_wrong_total_is_reported() {
    let server = faulty(|nth, answer| match nth {
        1 => Answer::json(
            r#"{"totalCount":9,"studies":[{"protocolSection":{"identificationModule":{"nctId":"NCT00000009"}}}]}"#,
        ),
        _ => answer,
    });
    let said = Place::new().fetch(&server, &[]);
    assert_eq!(said.code, Some(1));
    assert!(said.stdout.starts_with("ctgov: 1 record, 1 page fetched now\n"), "{}", said.stdout);
    assert!(
        said.stderr.starts_with("warning: the server announced 9 records and sent 1\n"),
        "{}",
        said.stderr
    );
}

/// After a pause of a day the server has forgotten where it was.
#[test]
fn a_page_token_that_is_not_taken_any_more_begins_anew() {
    let server = faulty(|nth, answer| match nth {
        3 => Answer::status(503, ""),
        4 => Answer::status(400, "Token is expired"),
        _ => answer,
    });
    let place = Place::new();
    let args = ["--page-size", "2", "--attempts", "1"];
    place.fetch(&server, &args).failed();
    let said = place.fetch(&server, &args).succeeded();
    let expected = "warning: the server does not know any more where the download was interrupted\n  \
                    = hint: it begins anew, from the first page\n";
    assert_eq!(said.stderr, expected);
    assert_same_pages(&place, &after(&serve(Register::of(7)), &[]));

    // One that never takes its own tokens is at fault itself.
    let server = faulty(|nth, answer| if nth % 2 == 0 { Answer::status(400, "") } else { answer });
    let said = Place::new().fetch(&server, &["--page-size", "2"]).failed();
    assert!(said.contains("\nerror: the server refuses its own page token twice\n"), "{said}");
}

#[test]
fn a_damaged_page_and_those_after_it_are_fetched_again() {
    let server = faulty(|nth, answer| if nth == 4 { Answer::status(503, "") } else { answer });
    let place = Place::new();
    let args = ["--page-size", "2", "--attempts", "1"];
    place.fetch(&server, &args).failed();
    let page = place.folder().join("set-000/page-000002.json.gz");
    fs::write(&page, "x").unwrap();
    // What a killed program leaves behind.
    fs::write(place.folder().join("set-000/.tmpAbCdEf"), "x").unwrap();
    fs::write(place.folder().join("set-000/page-000009.json.gz"), "x").unwrap();
    let said = place.fetch(&server, &args).succeeded();
    assert!(said.stderr.starts_with("warning: page `"), "{}", said.stderr);
    assert_same_pages(&place, &after(&serve(Register::of(7)), &[]));

    // Of a finished download no page can be fetched alone.
    fs::write(&page, "x").unwrap();
    let said = place.fetch(&server, &args).failed();
    assert!(
        said.contains(
            "is missing or was changed\n  = hint: start the download anew with `--restart`\n"
        ),
        "{said}"
    );
    place.fetch(&server, &["--page-size", "2", "--restart"]).succeeded();
}

#[test]
fn an_answer_without_end_is_left() {
    let spaces = " ".repeat(3 << 20);
    let server = Server::start(move |_| gzipped(format!("{{{spaces}").as_bytes()));
    let place = Place::new();
    let manner = Manner { limit: 2 << 20, backoff: Duration::ZERO, ..Manner::default() };
    let order = Order { base_url: Some(server.url()), manner, ..Order::default() };
    let said = fetch::ctgov(&place.folder(), &order, &mut |_| {}).unwrap_err();
    assert_eq!(said.message().as_str(), "the server's answer is larger than 2 MiB");
}

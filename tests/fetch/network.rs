//! What lies between: proxies, and no network at all.

use std::net::TcpListener;

use super::register::Register;
use super::server::proxy;
use super::{Place, command, run, serve};

#[test]
fn the_proxy_of_the_environment_is_used_and_resolves_the_name() {
    let (server, place) = (serve(Register::of(3)), Place::new());
    let (port, hosts) = proxy(server.port());
    let mut through = command(place.0.path(), &["--base-url", "http://register.invalid/api/v2"]);
    through.env("http_proxy", format!("http://127.0.0.1:{port}"));
    run(through).succeeded();
    assert_eq!(*hosts.lock().unwrap(), ["CONNECT register.invalid:80 HTTP/1.1"]);
    assert_eq!(server.asked()[0].headers["host"], "register.invalid");
}

#[test]
fn a_host_in_no_proxy_is_asked_directly() {
    let (server, place) = (serve(Register::of(3)), Place::new());
    let (port, hosts) = proxy(server.port());
    let mut past = command(place.0.path(), &["--base-url", &server.url()]);
    past.env("HTTP_PROXY", format!("http://127.0.0.1:{port}"))
        .env("NO_PROXY", "localhost, 127.0.0.1");
    run(past).succeeded();
    assert!(hosts.lock().unwrap().is_empty());
}

/// What no waiting mends is not waited for: seven attempts would take a minute.
#[test]
fn a_port_where_nobody_listens_and_a_name_that_nobody_knows_are_tried_once() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (host, expected) in [
        (format!("127.0.0.1:{port}"), "error: nobody listens at the server's address ("),
        ("register.invalid".to_owned(), "error: the server's name is not known\n"),
    ] {
        let place = Place::new();
        let url = format!("http://{host}/api/v2");
        let said = run(command(place.0.path(), &["--base-url", &url])).failed();
        assert!(said.starts_with(expected), "{said}");
        assert!(!said.contains("times in a row"), "{said}");
        assert!(said.contains("  = hint: is `--base-url` right? "), "{said}");
    }
}

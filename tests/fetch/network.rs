//! What lies between: proxies, and no network at all.

use std::io::Write;
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

/// What waiting does not mend is told at once, however many attempts there may be.
#[test]
fn an_address_that_is_wrong_is_not_tried_again() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    // A server without TLS complains of what it got.
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let plain_port = plain.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in plain.incoming().flatten() {
            let _ = (&stream).write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    for (url, said) in [
        (format!("http://127.0.0.1:{port}/api/v2"), "no server listens at this address ("),
        (format!("https://127.0.0.1:{}/api/v2", plain_port), "the server does not speak TLS"),
    ] {
        let place = Place::new();
        let stderr = run(command(place.0.path(), &["--base-url", &url])).failed();
        assert!(stderr.contains(&format!("error: {said}")), "{stderr}");
        assert!(stderr.contains("is `--base-url` right?"), "{stderr}");
        assert!(!stderr.contains("times in a row") && !stderr.contains("again"), "{stderr}");
    }
}

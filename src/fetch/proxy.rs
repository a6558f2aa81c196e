//! The proxy that the environment names.
//!
//! The variables are those of curl: `https_proxy` or `http_proxy` by the kind of
//! address, then `all_proxy`, each also in capitals; `no_proxy` lists hosts, and
//! domains with all that is below them. A proxy may hold a password, so no message
//! repeats one.

use typst::diag::{HintedStrResult, bail, error};
use ureq::{Proxy, ProxyProtocol};

/// Returns the proxy for an address, if there is to be one.
pub fn proxy_for(url: &str) -> HintedStrResult<Option<Proxy>> {
    choose(url, &|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
}

/// Returns the proxy for an address in an environment.
fn choose(url: &str, env: &dyn Fn(&str) -> Option<String>) -> HintedStrResult<Option<Proxy>> {
    let own = if url.starts_with("https:") { "https_proxy" } else { "http_proxy" };
    let either = |name: &str| env(name).or_else(|| env(&name.to_ascii_uppercase()));
    let Some((name, value)) =
        [own, "all_proxy"].into_iter().find_map(|name| Some((name, either(name)?)))
    else {
        return Ok(None);
    };
    let found = Proxy::new(value.trim()).map_err(|_| {
        error!("the proxy in `{name}` is not an address"; hint: "expected one such as `http://proxy.example.org:8080`")
    })?;
    if !matches!(found.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
        bail!(
            "the proxy in `{name}` is not an HTTP proxy";
            hint: "this program knows no SOCKS; set `{own}` to an HTTP proxy"
        );
    }
    let mut proxy = Proxy::builder(found.protocol()).host(found.host()).port(found.port());
    if let Some(user) = found.username() {
        proxy = proxy.username(user);
    }
    if let Some(password) = found.password() {
        proxy = proxy.password(password);
    }
    for host in either("no_proxy").unwrap_or_default().split([',', ' ']) {
        let host = host.trim().trim_start_matches("*.").trim_start_matches('.');
        if !host.is_empty() {
            proxy = proxy.no_proxy(host);
        }
        if !host.is_empty() && host != "*" {
            proxy = proxy.no_proxy(&format!(".{host}"));
        }
    }
    match proxy.build() {
        Ok(proxy) => Ok(Some(proxy)),
        Err(_) => bail!("the proxy in `{name}` cannot be used"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the proxy's host for an address in an environment, `-` for none.
    fn host(url: &str, env: &[(&str, &str)]) -> String {
        let lookup = |name: &str| {
            env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        let proxy = choose(url, &lookup).unwrap();
        let proxy = proxy.filter(|proxy| !proxy.is_no_proxy(&url.parse().unwrap()));
        proxy.map_or("-".into(), |proxy| format!("{}:{}", proxy.host(), proxy.port()))
    }

    #[test]
    fn the_kind_of_address_decides_and_then_all() {
        let env =
            [("HTTPS_PROXY", "http://a:1"), ("http_proxy", "b:2"), ("ALL_PROXY", "socks5://c")];
        assert_eq!(host("https://example.org/", &env), "a:1");
        assert_eq!(host("http://example.org/", &env), "b:2");
        assert_eq!(host("http://example.org/", &[("all_proxy", "http://c:3")]), "c:3");
        assert_eq!(host("http://example.org/", &[]), "-");
    }

    #[test]
    fn no_proxy_holds_for_hosts_and_what_is_below() {
        let env = [("https_proxy", "http://a:1"), ("no_proxy", "localhost, .example.org")];
        for url in ["https://localhost/", "https://example.org/", "https://www.example.org/"] {
            assert_eq!(host(url, &env), "-", "{url}");
        }
        assert_eq!(host("https://anexample.org/", &env), "a:1");
        assert_eq!(host("https://x.se/", &[("https_proxy", "http://a:1"), ("NO_PROXY", "*")]), "-");
    }

    #[test]
    fn a_message_does_not_repeat_a_password() {
        let lookup = |name: &str| (name == "https_proxy").then(|| "ftp://me:secret@a:1".to_owned());
        let fault = choose("https://example.org", &lookup).unwrap_err();
        assert!(!format!("{fault:?}").contains("secret"));
    }
}

//! How long to wait before the next attempt.
//!
//! There is no clock and no chance here: jitter comes from a hash of what is asked
//! for, so that many clients do not knock at the same moment.

use std::time::Duration;

use chrono::DateTime;
use sha2::{Digest, Sha256};

/// How often a wait is doubled at most.
const DOUBLINGS: u32 = 5;

/// Returns how long to wait after the given failed attempt, counted from 1: twice as
/// long after each, and up to half of that more.
pub fn backoff(first: Duration, attempt: u32, url: &str) -> Duration {
    let wait = first * 2_u32.pow(attempt.saturating_sub(1).min(DOUBLINGS));
    let digest = Sha256::digest(format!("{} {attempt} {url}", std::process::id()));
    wait + wait * u32::from(digest[0]) / 512
}

/// Returns how long a server asks to wait by its `Retry-After`: seconds, or a point
/// in time, which is compared with the answer's own `Date`.
pub fn retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(value).ok()?;
    let from = DateTime::parse_from_rfc2822(date?.trim()).ok()?;
    Some((until - from).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end_at_32_times_the_first() {
        let second = Duration::from_secs(1);
        for (attempt, least) in [(1, 1), (2, 2), (3, 4), (6, 32), (7, 32), (99, 32)] {
            let wait = backoff(second, attempt, "x");
            let least = Duration::from_secs(least);
            assert!(wait >= least && wait < least * 3 / 2, "{attempt}: {wait:?}");
        }
    }

    #[test]
    fn a_date_is_compared_with_the_servers_own() {
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        let later = "Sun, 06 Nov 1994 08:51:37 GMT";
        assert_eq!(retry_after(later, date), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:00:00 GMT", date), Some(Duration::ZERO));
        assert_eq!(retry_after(later, None), None);
        assert_eq!(retry_after("120", None), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("soon", date), None);
    }
}

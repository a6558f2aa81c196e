//! "did you mean": the nearest of the names that would have been right.

/// How similar two names must be, from 0 to 1, to be taken for one another.
const SIMILAR: f64 = 0.8;

/// How many names a hint lists at most.
const LISTED: usize = 12;

/// Returns the candidate nearest to a name, if one is near.
///
/// Case and the kind of separator do not count. Of equally near ones the first is taken.
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let fold = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let name = fold(name);
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let other = fold(candidate);
        let score = strsim::jaro_winkler(&name, &other)
            .max(strsim::normalized_damerau_levenshtein(&name, &other));
        if score >= SIMILAR && best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.to_owned())
}

/// Returns the hint for an unknown name: the nearest candidate, or all of them when there are few.
pub fn hint_for<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<_> = candidates.into_iter().collect();
    if let Some(similar) = suggest(name, candidates.iter().copied()) {
        return format!("did you mean `{similar}`?");
    }
    let mut listed: Vec<_> =
        candidates.iter().take(LISTED).map(|candidate| format!("`{candidate}`")).collect();
    match (candidates.len(), listed.pop()) {
        (0, _) | (_, None) => "nothing is known under any name here".to_owned(),
        (1, Some(only)) => format!("expected {only}"),
        (count, Some(last)) if count > LISTED => {
            format!("expected one of {}, {last} and {} more", listed.join(", "), count - LISTED)
        }
        (_, Some(last)) => format!("expected one of {} or {last}", listed.join(", ")),
    }
}

/// Returns "8, 12 and 40".
pub fn and_list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let areas = ["oncology", "cardiology", "infectious-diseases"];
        assert_eq!(suggest("onkology", areas).as_deref(), Some("oncology"));
        assert_eq!(suggest("Infectious_Diseases", areas).as_deref(), Some("infectious-diseases"));
        assert_eq!(suggest("budget", areas), None);
        assert_eq!(hint_for("budget", ["sv", "en"]), "expected one of `sv` or `en`");
    }
}

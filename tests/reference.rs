//! Statistics against other implementations.
//!
//! Each table in fixtures/reference has at least 500 cases, random ones with 0,
//! n, tiny and huge among them, computed by the script of the same name:
//! statsmodels 0.15, lifelines 0.30, scipy 1.17, or plainly in numpy. A case
//! agrees when each number does, within the tolerance that its test states, of
//! the number itself or of one, whichever is larger where it says "or of one".

use kapacitet::statistics::{
    Counted, Counts, Delay, Dispersion, Exit, FlowHistory, Funnel, Limits, Measured, Quantity,
    Spell, TimeLimits, Yearly, aalen_johansen, benjamini_hochberg, clopper_pearson, counterfactual,
    exact_poisson, fisher, funnel_rate, funnel_share, kaplan_meier, newcombe, overdispersion,
    poisson, quantile, rate_difference, rate_ratio, trend, wilson,
};
use kapacitet::statistics::{Z95, Z998};

use crate::support::crate_root;

/// A case of a table: its line and its cells by their headings.
struct Case {
    table: &'static str,
    line: usize,
    headings: Vec<String>,
    cells: Vec<String>,
}

/// Returns the cases of a table, of which there must be 500.
fn cases(table: &'static str) -> Vec<Case> {
    let path = crate_root().join(format!("tests/fixtures/reference/{table}.csv"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let words = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let headings = words(reader.headers().unwrap());
    let case = |(at, record): (usize, csv::Result<csv::StringRecord>)| Case {
        table,
        line: at + 2,
        headings: headings.clone(),
        cells: words(&record.unwrap()),
    };
    let cases: Vec<_> = reader.records().enumerate().map(case).collect();
    assert!(cases.len() >= 500, "{table} has {} cases", cases.len());
    cases
}

impl Case {
    /// Returns the cell of a heading.
    fn text(&self, heading: &str) -> &str {
        let at = self.headings.iter().position(|other| other == heading);
        &self.cells[at.unwrap_or_else(|| panic!("{} has no `{heading}`", self.table))]
    }

    /// Returns a count.
    fn count(&self, heading: &str) -> u64 {
        self.text(heading).parse().unwrap()
    }

    /// Returns a number, if there is one.
    fn number(&self, heading: &str) -> Option<f64> {
        Some(self.text(heading)).filter(|text| !text.is_empty()).map(|text| text.parse().unwrap())
    }

    /// Returns a number that there must be.
    fn given(&self, heading: &str) -> f64 {
        self.number(heading).unwrap()
    }

    /// Returns the parts of a list of words, each cut at colons.
    fn list(&self, heading: &str) -> Vec<Vec<&str>> {
        self.text(heading).split(' ').map(|word| word.split(':').collect()).collect()
    }

    /// Asserts that a number is that of a cell, within a tolerance relative to
    /// it.
    fn assert(&self, found: f64, heading: &str, tolerance: f64) {
        self.assert_within(found, heading, tolerance, 0.0);
    }

    /// The same, relative to the number or to one, whichever is larger.
    fn assert_or_one(&self, found: f64, heading: &str, tolerance: f64) {
        self.assert_within(found, heading, tolerance, 1.0);
    }

    /// The same, relative to the number or to `least`.
    fn assert_within(&self, found: f64, heading: &str, tolerance: f64, least: f64) {
        let expected = self.given(heading);
        let scale = expected.abs().max(least);
        let agrees = found == expected || (found - expected).abs() <= tolerance * scale;
        let place = format!("{}.csv:{}", self.table, self.line);
        assert!(agrees, "{place}: {heading} is {found}, not {expected}: {:?}", self.cells);
    }

    /// Asserts limits that are those of `{prefix}lower` and `{prefix}upper`.
    fn assert_limits(&self, found: Limits, prefix: &str, tolerance: f64) {
        self.assert(found.lower, &format!("{prefix}lower"), tolerance);
        self.assert(found.upper, &format!("{prefix}upper"), tolerance);
    }

    /// The same, relative to the number or to one.
    fn assert_limits_or_one(&self, found: Limits, prefix: &str, tolerance: f64) {
        self.assert_or_one(found.lower, &format!("{prefix}lower"), tolerance);
        self.assert_or_one(found.upper, &format!("{prefix}upper"), tolerance);
    }

    /// Asserts that a number is given just when there is one, and agrees.
    fn assert_if(&self, found: Option<f64>, heading: &str, tolerance: f64) {
        assert_eq!(found.is_some(), self.number(heading).is_some(), "{heading} {:?}", self.cells);
        if let Some(found) = found {
            self.assert_or_one(found, heading, tolerance);
        }
    }
}

/// Script: wilson.py.
#[test]
fn wilsons_limits_are_those_of_statsmodels() {
    for case in cases("wilson") {
        let limits = wilson(case.count("x"), case.count("n")).unwrap();
        case.assert_limits_or_one(limits, "", 1e-14);
    }
}

/// Script: clopper_pearson.py.
#[test]
fn clopper_and_pearsons_limits_are_those_of_statsmodels() {
    for case in cases("clopper_pearson") {
        let (x, n, tail) = (case.count("x"), case.count("n"), case.given("tail"));
        let limits = clopper_pearson(x, n, tail).unwrap();
        case.assert(limits.lower, "lower", 1e-9);
        case.assert(limits.upper, "upper", 1e-9);
    }
}

/// Script: poisson.py.
#[test]
fn limits_of_counts_are_those_of_scipy() {
    for case in cases("poisson") {
        case.assert_limits(poisson(case.count("x")), "", 1e-11);
        let exact = exact_poisson(case.count("x"), case.given("tail"));
        case.assert_limits(exact, "exact_", 1e-11);
    }
}

/// Script: funnel.py.
#[test]
fn funnels_are_those_of_scipy() {
    for case in cases("funnel") {
        let tail = case.given("tail");
        let z = if tail == 0.025 { Z95 } else { Z998 };
        let limits = funnel_share(case.given("p0"), case.count("n"), z).unwrap();
        case.assert_limits_or_one(limits, "", 1e-12);
        let limits = funnel_rate(case.given("rate"), case.count("x"), tail);
        case.assert_limits(limits, "rate_", 1e-11);
    }
}

/// Script: quotient.py.
#[test]
fn quotients_are_those_of_scipy() {
    for case in cases("quotient") {
        let counts = Counts {
            kind: case.count("x"),
            all: case.count("n"),
            reference_kind: case.count("y"),
            reference_all: case.count("m"),
        };
        case.assert(counts.quotient().unwrap(), "quotient", 1e-14);
        if let Some(limits) = counts.delta_limits() {
            case.assert_limits(limits, "delta_", 1e-9);
        } else {
            assert_eq!((counts.kind, case.number("delta_lower")), (0, None));
        }
        case.assert_limits(counts.profile_limits().unwrap(), "", 1e-6);
    }
}

/// Script: fisher.py, in whole numbers for the first 500.
#[test]
fn fishers_p_values_are_those_of_whole_numbers() {
    for case in cases("fisher") {
        let [x, n, y, m] = ["x", "n", "y", "m"].map(|heading| case.count(heading));
        let tolerance = if n + m < 1_000 { 1e-10 } else { 1e-6 };
        case.assert_within(fisher(x, n, y, m).unwrap(), "p", tolerance, 1e-290);
    }
}

/// Script: multiplicity.py.
#[test]
fn q_values_are_those_of_scipy() {
    for case in cases("multiplicity") {
        let numbers = |heading| case.list(heading).iter().map(|parts| parse(parts[0])).collect();
        let (p, expected): (Vec<f64>, Vec<f64>) = (numbers("p"), numbers("q"));
        let q = benjamini_hochberg(&p.into_iter().map(Some).collect::<Vec<_>>());
        assert_eq!(q.len(), expected.len());
        for (found, expected) in q.into_iter().zip(expected) {
            let found = found.unwrap();
            assert!((found - expected).abs() <= 1e-14, "{found} {expected}: {:?}", case.cells);
        }
    }
}

/// Script: survival.py.
#[test]
fn survival_is_that_of_lifelines() {
    for case in cases("survival") {
        let spell = |parts: &Vec<&str>| Spell {
            time: parse(parts[0]).abs(),
            ended: !parts[0].starts_with('-'),
        };
        let spells: Vec<_> = case.list("times").iter().map(spell).collect();
        let survival = kaplan_meier(&spells).unwrap();
        for at in ["1", "2"] {
            let of = |name: &str| format!("{name}{at}");
            let Some(time) = case.number(&of("time")) else {
                assert!(survival.steps.is_empty());
                continue;
            };
            let step = survival.steps.iter().find(|step| step.time == time).unwrap();
            case.assert_or_one(step.survival, &of("s"), 1e-12);
            case.assert_or_one(survival.at(time), &of("s"), 1e-12);
            case.assert_if(step.limits.map(|limits| limits.lower), &of("lower"), 1e-9);
            case.assert_if(step.limits.map(|limits| limits.upper), &of("upper"), 1e-9);
        }
        let [first, third] = survival.quartiles();
        for (name, found) in [("q25", first), ("q50", survival.median()), ("q75", third)] {
            let TimeLimits { time, lower, upper } = found;
            case.assert_if(time, name, 0.0);
            case.assert_if(lower, &format!("{name}_lower"), 0.0);
            case.assert_if(upper, &format!("{name}_upper"), 0.0);
        }
    }
}

/// Script: competing.py.
#[test]
fn incidence_is_that_of_statsmodels_and_its_variance_that_of_the_double_sum() {
    for case in cases("competing") {
        let exit = |parts: &Vec<&str>| {
            let cause: u32 = parts[1].parse().unwrap();
            Exit { time: parse(parts[0]), cause: (cause > 0).then_some(cause) }
        };
        let exits: Vec<_> = case.list("exits").iter().map(exit).collect();
        let incidence = aalen_johansen(&exits, 1).unwrap();
        assert_eq!(incidence.steps.len() as u64, case.count("steps"));
        for at in ["1", "2"] {
            let Some(time) = case.number(&format!("time{at}")) else { continue };
            let step = incidence.at(time).unwrap();
            assert_eq!(step.time, time);
            case.assert(step.incidence, &format!("incidence{at}"), 1e-12);
            case.assert_or_one(step.variance, &format!("variance{at}"), 1e-12);
        }
        if let Some(last) = incidence.steps.last() {
            case.assert_if(last.limits.map(|limits| limits.lower), "lower2", 1e-9);
            case.assert_if(last.limits.map(|limits| limits.upper), "upper2", 1e-9);
        }
    }
}

/// Script: trend.py.
#[test]
fn trends_are_those_of_statsmodels() {
    for case in cases("trend") {
        let yearly = |parts: &Vec<&str>| Yearly {
            year: parts[0].parse().unwrap(),
            count: parts[1].parse().unwrap(),
            exposure: parse(parts[2]),
        };
        let years: Vec<_> = case.list("years").iter().map(yearly).collect();
        let found = trend(&years, Dispersion::Poisson).unwrap();
        case.assert(found.ratio, "ratio", 1e-8);
        case.assert_or_one(found.dispersion.unwrap(), "dispersion", 1e-6);
        case.assert_or_one(found.p, "p", 1e-8);
        case.assert_limits(found.wald, "wald_", 1e-6);
        case.assert_limits(found.likelihood, "", 1e-6);
        let quasi = trend(&years, Dispersion::Quasi).unwrap();
        case.assert_limits(quasi.wald, "quasi_wald_", 1e-6);
        case.assert_limits(quasi.likelihood, "quasi_", 1e-6);
        case.assert_or_one(quasi.p, "quasi_p", 1e-8);
    }
}

/// Script: newcombe.py.
#[test]
fn differences_of_shares_are_those_of_statsmodels() {
    for case in cases("newcombe") {
        let [x1, n1, x2, n2] = ["x1", "n1", "x2", "n2"].map(|heading| case.count(heading));
        let difference = newcombe(x1, n1, x2, n2).unwrap();
        // statsmodels has a standard error of rounding at equal ends.
        case.assert_limits_or_one(difference.limits, "", 1e-9);
    }
}

/// Script: overdispersion.py.
#[test]
fn overdispersion_is_that_of_numpy() {
    for case in cases("overdispersion") {
        let place = |parts: &Vec<&str>| Measured {
            value: parse(parts[0]),
            standard_error: parse(parts[1]),
        };
        let places: Vec<_> = case.list("places").iter().map(place).collect();
        let over = overdispersion(&places, case.given("target")).unwrap();
        case.assert(over.phi, "phi", 1e-10);
        case.assert_or_one(over.tau_squared, "tau_squared", 1e-10);
        case.assert_limits_or_one(over.limits(places[0].standard_error, Z998), "", 1e-10);
        case.assert_or_one(over.z(places[0]).unwrap(), "z", 1e-8);
        case.assert_or_one(over.p(places[0]).unwrap(), "p", 1e-8);
    }
}

/// Script: control.py.
#[test]
fn funnels_around_places_are_those_of_scipy() {
    for case in cases("control") {
        let place = |parts: &Vec<&str>| Counted {
            events: parse(parts[0]) as u64,
            size: parse(parts[1]) as u64,
        };
        let places: Vec<_> = case.list("places").iter().map(place).collect();
        let is_rate = case.text("quantity") == "rate";
        let quantity = if is_rate { Quantity::Rate } else { Quantity::Share };
        let funnel = Funnel::around(&places, quantity).unwrap();
        case.assert(funnel.target, "target", 1e-12);
        case.assert_within(funnel.tau_squared(), "tau_squared", 1e-8, 1e-14);
        let size = case.count("size");
        // What is a rate of a person-year is compared in events.
        let least = if is_rate { 1e-6 } else { 1.0 };
        for (prefix, tail) in [("inner_", 0.025), ("", 0.001)] {
            let limits = funnel.limits(size, tail).unwrap();
            case.assert_within(limits.lower, &format!("{prefix}lower"), 1e-8, least);
            case.assert_within(limits.upper, &format!("{prefix}upper"), 1e-8, least);
        }
    }
}

/// Script: ratio.py.
#[test]
fn ratios_and_counterfactuals_are_those_of_scipy() {
    for case in cases("ratio") {
        let (x1, e1) = (case.count("x1"), case.given("e1"));
        let (x2, e2) = (case.count("x2"), case.given("e2"));
        let ratio = rate_ratio(x1, e1, x2, e2).unwrap();
        case.assert_limits(ratio.limits, "", 1e-7);
        case.assert_or_one(ratio.p, "p", 1e-7);
        let difference = rate_difference(x1, e1, x2, e2).unwrap();
        case.assert_limits_or_one(difference.limits, "difference_", 1e-9);
        let other = counterfactual(x2, e2, x1, e1).unwrap();
        case.assert_limits_or_one(other.more.limits, "more_", 1e-9);
    }
}

/// Script: quantile.py.
#[test]
fn quantiles_are_those_of_numpy() {
    for case in cases("quantile") {
        let values: Vec<_> = case.list("values").iter().map(|parts| parse(parts[0])).collect();
        let found = quantile(&values, case.given("probability")).unwrap();
        case.assert_or_one(found, "quantile", 1e-12);
    }
}

/// Script: delay.py.
#[test]
fn delays_are_those_of_scipy() {
    for case in cases("delay") {
        let delay = Delay::new(case.given("mean"), case.given("variation")).unwrap();
        let years = case.given("years");
        let year = u32::try_from(case.count("year")).unwrap();
        let lag = case.count("lag") as usize;
        case.assert_or_one(delay.within(years), "within", 1e-9);
        case.assert_or_one(delay.due(years, year), "due", 1e-8);
        case.assert_or_one(delay.lags(lag as u32 + 1)[lag], "share", 1e-9);
    }
}

/// Script: flow.py.
#[test]
fn dispersions_and_drifts_are_those_of_numpy() {
    for case in cases("flow") {
        let numbers = |heading| case.list(heading).iter().map(|parts| parse(parts[0])).collect();
        let history = FlowHistory { events: numbers("events"), exposures: numbers("exposures") };
        let rate = case.given("rate");
        case.assert_or_one(history.dispersion(rate), "dispersion", 1e-9);
        case.assert_or_one(history.drift(rate).powi(2), "drift_squared", 1e-9);
    }
}

/// Returns the number of a word.
fn parse(word: &str) -> f64 {
    word.parse().unwrap()
}

//! How a measured value and its limits are printed, by its unit.
//!
//! One rule for text, tables, tiles, charts and alternative texts, so that a
//! number reads the same wherever it stands.

use super::Locale;

/// Below this many trials a share is printed in whole percents: a decimal
/// would be finer than one trial.
const DECIMAL_FROM: f64 = 100.0;

/// A value with its limits, in a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The unit.
    pub unit: Unit,
    /// The value.
    pub value: f64,
    /// The lower and the upper limit.
    pub limits: Option<(f64, f64)>,
    /// What the value is a share of, in trials.
    pub denominator: Option<f64>,
}

/// The unit of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A number of trials or sites; whole, unless shares of trials are added up.
    Count,
    /// A share in `0..=1`, printed as a percentage.
    Share,
    /// Trials per million inhabitants and year.
    Rate,
    /// A quotient of shares, where 1 means no difference.
    Ratio,
    /// A difference between counts, printed with its sign.
    Change,
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
    /// Office hours.
    Hours,
    /// Patients by site and month.
    SiteMonth,
    /// Swedish kronor.
    Sek,
    /// A position among others, the first the highest.
    Rank,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 11] = [
        Self::Count,
        Self::Share,
        Self::Rate,
        Self::Ratio,
        Self::Change,
        Self::Days,
        Self::WorkingDays,
        Self::Hours,
        Self::SiteMonth,
        Self::Sek,
        Self::Rank,
    ];

    /// Returns the name that a narrative and the command line use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Share => "share",
            Self::Rate => "rate",
            Self::Ratio => "ratio",
            Self::Change => "change",
            Self::Days => "days",
            Self::WorkingDays => "working-days",
            Self::Hours => "office-hours",
            Self::SiteMonth => "site-month",
            Self::Sek => "sek",
            Self::Rank => "rank",
        }
    }

    /// Returns the unit of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.code() == name)
    }
}

impl Measured {
    /// Returns the value: "38", "12,5 %", "0,93", "1,47", "+12".
    pub fn value(&self, locale: &Locale) -> String {
        match self.unit {
            // No trial is none per million, without decimals.
            Unit::Rate if self.value == 0.0 => locale.count(0),
            Unit::Share => locale.percent(self.value, self.digits()),
            Unit::Change if self.value > 0.0 => format!("+{}", locale.decimal(self.value, 0)),
            Unit::Rank => locale.ordinal(self.value),
            _ => locale.decimal(self.value, self.digits()),
        }
    }

    /// Returns the limits: "27–52", "9,0–17,0 %", "0,69–1,23", "1,12–1,94".
    pub fn interval(&self, locale: &Locale) -> Option<String> {
        let (lower, upper) = self.limits?;
        let digits = match self.unit {
            // Limits of a small count lie between counts.
            Unit::Count if self.value < 10.0 && (lower.fract() > 0.0 || upper.fract() > 0.0) => 1,
            Unit::Count => 0,
            _ => self.digits(),
        };
        Some(match self.unit {
            Unit::Share => locale.percent_range(lower, upper, digits),
            Unit::Rank => locale.range(&locale.ordinal(lower), &locale.ordinal(upper)),
            _ => locale.range(&locale.decimal(lower, digits), &locale.decimal(upper, digits)),
        })
    }

    /// Returns how many decimals the value and its limits have.
    fn digits(&self) -> u8 {
        match self.unit {
            // A sum of shares of trials is no whole number, and what is expected lies between counts.
            Unit::Count if self.value.fract() != 0.0 => 1,
            Unit::Count
            | Unit::Rank
            | Unit::Change
            | Unit::Days
            | Unit::WorkingDays
            | Unit::Sek => 0,
            // Half an hour is told, a minute is not.
            Unit::Hours => 1,
            Unit::Share if self.denominator.is_some_and(|of| of < DECIMAL_FROM) => 0,
            Unit::Rate if self.value > 0.0 && self.value < 0.095 => 3,
            Unit::Rate if self.value < 10.0 => 2,
            Unit::Share | Unit::Rate => 1,
            Unit::Ratio | Unit::SiteMonth => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Lang;

    fn measured(unit: Unit, value: f64, limits: (f64, f64), of: f64) -> Measured {
        Measured { unit, value, limits: Some(limits), denominator: Some(of) }
    }

    #[test]
    fn a_share_of_few_trials_has_no_decimals() {
        let sv = Lang::Sv.locale();
        let few = measured(Unit::Share, 20.0 / 22.0, (0.722, 0.975), 22.0);
        assert_eq!(few.value(sv), "91\u{a0}%");
        assert_eq!(few.interval(sv).unwrap(), "72–98\u{a0}%");
        let many = measured(Unit::Share, 95.0 / 221.0, (0.366, 0.496), 221.0);
        assert_eq!(many.value(sv), "43,0\u{a0}%");
    }

    #[test]
    fn a_change_has_its_sign() {
        let change =
            |value| measured(Unit::Change, value, (0.0, 0.0), 0.0).value(Lang::Sv.locale());
        assert_eq!([change(1212.0), change(-3.0), change(0.0)], ["+1\u{a0}212", "\u{2212}3", "0"]);
    }

    #[test]
    fn a_rate_below_one_has_two_decimals() {
        let en = Lang::En.locale();
        let small = measured(Unit::Rate, 0.936, (0.69, 1.24), 52e6);
        assert_eq!(small.value(en), "0.94");
        assert_eq!(small.interval(en).unwrap(), "0.69–1.24");
    }

    #[test]
    fn a_rank_is_an_ordinal() {
        let rank = measured(Unit::Rank, 4.0, (3.0, 7.0), 44.0);
        assert_eq!(rank.value(Lang::En.locale()), "4th");
        assert_eq!(rank.interval(Lang::En.locale()).unwrap(), "3rd–7th");
        assert_eq!(rank.value(Lang::Sv.locale()), "4:e");
        assert_eq!(rank.interval(Lang::Sv.locale()).unwrap(), "3:e–7:e");
    }

    #[test]
    fn limits_of_a_small_count_have_a_decimal() {
        let en = Lang::En.locale();
        let three = measured(Unit::Count, 3.0, (0.6187, 8.7673), 0.0);
        assert_eq!(three.interval(en).unwrap(), "0.6–8.8");
        let sites = measured(Unit::Count, 8.0, (8.0, 24.0), 0.0);
        assert_eq!(sites.interval(en).unwrap(), "8–24");
        let expected = measured(Unit::Count, 1.17, (0.0, 6.0), 0.0);
        assert_eq!(
            (expected.value(en), expected.interval(en).unwrap()),
            ("1.2".into(), "0–6".into())
        );
        let many = measured(Unit::Count, 38.0, (26.89, 52.16), 0.0);
        assert_eq!(many.interval(en).unwrap(), "27–52");
    }
}

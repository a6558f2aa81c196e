//! The formats of one language.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate};
use fixed_decimal::{Decimal, FloatPrecision, Sign, SignedRoundingMode, UnsignedRoundingMode};
use icu_calendar::{Date, Gregorian};
use icu_collator::{CollatorBorrowed, options::CollatorOptions};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YM, YMD};
use icu_decimal::DecimalFormatter;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale::locale;
use icu_plurals::{PluralCategory, PluralRules};

use super::Lang;

/// The minus sign in both languages; ICU has a hyphen in English.
const MINUS: &str = "\u{2212}";

/// What stands for a number that is not one.
const NOT_A_NUMBER: &str = "–";

/// The formats of one language; there are two of them, from [`Lang::locale`].
pub struct Locale {
    /// The language.
    lang: Lang,
    /// Grouping and decimal signs.
    decimal: DecimalFormatter,
    /// "1 March 2026".
    date: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    /// "March 2026".
    month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    /// "A, B and C".
    list: ListFormatter,
    /// "A, B or C".
    either: ListFormatter,
    /// One trial, two trials.
    plurals: PluralRules,
    /// First, second, third.
    ordinals: PluralRules,
    /// The order of names.
    collator: CollatorBorrowed<'static>,
}

impl Locale {
    /// Loads the formats, which are compiled into the program.
    pub(super) fn new(lang: Lang) -> Self {
        let locale = match lang {
            Lang::Sv => locale!("sv-SE"),
            Lang::En => locale!("en-GB"),
        };
        let known = "ICU knows Swedish and English";
        Self {
            lang,
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).expect(known),
            date: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long())
                .expect(known),
            month: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YM::long())
                .expect(known),
            list: ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())
                .expect(known),
            either: ListFormatter::try_new_or((&locale).into(), ListFormatterOptions::default())
                .expect(known),
            plurals: PluralRules::try_new_cardinal((&locale).into()).expect(known),
            ordinals: PluralRules::try_new_ordinal((&locale).into()).expect(known),
            collator: CollatorBorrowed::try_new((&locale).into(), CollatorOptions::default())
                .expect(known),
        }
    }

    /// Returns the language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Returns a whole number: "1 234" with a no-break space, "1,234".
    pub fn count(&self, value: i64) -> String {
        self.written(Decimal::from(value))
    }

    /// Returns a number with a fixed number of decimals, rounded half to even: "1 234,5", "1,234.5".
    pub fn decimal(&self, value: f64, digits: u8) -> String {
        exact(value).map_or_else(
            || NOT_A_NUMBER.to_owned(),
            |decimal| self.written(rounded(decimal, digits)),
        )
    }

    /// Returns a share of 1 as per cent: "12,5 %" with a no-break space, "12.5%".
    pub fn percent(&self, share: f64, digits: u8) -> String {
        self.per_cent(&self.hundredfold(share, digits))
    }

    /// Returns a number with some significant digits, and never fewer than its whole part has: "1,4", "0,85", "124".
    pub fn significant(&self, value: f64, digits: u8) -> String {
        let Some(decimal) = exact(value) else { return NOT_A_NUMBER.to_owned() };
        let decimals = |decimal: &Decimal| {
            (i16::from(digits) - 1 - decimal.absolute.nonzero_magnitude_start()).max(0)
        };
        let first = rounded(decimal.clone(), decimals(&decimal) as u8);
        // Rounding can add a digit in front, as from 0.996 to 1.0.
        let digits = decimals(&first) as u8;
        self.written(rounded(decimal, digits))
    }

    /// Returns a range: "27–52", and "−3 – 5" where a minus would run into the dash.
    pub fn range(&self, lower: &str, upper: &str) -> String {
        let minus = lower.starts_with(MINUS) || upper.starts_with(MINUS);
        let dash = if minus { "\u{a0}–\u{a0}" } else { "–" };
        format!("{lower}{dash}{upper}")
    }

    /// Returns a range of shares of 1 with one sign of per cent: "27–52 %", "27–52%".
    pub fn percent_range(&self, lower: f64, upper: f64, digits: u8) -> String {
        self.per_cent(
            &self.range(&self.hundredfold(lower, digits), &self.hundredfold(upper, digits)),
        )
    }

    /// Returns a day: "1 mars 2026", "1 March 2026"; as in ISO 8601 in a year that the calendar does not reach.
    pub fn date(&self, date: NaiveDate) -> String {
        match gregorian(date) {
            Some(day) => self.date.format(&day).to_string(),
            None => date.to_string(),
        }
    }

    /// Returns a month: "mars 2026", "March 2026"; as in ISO 8601 in a year that the calendar does not reach.
    pub fn month(&self, date: NaiveDate) -> String {
        match gregorian(date) {
            Some(day) => self.month.format(&day).to_string(),
            None => date.format("%Y-%m").to_string(),
        }
    }

    /// Returns "A, B och C", "A, B and C".
    pub fn list(&self, items: &[impl AsRef<str>]) -> String {
        self.list.format(items.iter().map(AsRef::as_ref)).to_string()
    }

    /// Returns "A, B eller C", "A, B or C".
    pub fn either(&self, items: &[impl AsRef<str>]) -> String {
        self.either.format(items.iter().map(AsRef::as_ref)).to_string()
    }

    /// Returns a position: "1:a", "4:e", "1st", "4th".
    pub fn ordinal(&self, position: f64) -> String {
        let number = self.decimal(position, 0);
        let category = exact(position)
            .map_or(PluralCategory::Other, |decimal| self.ordinals.category_for(&decimal));
        let ending = match (self.lang, category) {
            (Lang::Sv, PluralCategory::One) => ":a",
            (Lang::Sv, _) => ":e",
            (Lang::En, PluralCategory::One) => "st",
            (Lang::En, PluralCategory::Two) => "nd",
            (Lang::En, PluralCategory::Few) => "rd",
            (Lang::En, _) => "th",
        };
        format!("{number}{ending}")
    }

    /// Returns the plural category of a number: "one" or "other".
    pub fn plural(&self, value: f64) -> &'static str {
        let category = exact(value)
            .map_or(PluralCategory::Other, |decimal| self.plurals.category_for(&decimal));
        if category == PluralCategory::One { "one" } else { "other" }
    }

    /// Compares names in the order of the language: å, ä and ö come last in Swedish.
    pub fn compare(&self, first: &str, second: &str) -> Ordering {
        self.collator.compare(first, second)
    }

    /// Returns a text in quotation marks: ”…”, ‘…’.
    pub fn quote(&self, text: &str) -> String {
        match self.lang {
            Lang::Sv => format!("”{text}”"),
            Lang::En => format!("‘{text}’"),
        }
    }

    /// Returns a text with its first letter large.
    pub fn upper_first(&self, text: &str) -> String {
        let mut chars = text.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
    }

    /// Returns a text with its first letter small, unless it begins with an abbreviation.
    pub fn lower_first(&self, text: &str) -> String {
        let mut chars = text.chars();
        let first = chars.next();
        match chars.clone().next() {
            Some(second) if second.is_uppercase() => text.to_owned(),
            _ => first.into_iter().flat_map(char::to_lowercase).chain(chars).collect(),
        }
    }

    /// Writes a decimal number with the language's signs.
    fn written(&self, mut decimal: Decimal) -> String {
        let negative = decimal.sign == Sign::Negative && !decimal.absolute.is_zero();
        decimal.sign = Sign::None;
        let digits = self.decimal.format(&decimal).to_string();
        if negative { format!("{MINUS}{digits}") } else { digits }
    }

    /// Writes a share of 1 as a number of per cent, without the sign.
    fn hundredfold(&self, share: f64, digits: u8) -> String {
        // The shift is on decimal digits: a product could end in ...0001.
        let Some(mut decimal) = exact(share) else { return NOT_A_NUMBER.to_owned() };
        decimal.absolute.multiply_pow10(2);
        self.written(rounded(decimal, digits))
    }

    /// Adds the sign of per cent.
    fn per_cent(&self, number: &str) -> String {
        match self.lang {
            Lang::Sv => format!("{number}\u{a0}%"),
            Lang::En => format!("{number}%"),
        }
    }
}

/// Returns the shortest decimal number that is this float.
fn exact(value: f64) -> Option<Decimal> {
    Decimal::try_from_f64(value, FloatPrecision::RoundTrip).ok()
}

/// Returns a number with a fixed number of decimals.
fn rounded(mut decimal: Decimal, digits: u8) -> Decimal {
    let position = -i16::from(digits);
    decimal.round_with_mode(position, SignedRoundingMode::Unsigned(UnsignedRoundingMode::HalfEven));
    decimal.absolute.trim_start();
    decimal.absolute.trim_end();
    decimal.absolute.pad_end(position);
    decimal
}

/// Converts a date, unless its year is more than ICU's calendar holds: some 10,000 years, where chrono has 262,000.
fn gregorian(date: NaiveDate) -> Option<Date<Gregorian>> {
    Date::try_new_gregorian(date.year(), date.month() as u8, date.day() as u8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both languages.
    fn both() -> (&'static Locale, &'static Locale) {
        (Lang::Sv.locale(), Lang::En.locale())
    }

    #[test]
    fn numbers_follow_the_language() {
        let (sv, en) = both();
        assert_eq!(sv.count(1234567), "1\u{a0}234\u{a0}567");
        assert_eq!(sv.count(1234), "1\u{a0}234");
        assert_eq!(en.count(1234), "1,234");
        assert_eq!(sv.decimal(1234.5, 1), "1\u{a0}234,5");
        assert_eq!(en.decimal(1234.5, 1), "1,234.5");
        assert_eq!(sv.decimal(3.0, 2), "3,00");
        assert_eq!(sv.decimal(f64::NAN, 1), "–");
    }

    #[test]
    fn halves_round_to_the_even_digit() {
        let (sv, en) = both();
        assert_eq!(en.decimal(0.125, 2), "0.12");
        assert_eq!(en.decimal(0.135, 2), "0.14");
        assert_eq!(en.decimal(2.5, 0), "2");
        assert_eq!(en.decimal(3.5, 0), "4");
        assert_eq!(sv.percent(0.125, 0), "12\u{a0}%");
    }

    #[test]
    fn the_minus_is_a_minus_in_both_languages() {
        let (sv, en) = both();
        assert_eq!(sv.decimal(-1.25, 1), "\u{2212}1,2");
        assert_eq!(en.count(-1234), "\u{2212}1,234");
        assert_eq!(en.decimal(-0.04, 1), "0.0");
    }

    #[test]
    fn per_cent_follows_the_language() {
        let (sv, en) = both();
        assert_eq!(sv.percent(0.125, 1), "12,5\u{a0}%");
        assert_eq!(en.percent(0.125, 1), "12.5%");
        assert_eq!(en.percent(0.29, 0), "29%");
        assert_eq!(sv.percent_range(0.27, 0.52, 0), "27–52\u{a0}%");
        assert_eq!(en.percent_range(0.27, 0.524, 1), "27.0–52.4%");
    }

    #[test]
    fn ratios_keep_their_significant_digits() {
        let (sv, en) = both();
        assert_eq!(sv.significant(1.4720, 2), "1,5");
        assert_eq!(en.significant(0.8512, 2), "0.85");
        assert_eq!(en.significant(0.0417, 2), "0.042");
        assert_eq!(en.significant(0.996, 2), "1.0");
        assert_eq!(en.significant(9.96, 2), "10");
        assert_eq!(en.significant(1234.5, 2), "1,234");
        assert_eq!(en.significant(0.0, 2), "0.0");
        assert_eq!(en.significant(3.0, 2), "3.0");
    }

    #[test]
    fn dates_follow_the_language() {
        let (sv, en) = both();
        let date = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert_eq!((sv.date(date), en.date(date)), ("1 mars 2026".into(), "1 March 2026".into()));
        assert_eq!((sv.month(date), en.month(date)), ("mars 2026".into(), "March 2026".into()));
    }

    #[test]
    fn a_date_outside_the_calendar_is_written_as_iso() {
        let (sv, en) = both();
        assert_eq!(sv.date(NaiveDate::MIN), "-262143-01-01");
        assert_eq!(en.date(NaiveDate::MAX), "+262142-12-31");
        assert_eq!(en.month(NaiveDate::MIN), "-262143-01");
    }

    #[test]
    fn ranges_and_lists_follow_the_language() {
        let (sv, en) = both();
        assert_eq!(sv.range("2021", "2025"), "2021–2025");
        assert_eq!(en.range("\u{2212}3", "5"), "\u{2212}3\u{a0}–\u{a0}5");
        assert_eq!(sv.list(&["A", "B", "C"]), "A, B och C");
        assert_eq!(en.list(&["A", "B", "C"]), "A, B and C");
        assert_eq!(en.list(&["A"]), "A");
        assert_eq!(sv.either(&["A", "B", "C"]), "A, B eller C");
        assert_eq!(en.either(&["A", "B"]), "A or B");
    }

    #[test]
    fn one_is_the_only_singular() {
        let (sv, en) = both();
        for (value, category) in
            [(0.0, "other"), (1.0, "one"), (1.5, "other"), (2.0, "other"), (21.0, "other")]
        {
            assert_eq!((sv.plural(value), en.plural(value)), (category, category), "{value}");
        }
    }

    #[test]
    fn swedish_letters_come_last_in_swedish() {
        let (sv, en) = both();
        let mut names = ["Örebro", "Zürich", "Åre", "Ängelholm", "Arboga"];
        names.sort_by(|a, b| sv.compare(a, b));
        assert_eq!(names, ["Arboga", "Zürich", "Åre", "Ängelholm", "Örebro"]);
        names.sort_by(|a, b| en.compare(a, b));
        assert_eq!(names, ["Ängelholm", "Arboga", "Åre", "Örebro", "Zürich"]);
    }

    #[test]
    fn first_letters_change_but_abbreviations_stay() {
        let (sv, _) = both();
        assert_eq!(sv.lower_first("Åldrande"), "åldrande");
        assert_eq!(sv.lower_first("HIV-infektion"), "HIV-infektion");
        assert_eq!(sv.upper_first("öron"), "Öron");
    }
}

//! The calendar of a Swedish office: which days are worked, and how much of a day.
//!
//! Holidays are those of the law (1989:253) on public holidays as it stands since 2005, when the national day became
//! one. Three eves are no public holidays, but the Annual Leave Act (1977:480, section 3 a) counts them as Sundays and
//! collective agreements give them off; nobody answers a request on them. Squeeze days (*klämdagar*) and the afternoon
//! before a holiday are working time here. Everything before 2005 is counted by the same rule.
//!
//! Times are Swedish local time. Office hours never span a change of the clock, which happens on Sundays.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

/// The hour at which an office opens.
pub const OPENS: u32 = 8;

/// The hour at which it closes; lunch is not taken off.
pub const CLOSES: u32 = 17;

/// Why a day is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A public holiday by law.
    Statutory,
    /// Free by collective agreements, and a Sunday in the Annual Leave Act.
    Customary,
}

/// A day on which offices are closed whatever day of the week it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// Its Swedish name.
    pub name_sv: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// Why it is free.
    pub basis: Basis,
}

/// The holidays that stand on a date: month, day, names, basis.
const FIXED: [(u32, u32, &str, &str, Basis); 8] = [
    (1, 1, "nyårsdagen", "New Year's Day", Basis::Statutory),
    (1, 6, "trettondedag jul", "Epiphany", Basis::Statutory),
    (5, 1, "första maj", "May Day", Basis::Statutory),
    (6, 6, "Sveriges nationaldag", "National Day", Basis::Statutory),
    (12, 24, "julafton", "Christmas Eve", Basis::Customary),
    (12, 25, "juldagen", "Christmas Day", Basis::Statutory),
    (12, 26, "annandag jul", "Boxing Day", Basis::Statutory),
    (12, 31, "nyårsafton", "New Year's Eve", Basis::Customary),
];

/// The holidays that follow Easter Sunday: days after it, names. All are statutory.
const OF_EASTER: [(i64, &str, &str); 5] = [
    (-2, "långfredagen", "Good Friday"),
    (0, "påskdagen", "Easter Sunday"),
    (1, "annandag påsk", "Easter Monday"),
    (39, "Kristi himmelsfärdsdag", "Ascension Day"),
    (49, "pingstdagen", "Whit Sunday"),
];

/// Returns the holidays of a year in their order.
///
/// Those that follow Easter are missing for years before 1583, which has no Gregorian Easter.
pub fn holidays(year: i32) -> Vec<Holiday> {
    let holiday = |date: Option<NaiveDate>, name_sv, name_en, basis| {
        date.map(|date| Holiday { date, name_sv, name_en, basis })
    };
    let fixed = FIXED.iter().filter_map(|&(month, day, sv, en, basis)| {
        holiday(NaiveDate::from_ymd_opt(year, month, day), sv, en, basis)
    });
    let easter = easter(year);
    let moving = OF_EASTER.iter().filter_map(|&(days, sv, en)| {
        let date =
            easter.and_then(|easter| easter.checked_add_signed(chrono::TimeDelta::days(days)));
        holiday(date, sv, en, Basis::Statutory)
    });
    let midsummer = saturday_from(year, 6, 20);
    let saturdays = [
        (
            midsummer.and_then(|date| date.pred_opt()),
            "midsommarafton",
            "Midsummer's Eve",
            Basis::Customary,
        ),
        (midsummer, "midsommardagen", "Midsummer's Day", Basis::Statutory),
        (saturday_from(year, 10, 31), "alla helgons dag", "All Saints' Day", Basis::Statutory),
    ];
    let saturdays =
        saturdays.into_iter().filter_map(|(date, sv, en, basis)| holiday(date, sv, en, basis));
    let mut list: Vec<_> = fixed.chain(moving).chain(saturdays).collect();
    list.sort_by_key(|holiday| holiday.date);
    list
}

/// Returns Easter Sunday.
fn easter(year: i32) -> Option<NaiveDate> {
    let date = computus::gregorian(year).ok()?;
    NaiveDate::from_ymd_opt(date.year, date.month, date.day)
}

/// Returns the first Saturday on or after a date.
fn saturday_from(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    let from = NaiveDate::from_ymd_opt(year, month, day)?;
    from.iter_days().take(7).find(|date| date.weekday() == Weekday::Sat)
}

/// Whether offices work on a day.
pub fn is_working_day(date: NaiveDate) -> bool {
    let is_weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    !is_weekend && holidays(date.year()).iter().all(|holiday| holiday.date != date)
}

/// Returns the number of working days after one day, up to and with another.
///
/// The same day gives 0, a Friday and the Monday after it 1, as do a Sunday and its Monday. An end before the start
/// gives 0.
pub fn working_days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let after = from.iter_days().skip(1).take_while(|date| *date <= to);
    after.filter(|date| is_working_day(*date)).count().try_into().unwrap_or(u32::MAX)
}

/// Returns the hours between two moments in which offices are open: 08-17 on working days.
///
/// A request of Friday 16:00 that is sent on at 09:00 on Monday took two office hours. An end before the start gives 0.
pub fn office_hours_between(from: NaiveDateTime, to: NaiveDateTime) -> f64 {
    let days = from.date().iter_days().take_while(|date| *date <= to.date());
    let minutes: i64 = days
        .filter(|date| is_working_day(*date))
        .filter_map(|date| {
            let opens = date.and_time(NaiveTime::from_hms_opt(OPENS, 0, 0)?);
            let closes = date.and_time(NaiveTime::from_hms_opt(CLOSES, 0, 0)?);
            Some((to.min(closes) - from.max(opens)).num_minutes().max(0))
        })
        .sum();
    minutes as f64 / 60.0
}

/// Returns the moment at which a day ends: midnight of the next.
pub fn end_of(date: NaiveDate) -> NaiveDateTime {
    let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
    next.and_time(NaiveTime::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    /// Returns the holidays of a year as `MM-DD`.
    fn dates(year: i32) -> Vec<String> {
        holidays(year).iter().map(|holiday| holiday.date.to_string()[5..].to_owned()).collect()
    }

    /// Compared by hand with the almanac.
    #[test]
    fn the_sixteen_holidays_of_a_year_are_those_of_the_almanac() {
        assert_eq!(
            dates(2024),
            [
                "01-01", "01-06", "03-29", "03-31", "04-01", "05-01", "05-09", "05-19", "06-06",
                "06-21", "06-22", "11-02", "12-24", "12-25", "12-26", "12-31"
            ]
        );
        assert_eq!(
            dates(2026),
            [
                "01-01", "01-06", "04-03", "04-05", "04-06", "05-01", "05-14", "05-24", "06-06",
                "06-19", "06-20", "10-31", "12-24", "12-25", "12-26", "12-31"
            ]
        );
    }

    #[test]
    fn three_eves_are_free_by_custom_and_thirteen_days_by_law() {
        let list = holidays(2025);
        let customary: Vec<_> = list.iter().filter(|day| day.basis == Basis::Customary).collect();
        let names: Vec<_> = customary.iter().map(|day| day.name_sv).collect();
        assert_eq!(names, ["midsommarafton", "julafton", "nyårsafton"]);
        assert_eq!(list.len() - names.len(), 13);
    }

    #[test]
    fn easter_2024_takes_two_working_days() {
        // Maundy Thursday, then Good Friday, weekend, Easter Monday: Tuesday is the first.
        assert_eq!(working_days_between(day("2024-03-28"), day("2024-04-01")), 0);
        assert_eq!(working_days_between(day("2024-03-28"), day("2024-04-02")), 1);
    }

    #[test]
    fn christmas_2025_leaves_four_working_days_until_epiphany() {
        // 29 and 30 December, 2 and 5 January.
        assert_eq!(working_days_between(day("2025-12-23"), day("2026-01-06")), 4);
    }

    #[test]
    fn a_national_day_on_a_saturday_gives_no_other_day_free() {
        assert_eq!(day("2026-06-06").weekday(), Weekday::Sat);
        assert!(is_working_day(day("2026-06-05")) && is_working_day(day("2026-06-08")));
        // 22 weekdays, without Midsummer's Eve on Friday 19.
        assert_eq!(working_days_between(day("2026-05-31"), day("2026-06-30")), 21);
    }

    #[test]
    fn a_squeeze_day_is_worked() {
        // The Friday after Ascension Day.
        assert!(!is_working_day(day("2025-05-29")) && is_working_day(day("2025-05-30")));
    }

    #[test]
    fn the_year_2025_has_249_working_days() {
        assert_eq!(working_days_between(day("2024-12-31"), day("2025-12-31")), 249);
    }

    #[test]
    fn a_weekend_and_an_end_before_the_start_count_nothing() {
        assert_eq!(working_days_between(day("2025-09-05"), day("2025-09-07")), 0);
        assert_eq!(working_days_between(day("2025-09-05"), day("2025-09-08")), 1);
        assert_eq!(working_days_between(day("2025-09-08"), day("2025-09-05")), 0);
        assert_eq!(office_hours_between(at("2025-09-08 12:00"), at("2025-09-08 09:00")), 0.0);
    }

    #[test]
    fn office_hours_stop_at_17_and_go_on_at_8() {
        assert_eq!(office_hours_between(at("2025-09-05 16:00"), at("2025-09-08 09:00")), 2.0);
        assert_eq!(office_hours_between(at("2025-09-08 09:15"), at("2025-09-08 11:00")), 1.75);
        // In the evening, and answered before the office opens.
        assert_eq!(office_hours_between(at("2025-09-08 18:00"), at("2025-09-09 07:30")), 0.0);
        // A whole working day, and Easter: one hour on Thursday, two on Tuesday.
        assert_eq!(office_hours_between(at("2025-09-08 00:00"), at("2025-09-09 00:00")), 9.0);
        assert_eq!(office_hours_between(at("2024-03-28 16:00"), at("2024-04-02 10:00")), 3.0);
    }
}

//! Money: plan, forecast and actual of each account and year, in kronor.
//!
//! An account may have a parent, which is the sum of its parts: the table must agree with itself before a board reads it. Nothing is rounded
//! here, so sums are equal to the krona.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::files::Named;
use super::table::{Line, Read, Table, is_id};
use super::text::Text;
use crate::diag::{Fault, Files};
use crate::disclosure::Reported;

/// The columns, in the order in which we write them.
pub const COLUMNS: [&str; 10] = [
    "year",
    "account",
    "parent",
    "side",
    "name_sv",
    "name_en",
    "plan_sek",
    "forecast_sek",
    "actual_sek",
    "note",
];

/// The columns of amounts.
const AMOUNTS: [&str; 3] = ["plan_sek", "forecast_sek", "actual_sek"];

/// An account's year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MoneyLine {
    /// The year.
    pub year: i32,
    /// The account's id.
    pub account: String,
    /// The account that this is a part of.
    pub parent: Option<String>,
    /// Whether it comes in or goes out.
    pub side: Side,
    /// What it is called.
    pub name: Text,
    /// What was planned.
    pub plan_sek: Reported<i64>,
    /// What is expected for the whole year.
    pub forecast_sek: Reported<i64>,
    /// What was booked.
    pub actual_sek: Reported<i64>,
}

impl MoneyLine {
    /// Returns the amounts in the order of their columns.
    fn amounts(&self) -> [Reported<i64>; 3] {
        [self.plan_sek, self.forecast_sek, self.actual_sek]
    }
}

/// Whether money comes in or goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// It comes in.
    Income,
    /// It goes out.
    Cost,
}

impl Side {
    /// The words of the table.
    const WORDS: [(&str, Self); 2] = [("income", Self::Income), ("cost", Self::Cost)];
}

/// Reads the table.
pub fn read(files: &Files, named: &Named) -> Result<Read<Vec<MoneyLine>>, Vec<Fault>> {
    let table = Table::read(files, named, &COLUMNS)?;
    let rows: Vec<_> =
        table.lines().filter_map(|line| Some((line.row(), money_line(line)?))).collect();
    check_accounts(&table, &rows);
    // A sum of which a part could not be read is not wrong.
    if !table.has_errors() {
        check_sums(&table, &rows);
    }
    table.finish(rows.into_iter().map(|(_, line)| line).collect())
}

/// Reads a row.
fn money_line(line: Line) -> Option<MoneyLine> {
    let year = line.year("year");
    let account = line.id("account");
    let parent = line.text("parent").map(|parent| Some(parent).filter(|text| !text.is_empty()));
    let side = line.given("side", line.choice("side", "side", &Side::WORDS));
    let (sv, en) = (line.required("name_sv"), line.required("name_en"));
    let amounts = AMOUNTS.map(|column| line.whole(column));
    line.text("note");
    let [plan, forecast, actual] = amounts;
    Some(MoneyLine {
        year: year?,
        account: account?,
        parent: parent?,
        side: side?,
        name: Text { sv: sv?, en: en? },
        plan_sek: plan?,
        forecast_sek: forecast?,
        actual_sek: actual?,
    })
}

/// Checks that each account is there once a year, and below a parent of its side.
fn check_accounts(table: &Table, rows: &[(u64, MoneyLine)]) {
    let mut seen = BTreeMap::new();
    for (row, line) in rows {
        if let Some(first) = seen.insert((line.year, &line.account), row) {
            let message =
                format!("the account `{}` has a row for {} already", line.account, line.year);
            table.tell_at(*row, "account", message, format!("it is in row {first}"));
        }
    }
    for (row, line) in rows {
        let Some(parent) = &line.parent else { continue };
        let known = rows.iter().map(|(_, other)| other).filter(|other| other.year == line.year);
        match known.clone().find(|other| other.account == *parent) {
            None => {
                let ids: BTreeSet<_> =
                    known.map(|other| other.account.as_str()).filter(|id| is_id(id)).collect();
                let hint = crate::diag::hint_for(parent, ids);
                table.tell_at(
                    *row,
                    "parent",
                    format!("unknown account `{parent}` in {}", line.year),
                    hint,
                );
            }
            Some(other) if other.side != line.side => {
                let hint = "an account and its parts are on the same side";
                table.tell_at(
                    *row,
                    "side",
                    format!("`{}` is on another side than `{parent}`", line.account),
                    hint,
                );
            }
            Some(_) if is_its_own_part(rows, line) => {
                table.tell_at(
                    *row,
                    "parent",
                    format!("the account `{}` is a part of itself", line.account),
                    "follow the parents upwards",
                );
            }
            Some(_) => {}
        }
    }
}

/// Whether the parents of an account lead back to it.
fn is_its_own_part(rows: &[(u64, MoneyLine)], line: &MoneyLine) -> bool {
    let mut seen = BTreeSet::new();
    let mut parent = line.parent.as_deref();
    while let Some(id) = parent {
        if id == line.account {
            return true;
        }
        if !seen.insert(id) {
            return false;
        }
        let above = rows.iter().find(|(_, other)| other.year == line.year && other.account == id);
        parent = above.and_then(|(_, other)| other.parent.as_deref());
    }
    false
}

/// Checks that each account with parts is their sum, in each column of which all are there.
fn check_sums(table: &Table, rows: &[(u64, MoneyLine)]) {
    for (row, line) in rows {
        let parts: Vec<_> = rows
            .iter()
            .map(|(_, other)| other)
            .filter(|other| other.year == line.year && other.parent.as_ref() == Some(&line.account))
            .collect();
        if parts.is_empty() {
            continue;
        }
        for (at, column) in AMOUNTS.into_iter().enumerate() {
            let amount = |line: &MoneyLine| line.amounts()[at].value().map(i128::from);
            let sum: Option<i128> = parts.iter().map(|part| amount(part)).sum();
            if let (Some(own), Some(sum)) = (amount(line), sum)
                && own != sum
            {
                let message =
                    format!("`{}` is {own} in {}, its parts are {sum}", line.account, line.year);
                table.tell_at(*row, column, message, format!("the difference is {}", own - sum));
            }
        }
    }
}

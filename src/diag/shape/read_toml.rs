//! TOML: plain data with their places, mended and read as a type.

use std::borrow::Cow;
use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use toml::de::{DeArray, DeFloat, DeInteger, DeTable, DeValue, Deserializer};
use toml::{Spanned, value};

use super::datum::{Datum, Step};
use super::validate::{At, Mend, Misfit, validate};
use super::{Shaped, diagnostic, in_order, line, schema};
use crate::diag::InputFile;
use crate::diag::parse::{toml_fault, toml_faults};

/// Reads a TOML file, and tells all that does not fit its type.
///
/// Faults of the syntax are told together too. What a line with such a fault says is then unknown, so what is missing is not told.
pub fn shaped_toml<T: DeserializeOwned + JsonSchema>(file: &InputFile) -> Shaped<T> {
    let (mut table, errors) = DeTable::parse_recoverable(&file.text);
    let is_broken = !errors.is_empty();
    let (mut faults, is_lost) = toml_faults(file, &errors);
    if is_lost {
        return Shaped { value: None, faults: faults.into(), mended: vec![] };
    }
    let mut mended: Vec<_> = faults.iter().filter_map(|fault| line(file, fault.span)).collect();
    faults.dedup_by_key(|fault| line(file, fault.span));

    let root = DeValue::Table(table.get_ref().clone());
    let misfits = validate(&schema::<T>(), &datum(&root));
    let located: Vec<_> =
        misfits.into_iter().map(|misfit| (range(file, &root, &misfit), misfit)).collect();
    let broken = mended.clone();
    for (range, misfit) in &located {
        let fault = diagnostic(misfit, file.span(range.clone()));
        let place = line(file, fault.span);
        let is_unsure = is_broken && misfit.at == At::Lacking;
        if !is_unsure && !place.is_some_and(|place| broken.contains(&place)) {
            faults.push(fault);
        }
        // What a misspelt key says is right until it is looked at.
        mended.extend(place.filter(|_| misfit.at != At::Key));
    }
    // From the last to the first, so that places in lists stay what they are.
    for (range, misfit) in located.iter().rev() {
        mend(table.get_mut(), &misfit.path, &misfit.mend, range.clone());
    }
    let value = match T::deserialize(Deserializer::from(table)) {
        Ok(value) => Some(value),
        Err(error) => {
            let fault = toml_fault(file, &error);
            let is_told = line(file, fault.span).is_some_and(|place| mended.contains(&place));
            faults.extend((!is_told).then_some(fault));
            None
        }
    };
    Shaped { value, faults: in_order(faults), mended }
}

/// Returns a value as plain data.
fn datum(value: &DeValue) -> Datum {
    match value {
        DeValue::String(text) => Datum::Text(text.to_string()),
        DeValue::Integer(number) => {
            let whole = i128::from_str_radix(number.as_str(), number.radix());
            whole.map_or_else(|_| Datum::Number(f64::NAN), Datum::Whole)
        }
        DeValue::Float(number) => Datum::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Datum::Flag(*flag),
        DeValue::Datetime(date) => Datum::Date(date.to_string()),
        DeValue::Array(items) => {
            Datum::List(items.iter().map(|item| datum(item.get_ref())).collect())
        }
        DeValue::Table(table) => {
            let entry = |(key, value): (&Spanned<Cow<str>>, &Spanned<DeValue>)| {
                (key.get_ref().to_string(), datum(value.get_ref()))
            };
            Datum::Table(table.iter().map(entry).collect())
        }
    }
}

/// Returns the place of what does not fit, on one line.
fn range(file: &InputFile, root: &DeValue, misfit: &Misfit) -> Range<usize> {
    let mut range = 0..0;
    let mut value = root;
    let steps = match misfit.at {
        At::Lacking => &misfit.path[..misfit.path.len() - 1],
        _ => &misfit.path,
    };
    for (depth, step) in steps.iter().enumerate() {
        let is_last = depth + 1 == steps.len();
        let inner = match (value, step) {
            (DeValue::Table(table), Step::Key(name)) => {
                let Some((key, inner)) = table.get_key_value(name.as_str()) else { break };
                if misfit.at == At::Key && is_last {
                    return key.span();
                }
                inner
            }
            (DeValue::Array(items), Step::Index(index)) => {
                let Some(inner) = items.get(*index) else { break };
                inner
            }
            _ => break,
        };
        range = inner.span();
        value = inner.get_ref();
    }
    // A table as a whole is marked at its header only.
    let text = &file.text[range.clone()];
    range.start..range.start + text.find(['\n', '\r']).unwrap_or(text.len())
}

/// Makes a table readable.
fn mend(table: &mut DeTable, path: &[Step], mend: &Mend, range: Range<usize>) {
    let Some((Step::Key(key), rest)) = path.split_first() else { return };
    if rest.is_empty() {
        match mend {
            Mend::Remove => drop(table.remove(key.as_str())),
            Mend::Rename(meant) => {
                if let Some((old, value)) = table.remove_entry(key.as_str()) {
                    table.insert(Spanned::new(old.span(), Cow::Owned(meant.clone())), value);
                }
            }
            Mend::Fill(fill) => {
                let value = Spanned::new(range.clone(), filler(fill, &range));
                table.remove(key.as_str());
                table.insert(Spanned::new(range, Cow::Owned(key.clone())), value);
            }
        }
    } else if let Some(inner) = table.get_mut(key.as_str()) {
        mend_value(inner.get_mut(), rest, mend, range);
    }
}

/// Makes a value readable.
fn mend_value(value: &mut DeValue, path: &[Step], how: &Mend, range: Range<usize>) {
    match (value, path.split_first()) {
        (DeValue::Table(table), _) => mend(table, path, how, range),
        (DeValue::Array(items), Some((Step::Index(index), rest))) if *index < items.len() => {
            match (rest, how) {
                ([], Mend::Fill(fill)) => {
                    if let Some(item) = items.get_mut(*index) {
                        *item = Spanned::new(range.clone(), filler(fill, &range));
                    }
                }
                ([], _) => {
                    let mut kept = DeArray::new();
                    for (_, item) in items.iter().enumerate().filter(|(at, _)| at != index) {
                        kept.push(item.clone());
                    }
                    *items = kept;
                }
                (rest, how) => {
                    if let Some(item) = items.get_mut(*index) {
                        mend_value(item.get_mut(), rest, how, range);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Returns a value that means nothing, all of it at one place.
fn filler(datum: &Datum, range: &Range<usize>) -> DeValue<'static> {
    match datum {
        Datum::Nothing => DeValue::String(Cow::Borrowed("")),
        Datum::Flag(flag) => DeValue::Boolean(*flag),
        Datum::Whole(_) => DeValue::Integer(DeInteger::default()),
        Datum::Number(_) => DeValue::Float(DeFloat::default()),
        Datum::Text(text) => DeValue::String(Cow::Owned(text.clone())),
        Datum::Date(date) => match date.parse::<value::Datetime>() {
            Ok(date) => DeValue::Datetime(date),
            Err(_) => DeValue::String(Cow::Borrowed("")),
        },
        Datum::List(items) => {
            let mut list = DeArray::new();
            for item in items {
                list.push(Spanned::new(range.clone(), filler(item, range)));
            }
            DeValue::Array(list)
        }
        Datum::Table(entries) => {
            let mut table = DeTable::new();
            for (key, value) in entries {
                let key = Spanned::new(range.clone(), Cow::Owned(key.clone()));
                table.insert(key, Spanned::new(range.clone(), filler(value, range)));
            }
            DeValue::Table(table)
        }
    }
}

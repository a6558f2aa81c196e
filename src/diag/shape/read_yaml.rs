//! YAML: plain data, mended and read as a type; places are found when they are asked for.
//!
//! The reader of YAML keeps no places, but knows where it is when it fails. So a place is found by reading the file once more along the way
//! to it, and failing there.

use std::fmt::{self, Formatter};
use std::ops::Range;

use schemars::JsonSchema;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_yaml::Value;

use super::datum::{Datum, Step};
use super::validate::{At, Mend, Misfit, validate};
use super::{Shaped, diagnostic, in_order, line, schema};
use crate::diag::InputFile;
use crate::diag::yaml::yaml_fault;

/// Reads a YAML file, and tells all that does not fit its type.
pub fn shaped_yaml<T: DeserializeOwned + JsonSchema>(file: &InputFile) -> Shaped<T> {
    let mut root = match serde_yaml::from_str::<Value>(&file.text) {
        Ok(root) => root,
        Err(error) => {
            let faults = vec![yaml_fault(file, &error)].into();
            return Shaped { value: None, faults, mended: vec![] };
        }
    };
    let plain = datum(&root);
    let misfits = validate(&schema::<T>(), &plain);
    let mut faults = Vec::new();
    let mut mended = Vec::new();
    for misfit in &misfits {
        let fault = diagnostic(misfit, file.span(range(file, &plain, misfit)));
        // What a misspelt key says is right until it is looked at.
        mended.extend(line(file, fault.span).filter(|_| misfit.at != At::Key));
        faults.push(fault);
    }
    // From the last to the first, so that places in lists stay what they are.
    for misfit in misfits.iter().rev() {
        mend(&mut root, &misfit.path, &misfit.mend);
    }
    let value = serde_yaml::from_value(root).ok();
    if value.is_none()
        && misfits.iter().all(|misfit| misfit.is_warning)
        && let Err(error) = serde_yaml::from_str::<T>(&file.text)
    {
        faults.push(yaml_fault(file, &error));
    }
    Shaped { value, faults: in_order(faults), mended }
}

/// Returns a value as plain data.
fn datum(value: &Value) -> Datum {
    match value {
        Value::Null => Datum::Nothing,
        Value::Bool(flag) => Datum::Flag(*flag),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => Datum::Whole(whole.into()),
            (None, Some(whole)) => Datum::Whole(whole.into()),
            _ => Datum::Number(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Datum::Text(text.clone()),
        Value::Sequence(items) => Datum::List(items.iter().map(datum).collect()),
        Value::Mapping(entries) => {
            let entries = entries.iter();
            Datum::Table(entries.map(|(key, value)| (key_text(key), datum(value))).collect())
        }
        Value::Tagged(tagged) => datum(&tagged.value),
    }
}

/// Returns a key as text: `404:` is a number to YAML and a name to us.
fn key_text(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        other => serde_yaml::to_string(other).unwrap_or_default().trim().to_owned(),
    }
}

/// Makes a value readable.
fn mend(value: &mut Value, path: &[Step], how: &Mend) {
    let Some((step, rest)) = path.split_first() else { return };
    match (value, step) {
        (Value::Mapping(entries), Step::Key(key)) if rest.is_empty() => {
            let key = Value::from(key.as_str());
            match how {
                Mend::Remove => drop(entries.shift_remove(&key)),
                Mend::Rename(meant) => {
                    if let Some(inner) = entries.shift_remove(&key) {
                        entries.insert(Value::from(meant.as_str()), inner);
                    }
                }
                Mend::Fill(fill) => drop(entries.insert(key, filler(fill))),
            }
        }
        (Value::Mapping(entries), Step::Key(key)) => {
            if let Some(inner) = entries.get_mut(key.as_str()) {
                mend(inner, rest, how);
            }
        }
        (Value::Sequence(items), Step::Index(index)) if *index < items.len() => match (rest, how) {
            ([], Mend::Fill(fill)) => items[*index] = filler(fill),
            ([], _) => drop(items.remove(*index)),
            (rest, how) => mend(&mut items[*index], rest, how),
        },
        _ => {}
    }
}

/// Returns a value that means nothing.
fn filler(datum: &Datum) -> Value {
    match datum {
        Datum::Nothing => Value::Null,
        Datum::Flag(flag) => Value::from(*flag),
        Datum::Whole(_) => Value::from(0),
        Datum::Number(number) => Value::from(*number),
        Datum::Text(text) | Datum::Date(text) => Value::from(text.as_str()),
        Datum::List(items) => Value::Sequence(items.iter().map(filler).collect()),
        Datum::Table(entries) => Value::Mapping(
            entries.iter().map(|(key, value)| (Value::from(key.as_str()), filler(value))).collect(),
        ),
    }
}

/// Returns the place of what does not fit, on one line.
fn range(file: &InputFile, root: &Datum, misfit: &Misfit) -> Range<usize> {
    let (path, is_key) = match misfit.at {
        At::Lacking => (&misfit.path[..misfit.path.len() - 1], true),
        At::Key => (misfit.path.as_slice(), true),
        At::Value => (misfit.path.as_slice(), false),
    };
    if path.is_empty() {
        return 0..0;
    }
    // An entry of a list has no key; it is marked where it begins.
    let is_key = is_key && matches!(path.last(), Some(Step::Key(_)));
    let seek = Seek { path, is_key };
    let Some(start) = seek.deserialize(serde_yaml::Deserializer::from_str(&file.text)).err() else {
        return 0..0;
    };
    let Some(place) = start.location() else { return 0..0 };
    let start = file.byte(place.line(), place.column());
    let word = match (path.last(), root.part(path)) {
        (Some(Step::Key(key)), _) if is_key => Some(key.clone()),
        (_, Some(Datum::Text(text))) => Some(text.clone()),
        _ => None,
    };
    start..start + length(&file.text[start..], word.as_deref())
}

/// Returns how many bytes of a text a scalar takes at its beginning.
fn length(text: &str, word: Option<&str>) -> usize {
    let line = text.lines().next().unwrap_or_default();
    if let Some(word) = word.filter(|word| !word.is_empty() && line.starts_with(word)) {
        return word.len();
    }
    if let Some(mark @ ('"' | '\'')) = line.chars().next() {
        return line[1..].find(mark).map_or(line.len(), |end| end + 2);
    }
    if line.starts_with(['{', '[']) {
        return line.trim_end().len();
    }
    let end = line.find([',', '}', ']']).unwrap_or(line.len());
    let end = line[..end].find(" #").unwrap_or(end);
    line[..end].trim_end().len()
}

/// Reads along a path, and fails at its end.
struct Seek<'a> {
    /// The way that is left.
    path: &'a [Step],
    /// Whether the key of the last step is wanted, not its value.
    is_key: bool,
}

/// Says that the place is reached; the reader adds where it is.
fn here<T, E: Error>() -> Result<T, E> {
    Err(E::custom("here"))
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        here()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        here()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        here()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        here()
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        here()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        here()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((Step::Key(wanted), rest)) = self.path.split_first() else { return here() };
        let is_key = self.is_key && rest.is_empty();
        while let Some(is_wanted) = map.next_key_seed(SeekKey { wanted, is_key })? {
            match is_wanted {
                true => map.next_value_seed(Seek { path: rest, is_key: self.is_key })?,
                false => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Some((Step::Index(wanted), rest)) = self.path.split_first() else { return here() };
        for _ in 0..*wanted {
            if items.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        items.next_element_seed(Seek { path: rest, is_key: self.is_key })?;
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Compares a key, and fails at the wanted one if asked to.
struct SeekKey<'a> {
    /// The key.
    wanted: &'a str,
    /// Whether to fail there.
    is_key: bool,
}

impl<'de> DeserializeSeed<'de> for SeekKey<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for SeekKey<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        match key == self.wanted {
            true if self.is_key => here(),
            is_wanted => Ok(is_wanted),
        }
    }
}

//! Values of a public JSON that is not the same from year to year.
//!
//! The portal gives a code now as a number and now as text, one element without its
//! list, and a list where an object is meant. What a value means does not hang on
//! that, so these types take any of it; only text that is no JSON is refused.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::registry::ingest::record::Text;

/// A text, number or truth as text; nothing where the value is of another kind.
#[derive(Debug, Clone, Default)]
pub struct Word<'a>(Option<Cow<'a, str>>);

impl<'a> Word<'a> {
    /// Returns the text, if there is one that says something.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref().map(str::trim).filter(|text| !text.is_empty() && *text != "N/A")
    }

    /// Returns the text as a field of a study.
    pub fn to_text(&self) -> Option<Text<'a>> {
        self.text()?;
        self.0.clone().map(Text)
    }

    /// Returns the number that it is.
    pub fn number(&self) -> Option<u32> {
        self.text()?.parse().ok()
    }

    /// Tells whether it is `true`.
    pub fn is_true(&self) -> bool {
        self.text() == Some("true")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Word<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyWord)
    }
}

/// Takes any value for a [`Word`].
struct AnyWord;

impl<'de> Visitor<'de> for AnyWord {
    type Value = Word<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Word(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Word(Some(Cow::Owned(text.to_owned()))))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Word(Some(number.to_string().into())))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Word(Some(number.to_string().into())))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Word(Some(number.to_string().into())))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Word(Some(truth.to_string().into())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Word(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Word(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Word(None))
    }
}

/// A list, or one element that stands without its list.
#[derive(Debug, Clone)]
pub struct Many<T>(pub Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, T> IntoIterator for &'a Many<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyMany(PhantomData))
    }
}

/// Takes any value for a [`Many`].
struct AnyMany<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for AnyMany<T> {
    type Value = Many<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Many(T::deserialize(BorrowedStrDeserializer::<E>::new(text)).ok().into_iter().collect()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let one = T::deserialize(IntoDeserializer::<E>::into_deserializer(text.to_owned()));
        Ok(Many(one.ok().into_iter().collect()))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Many::default())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Many::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Many::default())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Many::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Many::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element::<Option<T>>()? {
            all.extend(one);
        }
        Ok(Many(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Ok(Many(vec![T::deserialize(MapAccessDeserializer::new(map))?]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_text_a_number_or_a_truth() {
        let words: Vec<Word> =
            serde_json::from_str(r#"["a \" b", 4, true, null, [1], {"x": 1}, "N/A"]"#).unwrap();
        let texts: Vec<_> = words.iter().map(Word::text).collect();
        assert_eq!(texts, [Some("a \" b"), Some("4"), Some("true"), None, None, None, None]);
        assert_eq!(words[1].number(), Some(4));
        assert!(words[2].is_true());
    }

    #[test]
    fn one_element_may_stand_without_its_list() {
        let many = |json: &str| -> Vec<String> {
            let many: Many<Word> = serde_json::from_str(json).unwrap();
            many.0.iter().filter_map(|word| word.text().map(Into::into)).collect()
        };
        assert_eq!(many(r#"["a", null, "b"]"#), ["a", "b"]);
        assert_eq!(many(r#""a""#), ["a"]);
        assert!(many("null").is_empty() && many("3").is_empty());
    }
}

//! Charts that are tables: the regions as tiles, heat tables and matrices.

use typst::diag::SourceResult;

use crate::assemble::Sheet;
use crate::chart::{
    HeatCell, HeatRow, HeatTable, MatrixCell, MatrixChart, MatrixKey, MatrixRow, Role, Tile,
    TileMap,
};
use crate::disclosure::Mark;
use crate::document::SeriesSpec;
use crate::finding::{Finding, Marks};

impl Sheet<'_> {
    /// Returns the regions as tiles.
    pub(super) fn tile_map(&self, series: &SeriesSpec) -> SourceResult<TileMap> {
        let answer = self.answer_of(series);
        let unit = answer.query.indicator.unit.code();
        let places = &self.materials.registry.reference.places;
        let mut tiles = Vec::new();
        for finding in &answer.findings {
            let region = finding.key.as_deref().and_then(|key| places.region_by_id(key));
            let Some(region) = region else { continue };
            tiles.push(Tile {
                column: region.tile_column as usize,
                row: region.tile_row as usize,
                letter: region.letter.clone(),
                name: region.short.clone(),
                value: finding.value,
                text: self.text_or_mark(finding)?,
                is_protected: is_protected(finding),
                is_own: self.is_own(finding, series),
            });
        }
        Ok(TileMap {
            tiles,
            unit: self.phrases.word(&format!("chart.unit_{unit}"))?,
            missing: self.phrases.word("no_data")?,
            protected: self.phrases.word("marks.suppressed.meaning")?,
            is_count: unit == "count",
        })
    }

    /// Returns a table with a column for each series and a row for each key of the first.
    pub(super) fn heat(&self, series: &[SeriesSpec]) -> SourceResult<HeatTable> {
        let mut rows = Vec::new();
        for finding in &self.answer_of(&series[0]).findings {
            let mut cells = Vec::new();
            for column in series {
                cells.push(match self.same_key(self.answer_of(column), finding) {
                    Some(own) => HeatCell {
                        value: own.value,
                        text: self.text_or_mark(own)?,
                        is_protected: is_protected(own),
                    },
                    None => HeatCell {
                        text: self.phrases.word("marks.not_applicable.mark")?,
                        ..HeatCell::default()
                    },
                });
            }
            let is_own = self.is_own(finding, &series[0]);
            rows.push(HeatRow {
                label: self.phrases.label(finding)?,
                role: if is_own { Role::Own } else { Role::Comparator },
                cells,
            });
        }
        Ok(HeatTable {
            columns: series.iter().map(|column| self.row_name(column)).collect(),
            rows,
            missing: self.phrases.word("no_data")?,
            protected: self.phrases.word("marks.suppressed.meaning")?,
        })
    }

    /// Returns a matrix with a row for each region that was asked and a column for each of its keys.
    pub(super) fn matrix(&self, series: &SeriesSpec) -> SourceResult<MatrixChart> {
        let answer = self.answer_of(series);
        let columns: Vec<&Finding> = answer.findings.iter().collect();
        let places = &self.materials.registry.reference.places;
        let mut rows = Vec::new();
        for parts in answer.parts.chunk_by(|one, other| one.place == other.place) {
            let Some(region) = places.region_by_id(&parts[0].place) else { continue };
            let mut cells = Vec::new();
            for column in &columns {
                let own = parts.iter().find(|part| part.key == column.key);
                let asked = own.filter(|own| own.denominator.is_some_and(|asked| asked > 0));
                cells.push(match asked {
                    Some(own) => MatrixCell { share: own.value, text: self.phrases.value(own) },
                    None => MatrixCell {
                        share: None,
                        text: self.phrases.word("marks.not_collected.mark")?,
                    },
                });
            }
            let own =
                series.own.as_ref().map(|own| own.replace("{subject}", &self.answers.subject));
            let role = if own.as_ref() == Some(&region.id) { Role::Own } else { Role::Comparator };
            rows.push(MatrixRow { label: region.short.clone(), role, cells });
        }
        let mut heads = Vec::new();
        for column in columns {
            heads.push(self.phrases.label(column)?);
        }
        let word = |name: &str| self.phrases.word(&format!("matrix.{name}"));
        let key = MatrixKey { full: word("full")?, part: word("part")?, empty: word("empty")? };
        Ok(MatrixChart { columns: heads, rows, key })
    }

    /// Returns a finding's value, or the mark for why it is not shown.
    fn text_or_mark(&self, finding: &Finding) -> SourceResult<String> {
        match is_protected(finding) {
            true => self.phrases.word("marks.suppressed.mark"),
            false => Ok(self.phrases.value(finding)),
        }
    }
}

/// Whether a finding has a value that is not shown.
fn is_protected(finding: &Finding) -> bool {
    finding.marks.and_then(Marks::of_value) == Some(Mark::Suppressed)
}

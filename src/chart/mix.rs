//! 100 % bars: what a whole is made of, compared between places.
//!
//! Class names stand directly above the first bar, if it has all of the classes
//! and they have room; else all of them stand in a key of swatches, so that names are
//! never scattered over the bars. A class has its shade from the caller and keeps it
//! when others are missing. Shares stand inside their segments or, when these are too
//! short, above them with a leader. What has no segment has no label. Thin lines follow
//! each class from bar to bar, so that the classes can be told without colour.

use typst::diag::{StrResult, bail};

use super::canvas::{Canvas, Type, widest, wrap};
use super::font::Weight;
use super::key::Key;
use super::mix_plan::{BAR, Block, LABEL_GAP, Plan, Segments, depth, is_seen};
use super::{Drawn, Role, Theme, check, check_value};

/// Most classes that can be told apart.
const MOST_CLASSES: usize = 7;
/// Space between a bar and what stands above or below it.
const AIR: f64 = 12.0;
/// How far a class name may stand from its segment before a key serves better.
const FARTHEST: f64 = 56.0;
/// Width of a swatch of the key.
pub const SWATCH: f64 = 9.0;
/// Width below which row names stand above their bars.
const NARROW: f64 = 330.0;

/// One segment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Share {
    /// Its size, as a count or a share; a bar is the sum of its segments.
    pub value: f64,
    /// The share as printed: "34 %".
    pub text: String,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MixRow {
    /// Name of the bar: "Sverige".
    pub label: String,
    /// What stands under the name, such as "38 prövningar"; may be empty.
    pub note: String,
    /// Meaning of the bar; the own one is named in bold.
    pub role: Role,
    /// One share for each class; none at all is no data.
    pub shares: Vec<Share>,
    /// What is printed when there are no data: "underlag saknas".
    pub missing: String,
}

/// A class of the whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MixClass {
    /// Its name.
    pub name: String,
    /// Its place on the ramp, from `0.0` at the pale end to `1.0`: the same in every chart
    /// of the same classes. `None` is "not given", which is hatched.
    pub shade: Option<f64>,
}

impl MixClass {
    /// Returns the shade of a class by its index among all that there may be.
    pub fn shade_of(index: usize, of: usize) -> f64 {
        1.0 - index as f64 / (of as f64 - 1.0).max(1.0)
    }
}

/// A chart of 100 % bars.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MixChart {
    /// The classes from the left, at most seven.
    pub classes: Vec<MixClass>,
    /// The bars from the top.
    pub rows: Vec<MixRow>,
}

impl MixChart {
    /// Draws the chart at a width in points; there is no axis to tick.
    pub fn draw(&self, theme: &Theme, width_pt: f64) -> StrResult<Drawn> {
        self.check(width_pt)?;
        let plan = self.plan(theme, width_pt);
        let segments: Vec<Segments> = self.rows.iter().map(|row| plan.segments(row)).collect();
        let named = self.named_blocks(&plan, &segments);
        let key = named.is_none().then(|| self.key(&plan, &segments));
        let above = named.unwrap_or_else(|| self.share_blocks(&plan, &segments));

        // First everything is measured, then the canvas is opened.
        let mut y = key.as_ref().map_or(0.0, |(key, _)| key.height() + 8.0);
        let mut blocks = Vec::new();
        let mut tops = Vec::new();
        for (i, above) in above.iter().enumerate() {
            if plan.stacked {
                y += plan.text_height(i) + 2.0;
            }
            y += plan.height_above(above);
            let side = if plan.stacked { BAR } else { plan.text_height(i).max(BAR) };
            tops.push(y + (side - BAR) / 2.0);
            y += side + if i + 1 < self.rows.len() { AIR } else { 1.0 };
            blocks.push(plan.place(i, above, &segments[i]));
        }

        let canvas = Canvas::new(theme, width_pt, y);
        if let Some((key, classes)) = &key {
            plan.draw_key(&canvas, self, key, classes)?;
        }
        for i in 0..self.rows.len() {
            if i > 0 && !plan.stacked {
                plan.draw_links(
                    &canvas,
                    (&segments[i - 1], tops[i - 1] + BAR),
                    (&segments[i], tops[i]),
                )?;
            }
        }
        for (i, row) in self.rows.iter().enumerate() {
            plan.draw_label(&canvas, row, i, tops[i], &blocks[i])?;
            plan.draw_bar(&canvas, self, row, &segments[i], tops[i])?;
            plan.draw_blocks(&canvas, &blocks[i], &segments[i], tops[i])?;
        }
        Ok(canvas.finish())
    }

    /// Checks classes, shares and values.
    fn check(&self, width_pt: f64) -> StrResult<()> {
        check("mix", width_pt, self.rows.len())?;
        if self.classes.is_empty() || self.classes.len() > MOST_CLASSES {
            bail!(
                "the mix chart has {} classes, from 1 to {} can be told apart",
                self.classes.len(),
                MOST_CLASSES
            );
        }
        for row in &self.rows {
            if !row.shares.is_empty() && row.shares.len() != self.classes.len() {
                bail!(
                    "`{}` has {} shares for {} classes",
                    row.label,
                    row.shares.len(),
                    self.classes.len()
                );
            }
            for (share, class) in row.shares.iter().zip(&self.classes) {
                check_value(&row.label, &format!("share `{}`", class.name), Some(share.value))?;
            }
        }
        Ok(())
    }

    /// Breaks the row names and places the bars.
    fn plan<'a>(&self, theme: &'a Theme, width_pt: f64) -> Plan<'a> {
        let stacked = width_pt < NARROW;
        let (labels, notes) = (Vec::new(), Vec::new());
        let mut plan = Plan { theme, width: width_pt, left: 0.0, stacked, labels, notes };
        let limit = if stacked { width_pt } else { width_pt * 0.24 };
        let bold = Type { weight: Weight::SemiBold, ..plan.normal() };
        plan.labels = self.rows.iter().map(|row| wrap(theme, bold, &row.label, limit)).collect();
        plan.notes =
            self.rows.iter().map(|row| wrap(theme, plan.small(), &row.note, limit)).collect();
        if !stacked {
            let labels = widest(theme, bold, plan.labels.iter().flatten().map(String::as_str));
            let notes =
                widest(theme, plan.small(), plan.notes.iter().flatten().map(String::as_str));
            plan.left = labels.max(notes) + 10.0;
        }
        plan
    }

    /// Returns the labels of all bars when there is a key.
    fn share_blocks(&self, plan: &Plan, segments: &[Segments]) -> Vec<Vec<Block>> {
        let names = vec![Vec::new(); self.classes.len()];
        let rows = self.rows.iter().zip(segments);
        rows.map(|(row, segments)| plan.blocks(row, segments, &names)).collect()
    }

    /// Returns the labels of all bars, the classes named above the first, if it has them all and they fit.
    fn named_blocks(&self, plan: &Plan, segments: &[Segments]) -> Option<Vec<Vec<Block>>> {
        let first = segments.first()?;
        let is_whole =
            |class: usize| is_seen(first, class) || !segments.iter().any(|bar| is_seen(bar, class));
        if first.is_empty() || !(0..self.classes.len()).all(is_whole) {
            return None;
        }
        (0..self.rows.len())
            .map(|row| self.blocks_with_names(plan, row, &segments[row], &|_| row == 0))
            .collect()
    }

    /// Returns the labels of one bar with the names of some classes, if they fit.
    ///
    /// A share that does not fit in its segment joins its class name.
    fn blocks_with_names(
        &self,
        plan: &Plan,
        row: usize,
        segments: &Segments,
        is_named: &dyn Fn(usize) -> bool,
    ) -> Option<Vec<Block>> {
        let mut best: Option<(f64, Vec<Block>)> = None;
        for limit in [f64::INFINITY, 62.0, 50.0, 40.0, 32.0] {
            let classes = self.classes.iter().enumerate();
            let names: Vec<Vec<String>> = classes
                .map(|(class, class_of)| match is_named(class) {
                    true => wrap(plan.theme, plan.name(), &class_of.name, limit),
                    false => Vec::new(),
                })
                .collect();
            let blocks = plan.blocks(&self.rows[row], segments, &names);
            if names.iter().all(Vec::is_empty) {
                return Some(blocks);
            }
            let taken: f64 = blocks.iter().map(|block| block.width + LABEL_GAP).sum();
            let (names, shares) = depth(&blocks);
            let deepest = names + shares;
            let farthest = plan.farthest(row, &blocks, segments);
            // Another line costs as much as a name that stands 3 pt farther off.
            let cost = farthest + 3.0 * deepest as f64;
            let fits = taken - LABEL_GAP <= plan.width && deepest <= 4 && farthest <= FARTHEST;
            if fits && best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, blocks));
            }
        }
        best.map(|(_, blocks)| blocks)
    }

    /// Returns the key of all classes that a bar has, and which these are.
    fn key(&self, plan: &Plan, segments: &[Segments]) -> (Key, Vec<usize>) {
        let seen = |&class: &usize| segments.iter().any(|bar| is_seen(bar, class));
        let classes: Vec<usize> = (0..self.classes.len()).filter(seen).collect();
        let entry = |&class: &usize| (SWATCH, self.classes[class].name.as_str());
        let entries: Vec<_> = classes.iter().map(entry).collect();
        (Key::flow(plan.theme, plan.name(), &entries, plan.width), classes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::faults;
    use crate::chart::theme::tests::theme;

    /// A chart of two bars with the given shares.
    fn chart(classes: &[&str], bars: [&[f64]; 2]) -> MixChart {
        let share = |&value: &f64| Share { value, text: format!("{value} %") };
        let row = |values: &[f64]| MixRow {
            label: "Samverkansregion Stockholm-Gotland".into(),
            note: "148 prövningar".into(),
            shares: values.iter().map(share).collect(),
            missing: "underlag saknas".into(),
            ..MixRow::default()
        };
        MixChart { classes: named(classes), rows: bars.map(row).into() }
    }

    /// Returns classes with shades from full to pale, the last one not given.
    pub fn named(names: &[&str]) -> Vec<MixClass> {
        let known = names.len() - 1;
        let class = |(i, name): (usize, &&str)| MixClass {
            name: name.to_string(),
            shade: (i < known).then(|| MixClass::shade_of(i, known)),
        };
        names.iter().enumerate().map(class).collect()
    }

    #[test]
    fn slivers_and_long_names_never_collide() {
        let long = ["Företagsinitierad läkemedelsprövning", "Fas 1/2", "Fas 2", "Ej angiven"];
        for bars in [[&[1.0, 1.0, 1.0, 97.0][..], &[25.0; 4]], [&[0.0, 0.0, 0.0, 1.0], &[]]] {
            for width in [150.0, 232.0, 340.0, 480.0] {
                let drawn = chart(&long, bars).draw(theme(), width).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    /// Returns how often a text is printed.
    fn count(drawn: &Drawn, text: &str) -> usize {
        drawn.text_boxes.iter().filter(|line| line.text == text).count()
    }

    /// Returns the top of a text.
    fn top(drawn: &Drawn, text: &str) -> f64 {
        drawn.text_boxes.iter().find(|line| line.text == text).unwrap().top
    }

    /// The first bar lacks phase 1, so all names stand in the key; phase 4 is in no bar and has none.
    #[test]
    fn classes_that_the_first_bar_lacks_bring_all_names_into_a_key() {
        let classes = ["Fas 1", "Fas 2", "Fas 3", "Fas 4"];
        let bars = [&[0.0, 20.0, 80.0, 0.0][..], &[30.0, 20.0, 50.0, 0.0]];
        for width in [244.0, 480.0] {
            let drawn = chart(&classes, bars).draw(theme(), width).unwrap();
            let named = classes.map(|class| count(&drawn, class));
            assert_eq!((named, count(&drawn, "0 %")), ([1, 1, 1, 0], 0));
            assert!(top(&drawn, "Fas 1") == top(&drawn, "Fas 3") && top(&drawn, "Fas 1") < 10.0);
        }
    }

    #[test]
    fn names_stand_above_the_first_bar_that_has_all() {
        let bars = [&[40.0, 60.0][..], &[0.0, 100.0]];
        let drawn = chart(&["Fas 1", "Fas 2"], bars).draw(theme(), 480.0).unwrap();
        assert!(top(&drawn, "Fas 1") == top(&drawn, "Fas 2"));
        assert!(top(&drawn, "Fas 1") < top(&drawn, "60 %"));
        let swatch = format!("width=\"{SWATCH}\"");
        assert!(!drawn.svg.contains(&swatch));
    }

    /// Phase 3 has the same shade with and without phases 1 and 2.
    #[test]
    fn a_class_keeps_its_shade_when_others_are_missing() {
        let shade =
            |name: &str| MixClass { name: name.into(), shade: Some(MixClass::shade_of(2, 4)) };
        let fill = theme().ramp(MixClass::shade_of(2, 4)).0.css();
        let full = chart(&["1", "2", "3", "4", "?"], [&[20.0; 5], &[20.0; 5]]);
        let share = |value| Share { value, text: String::new() };
        let row = MixRow { shares: vec![share(1.0)], ..MixRow::default() };
        let alone = MixChart { classes: vec![shade("3")], rows: vec![row] };
        for (chart, bars) in [(full, 2), (alone, 1)] {
            let svg = chart.draw(theme(), 300.0).unwrap().svg;
            assert_eq!(crate::chart::tests::rects(&svg, &fill).len(), bars);
        }
    }

    #[test]
    fn two_percent_gives_way_in_a_narrow_crowd_but_stays_alone() {
        let classes = ["1", "1/2", "2", "3", "4"];
        let crowd = &[2.0, 2.0, 4.0, 90.0, 2.0][..];
        let drawn = chart(&classes, [crowd, crowd]).draw(theme(), 244.0).unwrap();
        assert_eq!((count(&drawn, "2 %"), count(&drawn, "4 %")), (0, 2));
        let alone = &[49.0, 49.0, 0.0, 0.0, 2.0][..];
        let drawn = chart(&classes, [alone, alone]).draw(theme(), 244.0).unwrap();
        assert_eq!(count(&drawn, "2 %"), 2);
        let wide = chart(&classes, [crowd, crowd]).draw(theme(), 480.0).unwrap();
        assert_eq!(count(&wide, "2 %"), 6);
    }

    #[test]
    fn an_eighth_class_and_a_missing_share_are_refused() {
        let eight = chart(&["a"; 8], [&[1.0; 8], &[1.0; 8]]).draw(theme(), 300.0);
        assert!(eight.unwrap_err().contains("8 classes"));
        let short = chart(&["a"; 3], [&[1.0; 3], &[1.0; 2]]).draw(theme(), 300.0);
        assert!(short.unwrap_err().contains("2 shares for 3 classes"));
    }
}

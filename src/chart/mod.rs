//! Charts: findings become pictures that stand on the page as they are.
//!
//! Every kind follows one grammar. Marks have a meaning ([`Role`]), never a
//! colour; values come twice, as a number that is placed and as text that is
//! printed, already in the reader's language. Labels stand at what they name:
//! there are no legends where a label fits, no titles or captions (the page
//! sets these), no rotated text. Each difference shows without colour too, by
//! weight, outline, dash, hatch or label. Bars begin at zero. A chart takes its
//! width from the page and grows downwards as its content needs, and labels
//! are measured before they are placed, so that none overlaps another.
//!
//! Charts go through plotters on [`backend::SvgBackend`], which writes points
//! and real text. Same input, same bytes.
//!
//! What cannot be drawn is an error that names the row: no data, a value that
//! is not a number, a negative count, a character the font lacks.

pub mod axis;
pub mod backend;
pub mod bar;
pub mod bullet;
pub mod canvas;
mod catalogue;
pub mod curve;
pub mod dot;
pub mod dumbbell;
pub mod font;
pub mod forest;
mod frame;
pub mod funnel;
pub mod heat;
mod key;
mod labels;
mod marks;
pub mod matrix;
pub mod mix;
mod mix_plan;
pub mod panels;
mod rows;
pub mod scatter;
pub mod slope;
pub mod spine;
mod spine_key;
pub mod step;
mod step_plan;
pub mod strip;
mod swatch;
pub mod theme;
pub mod ticks;
mod tile_key;
pub mod tile_map;
pub mod waterfall;
pub mod xmr;

use typst::diag::{StrResult, bail};

pub use bar::BarChart;
pub use bullet::{BulletChart, BulletKey, BulletRow};
pub use catalogue::{CATALOGUE, ChartKind};
pub use curve::{Curve, CurveChart, CurveStep};
pub use dot::DotChart;
pub use dumbbell::{DumbbellChart, Pair};
pub use font::{Font, Fonts, Weight};
pub use forest::ForestChart;
pub use funnel::{FunnelChart, FunnelLimits, FunnelPoint};
pub use heat::{HeatCell, HeatRow, HeatTable};
pub use matrix::{MatrixCell, MatrixChart, MatrixKey, MatrixRow};
pub use mix::{MixChart, MixClass, MixRow, Share};
pub use panels::{Panel, PanelChart};
pub use scatter::{Measure, ScatterChart, ScatterPoint};
pub use slope::{SlopeChart, SlopeLine};
pub use spine::{SpineChart, SpineKey, SpineRow};
pub use step::{Series, StepChart, StepPoint, Window};
pub use strip::{Stage, StripChart};
pub use theme::{Colour, Colours, Sizes, Theme, text_faults};
pub use tile_map::{Tile, TileMap};
pub use waterfall::{Fall, WaterfallChart};
pub use xmr::{XmrChart, XmrLimits, XmrPoint};

/// Least width of any chart in points.
pub const LEAST_WIDTH_PT: f64 = 150.0;

/// What a mark stands for; the theme turns it into colour, weight and dash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// The place or area that the page is about.
    Own,
    /// One of those it is compared with.
    #[default]
    Comparator,
    /// The widest comparison.
    World,
    /// What only completes the picture.
    Muted,
}

/// One row of a bar chart or a forest plot.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mark {
    /// Name of the row, wrapped when it is long.
    pub label: String,
    /// The value that is placed; `None` draws `text` in its stead.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub lower: Option<f64>,
    /// Upper end of the interval.
    pub upper: Option<f64>,
    /// The value as printed: "12,3"; without a value, why: "underlag saknas".
    pub text: String,
    /// The interval as printed: "9,8–15,1"; may be empty.
    pub interval: String,
    /// Last column, such as the number of trials; may be empty.
    pub note: String,
    /// Meaning of the row.
    pub role: Role,
    /// Whether the value carries a statement: solid if so, open if not.
    pub certain: bool,
}

/// A value with its text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Printed {
    /// The value.
    pub value: f64,
    /// The value as printed.
    pub text: String,
}

/// A line at a value, named below the axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reference {
    /// Where the line stands.
    pub value: f64,
    /// What it is: "Riket 14,2", "1 = samma andel som i Europa".
    pub label: String,
}

/// Where a line of text stands on a picture, in points from the upper left.
#[derive(Debug, Clone, PartialEq)]
pub struct TextBox {
    /// The text.
    pub text: String,
    /// Left edge.
    pub left: f64,
    /// Top of its capitals.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lowest that its letters reach.
    pub bottom: f64,
}

/// A finished picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The SVG file.
    pub svg: String,
    /// Natural width in points: what the caller asked for.
    pub width_pt: f64,
    /// Natural height in points: what the content needs.
    pub height_pt: f64,
    /// Where text stands, in drawing order; see [`text_faults`].
    pub text_boxes: Vec<TextBox>,
}

/// Formats a value for an axis in the reader's language, as exactly as steps of the second
/// number need: 0.5 in steps of 0.25 is "0,50".
pub type Tick<'a> = &'a dyn Fn(f64, f64) -> String;

/// A chart of any kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Sorted bars.
    Bar(BarChart),
    /// Ratios on a log axis.
    Forest(ForestChart),
    /// Places of different size among the limits of chance.
    Funnel(FunnelChart),
    /// One region, many indicators.
    Spine(SpineChart),
    /// Counts over years.
    Step(StepChart),
    /// The regions as tiles.
    TileMap(TileMap),
    /// 100 % bars.
    Mix(MixChart),
    /// Steps between counts.
    Waterfall(WaterfallChart),
    /// Values with intervals.
    Dot(DotChart),
    /// Two groups.
    Dumbbell(DumbbellChart),
    /// From the first to the last time.
    Slope(SlopeChart),
    /// Small multiples over the years.
    Lines(PanelChart),
    /// Counts by two things.
    Heat(HeatTable),
    /// Goals against their targets.
    Bullet(BulletChart),
    /// A goal's values over time.
    Xmr(XmrChart),
    /// Stages of a process.
    Strip(StripChart),
    /// How complete each part of many is.
    Matrix(MatrixChart),
    /// Two measures with their intervals.
    Scatter(ScatterChart),
    /// Which share has come so far by a time.
    Curve(CurveChart),
}

impl Chart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        match self {
            Self::Bar(chart) => chart.draw(theme, width_pt, tick),
            Self::Forest(chart) => chart.draw(theme, width_pt, tick),
            Self::Funnel(chart) => chart.draw(theme, width_pt, tick),
            Self::Spine(chart) => chart.draw(theme, width_pt),
            Self::Step(chart) => chart.draw(theme, width_pt, tick),
            Self::TileMap(chart) => chart.draw(theme, width_pt, tick),
            Self::Mix(chart) => chart.draw(theme, width_pt),
            Self::Waterfall(chart) => chart.draw(theme, width_pt, tick),
            Self::Dot(chart) => chart.draw(theme, width_pt, tick),
            Self::Dumbbell(chart) => chart.draw(theme, width_pt, tick),
            Self::Slope(chart) => chart.draw(theme, width_pt),
            Self::Lines(chart) => chart.draw(theme, width_pt, tick),
            Self::Heat(chart) => chart.draw(theme, width_pt),
            Self::Bullet(chart) => chart.draw(theme, width_pt),
            Self::Xmr(chart) => chart.draw(theme, width_pt, tick),
            Self::Strip(chart) => chart.draw(theme, width_pt, tick),
            Self::Matrix(chart) => chart.draw(theme, width_pt),
            Self::Scatter(chart) => chart.draw(theme, width_pt, tick),
            Self::Curve(chart) => chart.draw(theme, width_pt, tick),
        }
    }
}

/// Checks what all kinds share: a width that can hold a chart, and rows.
fn check(kind: &str, width_pt: f64, rows: usize) -> StrResult<()> {
    if rows == 0 {
        bail!("the {} chart has no rows", kind);
    }
    if !width_pt.is_finite() || width_pt < LEAST_WIDTH_PT {
        bail!("the {} chart needs a width of at least {} pt", kind, LEAST_WIDTH_PT);
    }
    Ok(())
}

/// Checks a value that is placed on an axis: a number and not negative.
fn check_value(row: &str, what: &str, value: Option<f64>) -> StrResult<()> {
    match value {
        Some(v) if !v.is_finite() => bail!("the {} of `{}` is not a number", what, row),
        Some(v) if v < 0.0 => bail!("the {} of `{}` is negative", what, row),
        _ => Ok(()),
    }
}

#[cfg(test)]
pub mod tests {
    //! What holds for every kind of chart.

    use super::theme::tests::theme;
    use super::waterfall::tests::waterfall;
    use super::*;

    /// Formats a tick without a locale.
    pub fn plain(value: f64, step: f64) -> String {
        format!("{value:.*}", usize::from(ticks::decimals(step)))
    }

    /// Returns left edge and width of every rectangle with a fill.
    pub fn rects(svg: &str, fill: &str) -> Vec<(f64, f64)> {
        let number = |line: &str, name: &str| -> f64 {
            let rest = line.split_once(&format!(" {name}=\"")).unwrap().1;
            rest.split_once('"').unwrap().0.parse().unwrap()
        };
        let bars = svg.lines().filter(|line| line.starts_with("<rect") && line.contains(fill));
        bars.map(|line| (number(line, "x"), number(line, "width"))).collect()
    }

    /// Returns what is wrong with the text of a picture.
    pub fn faults(drawn: &Drawn) -> Vec<String> {
        text_faults(&drawn.text_boxes, drawn.width_pt, drawn.height_pt)
    }

    /// Returns a row with an interval.
    pub fn mark(label: &str, value: f64, lower: f64, upper: f64) -> Mark {
        Mark {
            label: label.into(),
            value: Some(value),
            lower: Some(lower),
            upper: Some(upper),
            text: format!("{value:.1}"),
            interval: format!("{lower:.1}–{upper:.1}"),
            note: "38".into(),
            certain: true,
            ..Mark::default()
        }
    }

    /// Returns one chart of each kind.
    pub fn every_kind() -> Vec<Chart> {
        let rows = vec![mark("Sverige", 1.4, 1.1, 1.9), mark("Skåne & <Blekinge>", 0.6, 0.2, 1.8)];
        let point = |year| StepPoint { year, value: Some(3.0), text: "3".into() };
        let reference = Reference { value: 1.0, label: "lika".into() };
        let share = |value| Share { value, text: format!("{value}") };
        vec![
            Chart::Bar(BarChart { rows: rows.clone(), ..BarChart::default() }),
            Chart::Forest(ForestChart {
                rows: rows.clone(),
                value_heading: "LQ".into(),
                note_heading: "n".into(),
                reference,
                below: "mindre".into(),
                above: "mer".into(),
            }),
            Chart::Funnel(funnel::tests::chart("Z", 0.5)),
            Chart::Spine(spine::tests::chart()),
            Chart::Step(StepChart {
                series: vec![Series {
                    points: (2016..2026).map(point).collect(),
                    ..Series::default()
                }],
                ..StepChart::default()
            }),
            Chart::TileMap(TileMap {
                tiles: vec![Tile { letter: "M".into(), name: "Skåne".into(), ..Tile::default() }],
                ..TileMap::default()
            }),
            Chart::Mix(MixChart {
                classes: ["Fas 1", "Fas 2"]
                    .map(|name| MixClass { name: name.into(), shade: Some(0.5) })
                    .into(),
                rows: vec![MixRow { shares: vec![share(1.0), share(3.0)], ..MixRow::default() }],
            }),
            Chart::Waterfall(waterfall(203.0, &[9.0, 12.0, 0.0, -2.0])),
            Chart::Dot(DotChart { rows: rows.clone(), ..DotChart::default() }),
            Chart::Dumbbell(dumbbell::tests::chart(&[(Some(3.0), Some(12.0)), (None, Some(1.0))])),
            Chart::Slope(slope::tests::chart(&[(3.0, 5.0), (4.0, 2.0)])),
            Chart::Lines(panels::tests::chart(&[&[1.0, 3.0, 2.0], &[2.0, 2.0, 4.0]])),
            Chart::Heat(heat::tests::table(&[&[0.0, 4.0], &[-1.0, 16.0]])),
            Chart::Bullet(bullet::tests::chart(&[(Some(18.0), Some(30.0), Some(24.0))])),
            Chart::Xmr(xmr::tests::chart(&[30.0, 31.0, 44.0], Some((23.0, 32.0, 41.0)))),
            Chart::Strip(strip::tests::chart(&[Some(30.0), None, Some(12.0)])),
            Chart::Matrix(matrix::tests::matrix(&[&[1.0, 0.5], &[0.0, -1.0]])),
            Chart::Scatter(scatter::tests::chart(&[(0.1, 2.0), (0.02, 0.5)])),
            Chart::Curve(curve::tests::chart(&[&[(1.0, 0.1), (12.0, 0.3)]])),
        ]
    }

    #[test]
    fn the_catalogue_names_every_kind_once() {
        let ids: std::collections::BTreeSet<_> = CATALOGUE.iter().map(|kind| kind.id).collect();
        assert_eq!(ids.len(), every_kind().len());
    }

    #[test]
    fn the_same_chart_gives_the_same_bytes() {
        for chart in every_kind() {
            let draw = || chart.draw(theme(), 232.0, &plain).unwrap();
            assert_eq!(draw(), draw());
        }
    }

    #[test]
    fn text_keeps_to_the_canvas_and_apart_at_every_width() {
        for chart in every_kind() {
            for width in (150..=600).step_by(25) {
                let drawn = chart.draw(theme(), width.into(), &plain).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
                assert!(drawn.height_pt > 0.0 && drawn.width_pt == f64::from(width));
            }
        }
    }

    #[test]
    fn a_picture_holds_no_script_and_no_foreign_reference() {
        for chart in every_kind() {
            let svg = chart.draw(theme(), 300.0, &plain).unwrap().svg;
            for banned in ["<script", "href", "url(", "opacity", "NaN", "inf"] {
                assert!(!svg.contains(banned), "{banned}");
            }
            assert!(svg.contains("font-family=\"'Inter'\""));
        }
    }

    #[test]
    fn empty_and_narrow_charts_are_refused() {
        let empty = BarChart::default().draw(theme(), 300.0, &plain);
        assert_eq!(empty.unwrap_err(), "the bar chart has no rows");
        for chart in every_kind() {
            assert!(chart.draw(theme(), 100.0, &plain).is_err());
        }
    }

    #[test]
    fn a_value_that_is_no_number_names_its_row() {
        let rows = vec![mark("Skåne", f64::NAN, 1.0, 2.0)];
        let fault = BarChart { rows, ..BarChart::default() }.draw(theme(), 300.0, &plain);
        assert_eq!(fault.unwrap_err(), "the value of `Skåne` is not a number");
    }

    #[test]
    fn a_character_without_a_glyph_is_an_error_with_its_text() {
        let rows = vec![mark("汉 Pharma", 1.0, 0.5, 2.0)];
        let fault = BarChart { rows, ..BarChart::default() }.draw(theme(), 300.0, &plain);
        assert_eq!(fault.unwrap_err(), "the font `Inter` has no glyph for U+6C49 in `汉 Pharma`");
    }
}

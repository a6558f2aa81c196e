//! Yearly step lines: the full series, with the window of the statements marked.
//!
//! A year is a step as wide as the year, from its number on the axis, which begins at
//! zero. The steps of a single line are numbered where each number has room between the
//! lines beside it, of years of zero in a row the first; where they have none, the highest
//! is, and the last stands beside the name. Years that are not complete are dashed. Lines
//! differ by thickness and dash as well as by colour, and each carries its name at its
//! right end.

use std::ops::RangeInclusive;

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain, push_apart};
use super::canvas::{Align, Canvas, Type, widest, width, wrap};
use super::font::Weight;
use super::step_plan::{Plan, value_style};
use super::ticks::{even, linear_ticks};
use super::{Drawn, Role, Theme, Tick, check, check_value};

/// Height of the plot in points.
const PLOT_HEIGHT: f64 = 120.0;
/// Widths in points at which a chart fills half a page, which suits a higher plot.
const HALF_PAGE: RangeInclusive<f64> = 240.0..=260.0;
/// Height of the plot on half a page.
const HALF_PAGE_HEIGHT: f64 = 150.0;
/// Width below which a chart stands on a third of a page.
const THIRD_PAGE: f64 = 200.0;
/// Height of the plot there.
const THIRD_PAGE_HEIGHT: f64 = 92.0;
/// Share of the height that is enough for a single step up.
const LOW: f64 = 0.6;
/// Space between the names at the right.
const NAME_GAP: f64 = 4.0;
/// Room that a number needs beyond its own width, so that the lines beside it do not touch it.
const BESIDE_LINES: f64 = 6.0;
/// Most lines in one chart.
const MOST_SERIES: usize = 3;

/// One year of a series.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StepPoint {
    /// The calendar year.
    pub year: i32,
    /// Its value; `None` breaks the line.
    pub value: Option<f64>,
    /// The value as printed, set above the step when the chart has one series; may be empty.
    pub text: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// Name at the right end: "Sverige".
    pub name: String,
    /// What stands under the name, such as the last value: "38 år 2025"; may be empty.
    pub note: String,
    /// Meaning of the line; give each line another.
    pub role: Role,
    /// The years, in order.
    pub points: Vec<StepPoint>,
}

/// The years that the page's statements are about.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
    /// Its name above the band: "Fönster 2021–2025".
    pub label: String,
}

/// A chart of yearly values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StepChart {
    /// One to three lines; the first is drawn on top.
    pub series: Vec<Series>,
    /// The band to mark.
    pub window: Option<Window>,
    /// First year whose value is not complete yet; from here lines are dashed.
    pub incomplete_from: Option<i32>,
    /// Whether the values are counts, so that ticks are whole.
    pub is_count: bool,
}

impl StepChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        let years = self.check(width_pt)?;
        let highest = self.values().fold(0.0, f64::max);
        let ticks = even(linear_ticks(highest, 4, self.is_count), tick);
        let small = theme.small();
        let left = widest(theme, small, ticks.iter().map(|tick| tick.1.as_str())) + 6.0;
        let room = |names: &[Name]| {
            width_pt - left - names.iter().map(|name| name.width).fold(0.0, f64::max) - 9.0
        };
        let mut names = self.names(theme, width_pt, false);
        let numbers = self.numbers(theme, room(&names) / f64::from(years.1 - years.0));
        if matches!(numbers, Numbers::Highest(_)) {
            names = self.names(theme, width_pt, true);
        }
        let right = width_pt - left - room(&names);
        let head = if matches!(numbers, Numbers::None) { 3.0 } else { 12.0 };
        let top = head + if self.window.is_some() { 13.0 } else { 5.0 };

        // Names may reach 6 pt above the plot and 12 pt below it.
        let stack: f64 = names.iter().map(|name| name.height + NAME_GAP).sum();
        let is_low = self.is_count && highest <= 1.0;
        let plot = plot_height(width_pt, is_low).max(stack - NAME_GAP - 18.0);
        let extent = ticks.last().map_or(1.0, |tick| tick.0);
        let plan = Plan {
            theme,
            x: Axis {
                domain: Domain::Linear(years.0.into(), years.1.into()),
                from: left,
                to: width_pt - right,
            },
            y: Axis { domain: Domain::Linear(0.0, extent), from: top + plot, to: top },
            years,
            head,
        };
        let canvas = Canvas::new(theme, width_pt, top + plot + 15.0);
        self.draw_window(&canvas, &plan)?;
        for (value, label) in &ticks {
            let y = plan.y.place(*value);
            canvas.path(&[(left, y), (plan.x.to, y)], theme.colours.grid, 0.6)?;
            canvas.text((left - 5.0, y), Align::Right, small, label)?;
        }
        for series in self.series.iter().rev() {
            plan.draw_series(&canvas, series, self)?;
        }
        let base = plan.y.from;
        canvas.path(&[(left, base), (plan.x.to, base)], theme.colours.ink, 0.8)?;
        plan.draw_years(&canvas)?;
        match numbers {
            Numbers::All => plan.draw_values(&canvas, &self.series[0], self.window.as_ref())?,
            Numbers::Highest(at) => {
                plan.draw_value(&canvas, &self.series[0].points[at], self.window.as_ref())?;
            }
            Numbers::None => {}
        }
        self.draw_names(&canvas, &plan, &names)?;
        Ok(canvas.finish())
    }

    /// Checks the input and returns the first year and the one after the last.
    fn check(&self, width_pt: f64) -> StrResult<(i32, i32)> {
        check("step", width_pt, self.series.len())?;
        if self.series.len() > MOST_SERIES {
            bail!(
                "the step chart has {} series, at most {} can be told apart",
                self.series.len(),
                MOST_SERIES
            );
        }
        for series in &self.series {
            for point in &series.points {
                check_value(&format!("{} {}", series.name, point.year), "value", point.value)?;
            }
            if series.points.windows(2).any(|pair| pair[0].year >= pair[1].year) {
                bail!("the years of `{}` are not in order", series.name);
            }
        }
        let years = || self.series.iter().flat_map(|series| &series.points).map(|point| point.year);
        match (years().min(), years().max()) {
            (Some(first), Some(last)) if self.values().next().is_some() => Ok((first, last + 1)),
            _ => bail!("the step chart has no values"),
        }
    }

    /// Returns all values.
    fn values(&self) -> impl Iterator<Item = f64> {
        self.series.iter().flat_map(|series| &series.points).filter_map(|point| point.value)
    }

    /// Returns which steps of the only series are numbered.
    fn numbers(&self, theme: &Theme, pitch: f64) -> Numbers {
        let [only] = &self.series[..] else { return Numbers::None };
        let texts = only.points.iter().map(|point| point.text.as_str());
        let widest = widest(theme, value_style(theme), texts);
        if widest == 0.0 {
            return Numbers::None;
        }
        if widest + BESIDE_LINES <= pitch {
            return Numbers::All;
        }
        // Of equals the first.
        let is_higher =
            |best: usize, at: usize| match only.points[at].value > only.points[best].value {
                true => at,
                false => best,
            };
        (0..only.points.len()).reduce(is_higher).map_or(Numbers::None, Numbers::Highest)
    }

    /// Returns the year and value that a line's name stands beside: the last complete one.
    fn last(&self, series: &Series) -> Option<(i32, f64)> {
        let is_complete = |year: i32| self.incomplete_from.is_none_or(|from| year < from);
        let known =
            || series.points.iter().rev().filter_map(|point| Some((point.year, point.value?)));
        known().find(|&(year, _)| is_complete(year)).or_else(|| known().next())
    }

    /// Breaks the names and notes at the right into lines; with `last`, a name without a note has the last value as one.
    fn names(&self, theme: &Theme, width_pt: f64, last: bool) -> Vec<Name> {
        let bold = Type { weight: Weight::SemiBold, size: theme.sizes.normal, ..theme.small() };
        let words = self.series.iter().flat_map(|series| series.name.split([' ', '-']));
        let limit = (widest(theme, bold, words) + 3.0).clamp(width_pt * 0.24, width_pt * 0.4);
        self.series
            .iter()
            .map(|series| {
                let name = wrap(theme, bold, &series.name, limit);
                let value = self.last(series).filter(|_| last && series.note.is_empty());
                let text = value.and_then(|(year, _)| {
                    let point = series.points.iter().find(|point| point.year == year)?;
                    Some(format!("{year}: {}", point.text))
                });
                let note = wrap(theme, theme.small(), text.as_ref().unwrap_or(&series.note), limit);
                let width = widest(theme, bold, name.iter().map(String::as_str)).max(widest(
                    theme,
                    theme.small(),
                    note.iter().map(String::as_str),
                ));
                let height = name.len() as f64 * bold.leading()
                    + note.len() as f64 * theme.small().leading();
                Name { name, note, width, height }
            })
            .collect()
    }

    /// Draws the band of the window with its name above.
    fn draw_window(&self, canvas: &Canvas, plan: &Plan) -> StrResult<()> {
        let Some(window) = &self.window else { return Ok(()) };
        let from = plan.x.place(window.from.into());
        let to = plan.x.place(f64::from(window.to) + 1.0);
        if to <= from {
            return Ok(());
        }
        let (top, bottom) = (plan.y.to, plan.y.from);
        let colours = &plan.theme.colours;
        let edge = top - plan.head;
        canvas.rect((from, edge), (to, bottom), plan.band())?;
        // The bracket marks the window in print where the band is too pale.
        let (left, right) = (from + 0.3, to - 0.3);
        let bracket = [(left, edge + 3.0), (left, edge), (right, edge), (right, edge + 3.0)];
        canvas.path(&bracket, colours.muted, 0.7)?;
        let style = Type { weight: Weight::Medium, ..plan.theme.small() };
        let size = width(plan.theme, style, &window.label);
        let centre = push_apart(&[((from + to) / 2.0, size)], 0.0, plan.width(), 0.0);
        let x = centre.map_or((from + to) / 2.0, |centres| centres[0]);
        canvas.text((x, edge - 7.0), Align::Centre, style, &window.label)
    }

    /// Draws the names at the height of each line's last value, pushed apart.
    fn draw_names(&self, canvas: &Canvas, plan: &Plan, names: &[Name]) -> StrResult<()> {
        let small = plan.theme.small();
        let bold = Type { weight: Weight::SemiBold, size: plan.theme.sizes.normal, ..small };
        let last = |series: &Series| self.last(series).map(|(_, value)| value);
        let wished: Vec<(f64, f64)> = self
            .series
            .iter()
            .zip(names)
            .map(|(series, name)| (plan.y.place(last(series).unwrap_or(0.0)), name.height))
            .collect();
        let places = push_apart(&wished, plan.y.to - 6.0, plan.y.from + 12.0, NAME_GAP);
        let places = places.unwrap_or_else(|| wished.iter().map(|wish| wish.0).collect());
        for (((series, name), y), wish) in self.series.iter().zip(names).zip(places).zip(&wished) {
            let colour = match series.role {
                Role::Own => plan.theme.colours.own,
                _ => plan.theme.colours.muted,
            };
            let x = plan.x.to + 8.0;
            let end = self
                .last(series)
                .map_or(plan.x.to, |(year, _)| plan.x.place(f64::from(year) + 1.0));
            if (y - wish.0).abs() > 5.0 || end < plan.x.to - 1.0 {
                let leader = [(end + 1.5, wish.0), (plan.x.to, wish.0), (x - 1.5, y)];
                canvas.path(&leader, plan.theme.stroke(series.role), 0.5)?;
            }
            let top = y - wish.1 / 2.0;
            let name_height = name.name.len() as f64 * bold.leading();
            let bold = Type { colour, ..bold };
            canvas.lines((x, top + name_height / 2.0), Align::Left, bold, &name.name)?;
            let note_y = top + name_height + name.note.len() as f64 * small.leading() / 2.0;
            canvas.lines((x, note_y), Align::Left, small, &name.note)?;
        }
        Ok(())
    }
}

/// Returns the height of the plot for a width; a count that never exceeds 1 needs less.
fn plot_height(width_pt: f64, is_low: bool) -> f64 {
    let height = match width_pt {
        width if width < THIRD_PAGE => THIRD_PAGE_HEIGHT,
        width if HALF_PAGE.contains(&width) => HALF_PAGE_HEIGHT,
        _ => PLOT_HEIGHT,
    };
    if is_low { height * LOW } else { height }
}

/// Which steps are numbered.
enum Numbers {
    /// All.
    All,
    /// The highest, by its index.
    Highest(usize),
    /// None.
    None,
}

/// A line's name and note, broken into lines.
struct Name {
    /// Lines of the name.
    name: Vec<String>,
    /// Lines of the note.
    note: Vec<String>,
    /// Width of the widest line.
    width: f64,
    /// Height of all lines.
    height: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::{faults, plain};
    use crate::chart::theme::tests::theme;

    /// A series from 2010 with a gap at every negative value.
    fn series(name: &str, role: Role, values: &[f64]) -> Series {
        let point = |(year, &value): (i32, &f64)| StepPoint {
            year,
            value: (value >= 0.0).then_some(value),
            text: format!("{value}"),
        };
        Series {
            name: name.into(),
            note: "38 år 2025".into(),
            role,
            points: (2010..).zip(values).map(point).collect(),
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        let long = "Samverkansregion Stockholm-Gotland";
        let own = series(long, Role::Own, &[0.0, 1.0, -1.0, 1e6, 3.0]);
        let three = vec![
            own.clone(),
            series("Danmark", Role::Comparator, &[3.0; 16]),
            series(long, Role::World, &[3.0; 16]),
        ];
        let window = Some(Window { from: 2012, to: 2014, label: "Fönster 2012–2014".into() });
        for series in [vec![own], three, vec![series("Gotland", Role::Own, &[0.0])]] {
            for width in [150.0, 232.0, 480.0] {
                let chart = StepChart {
                    series: series.clone(),
                    window: window.clone(),
                    incomplete_from: Some(2014),
                    is_count: true,
                };
                assert_eq!(
                    faults(&chart.draw(theme(), width, &plain).unwrap()),
                    [""; 0],
                    "{width} pt"
                );
            }
        }
    }

    #[test]
    fn years_of_zero_in_a_row_are_numbered_once() {
        let gotland = series("Gotland", Role::Own, &[0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        let chart = StepChart { series: vec![gotland], ..StepChart::default() };
        let drawn = chart.draw(theme(), 329.0, &|_, _| "tick".into()).unwrap();
        let noughts = drawn.text_boxes.iter().filter(|line| line.text == "0").count();
        assert_eq!(noughts, 3);
    }

    /// Sixteen years on a third of a page leave 7 pt each: "4" would touch the lines beside it.
    #[test]
    fn numbers_without_room_between_the_lines_give_way_to_the_highest_and_the_last() {
        let mut own =
            series("Örebro", Role::Own, &[1.0, 4.0, 1.0, 5.0, 1.0, 0.0, 3.0, 2.0].repeat(2));
        own.note.clear();
        let chart = StepChart { series: vec![own], ..StepChart::default() };
        let texts = |width: f64| -> Vec<String> {
            let drawn = chart.draw(theme(), width, &|_, _| "tick".into()).unwrap();
            let texts = drawn.text_boxes.into_iter().map(|line| line.text);
            texts.filter(|text| text.len() < 4 || text.starts_with("2025:")).collect()
        };
        assert_eq!(texts(158.0), ["5", "2025: 2"]);
        assert_eq!(texts(329.0).len(), 16);
    }

    #[test]
    fn half_a_page_is_higher_a_third_and_a_single_step_lower() {
        let heights =
            [329.0, 244.0, 158.0].map(|width| [false, true].map(|low| plot_height(width, low)));
        assert_eq!(
            heights.map(|[full, low]| [full, low.round()]),
            [[120.0, 72.0], [150.0, 90.0], [92.0, 55.0]]
        );
    }

    #[test]
    fn unordered_years_and_a_fourth_series_are_refused() {
        let mut back = series("a", Role::Own, &[1.0, 2.0]);
        back.points.reverse();
        let fault =
            StepChart { series: vec![back], ..StepChart::default() }.draw(theme(), 300.0, &plain);
        assert_eq!(fault.unwrap_err(), "the years of `a` are not in order");
        let four = vec![series("a", Role::Own, &[1.0]); 4];
        assert!(
            StepChart { series: four, ..StepChart::default() }
                .draw(theme(), 300.0, &plain)
                .is_err()
        );
    }
}

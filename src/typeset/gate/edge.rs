//! Ink keeps to the page, to what it is clipped to, and to the box that it stands in.

use super::Terms;
use super::area::Area;
use super::finding::{Finding, mm, one_per_block};
use super::layout::{Ink, Item, Layer, Layout, Run};
use super::walk::shortened;

/// How far ink may reach over an edge, in points: a letter's curve does, and a rounded number.
const TOLERANCE_PT: f64 = 0.5;

/// How far letters may reach over the upper and lower edge of their box, in parts of their size: Typst measures lines from the capitals to the
/// baseline, and what is below or above that is not counted.
const LINE_TOLERANCE: f64 = 0.3;

/// How far a sign at the end of a line may reach over the edge of its box, in parts of its size: Typst hangs punctuation into the margin.
const HANGING: f64 = 0.3;

/// The sides of a box.
const SIDES: [&str; 4] = ["left", "upper", "right", "lower"];

/// Finds what reaches over an edge.
pub fn check(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let (mut texts, mut shapes) = (Vec::new(), Vec::new());
    for (number, page) in layout.pages.iter().enumerate() {
        for item in &page.items {
            let (told, findings) = match &item.ink {
                Ink::Text(run) => (text(item, run, &page.area), &mut texts),
                Ink::Patch(_) => (shape(item, &page.area), &mut shapes),
            };
            findings.extend(told.map(|(said, hint)| Finding::of(number, item, said, hint)));
        }
    }
    // Of a table that is too wide its text says more than its lines.
    texts.append(&mut shapes);
    one_per_block(layout, texts)
}

/// What is wrong, and what to do.
type Told = (String, &'static str);

/// Says which edge a text reaches over.
fn text(item: &Item, run: &Run, page: &Area) -> Option<Told> {
    let words = shortened(&run.text);
    if let Some((side, over)) = farthest(&item.area, page, [TOLERANCE_PT; 4]) {
        let said = format!("`{words}` reaches {} over the {side} edge of the page", mm(over));
        return Some((said, "narrow it, break it, or make what it stands in smaller"));
    }
    if let Some(clip) = &item.clip
        && let Some((side, over)) = farthest(&item.area, clip, [TOLERANCE_PT; 4])
    {
        let gone = item.area.common(*clip).is_empty();
        let said = if gone {
            format!("`{words}` is clipped away")
        } else {
            format!("`{words}` is cut off by {} at its {side} edge", mm(over))
        };
        return Some((said, "give the box that clips it more room, or the text less"));
    }
    if item.is_in_picture || item.layer == Layer::Watermark {
        return None;
    }
    let Area { top, bottom, .. } = item.room.near;
    let room = Area { left: item.room.left, top, right: item.room.right, bottom };
    let lines = LINE_TOLERANCE * run.size;
    let hangs = |end: Option<char>| end.is_some_and(|c| !c.is_alphanumeric());
    let side = |end| TOLERANCE_PT + if hangs(end) { HANGING * run.size } else { 0.0 };
    let ends = [run.text.trim_start().chars().next(), run.text.trim_end().chars().next_back()];
    let tolerance = [side(ends[0]), lines, side(ends[1]), lines];
    let (side, over) = farthest(&item.area, &room, tolerance)?;
    let said = format!("`{words}` reaches {} over the {side} edge of its box", mm(over));
    Some((
        said,
        "a word that cannot break needs a wider box; a box of fixed height needs less text",
    ))
}

/// Says which edge of the page a shape or a picture reaches over.
fn shape(item: &Item, page: &Area) -> Option<Told> {
    let visible = item.visible();
    if visible.is_empty() || item.layer == Layer::Watermark {
        return None;
    }
    let (side, over) = farthest(&visible, page, [TOLERANCE_PT; 4])?;
    let what = if item.is_in_picture { "a picture" } else { "a shape or line" };
    let said = format!("{what} reaches {} over the {side} edge of the page", mm(over));
    Some((said, "make it smaller, or put it into the page's background when it is to bleed"))
}

/// Returns the edge that is crossed most, and by how much, when it is more than a tolerance.
fn farthest(area: &Area, limit: &Area, tolerance: [f64; 4]) -> Option<(&'static str, f64)> {
    let beyond = area.beyond(limit).into_iter().zip(tolerance).zip(SIDES);
    let over = beyond.filter(|((over, tolerance), _)| over > tolerance);
    over.map(|((over, _), side)| (side, over)).max_by(|a, b| a.1.total_cmp(&b.1))
}

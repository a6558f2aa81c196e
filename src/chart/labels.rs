//! Names beside points: each near its point, apart from all others.
//!
//! Every label tries the same places around its point, nearer and farther, and takes
//! the cheapest: near, beside the lines of the chart rather than on them, its leader
//! clear of other labels and points. Labels are placed one after the other and then
//! again, with all others as they stand, until none finds a better place.

use super::canvas::Point;

/// Space between a point and its label.
const AWAY: f64 = 1.8;
/// Space between two labels.
const GAP: f64 = 0.8;
/// How far from its point a label may stand, in points.
const REACH: [f64; 9] = [0.0, 3.0, 6.0, 10.0, 15.0, 21.0, 28.0, 37.0, 48.0];
/// Distance from which a line leads from the point to its label.
const LEADER: f64 = 5.0;
/// Directions that are tried.
const DIRECTIONS: usize = 16;
/// How many places of each are tried for two labels together.
const PAIRED: usize = 48;
/// How often all labels are placed again at most.
const ROUNDS: usize = 12;

/// What is worse than distance, in points of it: a line of the chart under a label.
const ON_LINE: f64 = 9.0;
/// A leader that crosses a line of another label, or passes near another point.
const CROSSED: f64 = 45.0;
/// A label on another or on a point, or outside of the plot.
const TAKEN: f64 = 1e4;

/// A stretch of the picture: left, top, right, bottom.
pub type Stretch = [f64; 4];
/// A line between two points.
pub type Line = (Point, Point);

/// A point that wants a label.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Its middle.
    pub at: Point,
    /// Its radius.
    pub radius: f64,
    /// Width and height of the label.
    pub size: (f64, f64),
}

/// Where a label stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Its middle.
    pub middle: Point,
    /// The line that leads to it; none where it stands at its point.
    pub leader: Option<Line>,
    /// The label.
    stretch: Stretch,
}

/// Returns places for labels, in the order of the wishes; `None` where there is no room.
///
/// `lines` are what labels had better not stand on, `plot` is where they must be, and
/// `taken` what they must keep clear of beside the points.
pub fn place(
    wishes: &[Wish],
    lines: &[Line],
    taken: &[Stretch],
    plot: Stretch,
) -> Vec<Option<Place>> {
    let ground = Ground { wishes, lines, taken, plot };
    let priced: Vec<Vec<Priced>> = (0..wishes.len()).map(|i| ground.priced(i)).collect();
    // The most crowded first: they have the least choice.
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    let crowd =
        |i: usize| wishes.iter().filter(|other| distance(other.at, wishes[i].at) < 24.0).count();
    order.sort_by_key(|&i| std::cmp::Reverse(crowd(i)));
    let mut places: Vec<Option<Place>> = vec![None; wishes.len()];
    for _ in 0..ROUNDS {
        let before = places.clone();
        for &i in &order {
            places[i] = cheapest(&priced[i], i, &places);
        }
        uncross(&priced, &mut places);
        if places == before {
            break;
        }
    }
    // What still stands on something has no room; the last placed gives way.
    for i in order.into_iter().rev() {
        let Some(place) = places[i] else { continue };
        let own = priced[i].iter().find(|priced| priced.0 == place).map_or(0.0, |priced| priced.1);
        if own + among(&place, i, &places) >= TAKEN {
            places[i] = None;
        }
    }
    places
}

/// A place with what it costs whatever the other labels do.
type Priced = (Place, f64);

/// What labels are placed among.
struct Ground<'a> {
    wishes: &'a [Wish],
    lines: &'a [Line],
    taken: &'a [Stretch],
    plot: Stretch,
}

impl Ground<'_> {
    /// Returns the places of a label with what each costs beside points and lines.
    fn priced(&self, of: usize) -> Vec<Priced> {
        candidates(&self.wishes[of])
            .map(|(place, bias)| (place, bias + self.cost(of, &place)))
            .collect()
    }

    /// Returns what a place costs beside points and lines.
    fn cost(&self, of: usize, place: &Place) -> f64 {
        let wish = &self.wishes[of];
        let stretch = &place.stretch;
        let mut cost = distance(nearest(wish.at, stretch), wish.at) - wish.radius;
        let [left, top, right, bottom] = self.plot;
        let is_out =
            stretch[0] < left || stretch[1] < top || stretch[2] > right || stretch[3] > bottom;
        cost += if is_out { TAKEN } else { 0.0 };
        cost += self.taken.iter().filter(|other| overlap(stretch, other)).count() as f64 * TAKEN;
        // A curve is many lines; under a label it is one or two.
        let under = self.lines.iter().filter(|line| crosses(line, stretch)).count();
        cost += under.min(2) as f64 * ON_LINE;
        for (i, other) in self.wishes.iter().enumerate() {
            let disc = around(other.at, other.radius);
            cost += if overlap(stretch, &disc) { TAKEN } else { 0.0 };
            let is_struck = |line: &Line| i != of && crosses(line, &disc);
            cost += if place.leader.as_ref().is_some_and(is_struck) { CROSSED } else { 0.0 };
        }
        cost
    }
}

/// Returns the cheapest place of a label beside the others as they stand.
fn cheapest(priced: &[Priced], of: usize, places: &[Option<Place>]) -> Option<Place> {
    let mut best: Option<(f64, Place)> = None;
    for (place, own) in priced {
        if best.is_some_and(|(least, _)| *own >= least) {
            continue;
        }
        let cost = own + among(place, of, places);
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, *place));
        }
    }
    best.map(|best| best.1)
}

/// Places the labels of leaders that cross again, two at a time: neither alone finds the way out.
fn uncross(priced: &[Vec<Priced>], places: &mut [Option<Place>]) {
    for i in 0..places.len() {
        for j in i + 1..places.len() {
            let (Some(one), Some(other)) = (places[i], places[j]) else { continue };
            if crossings(&one, &other) == 0 {
                continue;
            }
            let without = |of: usize| {
                let mut others = places.to_vec();
                (others[i], others[j]) = (None, None);
                let cost = |(place, own): &Priced| (own + among(place, of, &others), *place);
                let mut list: Vec<(f64, Place)> = priced[of].iter().map(cost).collect();
                list.sort_by(|a, b| a.0.total_cmp(&b.0));
                list.truncate(PAIRED);
                list
            };
            let (ones, others) = (without(i), without(j));
            let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
            let cost = |(one, other): &(&(f64, Place), &(f64, Place))| {
                one.0 + other.0 + beside(&one.1, &other.1)
            };
            if let Some((one, other)) = pairs.min_by(|a, b| cost(a).total_cmp(&cost(b))) {
                (places[i], places[j]) = (Some(one.1), Some(other.1));
            }
        }
    }
}

/// Returns what a place costs beside the other labels.
fn among(place: &Place, of: usize, places: &[Option<Place>]) -> f64 {
    let others =
        places.iter().enumerate().filter(|(i, _)| *i != of).filter_map(|(_, other)| *other);
    others.map(|other| beside(place, &other)).sum()
}

/// Returns what two places cost beside each other.
fn beside(one: &Place, other: &Place) -> f64 {
    let taken = if overlap(&one.stretch, &other.stretch) { TAKEN } else { 0.0 };
    taken + crossings(one, other) as f64 * CROSSED
}

/// Returns how often the leaders and labels of two places cross.
fn crossings(one: &Place, other: &Place) -> usize {
    let strikes = |leader: &Option<Line>, place: &Place| {
        leader.as_ref().is_some_and(|line| crosses(line, &place.stretch))
    };
    let meet = match (&one.leader, &other.leader) {
        (Some(a), Some(b)) => meets(a, b),
        _ => false,
    };
    usize::from(strikes(&one.leader, other))
        + usize::from(strikes(&other.leader, one))
        + usize::from(meet)
}

/// Returns the places that a label may take, with what the direction costs: a name stands best
/// at the right of its point, then at the left, above or below.
fn candidates(wish: &Wish) -> impl Iterator<Item = Priced> {
    let Wish { at: (x, y), radius, size } = *wish;
    let half = (size.0 / 2.0, size.1 / 2.0);
    let place = move |reach: f64, direction: usize| {
        let angle = direction as f64 / DIRECTIONS as f64 * std::f64::consts::TAU;
        let (right, down) = (angle.cos(), angle.sin());
        let away = radius + AWAY + reach;
        let edge = (x + right * away, y + down * away);
        // A label beside its point stands with the nearest part of its edge there.
        let side = |share: f64, half: f64| half * (share * 2.0).clamp(-1.0, 1.0);
        let middle = (edge.0 + side(right, half.0), edge.1 + side(down, half.1));
        let stretch = [middle.0 - half.0, middle.1 - half.1, middle.0 + half.0, middle.1 + half.1];
        let end = nearest((x, y), &stretch);
        let leader = (distance(end, (x, y)) - radius > LEADER).then_some(((x, y), end));
        let bias = match (direction * 4).is_multiple_of(DIRECTIONS) {
            true => [0.0, 1.6, 0.8, 1.6][direction * 4 / DIRECTIONS],
            false => 2.4,
        };
        (Place { middle, leader, stretch }, bias)
    };
    REACH.into_iter().flat_map(move |reach| (0..DIRECTIONS).map(move |at| place(reach, at)))
}

/// Returns the square around a point.
fn around((x, y): Point, radius: f64) -> Stretch {
    [x - radius, y - radius, x + radius, y + radius]
}

/// Returns the point of a stretch that is nearest to another.
fn nearest((x, y): Point, stretch: &Stretch) -> Point {
    (x.clamp(stretch[0], stretch[2]), y.clamp(stretch[1], stretch[3]))
}

/// Returns the distance of two points.
fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// Whether two stretches have a part in common, with a little space between.
fn overlap(one: &Stretch, other: &Stretch) -> bool {
    one[0] < other[2] + GAP
        && other[0] < one[2] + GAP
        && one[1] < other[3] + GAP
        && other[1] < one[3] + GAP
}

/// Whether a line has a part in a stretch.
fn crosses((from, to): &Line, stretch: &Stretch) -> bool {
    let (mut first, mut last) = (0.0f64, 1.0f64);
    let runs = [
        (from.0, to.0 - from.0, stretch[0], stretch[2]),
        (from.1, to.1 - from.1, stretch[1], stretch[3]),
    ];
    for (start, run, low, high) in runs {
        if run.abs() < 1e-9 {
            if start < low || start > high {
                return false;
            }
            continue;
        }
        let (a, b) = ((low - start) / run, (high - start) / run);
        first = first.max(a.min(b));
        last = last.min(a.max(b));
    }
    first <= last
}

/// Whether two lines cross.
fn meets(one: &Line, other: &Line) -> bool {
    let turn = |a: Point, b: Point, c: Point| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    let parts = |line: &Line, other: &Line| {
        turn(line.0, line.1, other.0) * turn(line.0, line.1, other.1) < 0.0
    };
    parts(one, other) && parts(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plot of 200 by 100 pt.
    const PLOT: Stretch = [0.0, 0.0, 200.0, 100.0];

    /// A point with a label of 12 by 5 pt.
    fn wish(x: f64, y: f64) -> Wish {
        Wish { at: (x, y), radius: 2.0, size: (12.0, 5.0) }
    }

    #[test]
    fn a_lonely_point_has_its_name_at_its_right() {
        let places = place(&[wish(50.0, 50.0)], &[], &[], PLOT);
        let Some(place) = places[0] else { panic!("no place") };
        let right = 50.0 + 2.0 + AWAY + 6.0;
        assert!((place.middle.0 - right).abs() < 1e-9 && place.middle.1 == 50.0, "{place:?}");
        assert_eq!(place.leader, None);
    }

    #[test]
    fn a_name_leaves_a_line_for_free_ground() {
        let line = ((0.0, 50.0), (200.0, 50.0));
        let places = place(&[wish(50.0, 50.0)], &[line], &[], PLOT);
        assert!(!crosses(&line, &places[0].unwrap().stretch));
    }

    /// Twenty points on a stretch of 30 by 15 pt: every label has room, none lies on another or
    /// on a point, and no leader crosses another.
    #[test]
    fn a_crowd_is_spread_out_with_leaders_that_do_not_cross() {
        let point =
            |i: usize| wish(80.0 + (i * 7 % 20) as f64 * 1.5, 40.0 + (i * 3 % 5) as f64 * 3.0);
        let wishes: Vec<Wish> = (0..20).map(point).collect();
        let places: Vec<Place> = place(&wishes, &[], &[], PLOT).into_iter().flatten().collect();
        assert_eq!(places.len(), 20);
        for (i, one) in places.iter().enumerate() {
            assert!(
                wishes.iter().all(|wish| !overlap(&one.stretch, &around(wish.at, wish.radius)))
            );
            for other in &places[i + 1..] {
                assert!(!overlap(&one.stretch, &other.stretch));
                let lines = one.leader.zip(other.leader);
                assert!(lines.is_none_or(|(a, b)| !meets(&a, &b)));
            }
        }
        assert!(places.iter().any(|place| place.leader.is_some()));
    }

    #[test]
    fn where_there_is_no_room_there_is_no_name() {
        let narrow = [0.0, 0.0, 10.0, 10.0];
        assert_eq!(place(&[wish(5.0, 5.0)], &[], &[], narrow), [None]);
    }
}

//! Rectangles on a page, in points from its upper left corner.

use typst::layout::{Abs, Point, Rect, Transform};

/// A rectangle on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Area {
    /// The rectangle that holds nothing, from which a union begins.
    pub const NOTHING: Self = Self {
        left: f64::INFINITY,
        top: f64::INFINITY,
        right: f64::NEG_INFINITY,
        bottom: f64::NEG_INFINITY,
    };

    /// Returns the rectangle at the origin with a width and a height.
    pub fn sized(width: f64, height: f64) -> Self {
        Self { left: 0.0, top: 0.0, right: width, bottom: height }
    }

    /// Returns the smallest rectangle around points.
    pub fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        points.into_iter().fold(Self::NOTHING, |area, (x, y)| {
            area.union(Self { left: x, top: y, right: x, bottom: y })
        })
    }

    /// Returns the smallest rectangle around one of a frame, once that is mapped onto the page.
    ///
    /// The corners may come in any order: Typst gives the boxes of text with the upper edge last.
    pub fn mapped(rect: Rect, map: Transform) -> Self {
        let Rect { min, max } = rect;
        let corners = [min, max, Point::new(min.x, max.y), Point::new(max.x, min.y)];
        Self::around(corners.map(|corner| on_page(corner, map)))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        !(self.left <= self.right && self.top <= self.bottom)
    }

    /// Returns the width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Returns the height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Returns the smallest rectangle around both.
    pub fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Returns what both have in common, which may be empty.
    pub fn common(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// Whether a point lies in it.
    pub fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// Whether the two share more than an edge.
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Returns how far it reaches over the edges of another: left, upper, right and lower, below zero where it does not.
    pub fn beyond(&self, other: &Self) -> [f64; 4] {
        [
            other.left - self.left,
            other.top - self.top,
            self.right - other.right,
            self.bottom - other.bottom,
        ]
    }
}

/// Returns where a point of a frame lies on the page.
pub fn on_page(point: Point, map: Transform) -> (f64, f64) {
    let point = point.transform(map);
    (point.x.to_pt(), point.y.to_pt())
}

/// Returns a point of a frame.
pub fn point(x: f64, y: f64) -> Point {
    Point::new(Abs::pt(x), Abs::pt(y))
}

#[cfg(test)]
mod tests {
    use typst::layout::{Angle, Ratio};

    use super::*;

    #[test]
    fn a_quarter_turn_swaps_width_and_height() {
        let rect = Rect::new(point(0.0, 0.0), point(30.0, 10.0));
        let area = Area::mapped(rect, Transform::rotate(Angle::deg(90.0)));
        assert!((area.width() - 10.0).abs() < 1e-9 && (area.height() - 30.0).abs() < 1e-9);
    }

    #[test]
    fn corners_in_any_order_give_the_same_area() {
        let map = Transform::scale(Ratio::new(2.0), Ratio::new(2.0));
        let upright = Area::mapped(Rect::new(point(1.0, 2.0), point(3.0, 4.0)), map);
        assert_eq!(Area::mapped(Rect::new(point(1.0, 4.0), point(3.0, 2.0)), map), upright);
        assert_eq!(upright, Area { left: 2.0, top: 4.0, right: 6.0, bottom: 8.0 });
    }

    #[test]
    fn what_reaches_over_an_edge_is_measured_there() {
        let page = Area::sized(100.0, 50.0);
        let wide = Area { left: 90.0, top: 10.0, right: 112.0, bottom: 20.0 };
        assert_eq!(wide.beyond(&page), [-90.0, -10.0, 12.0, -30.0]);
    }
}

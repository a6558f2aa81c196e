//! The kinds of charts, for whoever lists or chooses them.

/// A kind of chart, for `kapacitet list charts` and for writers of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartKind {
    /// Stable name in files.
    pub id: &'static str,
    /// What it is good for.
    pub purpose: &'static str,
    /// How a reader reads it.
    pub reading: &'static str,
}

/// All kinds of charts, in the order in which a writer should consider them.
pub const CATALOGUE: &[ChartKind] = &[
    ChartKind {
        id: "bar",
        purpose: "ranking of places by a rate or a count, with intervals",
        reading: "length is the value from zero, the whisker its 95 % interval, an open bar carries no statement",
    },
    ChartKind {
        id: "forest",
        purpose: "ratios to a reference, such as location quotients of areas or diseases",
        reading: "right of the line is more than the reference, a filled point is a difference that holds, an arrow leaves the axis",
    },
    ChartKind {
        id: "funnel",
        purpose: "fair comparison of places of different size by a rate or a share",
        reading: "size grows to the right; what lies between the limits does not differ clearly, the solid ones are the 99.8 % limits, the dashed ones those of 95 %",
    },
    ChartKind {
        id: "spine",
        purpose: "one region among all by several indicators, each on a scale of its own",
        reading: "the thin line reaches over all regions, the thick one over their middle half, the tick is the average; a filled point lies outside the band and differs",
    },
    ChartKind {
        id: "step",
        purpose: "yearly counts over the full series with the window marked",
        reading: "each year is a step, the shaded years are the window, a dashed year is incomplete",
    },
    ChartKind {
        id: "tile-map",
        purpose: "one number for each of the 21 regions",
        reading: "every region has an equal tile near its place on the map, darker is more, hatched is no data",
    },
    ChartKind {
        id: "mix",
        purpose: "composition of a whole, compared between places",
        reading: "each bar is 100 %, the thin lines follow a class from bar to bar",
    },
    ChartKind {
        id: "waterfall",
        purpose: "what lies between two counts, such as the bridge from the previous edition",
        reading: "whole counts stand on zero, a solid step adds, an open step takes away, the thin lines carry the sum on",
    },
    ChartKind {
        id: "dot",
        purpose: "rates and shares beside one another, with intervals",
        reading: "the dot is the value, its line the 95 % interval, the upright line what is compared with",
    },
    ChartKind {
        id: "dumbbell",
        purpose: "two groups side by side, such as a place and its reference by phase",
        reading: "the filled end is the own value, the open end the other, the bar between them how far they are apart",
    },
    ChartKind {
        id: "slope",
        purpose: "what changed from the first to the last of two years, for a few places",
        reading: "each line leads from the first value to the last, steeper is more change",
    },
    ChartKind {
        id: "lines",
        purpose: "trends over the years as small multiples on one scale",
        reading: "each panel has its own line in full and the others as a pale ground, a dashed year is incomplete",
    },
    ChartKind {
        id: "heat",
        purpose: "counts by two things at once, such as disease and phase",
        reading: "the number is the count, darker is more, white is none, hatched is no data",
    },
    ChartKind {
        id: "bullet",
        purpose: "goals beside their targets, each on a scale of its own",
        reading: "the bar is the value from zero, the thick line the target, the open triangle what was to be reached by now",
    },
    ChartKind {
        id: "xmr",
        purpose: "whether a goal's value has moved or only varies as it always does",
        reading: "between the dashed natural limits nothing has happened, a filled point signals",
    },
    ChartKind {
        id: "strip",
        purpose: "stages of a process after one another, each as long as its median",
        reading: "a stage begins where the one before ends; the ends are no medians of the whole",
    },
    ChartKind {
        id: "matrix",
        purpose: "how complete each part of many is, such as the inventory by region and heading",
        reading: "a box is filled from its foot by the share that is there, an empty box is nothing yet",
    },
    ChartKind {
        id: "scatter",
        purpose: "two measures at once, such as demand and the place's mix, in four named quadrants",
        reading: "the thin cross is both intervals, a filled point lies clearly in its quadrant",
    },
    ChartKind {
        id: "curve",
        purpose: "which share has come so far by a time, with those still under way counted",
        reading: "the curve rises at each end that was observed, the band is its 95 % interval, the upright line a time that is told",
    },
];

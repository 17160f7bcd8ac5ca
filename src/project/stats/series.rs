//! How many gaps stood how, over time: one point for each landing that changed it, or the last of each day or week.

use crate::model::{At, CommitId, Day, Status};
use crate::project::diff::Left;
use crate::project::replay::Stand;

use super::course::{Course, Mark};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub unit: Unit,
    pub points: Vec<Point>,
}

/// How finely a series is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Landing,
    Day,
    Week,
}

impl Unit {
    pub const ALL: [Self; 3] = [Self::Landing, Self::Day, Self::Week];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Landing => "landing",
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// How many points stay readable, in a plot and in the table below it.
    fn points_max(self) -> usize {
        match self {
            Self::Landing => 60,
            Self::Day => 92,
            Self::Week => usize::MAX,
        }
    }

    /// Whether the second of two marks stands for both.
    fn is_one(self, a: &Point, b: &Point) -> bool {
        match self {
            Self::Landing => false,
            Self::Day => a.day == b.day,
            Self::Week => a.day.monday() == b.day.monday(),
        }
    }
}

/// How many gaps stand how after a landing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Which mark of the course is the last that is in it.
    pub mark: usize,
    pub at: At,
    pub day: Day,
    pub commit: CommitId,
    /// Open and started, by criticality.
    pub left: Left,
    /// Those of them that are started.
    pub started: usize,
    pub closed: usize,
    pub deferred: usize,
    pub dropped: usize,
}

impl Point {
    fn before(mark: &Mark) -> Self {
        Self {
            mark: 0,
            at: mark.at,
            day: mark.day,
            commit: mark.commit.clone(),
            left: Left::default(),
            started: 0,
            closed: 0,
            deferred: 0,
            dropped: 0,
        }
    }

    /// Everything that was ever opened.
    pub fn total(&self) -> usize {
        self.left.total() + self.closed + self.deferred + self.dropped
    }

    fn add(&mut self, stand: Stand) {
        self.left.count(stand.status, stand.criticality);
        self.counter(stand.status).into_iter().for_each(|n| *n += 1);
    }

    fn take(&mut self, stand: Stand) {
        if stand.status.is_left() {
            self.left.uncount(stand.criticality);
        }
        self.counter(stand.status).into_iter().for_each(|n| *n = n.saturating_sub(1));
    }

    /// What a status is counted in beside what is left; a gap that nobody is on, in nothing else.
    fn counter(&mut self, status: Status) -> Option<&mut usize> {
        match status {
            Status::Open => None,
            Status::Started => Some(&mut self.started),
            Status::Closed | Status::Confirmed => Some(&mut self.closed),
            Status::Deferred => Some(&mut self.deferred),
            Status::Dropped => Some(&mut self.dropped),
        }
    }
}

impl Series {
    pub fn of(course: &Course, asked: Option<Unit>) -> Self {
        let each = points(course);
        let cut = |unit: Unit| {
            let mut points: Vec<Point> = Vec::new();
            for point in &each {
                if points.last().is_some_and(|last| unit.is_one(last, point)) {
                    points.pop();
                }
                points.push(point.clone());
            }
            Self { unit, points }
        };
        if let Some(unit) = asked {
            return cut(unit);
        }
        let fits = |s: &Self| s.points.len() <= s.unit.points_max();
        Unit::ALL.into_iter().map(cut).find(fits).unwrap_or_else(|| cut(Unit::Week))
    }

    pub fn now(&self) -> Option<&Point> {
        self.points.last()
    }
}

/// One point a mark.
fn points(course: &Course) -> Vec<Point> {
    let Some(first) = course.marks.first() else { return Vec::new() };
    let mut now = Point::before(first);
    let mut turns = course.turns.iter().peekable();
    let mut points = Vec::with_capacity(course.marks.len());
    for (i, mark) in course.marks.iter().enumerate() {
        while let Some(turn) = turns.next_if(|t| t.mark == i) {
            turn.to.into_iter().for_each(|stand| now.add(stand));
            turn.from.into_iter().for_each(|stand| now.take(stand));
        }
        points.push(Point {
            mark: i,
            at: mark.at,
            day: mark.day,
            commit: mark.commit.clone(),
            ..now.clone()
        });
    }
    points
}

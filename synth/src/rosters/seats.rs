//! Who stands in which row of which list, and hence which pairs of rows are true: arithmetic over shuffles, no table.
//!
//! People are ranked: first those in both lists, then those only in the left one, then those only in the right one.
//! A list is its people, then the people who stand in it twice; a shuffle lays these seats out as rows.

use super::rates::Pair;
use super::shuffle::Shuffle;

/// One list.
struct List {
    /// Rows.
    rows: u64,
    /// Different people.
    people: u64,
    /// Seat of each row.
    order: Shuffle,
    /// Person, by place within the list, of each second seat.
    twice: Shuffle,
}

impl List {
    fn new(seed: u64, number: u64, rows: u64, share_twice: f64) -> Self {
        let twice = (rows as f64 * share_twice) as u64;
        let people = rows - twice.min(rows / 2);
        Self { rows, people, order: Shuffle::new(seed, number, rows), twice: Shuffle::new(seed, number + 1, people) }
    }

    /// The person in a row, by place within the list, and whether it is the person's second row.
    fn person(&self, row: u64) -> (u64, bool) {
        let seat = self.order.forth(row);
        if seat < self.people { (seat, false) } else { (self.twice.forth(seat - self.people), true) }
    }

    /// The rows of a person, by place within the list.
    fn rows_of(&self, person: u64) -> (u64, Option<u64>) {
        let again = self.twice.back(person);
        let second = (again < self.rows - self.people).then(|| self.order.back(self.people + again));
        (self.order.back(person), second)
    }
}

/// The seats of both lists.
pub struct Seats {
    /// Number of different people.
    pub population: u64,
    both: u64,
    ranks: Shuffle,
    left: List,
    right: List,
}

/// One of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Seats {
    /// Seats of two lists of these many rows.
    pub fn new(seed: u64, left: u64, right: u64, pair: &Pair) -> Self {
        let left = List::new(seed, 1, left, pair.left_twice);
        let right = List::new(seed, 3, right, pair.right_twice);
        let both = ((right.people as f64 * pair.overlap) as u64).min(left.people);
        let population = left.people + right.people - both;
        Self { population, both, ranks: Shuffle::new(seed, 0, population), left, right }
    }

    const fn list(&self, side: Side) -> &List {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// Rows of a list.
    pub const fn rows(&self, side: Side) -> u64 {
        self.list(side).rows
    }

    /// The number of the person in a row, and whether it is the person's second row there.
    pub fn person(&self, side: Side, row: u64) -> (u64, bool) {
        let (place, again) = self.list(side).person(row);
        let rank = if side == Side::Left || place < self.both { place } else { place - self.both + self.left.people };
        (self.ranks.forth(rank), again)
    }

    /// People in both lists, numbered from zero for [`Seats::pairs`].
    pub const fn matched(&self) -> u64 {
        self.both
    }

    /// Every true pair of rows of one person in both lists.
    pub fn pairs(&self, nth: u64) -> impl Iterator<Item = (u64, u64)> {
        let (left, left_again) = self.left.rows_of(nth);
        let (right, right_again) = self.right.rows_of(nth);
        let lefts = [Some(left), left_again].into_iter().flatten();
        lefts.flat_map(move |left| [Some(right), right_again].into_iter().flatten().map(move |right| (left, right)))
    }

    /// The two rows of each person who stands twice in a list.
    pub fn twice(&self, side: Side) -> impl Iterator<Item = (u64, u64)> {
        let list = self.list(side);
        (0..list.rows - list.people).map(move |nth| {
            let first = list.order.back(list.twice.forth(nth));
            let second = list.order.back(list.people + nth);
            (first.min(second), first.max(second))
        })
    }
}

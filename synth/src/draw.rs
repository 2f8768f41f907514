//! Randomness that depends on nothing but a seed and a counter.
//!
//! Every attribute of every person is drawn from a stream that is named by (seed, purpose, number), so any person
//! can be made at any time, on any thread, without making the others first. Integer mixing and exact division only:
//! no logarithm or power whose last bit differs between machines.

/// What a stream of draws is for. Two purposes never share a stream.
#[derive(Clone, Copy)]
#[repr(u64)]
pub enum Purpose {
    /// The shuffle that spreads segments and coverage evenly.
    Shuffle = 1,
    /// A block of six people split into households.
    Block,
    /// What a household shares.
    House,
    /// A person's own facts.
    Person,
    /// A person's name.
    Name,
    /// A person's memberships.
    Membership,
    /// A company.
    Company,
    /// A village's weight.
    Village,
    /// How a file looks.
    Layout,
    /// A row in a file.
    Row,
    /// Whether a person stands in a list.
    Listed,
    /// Tables without people.
    Table,
    /// The order of people and rows in a pair of lists.
    Order,
    /// Who a person is beyond the register: phone, title, tail of the name.
    Contact,
    /// The address of a household.
    Address,
    /// A row of the left list.
    Left,
    /// A row of the right list.
    Right,
    /// How the left or right list writes a row as text.
    Hand,
    /// What employers and payers do beyond paying.
    Conduct,
}

/// A stream of draws.
#[derive(Clone)]
pub struct Draw {
    state: u64,
}

const fn mixed(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

impl Draw {
    /// The stream for one purpose and number.
    pub const fn new(seed: u64, purpose: Purpose, number: u64) -> Self {
        let a = mixed(seed ^ 0x9E37_79B9_7F4A_7C15);
        let b = mixed(a ^ (purpose as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Self { state: mixed(b.wrapping_add(number.wrapping_mul(0xA076_1D64_78BD_642F))) }
    }

    /// The stream for one purpose and two numbers.
    pub const fn of_two(seed: u64, purpose: Purpose, first: u64, second: u64) -> Self {
        let one = Self::new(seed, purpose, first);
        Self { state: mixed(one.state ^ second.wrapping_mul(0xE703_7ED1_A0B4_28DB)) }
    }

    /// The next 64 bits (SplitMix64).
    pub const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.state)
    }

    /// A number in [0, 1).
    pub const fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// True with probability `rate`.
    pub fn chance(&mut self, rate: f64) -> bool {
        self.unit() < rate
    }

    /// A number in `0..n`; `n` of zero gives zero.
    pub const fn below(&mut self, n: u64) -> u64 {
        ((self.bits() as u128 * n as u128) >> 64) as u64
    }

    /// An index into something of length `n`.
    pub const fn index(&mut self, n: usize) -> usize {
        self.below(n as u64) as usize
    }

    /// A number from `from` to `to`, both included.
    pub const fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = to.saturating_sub(from).saturating_add(1);
        if span <= 1 { from } else { from + self.below(span as u64) as i64 }
    }

    /// One of some values; the slice must not be empty.
    pub const fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.index(values.len())]
    }

    /// The index whose weight a draw falls on.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        let mut left = self.unit() * total;
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        weights.iter().rposition(|w| *w > 0.0).unwrap_or(0)
    }
}

/// A draw in [0, 1) for each number, even over every 64 consecutive numbers: shares hold in small provinces too.
pub fn even(seed: u64, number: u64) -> f64 {
    let mut keys = Draw::new(seed, Purpose::Shuffle, number / 64);
    let (a, b, c) = (keys.bits() | 1, keys.bits(), keys.bits() | 1);
    // Odd multiplication, addition and a folded exclusive-or are each one-to-one on six bits.
    let mut place = number % 64;
    place = place.wrapping_mul(a).wrapping_add(b) & 63;
    place ^= place >> 3;
    place = place.wrapping_mul(c) & 63;
    place ^= place >> 2;
    let within = Draw::of_two(seed, Purpose::Shuffle, number, 1).unit();
    (f64::from(u8::try_from(place).unwrap_or(0)) + within) / 64.0
}

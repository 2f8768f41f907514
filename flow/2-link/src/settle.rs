//! When what people said of a pair settles it: one person is enough for most pairs, some are shown to a second one who does not know
//! of the first, and where two do not agree a third one decides.

use crate::roster::mix;

/// One in so many pairs is shown to a second person.
const TWICE: u64 = 20;
/// People who could not tell, after whom a pair is not asked any more.
const TIRED: usize = 3;

/// What one person said of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether it is one person; none: they could not tell.
    pub same: Option<bool>,
    /// Whether their role decides; otherwise it proposes.
    pub decides: bool,
}

/// How a pair stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody is still to look at it.
    Open {
        /// People did not agree: whoever looks next must be one who decides.
        disputed: bool,
    },
    /// It is one person, or it is not.
    Settled(bool),
    /// Nobody could tell: it stays as the engine has it.
    Untold,
}

/// How a pair stands after what people said of it; `twice` if a second person is to look at it.
pub fn settle(looks: &[Look], twice: bool) -> Standing {
    let said = |same: bool| looks.iter().filter(move |look| look.same == Some(same));
    let (yes, no) = (said(true).count(), said(false).count());
    let same = yes > no;
    let decided = said(same).any(|look| look.decides);
    let enough = match (yes.min(no), yes.max(no)) {
        (0, said) => said >= if twice { 2 } else { 1 },
        (fewer, more) => more > fewer,
    };
    if enough && decided {
        return Standing::Settled(same);
    }
    if yes + no == 0 && looks.len() >= TIRED {
        return Standing::Untold;
    }
    Standing::Open { disputed: yes > 0 && no > 0 }
}

/// Whether a pair of rows is shown to a second person: by its numbers, so that it is the same pair after every linking.
pub const fn is_twice(a: i64, b: i64) -> bool {
    mix(mix(0x0072_7769_6365, a.cast_unsigned()), b.cast_unsigned()).is_multiple_of(TWICE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(looks: &str, twice: bool) -> Standing {
        // Y and N decide, y and n propose, ? could not tell.
        let look = |letter: char| Look {
            same: match letter.to_ascii_lowercase() {
                'y' => Some(true),
                'n' => Some(false),
                _ => None,
            },
            decides: letter.is_ascii_uppercase(),
        };
        settle(&looks.chars().map(look).collect::<Vec<_>>(), twice)
    }

    #[test]
    fn one_is_enough_two_where_it_is_asked_twice_and_a_third_where_they_do_not_agree() {
        let (open, disputed) = (Standing::Open { disputed: false }, Standing::Open { disputed: true });
        for (looks, twice, standing) in [
            ("", false, open),
            ("Y", false, Standing::Settled(true)),
            ("N", false, Standing::Settled(false)),
            ("Y", true, open),
            ("YY", true, Standing::Settled(true)),
            ("YN", true, disputed),
            ("YNN", true, Standing::Settled(false)),
            ("YN", false, disputed),
            ("?", false, open),
            ("??", false, open),
            ("???", false, Standing::Untold),
            ("???Y", false, Standing::Settled(true)),
            ("?Y?", false, Standing::Settled(true)),
        ] {
            assert_eq!(after(looks, twice), standing, "{looks:?} {twice}");
        }
    }

    #[test]
    fn who_only_proposes_settles_nothing_alone() {
        assert_eq!(after("y", false), Standing::Open { disputed: false });
        assert_eq!(after("yy", true), Standing::Open { disputed: false });
        assert_eq!(after("yY", true), Standing::Settled(true));
        assert_eq!(after("yN", false), Standing::Open { disputed: true });
        assert_eq!(after("yNY", false), Standing::Settled(true));
    }

    #[test]
    fn about_one_pair_in_twenty_is_asked_twice() {
        let twice = (0..20_000_i64).filter(|number| is_twice(*number, number + 7)).count();
        assert!((900..1_100).contains(&twice), "{twice}");
    }
}

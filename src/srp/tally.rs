//! Counts of verdicts, by level. Never a percentage: thirty-six different things have no sum.

use crate::srp::{Judgement, Level, REQUIREMENTS, Status};
use std::fmt;

/// The counts of one client.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tally {
    /// Met and asked for, of what the policy says must be.
    pub must: (usize, usize),
    /// The same of what it says should be.
    pub should: (usize, usize),
    /// The same of good practice.
    pub practice: (usize, usize),
    /// Not met, but excused for the time being.
    pub exceptions: usize,
    /// The same by level, in the order of [`Level`].
    pub exceptions_by_level: [usize; 3],
    /// Not met.
    pub gaps: usize,
    /// No longer met.
    pub expired: usize,
    /// Not asked of this client.
    pub not_applicable: usize,
    /// Not judged.
    pub not_judged: usize,
    /// Not told to these readers.
    pub withheld: usize,
}

impl Tally {
    /// Counts the verdicts of one client.
    pub(crate) fn of(judgement: &Judgement) -> Self {
        let mut tally = Self::default();
        for (requirement, verdict) in REQUIREMENTS.iter().zip(&judgement.verdicts) {
            let count = match requirement.level {
                Level::Must => &mut tally.must,
                Level::Should => &mut tally.should,
                Level::Practice => &mut tally.practice,
            };
            match verdict.status {
                Status::Met => {
                    count.0 += 1;
                    count.1 += 1;
                }
                Status::Gap => {
                    count.1 += 1;
                    tally.gaps += 1;
                }
                Status::Expired => {
                    count.1 += 1;
                    tally.expired += 1;
                }
                Status::Exception(..) => {
                    count.1 += 1;
                    tally.exceptions += 1;
                    tally.exceptions_by_level[requirement.level as usize] += 1;
                }
                Status::NotApplicable(_) => tally.not_applicable += 1,
                Status::NotJudged(_) => tally.not_judged += 1,
                Status::Withheld => tally.withheld += 1,
            }
        }
        tally
    }
}

impl fmt::Display for Tally {
    /// Writes `MUST 27 of 28 · 1 exception · SHOULD 8 of 9 · practice 2 of 2 · 1 not judged`: an
    /// exception behind the level it belongs to.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let levels = [("MUST", self.must), ("SHOULD", self.should), ("practice", self.practice)];
        for (n, (name, (met, of))) in levels.into_iter().enumerate() {
            let gap = if n == 0 { "" } else { " · " };
            write!(f, "{gap}{name} {met} of {of}")?;
            match self.exceptions_by_level[n] {
                0 => {}
                1 => f.write_str(" · 1 exception")?,
                number => write!(f, " · {number} exceptions")?,
            }
        }
        if self.not_judged > 0 {
            write!(f, " · {} not judged", self.not_judged)?;
        }
        if self.withheld > 0 {
            write!(f, " · {} withheld", self.withheld)?;
        }
        Ok(())
    }
}

//! The release question: may this go out? Rules are data, each kind stands in its own file, and an answer is a value
//! that every report prints the same. Only what landed counts; who asks decides what they hand in.

pub mod age;
pub mod closing;
pub mod contested;
pub mod deferral_expired;
pub mod judge;
pub mod kinds;
pub mod open;
pub mod overdue;
pub mod rule;
pub mod rules;
pub mod self_closed;
pub mod unmet;
pub mod unrecorded;
pub mod violation;
pub mod waiver_expired;
pub mod waivers;
pub mod without_evidence;
pub mod without_pr;

pub use judge::{Finding, Judgement, Open, Outcome, Verdict, judge};
pub use rule::{Question, Rule};

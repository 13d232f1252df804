//! Ranking lists (*graduatorie*): who gets one of a few places, by points that anybody can add up again.
//!
//! A [`RankingCall`] says what counts. [`compute`] makes the list from the applications, the same list whenever it is asked with the same
//! values, and each row says where its points come from and what put it behind the row before. The list goes its legal way
//! ([`Procedure`]): provisional, remarks, final; then places are offered and the list moves up ([`acceptance`]).
//! Applications are practices; what leaves for the public is [`PublicRow`] and nothing else.

pub mod acceptance;
mod call;
mod criterion;
mod list;
mod points;
mod procedure;

#[cfg(test)]
mod tests;

pub use call::{CallFault, RankingCall, TieBreak};
pub use criterion::{Answer, Band, Criterion, CriterionRule};
pub use list::{Application, Place, PublicRow, Ranked, Score, Separation, compute};
pub use points::Points;
pub use procedure::{Procedure, ProcedureFault, Remark, RemarkAnswer, Stage};

//! What an auditor takes away: evidence packs, verification commands that were run, findings in the forms of others,
//! and ledgers that take over from lost ones.

mod check;
mod forms;
mod kept;
#[path = "../attacks/lab.rs"]
#[expect(dead_code, reason = "the attacks use all of it")]
mod lab;
mod pack;
#[path = "../gate/schemas.rs"]
#[expect(dead_code, reason = "the gate writes more forms")]
mod schemas;
#[path = "../support/mod.rs"]
mod support;

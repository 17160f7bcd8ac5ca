//! What must hold of every ledger, whoever wrote it and in whatever order it is read: the pure core alone, with no
//! disk, no git and no clock. Random ledgers are made by replicas that decide as the program does.

mod asked;
mod contests;
mod labels;
mod legality;
mod limits;
mod model;
mod people;
mod random;
mod roster;
mod undo;

//! The page that a reader of a pack opens first: what it is, what is in it, how to check it without us.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::project::audit::pack::Pack;
use crate::project::checkpoint;
use crate::views::safe;

pub(super) fn text(pack: &Pack<'_>, rows: &BTreeMap<&str, usize>) -> String {
    let case = pack.case;
    let violations = pack.findings.iter().filter(|f| !f.is_notice).count();
    let commit = |at: usize| case.line.get(at).map(|c| format!("{} of {}", c.id, c.at));
    let begin = match pack.after {
        Some(at) => format!("what landed after commit {}", commit(at).unwrap_or_default()),
        None => "the whole history".to_owned(),
    };
    let end = case.line.len().checked_sub(1).and_then(commit).unwrap_or_default();
    let count = |name: &str| rows.get(name).copied().unwrap_or(0);
    let placed = pack.changes.iter().filter(|c| c.place.is_some()).count();
    // Nothing landed names it where nothing landed.
    let trunk = Some(&pack.backlog.trunk).filter(|t| !t.is_empty());
    let trunk = trunk.map(|t| format!("`{}`, ", safe::line(t))).unwrap_or_default();
    let mut page = String::from("# Evidence pack\n\n");
    let facts = [
        ("ledger", case.ledger.to_string()),
        ("trunk", format!("{trunk}commit {end}")),
        ("period", begin),
        (
            "log",
            format!(
                "{} event files, root `{}`",
                case.log.size(),
                checkpoint::shown(&case.log.root())
            ),
        ),
        ("gaps", format!("{} at the end of the period (`gaps.csv`)", count("gaps.csv"))),
        ("changes", format!("{} in the period (`changes.csv`)", count("changes.csv"))),
        ("event files here", format!("{placed} of {} in the log", case.log.size())),
        ("exceptions", count("exceptions.csv").to_string()),
        (
            "findings",
            format!("{violations} violations, {} notices", pack.findings.len() - violations),
        ),
    ];
    page.push_str("| | |\n|---|---|\n");
    for (name, value) in facts {
        let _ = writeln!(page, "| {name} | {} |", value.replace('|', "\\|"));
    }
    page.push_str(BODY);
    page
}

const BODY: &str = r#"
The same commit gives the same bytes, on every machine and in every clone with the same remote: make the pack again from
your own clone with `gaps audit --pack DIR` and compare (`diff -r`, or the hash of `MANIFEST` that both print).

## Check it

    bash verify.sh                              # all of it; needs no repository, no network and no gaps
    bash verify.sh --strict                     # each event by the second verifier too (slower)
    bash verify.sh --checkpoint checkpoint.txt  # that an older checkpoint of your own is a beginning of this log

It needs bash, awk, sed, coreutils, `b3sum` and `ssh-keygen`, and checks that

- every file here is the one that `MANIFEST` names, and none is missing or added;
- every event file is named by the BLAKE3 of its JSON part, and its SSH signature holds, by the key that it names;
- the log (`log.tsv`) has the root that `checkpoint.txt` states, and every event file here is in it;
- the landing commits (`commits/`) have the ids that they are called by, so that dates and messages are git's own;
- each table has as many rows as `counts.tsv` and `pack.json` say.

What guards `MANIFEST` itself is its hash, which `gaps audit --pack` and `verify.sh` print: note it elsewhere. What guards
the log is its root: compare it with a checkpoint of your own.

## What is where

| file | holds |
|---|---|
| `gaps.csv` | every gap that there is at the end of the period: the population |
| `changes.csv` | every event file that landed in the period, good or not, with what became of it, its landing and pull request |
| `exceptions.csv` | what somebody should look at: closed without a pull request, by who opened it, over unmet criteria, by a message alone; contested; waived; revoked keys; clocks that were off |
| `findings.csv` | what `gaps audit` finds in this history, with what to do |
| `signers.csv` | who could sign, in which role, from when to when; last the keys that no roster ever listed |
| `evidence.csv` | verification commands that were run (`gaps check --run`), with exit code and hash of the output |
| `log.tsv` | the landing log: position, BLAKE3 of the whole file, landing commit, where the file is in this pack, its path in the repository; behind it (position `-`) events that came under a name that was in the log already |
| `checkpoint.txt` | size and root of the log, and the trunk's commit: three lines of a C2SP checkpoint and more, unsigned |
| `gaps/LABEL/` | one gap: `story.txt` to read, `gap.json`, `changes.csv`, `evidence.csv`, and its events byte for byte |
| `ledger/` | the events about the ledger itself: who may sign, which branch is the trunk |
| `other/`, `copies/`, `faulty/` | event files of no gap, those that came back otherwise, those that are no good events |
| `commits/` | the landing commits as git stores them |
| `allowed_signers` | the keys, as `ssh-keygen -Y verify -f` reads them; each answers to its fingerprint and to its principal |

In the tables a cell that a spreadsheet would take for a formula begins with an apostrophe, and control characters are
spelled out (`<U+001B>`). The event files have the exact bytes.

## By hand

One event, with stock tools:

    sed '/^-----BEGIN/,$d' EVENT > json; sed -n '/^-----BEGIN/,$p' EVENT > sig
    b3sum --no-names json                       # the name of the file
    ssh-keygen -Y verify -f allowed_signers -I SIGNER -n gaps-event-v1 -s sig < json
                                                # SIGNER: the "signer" of the event, SHA256:...

Its landing, in the repository:

    git log --first-parent --diff-filter=A --format='%H %cI %s' TRUNK -- PATH
    git cat-file blob COMMIT:PATH | b3sum --no-names      # the hash in log.tsv

A landing commit, without the repository (sha256sum where ids have 64 digits):

    { printf 'commit %d\0' "$(wc -c < commits/ID)"; cat commits/ID; } | sha1sum

## What it does not show

- That this history is all there ever was: a tail that was cut off leaves a shorter log that is as good. Your own older
  checkpoint shows it: `verify.sh --checkpoint`, or `gaps audit --against`.
- Who may write what, and which move is legal: `verify.sh` does not judge it. `gaps audit` does, from the repository, and
  `changes.csv` has what it said in `outcome`.
- A time of day that can be trusted: `claimed_at` is what the writer's clock said, `landed_at` what the committer's said.
"#;

//! The files of an evidence pack. The same pack gives the same bytes: no clock, no path of a machine, nothing that
//! another clone of the same commit would not say. Who writes them to a disk is not known here.

mod folder;
mod readme;
mod tables;

use std::collections::BTreeMap;

use serde_json::json;

use crate::project::audit::pack::Pack;
use crate::project::checkpoint::{self, Checkpoint};

/// What a pack is called and holds, by path; the folders are those of the paths.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Checks a pack with stock tools.
const VERIFY: &str = include_str!("pack/verify.sh");
/// The second verifier: form, id and signature of each event, by `docs/format.md` alone.
const VERIFY_EVENTS: &str = include_str!("../../docs/verify.sh");

/// The name of the list of all other files with their hashes.
pub const MANIFEST: &str = "MANIFEST";

/// A table and how many rows it has below its heading.
struct Table {
    text: String,
    rows: usize,
}

/// Every file of the pack, the manifest among them.
pub fn files(pack: &Pack<'_>) -> Files {
    let mut files = Files::new();
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    let made = [
        ("changes.csv", tables::changes(pack)),
        ("evidence.csv", tables::evidence(pack)),
        ("exceptions.csv", tables::exceptions(pack)),
        ("findings.csv", tables::findings(pack)),
        ("gaps.csv", tables::gaps(pack)),
        ("log.tsv", tables::log(pack)),
        ("signers.csv", tables::signers(pack)),
    ];
    for (name, table) in made {
        rows.insert(name, table.rows);
        files.insert(name.to_owned(), table.text.into_bytes());
    }
    let counts: String = rows.iter().map(|(name, n)| format!("{name}\t{n}\n")).collect();
    files.insert("counts.tsv".into(), counts.into_bytes());
    files.insert("allowed_signers".into(), tables::allowed_signers(pack).into_bytes());
    files.insert("checkpoint.txt".into(), checkpoint(pack).text().into_bytes());
    files.insert("pack.json".into(), summary(pack, &rows).into_bytes());
    files.insert("README.md".into(), readme::text(pack, &rows).into_bytes());
    files.insert("verify.sh".into(), VERIFY.into());
    files.insert("verify-events.sh".into(), VERIFY_EVENTS.into());
    for change in &pack.changes {
        if let (Some(place), Some(bytes)) = (&change.place, &change.bytes) {
            files.insert(place.clone(), bytes.clone());
        }
    }
    for (id, bytes) in &pack.commits {
        files.insert(format!("commits/{id}"), bytes.clone());
    }
    folder::add(pack, &mut files);
    let manifest = manifest(&files);
    files.insert(MANIFEST.into(), manifest.into_bytes());
    files
}

/// As `b3sum` prints it.
fn manifest(files: &Files) -> String {
    let line =
        |(name, bytes): (&String, &Vec<u8>)| format!("{}  {name}\n", blake3::hash(bytes).to_hex());
    files.iter().map(line).collect()
}

fn checkpoint(pack: &Pack<'_>) -> Checkpoint {
    let tip = pack.case.line.last().map(|c| c.id.clone());
    Checkpoint::of(pack.case.ledger, &pack.case.log, tip)
}

fn summary(pack: &Pack<'_>, rows: &BTreeMap<&str, usize>) -> String {
    let case = pack.case;
    let commit = |at: usize| {
        case.line.get(at).map(|c| json!({ "commit": c.id.to_string(), "at": c.at.to_string() }))
    };
    let violations = pack.findings.iter().filter(|f| !f.is_notice).count();
    let data = json!({
        "ledger": case.ledger.to_string(),
        "trunk": Some(&pack.backlog.trunk).filter(|t| !t.is_empty()),
        "after": pack.after.and_then(commit),
        "until": case.line.len().checked_sub(1).and_then(commit),
        "log": { "size": case.log.size(), "root": checkpoint::shown(&case.log.root()) },
        "rows": rows,
        "violations": violations,
        "notices": pack.findings.len() - violations,
        "made_with": concat!("gaps ", env!("CARGO_PKG_VERSION")),
    });
    super::json::document("pack", data)
}

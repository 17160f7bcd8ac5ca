//! Where an event's file lies: the label with its last `-` turned into `/`, then the id.

use crate::model::{Id, Label};

/// Everything of ours in a repository is below this folder.
pub const ROOT: &str = ".gaps";
/// The folder of all events.
pub const EVENTS: &str = ".gaps/events";
/// The folder of the events about the ledger itself, below [`EVENTS`].
pub const LEDGER: &str = "@ledger";
/// How an event's file name ends.
pub const ENDING: &str = ".event";

/// The path of an event below the root of the repository.
pub fn of(gap: Option<&Label>, id: Id) -> String {
    let folder = gap.map_or_else(|| LEDGER.to_owned(), Label::folder);
    format!("{EVENTS}/{folder}/{id}{ENDING}")
}

/// The id that a file's name states.
pub fn id_of(path: &str) -> Option<Id> {
    path.rsplit('/').next()?.strip_suffix(ENDING)?.parse().ok()
}

/// Whether the file lies in the folder of this gap (or of the ledger).
pub fn is_in_place(path: &str, gap: Option<&Label>, id: Id) -> bool {
    let below = path.strip_prefix(EVENTS).and_then(|p| p.strip_prefix('/'));
    let Some((folder, name)) = below.and_then(|b| b.rsplit_once('/')) else { return false };
    id_of(name) == Some(id) && gap.map_or(folder == LEDGER, |gap| folder == gap.folder())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_two_folders() {
        let id: Id = "ab".repeat(32).parse().unwrap();
        let label: Label = "SEC-LLM-001".parse().unwrap();
        let path = of(Some(&label), id);
        assert_eq!(path, format!(".gaps/events/SEC-LLM/001/{id}.event"));
        assert_eq!(id_of(&path), Some(id));
        assert!(is_in_place(&path, Some(&label), id) && !is_in_place(&path, None, id));
        assert!(!is_in_place(&path, Some(&label), Id::from_bytes([1; 32])));
        assert!(!is_in_place(&path.to_uppercase(), Some(&label), id));
        assert!(is_in_place(&of(None, id), None, id) && !is_in_place("x", None, id));
        assert_eq!(of(None, id), format!(".gaps/events/@ledger/{id}.event"));
        assert_eq!(id_of(".gaps/events/SEC/001/.tmp1234"), None);
    }
}

//! Git's own objects: trees that git does not make, objects under false names, and files that bend what is read.

use std::fs;

use serde_json::json;

use crate::lab::{Lab, ME, overwrite, signed};
use crate::paths::{plant, raw};

/// The folder of SEC/002 with these entries instead; the blob is that of its closing.
fn with_entries(lab: &Lab, make: impl Fn(&[u8], &[u8]) -> Vec<u8>) {
    let blob = raw(&lab.rev(&format!("HEAD:{}", lab.closing())));
    let old = lab.tree_bytes("HEAD:.gaps/events/SEC/002");
    let folder = lab.object("tree", &make(&old, &blob));
    let block = replaced(lab, "HEAD:.gaps/events/SEC", "HEAD:.gaps/events/SEC/002", &folder);
    let events = replaced(lab, "HEAD:.gaps/events", "HEAD:.gaps/events/SEC", &block);
    let gaps = replaced(lab, "HEAD:.gaps", "HEAD:.gaps/events", &events);
    plant(lab, ".gaps", &gaps);
}

fn replaced(lab: &Lab, tree: &str, old: &str, new: &str) -> String {
    let bytes = lab.tree_bytes(tree);
    let from = raw(&lab.rev(old));
    let at = bytes.windows(20).position(|w| w == from).unwrap();
    lab.object("tree", &[&bytes[..at], &raw(new), &bytes[at + 20..]].concat())
}

fn entry(mode: &str, name: &str, id: &[u8]) -> Vec<u8> {
    [format!("{mode} {name}\0").as_bytes(), id].concat()
}

#[test]
fn a_tree_that_leads_elsewhere() {
    for name in ["..", ".", ".git", ".GIT", "a/b"] {
        let lab = Lab::new();
        with_entries(&lab, |old, blob| [entry("100644", name, blob), old.to_vec()].concat());
        assert!(lab.audit().violations().contains(&"bad-tree".to_owned()), "{name}");
    }
}

#[test]
fn a_tree_with_a_name_twice() {
    let lab = Lab::new();
    with_entries(&lab, |old, _| {
        let first = &old[..old.iter().position(|b| *b == 0).unwrap() + 21];
        [first, old].concat()
    });
    lab.finds(&["bad-tree"]);
}

#[test]
fn a_tree_out_of_order() {
    let lab = Lab::new();
    with_entries(&lab, |old, _| {
        let cut = old.iter().position(|b| *b == 0).unwrap() + 21;
        [&old[cut..], &old[..cut]].concat()
    });
    lab.finds(&["bad-tree"]);
}

#[test]
fn a_tree_with_odd_modes() {
    let lab = Lab::new();
    with_entries(&lab, |old, _| {
        String::from_utf8_lossy(&old[..6])
            .replace("100644", "100666")
            .into_bytes()
            .into_iter()
            .chain(old[6..].iter().copied())
            .collect()
    });
    lab.finds(&["bad-mode", "bad-tree"]);
}

#[test]
fn a_tree_that_is_cut_off() {
    let lab = Lab::new();
    with_entries(&lab, |old, _| old[..old.len() - 3].to_vec());
    assert!(lab.audit().violations().contains(&"bad-tree".to_owned()));
}

#[test]
fn a_tree_that_git_makes_is_clean() {
    let lab = Lab::new();
    with_entries(&lab, |old, _| old.to_vec());
    lab.clean();
}

#[test]
fn the_bytes_of_an_event_are_swapped_below_its_id() {
    let lab = Lab::new();
    let blob = lab.rev(&format!("HEAD:{}", lab.closing()));
    let other = lab.rev(&format!("HEAD:{}", lab.event("SEC/001", "opened")));
    lab.clean();
    lab.swap(&blob, &other);
    lab.finds(&["tampered-object"]);
}

#[test]
fn a_folder_is_swapped_below_its_id() {
    let lab = Lab::new();
    let (a, b) = (lab.rev("HEAD:.gaps/events/SEC/002"), lab.rev("HEAD:.gaps/events/SEC/001"));
    lab.swap(&a, &b);
    lab.finds(&["tampered-object"]);
}

#[test]
fn a_commit_is_swapped_below_its_id() {
    let lab = Lab::new();
    // Somebody hides the closing: its commit looks like the one before it.
    let (a, b) = (lab.rev("HEAD"), lab.rev("HEAD~1"));
    lab.swap(&a, &b);
    let audit = lab.gathered();
    assert_ne!(audit, 0);
}

impl Lab {
    /// The exit code of an audit, with a document or without.
    fn gathered(&self) -> i32 {
        self.repo.gaps(&["audit"]).exit
    }
}

#[test]
fn an_object_is_cut_off() {
    let lab = Lab::new();
    let path = lab.loose(&lab.rev(&format!("HEAD:{}", lab.closing())));
    let bytes = fs::read(&path).unwrap();
    overwrite(&path, &bytes[..bytes.len() / 2]);
    lab.finds(&["tampered-object"]);
}

#[test]
fn an_object_is_gone() {
    let lab = Lab::new();
    fs::remove_file(lab.loose(&lab.rev(&format!("HEAD:{}", lab.closing())))).unwrap();
    let audit = lab.finds(&["tampered-object"]);
    assert!(audit.message("tampered-object").contains("is not here"));
}

#[test]
fn a_pack_is_changed() {
    let lab = Lab::new();
    lab.repo.git(&["repack", "-q", "-a", "-d"]);
    lab.repo.git(&["prune-packed"]);
    lab.clean();
    let folder = lab.repo.path.join(".git/objects/pack");
    let pack = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().is_some_and(|e| e == "pack"))
        .unwrap();
    let bytes = fs::read(&pack).unwrap();
    let mut wrong = 0;
    for at in (16..bytes.len() - 24).step_by(bytes.len() / 12) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        overwrite(&pack, &changed);
        wrong += i32::from(lab.repo.gaps(&["audit"]).exit != 0);
    }
    // A flip may fall into an object that the audit has no business with; here nearly all are its own.
    assert!(wrong >= 9, "{wrong} of 12");
    overwrite(&pack, &bytes);
    lab.clean();
}

#[test]
fn a_replace_ref_hides_an_edit() {
    let lab = Lab::new();
    let path = lab.closing();
    let honest = lab.rev(&format!("HEAD:{path}"));
    let text = String::from_utf8(lab.repo.read(&path)).unwrap();
    lab.land(&path, text.replace("certificates", "certifilates"));
    let edited = lab.rev(&format!("HEAD:{path}"));
    lab.repo.git(&["replace", &edited, &honest]);
    let audit = lab.finds(&["edited"]);
    assert!(audit.data["notes"].to_string().contains("replace refs"), "{audit:#?}");
}

#[test]
fn a_replace_ref_shows_what_never_landed() {
    let lab = Lab::new();
    let before = lab.clean().data;
    let other = lab.rev(&format!("HEAD:{}", lab.event("SEC/001", "opened")));
    lab.repo.git(&["replace", &lab.rev(&format!("HEAD:{}", lab.closing())), &other]);
    lab.repo.git(&["replace", "--graft", "HEAD", "HEAD~3"]);
    let after = lab.clean().data;
    assert_eq!(before["log"], after["log"]);
}

#[test]
fn a_graft_hides_a_commit() {
    let lab = Lab::new();
    let before = lab.clean().data;
    let graft = format!("{} {}\n", lab.rev("HEAD"), lab.rev("HEAD~3"));
    fs::create_dir_all(lab.repo.path.join(".git/info")).unwrap();
    fs::write(lab.repo.path.join(".git/info/grafts"), graft).unwrap();
    let after = lab.clean().data;
    assert_eq!(before["log"], after["log"]);
    assert!(after["notes"].to_string().contains("grafts"), "{after:#}");
}

#[test]
fn a_forged_shallow_file_hides_history() {
    let lab = Lab::new();
    let path = lab.closing();
    let honest = lab.repo.read(&path);
    let text = String::from_utf8(honest.clone()).unwrap();
    lab.land(&path, text.replace("certificates", "certifilates"));
    lab.land(&path, honest);
    lab.finds(&["edited"]);
    fs::write(lab.repo.path.join(".git/shallow"), format!("{}\n", lab.head())).unwrap();
    lab.finds(&["edited"]);
    // Without anything to hide it is incomplete, and never clean.
    let lab = Lab::new();
    fs::write(lab.repo.path.join(".git/shallow"), format!("{}\n", lab.rev("HEAD~1"))).unwrap();
    assert_eq!(lab.audit().verdict(), "incomplete");
}

#[test]
fn a_shallow_clone_is_incomplete() {
    let lab = Lab::new();
    for depth in ["1", "3"] {
        let shallow = lab.clone(&["--depth", depth]);
        let audit = shallow.audit();
        assert_eq!(audit.verdict(), "incomplete", "{audit:#?}");
        assert!(audit.data["incomplete"].to_string().contains("git fetch --unshallow"));
        assert_eq!(audit.violations(), Vec::<String>::new(), "{audit:#?}");
    }
    lab.clone(&[]).clean();
}

#[test]
fn a_partial_clone_is_incomplete() {
    let lab = Lab::new();
    lab.repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = lab.clone(&["--filter=blob:none", "--no-checkout"]);
    let audit = partial.gathered();
    assert_eq!(audit, 5);
}

#[test]
fn a_poisoned_commit_graph() {
    let lab = Lab::new();
    let before = lab.clean().data;
    lab.repo.git(&["commit-graph", "write", "--reachable"]);
    let graph = lab.repo.path.join(".git/objects/info/commit-graph");
    let bytes = fs::read(&graph).unwrap();
    for at in (8..bytes.len()).step_by(97) {
        let mut changed = bytes.clone();
        changed[at] ^= 0xFF;
        overwrite(&graph, &changed);
        assert_eq!(lab.clean().data["log"], before["log"]);
    }
}

#[test]
fn objects_are_borrowed_from_elsewhere() {
    let lab = Lab::new();
    let borrower = Lab::on(lab.repo.at(lab.repo.world.path("borrower")));
    lab.repo.git(&["clone", "--quiet", "--shared", ".", borrower.repo.path.to_str().unwrap()]);
    let audit = borrower.clean();
    assert!(audit.data["notes"].to_string().contains("borrowed"), "{audit:#?}");
    let blob = lab.rev(&format!("HEAD:{}", lab.closing()));
    let other = lab.rev(&format!("HEAD:{}", lab.event("SEC/001", "opened")));
    lab.swap(&blob, &other);
    borrower.finds(&["tampered-object"]);
}

#[test]
fn the_same_in_a_sha256_repository() {
    let repo = crate::support::Repo::nowhere();
    repo.git(&["init", "--quiet", "-b", "main", "--object-format=sha256"]);
    repo.ok(&["init"]);
    repo.commit("found");
    let lab = Lab::on(repo);
    lab.repo.ok(&["add", "RBAC", "--block", "Security"]);
    lab.repo.commit("open");
    lab.clean();
    let (path, bytes) = signed(lab.draft("started", json!({})), ME);
    lab.land(&path, &bytes[..bytes.len() - 9]);
    lab.finds(&["torn"]);
}

#[test]
fn a_tree_of_a_side_branch_is_swapped() {
    let merged = |swapped: bool| {
        let lab = Lab::new();
        lab.repo.git(&["checkout", "-q", "-b", "side"]);
        lab.repo.write("work.txt", "1");
        let asks = lab.land_all("work\n\nCloses-Gap: SEC-001");
        lab.repo.write("work.txt", "2");
        lab.land_all("more work");
        lab.repo.git(&["checkout", "-q", "main"]);
        lab.repo.git(&["merge", "-q", "--no-ff", "-m", "bring it", "side"]);
        if swapped {
            // Without the ledger in its tree, the message of that commit would mean nothing.
            let empty = lab.object("tree", b"");
            lab.swap(&lab.rev(&format!("{asks}^{{tree}}")), &empty);
        }
        lab
    };
    merged(false).notices("unrecorded-trigger");
    merged(true).finds(&["tampered-object"]);
}

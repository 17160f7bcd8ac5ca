//! Names, modes and places: what git lets into a tree beside events.

use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::json;

use crate::lab::{Lab, ME, signed};

#[test]
fn a_stray_file_below_gaps() {
    let lab = Lab::new();
    lab.repo.write(".gaps/config.toml", "");
    lab.repo.write(".gaps/templates/gap.md", "# ours");
    lab.land_all("settings");
    lab.clean();
    lab.land(".gaps/run.sh", "echo");
    lab.finds(&["stray-path"]);
}

#[test]
fn a_stray_file_among_events() {
    for name in [
        ".gaps/events/SEC/001/.tmp1a2b",
        ".gaps/events/SEC/001/note.txt",
        ".gaps/events/x",
        ".gaps/events/SEC/001/AB.event",
    ] {
        let lab = Lab::new();
        lab.land(name, "x");
        lab.finds(&["stray-path"]);
    }
}

#[test]
fn an_event_in_a_folder_of_no_gap() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("started", json!({})), ME);
    lab.land(&path.replace("SEC/001", "SEC/001/hidden"), bytes);
    lab.finds(&["stray-path"]);
}

#[test]
fn attributes_that_convert_events() {
    let lab = Lab::new();
    lab.land(".gaps/events/SEC/.gitattributes", "* text eol=crlf\n");
    lab.finds(&["stray-path"]);
    let lab = Lab::new();
    lab.land(".gitattributes", "* text eol=crlf filter=x\n");
    lab.clean();
    lab.land(
        ".gaps/.gitattributes",
        "* -text -filter -ident -working-tree-encoding\n* text eol=crlf\n",
    );
    lab.finds(&["edited"]);
    let lab = Lab::new();
    lab.land(".gaps/.gitattributes", "# ours\n* -text -filter -ident -working-tree-encoding\n\n");
    lab.clean();
}

#[test]
fn names_that_differ_in_case_only() {
    let lab = Lab::new();
    let path = lab.closing();
    let bytes = lab.repo.read(&path);
    lab.land(&path.replace("SEC/002", "sec/002"), &bytes);
    lab.finds(&["stray-path"]);
    let lab = Lab::new();
    lab.land(".GAPS/events/SEC/001/x", "x");
    lab.finds(&["stray-path"]);
}

#[test]
fn names_that_look_alike() {
    for name in [
        ".g\u{200d}aps/events/x",
        ".gaps/events/SE\u{421}/001/x",
        ".gaps/a\u{1b}[2J",
        ".gaps/e\u{301}vents",
    ] {
        let lab = Lab::new();
        lab.land(name, "x");
        lab.finds(&["stray-path"]);
    }
    let lab = Lab::new();
    lab.land("docs/e\u{301}te\u{301}.md", "x");
    lab.clean();
}

#[test]
fn a_name_that_is_no_text() {
    let lab = Lab::new();
    let blob = lab.object("blob", b"x");
    let raw: Vec<u8> =
        (0..20).map(|i| u8::from_str_radix(&blob[2 * i..2 * i + 2], 16).unwrap()).collect();
    let gaps = [lab.tree_bytes("HEAD:.gaps"), b"100644 \xff\xfe\0".to_vec(), raw].concat();
    plant(&lab, ".gaps", &lab.object("tree", &gaps));
    lab.finds(&["stray-path"]);
}

/// A commit whose tree has another folder under this name.
pub(crate) fn plant(lab: &Lab, name: &str, tree: &str) {
    lab.repo.git(&["read-tree", "HEAD"]);
    let listed = lab.repo.git(&["ls-tree", "HEAD"]);
    let old = listed.lines().find(|l| l.ends_with(&format!("\t{name}"))).unwrap().to_owned();
    let id = old.split_whitespace().nth(2).unwrap();
    let root = lab.tree_bytes("HEAD^{tree}");
    let (from, to) = (raw(id), raw(tree));
    let at = root.windows(20).position(|w| w == from).unwrap();
    let root = [&root[..at], &to, &root[at + 20..]].concat();
    let root = lab.object("tree", &root);
    lab.commit_tree(&root);
}

pub(crate) fn raw(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
}

#[test]
fn an_event_that_is_a_link() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("started", json!({})), ME);
    lab.repo.write("elsewhere", &bytes);
    std::fs::create_dir_all(lab.repo.path.join(".gaps/events/SEC/001")).unwrap();
    symlink("../../../../elsewhere", lab.repo.path.join(&path)).unwrap();
    lab.land_all("link");
    assert!(lab.audit().violations().contains(&"bad-mode".to_owned()));
    assert_eq!(lab.audit().data["events"], 5);
}

#[test]
fn an_event_that_is_a_submodule() {
    let lab = Lab::new();
    let path = signed(lab.draft("started", json!({})), ME).0;
    let info = format!("160000,{},{path}", lab.head());
    lab.repo.git(&["update-index", "--add", "--cacheinfo", &info]);
    lab.repo.commit("submodule");
    lab.finds(&["bad-mode"]);
}

#[test]
fn an_event_that_can_be_run() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("started", json!({})), ME);
    lab.repo.write(&path, bytes);
    let file = lab.repo.path.join(&path);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    lab.land_all("run me");
    assert_eq!(lab.finds(&["bad-mode"]).data["events"], 6, "it is the event nevertheless");
}

#[test]
fn the_folder_itself_is_a_link() {
    for name in [".gaps", ".gaps/events"] {
        let lab = Lab::new();
        lab.repo.git(&["mv", name, "moved"]);
        symlink("moved", lab.repo.path.join(name)).unwrap();
        lab.land_all("link");
        let audit = lab.audit();
        assert!(audit.violations().contains(&"bad-mode".to_owned()), "{name} {audit:#?}");
        assert_eq!(audit.data["events"], 5, "history holds them");
    }
}

#[test]
fn a_folder_stands_where_an_event_must() {
    let lab = Lab::new();
    let path = lab.closing();
    lab.repo.git(&["rm", "-q", &path]);
    lab.land(&format!("{path}/x"), "x");
    let audit = lab.finds(&["stray-path"]);
    assert!(audit.notices().contains(&"removed".to_owned()));
}

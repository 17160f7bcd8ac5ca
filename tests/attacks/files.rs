//! The bytes of event files: changed, cut, swapped, spelled otherwise.

use crate::lab::{Lab, ME, OUTSIDER, armour, signed};
use serde_json::json;

fn changed(lab: &Lab, path: &str, from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(lab.repo.read(path)).unwrap();
    assert!(text.contains(from));
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn an_event_is_edited_after_it_landed() {
    let lab = Lab::new();
    lab.clean();
    let path = lab.closing();
    lab.land(&path, changed(&lab, &path, "certificates", "certifilates"));
    lab.finds(&["edited"]);
    assert_eq!(lab.repo.status("SEC-002"), "closed", "what landed stands");
    // The way back is an edit too, and nothing more.
    lab.repo.git(&["revert", "--no-edit", "HEAD"]);
    lab.finds(&["edited"]);
}

#[test]
fn an_event_is_edited_before_it_lands() {
    let lab = Lab::new();
    lab.repo.ok(&["close", "SEC-001", "-m", "roles are in"]);
    let path = lab.event("SEC/001", "closed");
    lab.land(&path, changed(&lab, &path, "roles", "holes"));
    lab.finds(&["bad-signature"]);
}

#[test]
fn an_event_is_edited_with_its_name() {
    let lab = Lab::new();
    lab.repo.ok(&["close", "SEC-001", "-m", "roles are in"]);
    let path = lab.event("SEC/001", "closed");
    let bytes = changed(&lab, &path, "roles", "holes");
    let json = &bytes[..bytes.windows(10).position(|w| w == b"-----BEGIN").unwrap()];
    let id = gaps::ledger::form::id(json);
    std::fs::remove_file(lab.repo.path.join(&path)).unwrap();
    lab.land(&format!(".gaps/events/SEC/001/{id}.event"), &bytes);
    lab.finds(&["bad-signature"]);
}

#[test]
fn an_event_is_deleted() {
    let lab = Lab::new();
    lab.repo.git(&["rm", "-q", &lab.event("SEC/003", "opened")]);
    lab.repo.commit("clean up");
    let audit = lab.notices("removed");
    assert!(audit.message("removed").contains("still counts"));
    assert_eq!(audit.data["events"], 5);
}

#[test]
fn a_closing_is_deleted_and_brought_back() {
    let lab = Lab::new();
    lab.repo.git(&["revert", "--no-edit", "HEAD"]);
    assert!(lab.notices("removed").message("removed").contains("reopening"));
    lab.repo.git(&["revert", "--no-edit", "HEAD"]);
    lab.notices("removed");
}

#[test]
fn an_event_is_renamed() {
    let lab = Lab::new();
    let path = lab.closing();
    let other = path.replace(&path[path.len() - 20..path.len() - 6], "00000000000000");
    lab.repo.git(&["mv", &path, &other]);
    lab.repo.commit("rename");
    lab.finds(&["renamed"]);
}

#[test]
fn an_event_is_moved_to_another_gap() {
    let lab = Lab::new();
    let path = lab.closing();
    std::fs::create_dir_all(lab.repo.path.join(".gaps/events/SEC/001")).unwrap();
    lab.repo.git(&["mv", &path, &path.replace("SEC/002", "SEC/001")]);
    lab.repo.commit("move");
    lab.notices("misplaced");
    assert_eq!(lab.repo.status("SEC-001"), "open", "the content decides");
}

#[test]
fn signatures_are_swapped() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("started", json!({})), ME);
    let (_, other) = signed(lab.draft("dropped", json!({})), ME);
    let cut = |b: &[u8]| b.windows(10).position(|w| w == b"-----BEGIN").unwrap();
    let swapped = [&bytes[..cut(&bytes)], &other[cut(&other)..]].concat();
    lab.land(&path, swapped);
    lab.finds(&["bad-signature"]);
}

#[test]
fn an_event_is_signed_anew_by_another_key() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("started", json!({})), ME);
    let cut = bytes.windows(10).position(|w| w == b"-----BEGIN").unwrap();
    let again = armour(&bytes[..cut], OUTSIDER, crate::lab::NAMESPACE);
    lab.land(&path, [&bytes[..cut], again.as_bytes()].concat());
    lab.finds(&["bad-signature"]);
}

#[test]
fn a_signature_that_was_made_for_git() {
    for (namespace, codes) in [
        ("git", &["bad-signature"][..]),
        ("file", &["bad-signature"]),
        (crate::lab::NAMESPACE, &[]),
    ] {
        let lab = Lab::new();
        let (path, bytes) = signed(lab.draft("started", json!({})), ME);
        let cut = bytes.windows(10).position(|w| w == b"-----BEGIN").unwrap();
        let made = armour(&bytes[..cut], ME, namespace);
        lab.land(&path, [&bytes[..cut], made.as_bytes()].concat());
        lab.finds(codes);
    }
}

#[test]
fn an_event_is_cut_off() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("started", json!({})), ME);
    lab.land(&path, &bytes[..bytes.len() - 40]);
    lab.finds(&["torn"]);
    // The whole file under the same name: what holds first stands, and the torn one is told.
    lab.land(&path, &bytes);
    lab.finds(&["torn"]);
    assert_eq!(lab.repo.status("SEC-001"), "started");
}

#[test]
fn an_empty_file_and_one_byte() {
    let lab = Lab::new();
    let (path, _) = signed(lab.draft("started", json!({})), ME);
    lab.land(&path, b"");
    lab.land(&path.replace("SEC/001", "SEC/009"), b"x");
    lab.finds(&["torn"]);
}

#[test]
fn garbage_lies_under_a_name_that_is_known() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("closed", json!({})), ME);
    lab.land(&path, b"{\n  \"squatted\": true\n}\n-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n");
    lab.finds(&["not-canonical"]);
    lab.land(&path, &bytes);
    assert_eq!(
        lab.finds(&["not-canonical"]).data["events"],
        6,
        "the first content that holds is the event"
    );
    assert_eq!(lab.repo.status("SEC-001"), "closed");
}

#[test]
fn a_key_stands_twice_in_the_json() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("started", json!({})), ME);
    let text = String::from_utf8(bytes).unwrap().replacen(
        "  \"kind\"",
        "  \"kind\": \"dropped\",\n  \"kind\"",
        1,
    );
    lab.land(&path, text);
    lab.finds(&["not-canonical"]);
}

#[test]
fn json_that_is_deep() {
    let lab = Lab::new();
    let mut deep = json!("x");
    for _ in 0..200 {
        deep = json!([deep]);
    }
    let text = format!(
        "{{\n  \"body\": {deep}\n}}\n-----BEGIN SSH SIGNATURE-----\nA\n-----END SSH SIGNATURE-----\n"
    );
    lab.land(&signed(lab.draft("started", json!({})), ME).0, text);
    lab.finds(&["not-canonical"]);
}

#[test]
fn a_blob_bomb() {
    let lab = Lab::new();
    let path = signed(lab.draft("started", json!({})), ME).0;
    lab.land(&path, vec![b'0'; 80 << 20]);
    let audit = lab.finds(&["not-canonical"]);
    assert!(audit.message("not-canonical").contains("more than an event can have"));
}

#[test]
fn line_ends_are_turned() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("started", json!({})), ME);
    lab.land(&path, String::from_utf8(bytes).unwrap().replace('\n', "\r\n"));
    lab.finds(&["not-canonical"]);
}

#[test]
fn any_one_byte_of_a_new_event_is_flipped() {
    let lab = Lab::new();
    let (path, bytes) = signed(lab.draft("started", json!({"reason": "now"})), ME);
    let honest = lab.head();
    // Every event is one of as many commits; the audit of the last sees them all.
    let mut names = Vec::new();
    for at in (0..bytes.len()).step_by(23) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        let name = path.replace("SEC/001", &format!("SEC/{}", 1000 + at));
        lab.repo.write(&name, &flipped);
        names.push(name);
    }
    lab.land_all("flipped");
    let audit = lab.audit();
    let told: Vec<&str> = audit.data["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| f["path"].as_str())
        .collect();
    assert!(names.iter().all(|n| told.contains(&n.as_str())), "{audit:#?}");
    assert_eq!(audit.data["events"], 5);
    lab.repo.git(&["reset", "-q", "--hard", &honest]);
    lab.land(&path, &bytes);
    lab.clean();
}

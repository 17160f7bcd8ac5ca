//! The vectors: files with their verdicts, for every reader of the format, ours being one. The files are fixed
//! for good; a change of one is a change of the format.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gaps::ledger::{file, form, path};

#[path = "vectors/make.rs"]
mod make;
#[path = "vectors/mutants.rs"]
mod mutants;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name)
}

/// What our reader says: the code word, the gate's word, the id.
fn verdict(bytes: &[u8], lies_at: &str) -> (String, String) {
    let plain = |code: &str| (code.to_owned(), "-".to_owned());
    let Some(named) = path::id_of(lies_at) else { return plain("stray-path") };
    match file::read(bytes) {
        Ok(signed) if signed.id == named => plain("ok"),
        Ok(_) => plain("renamed"),
        Err(file::FileError::Gate(error)) => (error.code().to_string(), error.word().to_owned()),
        Err(error) => plain(error.code().as_str()),
    }
}

fn check(name: &str, least: usize, made: &[make::Vector]) {
    if std::env::var_os("GAPS_BLESS").is_some() {
        bless(&folder(name), made);
    }
    let index = fs::read_to_string(folder(name).join("index.tsv")).unwrap();
    let expected: String = make::HEAD.to_owned() + &made.iter().map(make::line).collect::<String>();
    assert!(index == expected, "{name}/index.tsv is not what is made: GAPS_BLESS=1 writes it");
    let mut listed = BTreeSet::from(["index.tsv".to_owned()]);
    let mut wrong = Vec::new();
    for (line, vector) in index.lines().skip(1).zip(made) {
        let [file, lies_at, id, code, gate, _why] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        assert!(listed.insert(file.to_owned()), "{file} is there twice");
        let bytes = fs::read(folder(name).join(file)).unwrap();
        assert!(bytes == vector.bytes, "{file} is not what is made");
        if id != "-" {
            let (json, _) = file::split(&bytes).unwrap_or((&bytes, ""));
            let cut =
                json.windows(11).position(|w| w == b"\n-----BEGIN").map_or(json, |n| &json[..=n]);
            if form::id(json).to_string() != id && form::id(cut).to_string() != id {
                wrong.push(format!("{file}: another id"));
            }
        }
        let said = verdict(&bytes, lies_at);
        if said != (code.to_owned(), gate.to_owned()) {
            wrong.push(format!(
                "{file}: {code} {gate} expected, {} {} said: {:?}",
                said.0,
                said.1,
                file::read(&bytes).map(|s| s.event.body.clone())
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), made.len(), wrong.join("\n"));
    let there: BTreeSet<String> = fs::read_dir(folder(name))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(there, listed, "a file that the index does not name, or the other way round");
    assert!(made.len() >= least, "{} vectors in {name}", made.len());
}

fn bless(folder: &Path, made: &[make::Vector]) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    let mut index = make::HEAD.to_owned();
    for vector in made {
        fs::write(folder.join(format!("{}.event", vector.name)), &vector.bytes).unwrap();
        index.push_str(&make::line(vector));
    }
    fs::write(folder.join("index.tsv"), index).unwrap();
}

#[test]
fn what_must_be_rejected_is_rejected_for_that_reason() {
    check("reject", 80, &make::rejected());
}

#[test]
fn what_must_be_accepted_is_accepted() {
    check("accept", 20, &make::accepted());
    assert!(make::edges::base_point_is_the_one());
}

#[test]
fn what_was_checked_reads_the_same_whatever_was_read_before() {
    let all: Vec<Vec<u8>> = make::accepted().into_iter().map(|vector| vector.bytes).collect();
    let keys: BTreeSet<_> =
        all.iter().map(|b| file::read(b).unwrap().key.fingerprint().to_string()).collect();
    assert!(keys.len() > 4, "more keys than are remembered");
    for step in [1, 2, 3, 5, 7] {
        for bytes in (0..all.len()).map(|n| &all[n * step % all.len()]).chain(all.iter().rev()) {
            assert_eq!(file::read_checked(bytes), file::read(bytes).ok());
            assert_eq!(file::read_checked(bytes), file::read(bytes).ok(), "once more");
        }
    }
}

#[test]
fn every_way_to_be_wrong_has_a_vector() {
    let mut seen = BTreeSet::new();
    for vector in make::rejected() {
        let Err(error) = file::read(&vector.bytes) else { continue };
        // `Form(CodePoint("U+202E"))` is `Form CodePoint`.
        let spelled = format!("{error:?}");
        let words: Vec<&str> =
            spelled.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let most = if spelled.contains("Body(") || spelled.contains("Cause(") { 3 } else { 2 };
        seen.insert(words.into_iter().take(most).collect::<Vec<_>>().join(" "));
    }
    for kind in [
        "Torn",
        "Form Large",
        "Form NotUtf8",
        "Form CarriageReturn",
        "Form NotJson",
        "Form NotAnObject",
        "Form Deep",
        "Form Null",
        "Form Number",
        "Form Empty",
        "Form LongString",
        "Form CodePoint",
        "Form Spelling",
        "Event Field",
        "Event Rule",
        "Event Body Missing",
        "Event Body Wrong",
        "Event Body Rule",
        "Event Cause Missing",
        "Event Cause Wrong",
        "Gate Armour",
        "Gate Spelling",
        "Gate Version",
        "Gate Reserved",
        "Gate Hash",
        "Gate Namespace",
        "Gate OtherKey",
        "Gate Key",
        "Gate HighS",
        "Gate NoTouch",
        "Gate Invalid",
    ] {
        assert!(seen.contains(kind), "no vector for {kind}: {seen:?}");
    }
}

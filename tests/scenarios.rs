//! The sessions of README and guides, run: each `console` block of a document is typed into a shell, in one fresh
//! home and folder a document, and what comes out must be what the document prints. `GAPS_BLESS=1` rewrites it.
//!
//! Ids and keys differ at each run, so both sides are compared with every id spelled `#1`, `#2` in the order in
//! which it first appears, every fingerprint spelled `KEY`, and every root of a log `ROOT`. A block whose first line
//! names a file as well (```` ```toml .gaps/gate.toml ````) is that file: it is written where the session stands.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DOCUMENTS: &[&str] =
    &["README.md", "docs/gate.md", "docs/guide.md", "docs/history.md", "docs/trackers.md"];
const START: &str = "2026-11-20T12:00:00Z";

#[test]
fn documents_print_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in DOCUMENTS {
        let path = root.join(name);
        let text = fs::read_to_string(&path).unwrap();
        let home = tempfile::tempdir().unwrap();
        let played = play(&text, home.path());
        assert!(played.commands > 0, "{name} has no `console` block: nothing was shown");
        if std::env::var_os("GAPS_BLESS").is_some() {
            fs::write(&path, &played.text).unwrap();
        } else {
            let (want, got) = (spelled(&text), spelled(&played.text));
            let pairs = want.lines().zip(got.lines()).find(|(w, g)| w != g);
            assert!(want == got, "{name} differs, and GAPS_BLESS=1 rewrites it: {pairs:#?}");
        }
    }
}

struct Played {
    text: String,
    commands: usize,
}

/// The document with the output of each command as it came out now.
fn play(text: &str, home: &Path) -> Played {
    let mut played = Played { text: String::new(), commands: 0 };
    let mut folder = home.join("work");
    fs::create_dir_all(&folder).unwrap();
    let mut inside = false;
    let mut file: Option<(PathBuf, String)> = None;
    for line in text.lines() {
        if line.starts_with("```") {
            if let Some((path, content)) = file.take() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content).unwrap();
            }
            inside = line == "```console";
            let named = line.split_once(' ').map(|(_, name)| folder.join(name));
            file = named.map(|path| (path, String::new()));
        } else if let Some((_, content)) = &mut file {
            content.push_str(&format!("{line}\n"));
        } else if inside {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            played.text.push_str(&format!("{line}\n"));
            let (output, next) = run(command, home, &folder, played.commands);
            played.text.push_str(&output);
            folder = next;
            played.commands += 1;
            continue;
        }
        played.text.push_str(&format!("{line}\n"));
    }
    played
}

/// Runs one command and says where the shell stood after it.
fn run(command: &str, home: &Path, folder: &Path, step: usize) -> (String, PathBuf) {
    let bin = Path::new(env!("CARGO_BIN_EXE_gaps")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let seconds = START.parse::<gaps::model::At>().unwrap().unix() + 60 * step as i64;
    let now = gaps::model::At::from_unix(seconds).unwrap().to_string();
    let after = home.join("after");
    let script = format!("{{ {command}\n}} 2>&1; pwd > {}", after.display());
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .env("HOME", home)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GAPS_NOW", &now)
        .env("COLUMNS", "100")
        .envs([("GIT_AUTHOR_NAME", "Ana"), ("GIT_COMMITTER_NAME", "Ana"), ("USER", "ana")])
        .envs([("GIT_AUTHOR_EMAIL", "ana@example.org"), ("GIT_COMMITTER_EMAIL", "ana@example.org")])
        .envs([("GIT_AUTHOR_DATE", &now), ("GIT_COMMITTER_DATE", &now)])
        .output()
        .unwrap();
    let next = fs::read_to_string(&after).unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    (text.replace(&home.display().to_string(), "~"), PathBuf::from(next.trim()))
}

/// Ids as `#1`, `#2`; the short form of an id is that id. Fingerprints as `KEY`, roots of a log as `ROOT`.
fn spelled(text: &str) -> String {
    let mut seen: Vec<String> = Vec::new();
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | ':');
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        // A file that is named by an id: the folders before it are words of their own.
        let file = word.rsplit_once('/').filter(|(_, name)| name.len() >= 32 && is_hex(name));
        let word = file.map_or(word, |(folder, name)| {
            out.push_str(&format!("{folder}/"));
            name
        });
        if is_hex(word) {
            let at = seen.iter().position(|s| s[..7] == word[..7]).unwrap_or(seen.len());
            if at == seen.len() {
                seen.push(word.to_owned());
            }
            out.push_str(&format!("#{}", at + 1));
        } else if word.starts_with("SHA256:") {
            out.push_str("KEY");
        } else if word.len() == 43 && rest[end..].starts_with('=') {
            out.push_str("ROOT");
        } else {
            out.push_str(word);
        }
        let next = rest[end..].chars().next().map_or(end, |c| end + c.len_utf8());
        out.push_str(&rest[end..next]);
        rest = &rest[next..];
    }
    out
}

fn is_hex(word: &str) -> bool {
    word.len() >= 7 && word.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
}

#[test]
fn ids_are_spelled_in_the_order_of_their_appearance() {
    let text = "a1b2c3d4e5f6 then 0123456789ab then a1b2c3d and SHA256:abc+/x";
    assert_eq!(spelled(text), "#1 then #2 then #1 and KEY");
    let text = "root 05b/ZQySBoWdVZHBFqcabXzlz7E4p01qgbIDd5X1yKA= in ~/a/0123456789abcdef0123456789abcdef.json";
    assert_eq!(spelled(text), "root ROOT= in ~/a/#1.json");
}

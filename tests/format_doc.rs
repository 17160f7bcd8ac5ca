//! What the documents print of the program's tables is what the program has: the kinds and the refused code
//! points of `docs/format.md`, and the table that `docs/verify.sh` reads. `GAPS_BLESS=1 cargo test --test
//! format_doc` writes them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use gaps::ledger::cause;
use gaps::ledger::kinds;
use gaps::ledger::spec::{About, Kind, Part, Type, describe};
use gaps::model::{Role, Status, text};

/// The file with what stands between two markers replaced.
fn with_section(page: &str, name: &str, section: &str) -> String {
    let (begin, end) = (format!("{name}:begin"), format!("{name}:end"));
    let start = page.find(&begin).unwrap_or_else(|| panic!("no {begin}"));
    let start = start + page[start..].find('\n').unwrap() + 1;
    let stop =
        page[..page.find(&end).unwrap_or_else(|| panic!("no {end}"))].rfind('\n').unwrap() + 1;
    [&page[..start], section, &page[stop..]].concat()
}

fn check(file: &str, sections: &[(&str, String)]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(file);
    let page = fs::read_to_string(&path).unwrap();
    let made = sections.iter().fold(page.clone(), |p, (name, s)| with_section(&p, name, s));
    if std::env::var_os("GAPS_BLESS").is_some() {
        fs::write(&path, made).unwrap();
    } else {
        assert!(page == made, "docs/{file} is not what the tables say: GAPS_BLESS=1 writes it");
    }
}

#[test]
fn the_document_prints_the_tables() {
    check(
        "format.md",
        &[
            ("kinds", kinds::ALL.iter().map(|k| section(k)).collect()),
            ("refused", refused()),
            ("causes", causes()),
            ("moves", moves()),
            ("permits", permits()),
        ],
    );
}

#[test]
fn the_second_verifier_reads_the_same_table() {
    let mut table = "kinds() { cat <<'TABLE'\n".to_owned();
    for kind in kinds::ALL {
        let about = if kind.about == About::Ledger { "ledger" } else { "gap" };
        writeln!(table, "{}\tabout\t{about}", kind.name).unwrap();
        rows(kind.name, "", kind.parts, &mut table);
    }
    for (name, parts) in SHAPES {
        rows(&format!("cause:{name}"), "", parts, &mut table);
    }
    table.push_str("TABLE\n}\n");
    check("verify.sh", &[("kinds", table)]);
}

const SHAPES: [(&str, &[Part]); 4] = [
    ("trigger", cause::TRIGGER),
    ("removed", cause::REMOVED),
    ("restored", cause::RESTORED),
    ("tracker", cause::TRACKER),
];

/// One line for each place in a body: kind, path, must or may, type, limit or words.
fn rows(kind: &str, at: &str, parts: &[Part], out: &mut String) {
    for part in parts {
        let path = if at.is_empty() { part.name.to_owned() } else { format!("{at}.{}", part.name) };
        row(kind, &path, if part.must { "must" } else { "may" }, part.holds, out);
    }
}

fn row(kind: &str, path: &str, must: &str, holds: Type, out: &mut String) {
    let (word, more) = match holds {
        Type::Line => ("line", String::new()),
        Type::Text => ("text", String::new()),
        Type::Hash => ("hash", String::new()),
        Type::Object => ("object", String::new()),
        Type::Time => ("time", String::new()),
        Type::Day => ("day", String::new()),
        Type::Number => ("number", String::new()),
        Type::Principal => ("principal", String::new()),
        Type::Key => ("key", String::new()),
        Type::Fingerprint => ("fingerprint", String::new()),
        Type::Label => ("label", String::new()),
        Type::Prefix => ("prefix", String::new()),
        Type::Int => ("int", String::new()),
        Type::Word(words) => ("word", words.join(" ")),
        Type::List(_, most) => ("list", most.to_string()),
        Type::Group(_) => ("group", String::new()),
    };
    writeln!(out, "{}", format!("{kind}\t{path}\t{must}\t{word}\t{more}").trim_end()).unwrap();
    match holds {
        Type::Group(parts) => rows(kind, path, parts, out),
        Type::List(each, _) => row(kind, &format!("{path}[]"), "may", *each, out),
        _ => {}
    }
}

fn section(kind: &Kind) -> String {
    let mut out = format!("\n### `{}`: {}\n\n", kind.name, kind.says);
    let about = if kind.about == About::Ledger { "the ledger" } else { "a gap" };
    let gives = kind.gives.map(|s| format!(" Gives the status `{s}`.")).unwrap_or_default();
    let by = if kind.name == "founded" { "whoever founds it".to_owned() } else { writers(kind) };
    writeln!(out, "About {about}.{gives} Written by: {by}. Undone by: {}.\n", kind.undone_by)
        .unwrap();
    out + &table(kind.parts)
}

fn writers(kind: &Kind) -> String {
    let mut words: Vec<&str> = Role::ALL
        .into_iter()
        .filter(|r| *r >= kind.least && *r != Role::Recorder)
        .map(Role::as_str)
        .collect();
    words.reverse();
    let mut out = words.join(", ");
    if kind.recorded {
        out += ", recorder where it has a `cause`";
    }
    out
}

fn table(parts: &[Part]) -> String {
    let mut out = "| field | type | | says |\n|---|---|---|---|\n".to_owned();
    lines("", parts, &mut out);
    out
}

/// Groups are printed field by field: `criteria[].number`.
fn lines(at: &str, parts: &[Part], out: &mut String) {
    for part in parts {
        let name = if at.is_empty() { part.name.to_owned() } else { format!("{at}.{}", part.name) };
        let must = if part.must { "must" } else { "may" };
        let holds = describe(part.holds).replace('|', "\\|");
        writeln!(out, "| `{name}` | {holds} | {must} | {} |", part.says).unwrap();
        match part.holds {
            Type::Group(inner) => lines(&name, inner, out),
            Type::List(Type::Group(inner), _) => lines(&format!("{name}[]"), inner, out),
            _ => {}
        }
    }
}

fn refused() -> String {
    let mut out = "| from | to | what |\n|---|---|---|\n".to_owned();
    for (from, to, what) in text::REFUSED {
        writeln!(out, "| U+{from:04X} | U+{to:04X} | {what} |").unwrap();
    }
    let last_two: Vec<String> = (0..=16)
        .map(|plane| format!("U+{0:X}FFFE U+{0:X}FFFF", plane).replace("U+0F", "U+F"))
        .collect();
    writeln!(out, "| the last two | of every plane | noncharacters: {} |", last_two.join(", "))
        .unwrap();
    out
}

fn causes() -> String {
    SHAPES
        .iter()
        .map(|(name, parts)| {
            format!(
                "\n**{}**\n\n{}",
                CAUSES[SHAPES.iter().position(|s| s.0 == *name).unwrap()],
                table(parts)
            )
        })
        .collect()
}

const CAUSES: [&str; 4] = [
    "A line of a commit message asked for it",
    "A landing took the file of a closing away",
    "A landing brought the file of a closing back",
    "A line of a tracker stated it",
];

fn moves() -> String {
    let mut out = "| from | to |\n|---|---|\n".to_owned();
    for from in Status::ALL {
        let to: Vec<&str> = from.moves().iter().map(|s| s.as_str()).collect();
        writeln!(out, "| {from} | {} |", to.join(", ")).unwrap();
    }
    out
}

fn permits() -> String {
    let mut out =
        "| kind | root | maintainer | contributor | recorder |\n|---|---|---|---|---|\n".to_owned();
    for kind in kinds::ALL.iter().filter(|k| k.name != "founded") {
        let yes = |role: Role| {
            let with = gaps::ledger::permits::permits(role, kind.name, true);
            let without = gaps::ledger::permits::permits(role, kind.name, false);
            match (with, without) {
                (true, true) => "yes",
                (true, false) => "with a `cause`",
                _ => "no",
            }
        };
        let [recorder, contributor, maintainer, root] = Role::ALL.map(yes);
        writeln!(out, "| `{}` | {root} | {maintainer} | {contributor} | {recorder} |", kind.name)
            .unwrap();
    }
    out
}

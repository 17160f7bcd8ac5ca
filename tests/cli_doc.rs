//! `docs/cli.md` says of every verb what the program itself says of it. `GAPS_BLESS=1 cargo test --test cli_doc`
//! writes it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use clap::{Arg, Command, CommandFactory};
use gaps::cli::args::Args;

const BEGIN: &str = "<!-- verbs:begin: written by GAPS_BLESS=1 cargo test --test cli_doc -->\n";
const END: &str = "<!-- verbs:end -->\n";

#[test]
fn the_page_says_what_the_program_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let page = fs::read_to_string(&path).unwrap();
    let start = page.find(BEGIN).expect("no beginning") + BEGIN.len();
    let stop = page.find(END).expect("no end");
    let made = [&page[..start], &verbs(), &page[stop..]].concat();
    if std::env::var_os("GAPS_BLESS").is_some() {
        fs::write(&path, made).unwrap();
    } else {
        assert!(page == made, "docs/cli.md is not what --help says: GAPS_BLESS=1 writes it");
    }
}

#[test]
fn every_verb_and_option_says_what_it_is_for() {
    let mut command = Args::command();
    command.build();
    let mut silent = Vec::new();
    look(&command, &mut silent);
    assert_eq!(silent, Vec::<String>::new(), "without a word of help");
}

fn look(command: &Command, silent: &mut Vec<String>) {
    for verb in shown(command) {
        if verb.get_about().is_none() {
            silent.push(verb.get_bin_name().unwrap_or_default().to_owned());
        }
        let mute = own(verb).filter(|a| a.get_help().is_none());
        silent.extend(mute.map(|a| format!("{} {}", verb.get_name(), a.get_id())));
        look(verb, silent);
    }
}

fn verbs() -> String {
    let mut command = Args::command();
    command.build();
    let mut out = String::from("\n## For every verb\n");
    options(command.get_arguments().filter(|a| a.is_global_set()), &mut out);
    for verb in shown(&command) {
        section(verb, "gaps", 2, &mut out);
    }
    out.push('\n');
    out
}

fn section(verb: &Command, before: &str, depth: usize, out: &mut String) {
    let name = format!("{before} {}", verb.get_name());
    let about = verb.get_long_about().or(verb.get_about()).map(ToString::to_string);
    let usage = verb.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").replace('\n', " ");
    let usage = usage.split_whitespace().collect::<Vec<_>>().join(" ");
    write!(out, "\n{} `{name}`\n\n", "#".repeat(depth)).unwrap();
    for line in about.unwrap_or_default().lines() {
        writeln!(out, "{}", escaped(line)).unwrap();
    }
    writeln!(out, "\n    {usage}").unwrap();
    options(own(verb), out);
    for below in shown(verb) {
        section(below, &name, depth + 1, out);
    }
}

/// Verbs that `--help` lists.
fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|c| !c.is_hide_set())
}

fn own(verb: &Command) -> impl Iterator<Item = &Arg> {
    let known = |a: &&Arg| !matches!(a.get_id().as_str(), "help" | "version");
    verb.get_arguments().filter(known).filter(|a| !a.is_hide_set() && !a.is_global_set())
}

fn options<'a>(all: impl Iterator<Item = &'a Arg>, out: &mut String) {
    let rows: Vec<&Arg> = all.collect();
    if rows.is_empty() {
        return;
    }
    out.push_str("\n| typed | means |\n|---|---|\n");
    for arg in rows {
        writeln!(out, "| {} | {} |", written(arg), meaning(arg)).unwrap();
    }
}

/// An option as it is typed: `-n`, `--dry-run`; a place with its name.
fn written(arg: &Arg) -> String {
    let value = arg.get_value_names().unwrap_or_default().join(" ").replace('|', "\\|");
    if arg.is_positional() {
        return format!("`{value}`");
    }
    let takes = if arg.get_action().takes_values() { format!(" {value}") } else { String::new() };
    let short = arg.get_short().map(|s| format!("`-{s}`"));
    let long = arg.get_long().map(|l| format!("`--{l}{takes}`"));
    let short =
        if long.is_none() { arg.get_short().map(|s| format!("`-{s}{takes}`")) } else { short };
    [short, long].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn meaning(arg: &Arg) -> String {
    let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let words: Vec<String> = if arg.get_action().takes_values() {
        arg.get_possible_values().iter().map(|v| format!("`{}`", v.get_name())).collect()
    } else {
        Vec::new()
    };
    if !words.is_empty() && words.len() < 20 {
        write!(text, ": {}", words.join(", ")).unwrap();
    }
    let default = arg.get_default_values();
    if arg.get_action().takes_values() && !default.is_empty() {
        let values: Vec<_> = default.iter().map(|v| v.to_string_lossy()).collect();
        write!(text, " (else `{}`)", values.join(" ")).unwrap();
    }
    escaped(&text)
}

/// What Markdown would read as a tag or a column is written as text.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    for c in text.chars() {
        match c {
            '`' => code = !code,
            '|' => out.push('\\'),
            '<' if !code => {
                out.push_str("&lt;");
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out.replace('\n', " ")
}

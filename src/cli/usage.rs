//! What the parser of the command line says, in the form of every other error and with our exit code. Help and
//! version are no errors.

use std::process::ExitCode;

use clap::CommandFactory;
use clap::error::ErrorKind;

use super::args::Args;
use super::failure::{Failure, USAGE};

/// Says why the words are off.
pub fn told(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let json = std::env::args_os().any(|a| a == "--json");
    // Where nothing was asked, the help is the answer.
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && !json {
        let _ = error.print();
        return ExitCode::from(USAGE);
    }
    Failure::usage(message(&error.render().to_string()), hint()).report(json)
}

/// The parser's own words on one line, without its usage.
fn message(rendered: &str) -> String {
    let mut said = String::new();
    for line in rendered.lines().map(str::trim).take_while(|l| !l.starts_with("Usage:")) {
        let line = line.trim_start_matches("error: ");
        if line.is_empty() || line.starts_with("For more information") {
            continue;
        }
        let between = if said.is_empty() {
            ""
        } else if said.ends_with(':') {
            " "
        } else if line.starts_with("tip: ") {
            "; "
        } else {
            ", "
        };
        said.push_str(between);
        said.push_str(line.trim_start_matches("tip: "));
    }
    said
}

/// The help of the verb that was meant.
fn hint() -> String {
    let mut hint = String::from("gaps ");
    let mut command = Args::command();
    for word in std::env::args_os().skip(1) {
        if let Some(verb) = command.find_subcommand(&word).cloned() {
            hint.push_str(&format!("{} ", verb.get_name()));
            command = verb;
        }
    }
    hint + "--help"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_parser_become_one_line() {
        let said = message(
            "error: the following required arguments were not provided:\n  --principal <NAME>\n  <KEY>\n\nUsage: gaps",
        );
        assert_eq!(
            said,
            "the following required arguments were not provided: --principal <NAME>, <KEY>"
        );
        let said = message(
            "error: unrecognized subcommand 'lsit'\n\n  tip: a similar subcommand exists: 'list'\n\nUsage: gaps",
        );
        assert_eq!(said, "unrecognized subcommand 'lsit'; a similar subcommand exists: 'list'");
    }
}

//! `gaps man`: prints man pages, or writes them all into a folder.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use serde_json::json;

use crate::cli::args;
use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::cli::output;
use crate::views::json as views_json;

/// Print the man page of gaps or of a verb, or write all of them into a folder
#[derive(Debug, Args)]
pub struct Man {
    /// The verb
    verb: Option<String>,
    /// Write all pages here
    #[arg(long, value_name = "DIR", conflicts_with = "verb")]
    dir: Option<PathBuf>,
}

impl Man {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let mut command = args::Args::command();
        command.build();
        if let Some(dir) = &self.dir {
            let folder = ctx.cwd.join(dir);
            let failed = |e: std::io::Error| {
                Failure::new(
                    ENVIRONMENT,
                    "cannot-write",
                    format!("{}: {e}", folder.display()),
                    "gaps man --dir FOLDER",
                )
            };
            std::fs::create_dir_all(&folder).map_err(failed)?;
            clap_mangen::generate_to(command, &folder).map_err(failed)?;
            if ctx.json {
                let data = json!({ "folder": dir.to_string_lossy(), "text": null });
                output::print(&views_json::document("man", data));
            }
            return Ok(0);
        }
        let page = match &self.verb {
            None => Some(&command),
            Some(verb) => command.find_subcommand(verb),
        };
        let Some(page) = page else {
            let verb = self.verb.unwrap_or_default();
            return Err(Failure::usage(format!("there is no verb `{verb}`"), "gaps --help"));
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page.clone())
            .render(&mut text)
            .map_err(|e| Failure::new(ENVIRONMENT, "cannot-write", e.to_string(), "gaps man"))?;
        let text = String::from_utf8_lossy(&text);
        output::print(&if ctx.json {
            views_json::document("man", json!({ "folder": null, "text": text }))
        } else {
            text.into_owned()
        });
        Ok(0)
    }
}

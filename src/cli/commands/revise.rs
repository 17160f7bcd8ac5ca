//! `gaps revise`: change fields.

use clap::Args;

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::editor::Drafts;
use crate::cli::failure::Failure;
use crate::cli::{draft, labels, load, write};
use crate::model::{Criticality, Day};
use crate::project::decide::{Desk, revise};

/// Change fields of gaps
#[derive(Debug, Args)]
pub struct Revise {
    /// Labels; `-` reads them from standard input
    #[arg(required = true, value_name = "LABEL")]
    labels: Vec<String>,
    /// A new title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// A new label
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// Another block
    #[arg(short, long, value_name = "NAME")]
    block: Option<String>,
    /// The prefix of a new block
    #[arg(long, value_name = "ABC")]
    prefix: Option<String>,
    /// blocker, high, medium or low
    #[arg(short, long, value_name = "WORD", value_parser = super::add::criticality)]
    criticality: Option<Criticality>,
    /// What kind of work it is
    #[arg(short = 't', long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// More about it
    #[arg(short, long, value_name = "TEXT")]
    description: Option<String>,
    /// Who is on it; `me` is you
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// When it is wanted
    #[arg(long, value_name = "DATE", value_parser = super::add::day)]
    due: Option<Day>,
    /// As people say it
    #[arg(long, value_name = "TEXT")]
    effort: Option<String>,
    /// The phase of a plan
    #[arg(long, value_name = "TEXT")]
    phase: Option<String>,
    /// The week of a plan
    #[arg(long, value_name = "TEXT")]
    week: Option<String>,
    /// monthly, quarterly
    #[arg(long, value_name = "TEXT")]
    recurs: Option<String>,
    /// Take a field's value away (again for each)
    #[arg(long, value_name = "FIELD")]
    unset: Vec<String>,
    /// Add a criterion (again for each)
    #[arg(long = "criterion", value_name = "TEXT")]
    add_criteria: Vec<String>,
    /// Remove a criterion by its number (again for each)
    #[arg(long = "remove-criterion", value_name = "NUMBER")]
    remove_criteria: Vec<String>,
    /// New words for a criterion: `2=roles are checked` (again for each)
    #[arg(long, value_name = "NUMBER=TEXT", value_parser = reworded)]
    reword: Vec<(String, String)>,
    /// Add a file (again for each)
    #[arg(long = "file", value_name = "PATH")]
    add_files: Vec<String>,
    /// Remove a file (again for each)
    #[arg(long = "remove-file", value_name = "PATH")]
    remove_files: Vec<String>,
    /// Add a verification command (again for each)
    #[arg(long = "verify", value_name = "COMMAND")]
    add_verify: Vec<String>,
    /// Remove a verification command (again for each)
    #[arg(long = "remove-verify", value_name = "COMMAND")]
    remove_verify: Vec<String>,
    /// Why
    #[arg(short = 'm', long = "reason", value_name = "REASON")]
    reason: Option<String>,
    /// Open the editor on the gap
    #[arg(short, long)]
    edit: bool,
    #[command(flatten)]
    writing: Writing,
}

fn reworded(text: &str) -> Result<(String, String), String> {
    let (number, words) = text.split_once('=').ok_or("write NUMBER=TEXT")?;
    Ok((number.trim().to_owned(), words.trim().to_owned()))
}

impl Revise {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let mut drafts = Drafts::default();
        self.write(ctx, &mut drafts).map_err(|failure| drafts.kept(failure))
    }

    fn write(self, ctx: &Context, drafts: &mut Drafts) -> Result<u8, Failure> {
        let typed = labels::read(ctx, &self.labels)?;
        // A label of one's own choice may be an alias of any gap.
        let loaded = if self.label.is_some() {
            load::to_write(ctx)?
        } else {
            load::to_write_for(ctx, &typed)?
        };
        let choice = write::pick(ctx, &loaded.git)?;
        let owner = match self.owner.as_deref() {
            Some("me") => write::me(&loaded, &choice),
            other => other.map(str::to_owned),
        };
        let (dry, edit) = (self.writing.dry_run, self.edit);
        let asked = self.asked(owner);
        if !edit
            && asked == (revise::Revision { reason: asked.reason.clone(), ..Default::default() })
        {
            let says = "nothing was named that should change";
            return Err(Failure::usage(says, "gaps revise LABEL --title TITLE"));
        }
        let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
        for gap in labels::gaps(&loaded, &typed)? {
            let mut wanted = asked.clone();
            if edit {
                let saved = drafts.edit(&loaded.git, &draft::existing(gap))?;
                wanted = revise::Revision {
                    reason: asked.reason.clone(),
                    ..draft::read_existing(&saved, gap)?
                };
            }
            revise::revise(&mut desk, gap, &wanted)?;
        }
        write::perform(ctx, &loaded, choice, &desk.finish(), dry)?;
        Ok(0)
    }

    fn asked(self, owner: Option<String>) -> revise::Revision {
        revise::Revision {
            title: self.title,
            label: self.label,
            block: self.block,
            prefix: self.prefix,
            criticality: self.criticality,
            kind: self.kind,
            description: self.description,
            owner,
            due: self.due,
            effort: self.effort,
            phase: self.phase,
            week: self.week,
            recurs: self.recurs,
            unset: self.unset,
            add_criteria: self.add_criteria,
            remove_criteria: self.remove_criteria,
            reword: self.reword,
            add_files: self.add_files,
            remove_files: self.remove_files,
            add_verify: self.add_verify,
            remove_verify: self.remove_verify,
            reason: self.reason,
        }
    }
}

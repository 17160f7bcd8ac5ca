//! `gaps add`: open a gap.

use clap::Args;

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::editor::Drafts;
use crate::cli::failure::Failure;
use crate::cli::{config, draft, load, write};
use crate::model::{Criticality, Day};
use crate::project::decide::{Desk, link, open};

/// Open a gap: something that is missing before production
#[derive(Debug, Args)]
pub struct Add {
    /// What is missing
    #[arg(required_unless_present = "edit")]
    title: Option<String>,
    /// The block, by name or prefix; a new name starts a block
    #[arg(short, long, value_name = "NAME")]
    block: Option<String>,
    /// The prefix of a new block
    #[arg(long, value_name = "ABC")]
    prefix: Option<String>,
    /// This label instead of the next free one
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// blocker, high, medium or low
    #[arg(short, long, value_name = "WORD", value_parser = criticality)]
    criticality: Option<Criticality>,
    /// What kind of work it is
    #[arg(short = 't', long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// More about it
    #[arg(short, long, value_name = "TEXT")]
    description: Option<String>,
    /// An acceptance criterion (again for each)
    #[arg(long = "criterion", value_name = "TEXT")]
    criteria: Vec<String>,
    /// A file that it touches: `src/auth.rs`, or `src/auth.rs (new)` (again for each)
    #[arg(long = "file", value_name = "PATH")]
    files: Vec<String>,
    /// A command that shows it is done (again for each)
    #[arg(long, value_name = "COMMAND")]
    verify: Vec<String>,
    /// Who is on it; `me` is you
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// When it is wanted: 2026-12-31
    #[arg(long, value_name = "DATE", value_parser = day)]
    due: Option<Day>,
    /// As people say it: "1.5-2 hours"
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
    /// A gap that it waits on (again for each)
    #[arg(long, value_name = "LABEL")]
    waits_on: Vec<String>,
    /// Open the editor on a template
    #[arg(short, long)]
    edit: bool,
    #[command(flatten)]
    writing: Writing,
}

pub fn criticality(word: &str) -> Result<Criticality, String> {
    Criticality::from_word(word).ok_or_else(|| "one of blocker, high, medium, low".to_owned())
}

pub fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|e: crate::model::time::BadTime| e.to_string())
}

impl Add {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let mut drafts = Drafts::default();
        self.open(ctx, &mut drafts).map_err(|failure| drafts.kept(failure))
    }

    fn open(self, ctx: &Context, drafts: &mut Drafts) -> Result<u8, Failure> {
        // Of the others only what they are called is asked; a label of one's own may be an alias of any.
        let loaded = if self.label.is_some() || self.edit {
            load::to_write(ctx)?
        } else {
            load::to_write_for(ctx, &self.waits_on)?
        };
        let choice = write::pick(ctx, &loaded.git)?;
        let owner = match self.owner.as_deref() {
            Some("me") => write::me(&loaded, &choice),
            other => other.map(str::to_owned),
        };
        let (dry, edit, waits_on) = (self.writing.dry_run, self.edit, self.waits_on.clone());
        let mut asked = self.asked(owner);
        if edit {
            let template = draft::template(&loaded.git, asked.kind.as_deref());
            let text = draft::new(&asked, template.as_deref());
            asked = draft::read_new(&drafts.edit(&loaded.git, &text)?, asked)?;
        }
        if let Some(prefix) = asked
            .block
            .as_ref()
            .and_then(|b| config::read(&loaded.git).ok()?.blocks.get(b).cloned())
        {
            asked.prefix = asked.prefix.or(Some(prefix));
        }
        let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
        let (id, label) = open::open(&mut desk, &asked)?;
        let ties = link::Ties { waits_on, ..link::Ties::default() };
        if let Some(body) = link::for_new(&loaded.backlog, &ties)? {
            desk.about_new(id, &label, body, None)?;
        }
        write::perform(ctx, &loaded, choice, &desk.finish(), dry)?;
        Ok(0)
    }

    fn asked(self, owner: Option<String>) -> open::NewGap {
        open::NewGap {
            title: self.title.unwrap_or_default(),
            block: self.block,
            prefix: self.prefix,
            label: self.label,
            criticality: self.criticality,
            kind: self.kind,
            description: self.description,
            criteria: self.criteria,
            files: self.files,
            verify: self.verify,
            owner,
            due: self.due,
            effort: self.effort,
            phase: self.phase,
            week: self.week,
            recurs: self.recurs,
        }
    }
}

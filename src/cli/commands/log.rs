//! `gaps log`: the timeline of some gaps, or of all.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::known::Known;
use crate::cli::load::Loaded;
use crate::cli::{labels, load, output, revision};
use crate::model::Block;
use crate::project::lookup;
use crate::project::timeline::{self, Moment};
use crate::views::{json as views_json, list, log};

/// What happened: the timeline of gaps, or of all
#[derive(Debug, Args)]
pub struct Log {
    /// Labels; none means all, with the ledger's own events
    #[arg(value_name = "LABEL")]
    labels: Vec<String>,
    /// Only moments after this date, as git understands dates
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only moments up to this date
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Only gaps of this block
    #[arg(short, long, value_name = "NAME")]
    block: Option<String>,
    /// Only events of this kind (again for each, or with commas)
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kind: Vec<String>,
    /// Only what this signer says, by name or fingerprint
    #[arg(long, value_name = "WHO")]
    signer: Option<String>,
    /// Newest first is the rule; this turns it round
    #[arg(long)]
    reverse: bool,
    /// One moment a line
    #[arg(long)]
    oneline: bool,
    /// At most so many moments
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
}

impl Log {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        if let Some(kind) = self.kind.iter().find(|k| crate::ledger::kinds::find(k).is_none()) {
            let known: Vec<&str> = crate::ledger::kinds::ALL.iter().map(|k| k.name).collect();
            return Err(Failure::usage(
                format!("there is no kind `{kind}`"),
                format!("one of {}", known.join(", ")),
            ));
        }
        let typed =
            if self.labels.is_empty() { Vec::new() } else { labels::read(ctx, &self.labels)? };
        let loaded = load::load(ctx)?;
        let mut moments = self.moments(ctx, &loaded, &typed)?;
        // The newest are kept, as in `git log`, and only then turned round.
        moments.reverse();
        moments.truncate(self.limit.unwrap_or(usize::MAX));
        if self.reverse {
            moments.reverse();
        }
        let text = if ctx.json {
            let rows: Vec<Value> = moments.iter().map(views_json::moment).collect();
            let missing = views_json::unresolvable(loaded.backlog.missing.as_ref());
            views_json::document("timeline", json!({ "moments": rows, "unresolvable": missing }))
        } else if self.oneline {
            log::lines(&moments, &ctx.paint, "", true)
        } else if moments.is_empty() {
            "Nothing happened there.   gaps log\n".to_owned()
        } else {
            log::text(&moments, &ctx.paint) + &list::unresolvable(loaded.backlog.missing.as_ref())
        };
        output::answer(ctx, Some(&loaded.git), &text);
        if let Some(block) = &self.block {
            let gaps = loaded.backlog.gaps.values();
            let blocks: Vec<(Block, &str)> = gaps.map(|g| (g.block(), g.named.prefix())).collect();
            let known = blocks.iter().map(|(b, prefix)| (b.name.as_str(), [&*b.prefix, prefix]));
            Known::blocks("log", known).tell(ctx, std::iter::once(block.as_str()));
        }
        Ok(0)
    }

    fn moments(
        &self,
        ctx: &Context,
        loaded: &Loaded,
        typed: &[String],
    ) -> Result<Vec<Moment>, Failure> {
        let all = timeline::moments(&loaded.backlog, &loaded.entries, &loaded.landings);
        let chosen: BTreeSet<_> = typed
            .iter()
            .map(|l| lookup::gap(&loaded.backlog, l).map(|g| g.id))
            .collect::<Result<_, _>>()?;
        let since =
            self.since.as_deref().map(|d| revision::since(ctx, &loaded.git, d)).transpose()?;
        let until =
            self.until.as_deref().map(|d| revision::until(ctx, &loaded.git, d)).transpose()?;
        let when = |m: &Moment| m.landing.as_ref().map_or(m.at, |l| l.at);
        let in_block = |m: &Moment| {
            self.block.as_ref().is_none_or(|wanted| {
                m.gap.and_then(|g| loaded.backlog.gaps.get(&g)).is_some_and(|g| {
                    lookup::is_same(&g.block().name, wanted)
                        || lookup::is_same(g.named.prefix(), wanted)
                })
            })
        };
        let by = |m: &Moment| {
            self.signer.as_ref().is_none_or(|who| {
                m.name.as_deref() == Some(who)
                    || m.key
                        .as_str()
                        .trim_start_matches("SHA256:")
                        .starts_with(who.trim_start_matches("SHA256:"))
            })
        };
        Ok(all
            .into_iter()
            .filter(|m| typed.is_empty() || m.gap.is_some_and(|g| chosen.contains(&g)))
            .filter(|m| self.kind.is_empty() || self.kind.contains(&m.kind))
            .filter(|m| since.is_none_or(|s| when(m) >= s) && until.is_none_or(|u| when(m) <= u))
            .filter(|m| in_block(m) && by(m))
            .collect())
    }
}

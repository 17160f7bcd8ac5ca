//! The backlog as a list prints it: from the cache where nothing has changed, from a page brought up to date where
//! little has, else from a fold of everything. The same page comes out.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::load::{Loaded, Look, cache, whole};
use crate::model::{Day, Id};
use crate::shell::bytes::{Reader, Writer};
use crate::shell::cache::Cache;
use crate::shell::git::Git;
use crate::shell::helper::Helper;
use crate::views::json;
use crate::views::row::Row;

use super::page::{Now, Page, Rows};
use super::refresh;
use super::some::{self, Wanted};

const JSON: &str = "json";

pub struct Listed {
    pub git: Git,
    pub page: Page,
    pub today: Day,
    cache: Option<(Cache, Now)>,
    /// All of it, where all of it had to be folded.
    loaded: Option<Loaded>,
    /// Writes the cache while the answer is written.
    helper: Option<Helper>,
}

pub fn list(ctx: &Context) -> Result<Listed, Failure> {
    let git = ctx.git()?;
    let look = Look::here(ctx);
    let today = ctx.now.day();
    let cache = cache(ctx, &git, &look);
    if let Some((kept, now)) = &cache
        && let Some((page, news)) = refresh::current(&git, kept, now)?
    {
        let helper = news.keep_meanwhile(&git, kept);
        return Ok(Listed { git, page, today, cache, loaded: None, helper });
    }
    list_anew(ctx)
}

/// The same, from a fold of everything.
pub fn list_anew(ctx: &Context) -> Result<Listed, Failure> {
    let git = ctx.git()?;
    let look = Look::here(ctx);
    let today = ctx.now.day();
    let cache = cache(ctx, &git, &look);
    let (loaded, facts) = whole(ctx, git, &look, cache.as_ref())?;
    let stamp = refresh::stamp();
    let rows = Row::sorted(loaded.backlog.gaps.values());
    let rows = Rows::of(&rows, stamp);
    let backlog = &loaded.backlog;
    let missing = backlog.missing.clone();
    let page = Page::make(facts, backlog.ledger, missing, loaded.faults.clone(), rows);
    // Where something changed while all this was read, nobody knows which of both it shows.
    if let Some((kept, now)) = &cache
        && Now::read(&loaded.git).as_ref() == Some(now)
    {
        page.made().iter().for_each(|made| made.keep(kept));
    }
    let loaded = Some(loaded);
    Ok(Listed { git: ctx.git()?, page, today, cache, loaded, helper: None })
}

/// More gaps than these are not worth folding one by one.
const MANY: usize = 200;

impl Listed {
    /// The JSON of each gap, indented as it stands in a list of gaps.
    pub fn json(&self, ctx: &Context) -> Result<BTreeMap<Id, String>, Failure> {
        // What is folded below is asked of the cache.
        self.helper.iter().for_each(|helper| helper.settle(&self.git));
        let rows = self.page.stamped().unwrap_or_default();
        let stamps: BTreeMap<Id, u64> = rows.iter().map(|(row, stamp)| (row.id, *stamp)).collect();
        let kept = self.cache.as_ref().and_then(|(cache, _)| kept(cache)).unwrap_or_default();
        let mut texts: BTreeMap<Id, String> = kept
            .into_iter()
            .filter(|(id, (stamp, _))| stamps.get(id) == Some(stamp))
            .map(|(id, (_, text))| (id, text))
            .collect();
        let lacking: BTreeSet<Id> =
            stamps.keys().filter(|id| !texts.contains_key(id)).copied().collect();
        if lacking.is_empty() {
            return Ok(texts);
        }
        texts.extend(self.folded(ctx, &lacking)?);
        if let Some((cache, _)) = &self.cache {
            keep(cache, &texts, &stamps);
        }
        Ok(texts)
    }

    fn folded(&self, ctx: &Context, lacking: &BTreeSet<Id>) -> Result<Vec<(Id, String)>, Failure> {
        let text = |loaded: &Loaded| -> Vec<(Id, String)> {
            let gaps = loaded.backlog.gaps.values().filter(|g| lacking.contains(&g.id));
            gaps.map(|g| (g.id, json::in_list(&json::gap(&loaded.backlog, g)))).collect()
        };
        if let Some(loaded) = &self.loaded {
            return Ok(text(loaded));
        }
        if let Some((cache, _)) = self.cache.as_ref().filter(|_| lacking.len() <= MANY) {
            let some = some::some(ctx, &self.git, cache, &self.page, &Wanted::Ids(lacking))?;
            if let Some(loaded) = some {
                return Ok(text(&loaded));
            }
        }
        let look = Look::here(ctx);
        let (loaded, _) = whole(ctx, ctx.git()?, &look, self.cache.as_ref())?;
        Ok(text(&loaded))
    }
}

fn kept(cache: &Cache) -> Option<BTreeMap<Id, (u64, String)>> {
    let kept = cache.read(JSON)?;
    let all = Reader::new(kept.body()).list(|r| {
        let id = Id::from_bytes(r.raw(32)?.try_into().ok()?);
        let stamp = u64::from_le_bytes(r.raw(8)?.try_into().ok()?);
        Some((id, (stamp, r.text()?.to_owned())))
    })?;
    Some(all.into_iter().collect())
}

fn keep(cache: &Cache, texts: &BTreeMap<Id, String>, stamps: &BTreeMap<Id, u64>) {
    let mut bytes = Writer::default();
    let all: Vec<(&Id, &String, u64)> =
        texts.iter().filter_map(|(id, text)| Some((id, text, *stamps.get(id)?))).collect();
    bytes.list(&all, |w, (id, text, stamp)| {
        w.raw(id.as_bytes());
        w.raw(&stamp.to_le_bytes());
        w.text(text);
    });
    cache.write(JSON, &bytes.finish());
}

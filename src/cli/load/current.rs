//! The page that the cache has, as it is now: as it was where nothing changed, brought up to date where little did.

use crate::cli::failure::Failure;
use crate::shell::cache::Cache;
use crate::shell::git::Git;

use super::page::{Now, Page};
use super::refresh;

/// The page of the cache, brought up to date where that is less work than all of it.
pub(super) fn current(git: &Git, cache: &Cache, now: &Now) -> Result<Option<Page>, Failure> {
    let Some(old) = Page::read(cache) else { return Ok(None) };
    if old.holds(git, now) {
        return Ok(Some(old));
    }
    let page = refresh::refresh(git, cache, &old, now)?;
    if let Some(page) = page.as_ref().filter(|_| Now::read(git).as_ref() == Some(now)) {
        page.keep(cache);
    }
    Ok(page)
}

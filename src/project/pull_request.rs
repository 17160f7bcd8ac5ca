//! Which pull request brought a landing, from the message of its commit and nothing else. Never guessed:
//! a number that an issue bears as well is no answer, and no answer is a good one. No address here
//! (`remote` has it) and no history: whoever walks the trunk says what came earlier.

use std::collections::BTreeSet;
use std::fmt;

use super::forge::Forge;
use super::reference::{Reference, Sign, number};
use super::web::Address;

/// The notice that an audit prints for a later commit that bears the number of an earlier one.
pub const PR_AMBIGUOUS: &str = "pr-ambiguous";

/// A pull request as the message states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrText {
    pub name: Name,
    /// `owner/repo`, where the message says it: a foreign one stays qualified.
    pub repository: Option<String>,
    /// Its address, where the message itself has one.
    pub stated: Option<Address>,
}

/// The notation of each forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// `#12`: GitHub, Gitea, Forgejo, Bitbucket, Azure DevOps.
    Hash(u64),
    /// `!12`: GitLab, and Gitea beside another issue tracker.
    Bang(u64),
    /// Gerrit's change number.
    Change(u64),
    /// Gerrit's `I0123...`, where the message bears no number.
    ChangeId(String),
    /// Phabricator's `D12`.
    Revision(u64),
}

impl PrText {
    fn own(name: Name) -> Self {
        Self { name, repository: None, stated: None }
    }

    fn of(reference: Reference) -> Self {
        let name = match reference.sign {
            Sign::Hash => Name::Hash(reference.number),
            Sign::Bang => Name::Bang(reference.number),
        };
        Self { name, repository: reference.repository, stated: None }
    }

    pub fn number(&self) -> Option<u64> {
        match self.name {
            Name::Hash(n) | Name::Bang(n) | Name::Change(n) | Name::Revision(n) => Some(n),
            Name::ChangeId(_) => None,
        }
    }
}

impl fmt::Display for PrText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let repository = self.repository.as_deref().unwrap_or_default();
        match &self.name {
            Name::Hash(n) => write!(f, "{repository}#{n}"),
            Name::Bang(n) => write!(f, "{repository}!{n}"),
            Name::Change(n) => write!(f, "{n}"),
            Name::ChangeId(id) => f.write_str(id),
            Name::Revision(n) => write!(f, "D{n}"),
        }
    }
}

/// The pull request of a commit on the trunk's first-parent line. `forge` is the one of the remote, if it
/// is known; `earlier` says whether an earlier commit of that line bears `(#N)`.
pub fn pull_request(
    message: &str,
    forge: Option<Forge>,
    earlier: &dyn Fn(u64) -> bool,
) -> Option<PrText> {
    let subject = subject(message);
    merged(subject)
        .or_else(|| below(message, forge))
        .or_else(|| suffix(subject, forge).filter(|pr| !is_twin(pr, earlier)))
}

/// A number of ours that an earlier commit bears is the number of an issue.
fn is_twin(pr: &PrText, earlier: &dyn Fn(u64) -> bool) -> bool {
    pr.repository.is_none() && pr.number().is_some_and(earlier)
}

/// The numbers that the trunk's commits bear, read in first-parent order, the oldest first.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    forge: Option<Forge>,
    seen: BTreeSet<u64>,
}

/// What the next commit of the trunk says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    pub pr: Option<PrText>,
    /// The number that it bears like an earlier commit: notice `pr-ambiguous`. The earlier one keeps it.
    pub twin: Option<u64>,
}

impl Numbers {
    pub fn new(forge: Option<Forge>) -> Self {
        Self { forge, seen: BTreeSet::new() }
    }

    /// Reads the message of the next commit.
    pub fn next(&mut self, message: &str) -> Next {
        let pr = pull_request(message, self.forge, &|n| self.seen.contains(&n));
        let twin = twin(message, self.forge, &|n| self.seen.contains(&n));
        self.seen.extend(borne(message, self.forge));
        Next { pr, twin }
    }

    /// The numbers so far, lowest first: what a cache keeps.
    pub fn seen(&self) -> impl Iterator<Item = u64> {
        self.seen.iter().copied()
    }

    /// Goes on from what a cache kept.
    pub fn resumed(forge: Option<Forge>, seen: impl IntoIterator<Item = u64>) -> Self {
        Self { forge, seen: seen.into_iter().collect() }
    }
}

/// The number of ours that a commit of the trunk bears, whatever later commits bear too.
pub fn borne(message: &str, forge: Option<Forge>) -> Option<u64> {
    let subject = subject(message);
    let pr = merged(subject).or_else(|| suffix(subject, forge))?;
    pr.number().filter(|_| pr.repository.is_none())
}

/// The number that this commit bears at the end of its subject, where an earlier one bears it too.
pub fn twin(message: &str, forge: Option<Forge>, earlier: &dyn Fn(u64) -> bool) -> Option<u64> {
    let subject = subject(message);
    let bare = suffix(subject, forge).filter(|_| merged(subject).is_none());
    bare.filter(|pr| is_twin(pr, earlier)).and_then(|pr| pr.number())
}

/// Whether it takes the earlier commits of the trunk to say which pull request brought this one.
pub fn hangs_on_earlier(message: &str, forge: Option<Forge>) -> bool {
    pull_request(message, forge, &|_| false) != pull_request(message, forge, &|_| true)
}

/// The first line with text.
fn subject(message: &str) -> &str {
    message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

/// The subjects that a forge writes when it merges: they can mean nothing else, on any forge.
fn merged(subject: &str) -> Option<PrText> {
    let numbered = |start: &str, end: &str| {
        let (n, rest) = number(subject.strip_prefix(start)?)?;
        rest.starts_with(end).then(|| PrText::own(Name::Hash(n)))
    };
    numbered("Merge pull request #", " from ")
        .or_else(|| numbered("Pull request #", ": "))
        .or_else(|| numbered("Merged PR ", ": "))
        .or_else(|| quoted_title(subject))
        .or_else(|| bitbucket(subject))
}

/// Gitea and Forgejo: `Merge pull request 'title' (#12) from branch into trunk`.
fn quoted_title(subject: &str) -> Option<PrText> {
    let rest = subject.strip_prefix("Merge pull request '")?;
    let (_, rest) = rest.rsplit_once("' (")?;
    let (name, after) = rest.split_once(')')?;
    let reference = Reference::whole(name).filter(|_| after.starts_with(" from "))?;
    Some(PrText::of(reference))
}

/// Bitbucket: `Merged in branch (pull request #12)`.
fn bitbucket(subject: &str) -> Option<PrText> {
    let rest = subject.strip_prefix("Merged in ")?.strip_suffix(')')?;
    let (_, digits) = rest.rsplit_once(" (pull request #")?;
    let (n, rest) = number(digits)?;
    rest.is_empty().then(|| PrText::own(Name::Hash(n)))
}

/// The last `(#12)` or `(owner/repo#12)` at the end of the subject, where a forge writes pull requests so.
/// On GitLab, Azure DevOps and Bitbucket `#12` is an issue.
fn suffix(subject: &str, forge: Option<Forge>) -> Option<PrText> {
    if !forge.is_none_or(Forge::hash_is_a_pull_request) {
        return None;
    }
    let (_, inside) = subject.strip_suffix(')')?.rsplit_once('(')?;
    let reference = Reference::whole(inside).filter(|r| r.sign == Sign::Hash)?;
    (inside.trim() == inside).then(|| PrText::of(reference))
}

/// The lines below the subject: what the forge at hand writes there, then a `PR:` trailer. The last of a
/// kind counts: a copy carries the lines of its original above its own.
fn below(message: &str, forge: Option<Forge>) -> Option<PrText> {
    let last = |read: &dyn Fn(&str) -> Option<PrText>| {
        message.lines().rev().find_map(|line| read(line.trim_end()))
    };
    let on = |forges: &[Forge]| forge.is_none_or(|f| forges.contains(&f));
    let when = |on: bool, read: &dyn Fn(&str) -> Option<PrText>| on.then(|| last(read))?;
    when(on(&[Forge::GitLab]), &see)
        .or_else(|| when(on(&[Forge::Gerrit, Forge::Gitea]), &reviewed_on))
        .or_else(|| when(on(&[Forge::Phabricator]), &differential))
        .or_else(|| when(forge == Some(Forge::Gerrit), &change_id))
        .or_else(|| last(&trailer))
}

/// GitLab: `See merge request group/project!12`, or with the whole address.
fn see(line: &str) -> Option<PrText> {
    let name = line.strip_prefix("See merge request ")?;
    let found = Reference::whole(name).map(PrText::of).or_else(|| address(name))?;
    matches!(found.name, Name::Bang(_)).then_some(found)
}

/// Gerrit and Gitea: `Reviewed-on: https://host/c/project/+/12`, `https://host/owner/repo/pulls/12`. An
/// old Gerrit ends the address with the number and says no more.
fn reviewed_on(line: &str) -> Option<PrText> {
    let text = line.strip_prefix("Reviewed-on: ")?;
    let old = || {
        let stated = Address::of_web(text)?;
        let (n, rest) = number(stated.segments().last()?)?;
        let name = rest.is_empty().then_some(Name::Change(n))?;
        Some(PrText { name, repository: None, stated: Some(stated) })
    };
    address(text).or_else(old)
}

/// Phabricator: `Differential Revision: https://host/D12`, or `D12` alone.
fn differential(line: &str) -> Option<PrText> {
    let name = line.strip_prefix("Differential Revision: ")?.trim();
    let (n, rest) = number(name.rsplit('/').next()?.strip_prefix('D')?)?;
    let whole = rest.is_empty().then(|| PrText::own(Name::Revision(n)))?;
    Some(PrText { stated: Address::of_web(name), ..whole })
}

fn change_id(line: &str) -> Option<PrText> {
    let id = line.strip_prefix("Change-Id: ")?.trim();
    let hex = id.strip_prefix('I')?;
    let good = hex.len() == 40 && hex.bytes().all(|b| b.is_ascii_hexdigit());
    good.then(|| PrText::own(Name::ChangeId(id.to_owned())))
}

/// `PR: #12`, `PR: 12`, `PR: !12`, `PR: owner/repo#12`, `PR: https://...`.
fn trailer(line: &str) -> Option<PrText> {
    let (key, value) = line.split_once(':')?;
    if !key.eq_ignore_ascii_case("PR") {
        return None;
    }
    let value = value.trim();
    let bare = || number(value).filter(|(_, rest)| rest.is_empty()).map(|(n, _)| Name::Hash(n));
    let reference = || Reference::whole(value).map(PrText::of);
    bare().map(PrText::own).or_else(reference).or_else(|| address(value))
}

/// A pull request by its address, as the forges build them.
fn address(text: &str) -> Option<PrText> {
    let stated = Address::of_web(text)?;
    let segments = stated.segments();
    let at = segments.iter().rposition(|word| kind(word).is_some())?;
    let name = kind(segments[at])?;
    let (n, rest) = number(segments.get(at + 1)?)?;
    let repository = repository(&segments[..at]).filter(|_| rest.is_empty())?;
    Some(PrText { name: name(n), repository: Some(repository), stated: Some(stated) })
}

/// What the word before the number says.
fn kind(word: &str) -> Option<fn(u64) -> Name> {
    match word {
        "pull" | "pulls" | "pull-requests" | "pullrequest" => Some(Name::Hash),
        "merge_requests" => Some(Name::Bang),
        "+" => Some(Name::Change),
        _ => None,
    }
}

/// The repository's path, without the words that forges put around it.
fn repository(segments: &[&str]) -> Option<String> {
    let path = match segments {
        ["projects", project, "repos", name] => format!("{project}/{name}"),
        ["users", user, "repos", name] => format!("~{user}/{name}"),
        ["c", path @ ..] | [path @ .., "-"] | path => path.join("/"),
    };
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Forge::*;

    fn read(message: &str, forge: Option<Forge>) -> Option<String> {
        pull_request(message, forge, &|_| false).map(|pr| pr.to_string())
    }

    #[test]
    fn every_forge_is_read_in_its_own_words() {
        for (message, forge, expected) in [
            // GitHub: merge, squash, squash of a title with an issue, revert and reapply by button.
            ("Merge pull request #12 from o/b\n\nTitle (#7)", None, "#12"),
            ("Merge pull request #1234 from owner/feature/x", Some(GitHub), "#1234"),
            ("feat: roles (#12)", None, "#12"),
            ("feat: roles (#12)\n\n* one (#3)\n\n* two", Some(GitHub), "#12"),
            ("Fix the crash of (#7) (#12)", Some(GitHub), "#12"),
            ("Revert \"feat: roles (#12)\" (#13)", Some(GitHub), "#13"),
            ("Reapply \"feat: roles (#12)\" (#14)", Some(GitHub), "#14"),
            ("Bump serde from 1.0.1 to 1.0.2 (#345)\n\nBumps serde.", None, "#345"),
            ("  \n\nfeat: roles (#12)  \r\n\r\nbody", None, "#12"),
            // Foreign numbers stay qualified.
            ("Sync from upstream (rust-lang/rust#1234)", Some(GitHub), "rust-lang/rust#1234"),
            // GitLab.
            (
                "Merge branch 'b' into 'main'\n\nT\n\nCloses #3\n\nSee merge request g/p!12",
                None,
                "g/p!12",
            ),
            (
                "Merge branch 'b' into 'main'\n\nT\n\nSee merge request g/s/p!12\r\n",
                Some(GitLab),
                "g/s/p!12",
            ),
            ("Merge branch 'b'\n\nSee merge request !12", Some(GitLab), "!12"),
            (
                "T\n\nSee merge request https://gitlab.com/g/s/p/-/merge_requests/12",
                Some(GitLab),
                "g/s/p!12",
            ),
            ("T (#3)\n\nSee merge request g/p!12", None, "g/p!12"),
            // Bitbucket, cloud and server.
            (
                "Merged in feature/x (pull request #12)\n\nTitle\n\nApproved-by: A",
                Some(Bitbucket),
                "#12",
            ),
            ("Merged in team/repo/b (pull request #7)", None, "#7"),
            (
                "Pull request #12: Title\n\nMerge in P/r from b to main",
                Some(BitbucketServer),
                "#12",
            ),
            // Azure DevOps.
            ("Merged PR 12: Title\n\nRelated work items: #34", Some(AzureDevOps), "#12"),
            ("Merged PR 9: Title (#34)", None, "#9"),
            // Gitea and Forgejo.
            ("Merge pull request 'Title' (#12) from b into main", Some(Gitea), "#12"),
            ("Merge pull request 'It's (#3) x' (#12) from b into main", Some(Gitea), "#12"),
            ("Merge pull request 'Title' (!12) from b into main", Some(Gitea), "!12"),
            (
                "Title\n\nReviewed-on: https://codeberg.org/o/r/pulls/12\nReviewed-by: A <a@b>",
                Some(Gitea),
                "o/r#12",
            ),
            // Gerrit.
            (
                "T\n\nReviewed-on: https://go-review.googlesource.com/c/go/+/12345",
                Some(Gerrit),
                "12345",
            ),
            ("T\n\nReviewed-on: https://go-review.googlesource.com/777", None, "777"),
            ("T\n\nReviewed-on: http://gerrit.example.com/gerrit/1234", Some(Gerrit), "1234"),
            (
                "T\n\nReviewed-on: https://x-review.googlesource.com/c/a/b/+/1\n\
                 (cherry picked from commit 1a2b3c4)\n\
                 Reviewed-on: https://x-review.googlesource.com/c/a/b/+/2",
                Some(Gerrit),
                "2",
            ),
            (
                "T\n\nChange-Id: I0123456789abcdef0123456789abcdef01234567",
                Some(Gerrit),
                "I0123456789abcdef0123456789abcdef01234567",
            ),
            // Phabricator.
            ("T\n\nDifferential Revision: https://reviews.example.org/D123", None, "D123"),
            ("T\n\nDifferential Revision: D9", Some(Phabricator), "D9"),
            // The trailer.
            ("T\n\nPR: #12", None, "#12"),
            ("T\n\npr: 12", Some(GitHub), "#12"),
            ("T\n\nPR: !12", Some(GitLab), "!12"),
            ("T\n\nPR: o/r#12", None, "o/r#12"),
            ("T\n\nPR: https://github.com/o/r/pull/12/files", None, "o/r#12"),
            ("T\n\nPR: https://dev.azure.com/o/p/_git/r/pullrequest/12", None, "o/p/_git/r#12"),
            ("T\n\nPR: https://bitbucket.org/o/r/pull-requests/12", None, "o/r#12"),
            ("T\n\nPR: https://b.example.com/projects/P/repos/r/pull-requests/1", None, "P/r#1"),
            ("Fix (#7)\n\nPR: #12", None, "#12"),
        ] {
            assert_eq!(read(message, forge), Some(expected.to_owned()), "{message:?}");
        }
    }

    #[test]
    fn what_is_no_pull_request_is_none() {
        for (message, forge) in [
            ("feat: roles", None),
            ("", None),
            ("Fix #12", None),
            ("Fix (#12) again", None),
            ("Fix (#12).", None),
            ("Fix ( #12 )", None),
            ("Fix (12)", None),
            ("Fix (GH-12)", None),
            ("Fix (#012)", None),
            ("Fix (#99999999999999999999)", None),
            ("Revert \"feat: roles (#12)\"\n\nThis reverts commit 1a2b3c4.", None),
            ("feat\n\nSee issue (#12)", None),
            ("feat\n\nFixes #12\nCloses #13", None),
            ("feat\n\nRelated work items: #34", Some(AzureDevOps)),
            ("feat (#34)", Some(AzureDevOps)),
            ("feat (#34)", Some(GitLab)),
            ("feat (#34)", Some(Bitbucket)),
            ("Merge branch 'main' into feature", None),
            ("Merge branch 'b' into 'main'\n\nSee merge request g/p#12", None),
            ("Merge branch 'b'\n\nas said: See merge request g/p!12", None),
            ("Merge branch 'b'\n\nSee merge request g/p!12 and more", None),
            ("Merge pull request #12", None),
            ("Merge pull request 12 from o/b", None),
            ("Re: Merge pull request #12 from o/b", None),
            ("Pull request #12", None),
            ("Merged in b (pull request 12)", None),
            ("Merged PR: Title", None),
            ("feat\n\nMerge pull request #12 from o/b", None),
            ("feat\n\nReviewed-on: tomorrow", None),
            ("feat\n\n    Reviewed-on: https://x-review.googlesource.com/c/a/+/1", None),
            ("feat\n\nReviewed-on: https://x-review.googlesource.com/c/a/+/1", Some(GitHub)),
            ("feat\n\nChange-Id: I0123456789abcdef0123456789abcdef01234567", None),
            ("feat\n\nDifferential Revision: soon", None),
            ("feat\n\nPR: needs review", None),
            ("feat\n\nPR: #12 and #13", None),
            ("feat\n\nPR: https://example.com/12", None),
            ("feat\n\nPR: javascript:alert(1)/pull/12", None),
        ] {
            assert_eq!(read(message, forge), None, "{message:?}");
        }
    }

    #[test]
    fn a_number_that_came_earlier_is_an_issue() {
        let mut numbers = Numbers::new(None);
        let mut next = |message: &str| {
            let next = numbers.next(message);
            (next.pr.map(|pr| pr.to_string()), next.twin)
        };
        let pr = |text: &str| Some(text.to_owned());
        assert_eq!(next("Merge pull request #4 from o/b"), (pr("#4"), None));
        assert_eq!(next("one (#12)"), (pr("#12"), None));
        assert_eq!(next("two (#12)"), (None, Some(12)));
        assert_eq!(next("three (#12)\n\nPR: #15"), (pr("#15"), Some(12)));
        assert_eq!(next("four (#4)"), (None, Some(4)));
        assert_eq!(next("upstream (o/r#12)"), (pr("o/r#12"), None));
        assert_eq!(next("other (o/r#33)"), (pr("o/r#33"), None));
        assert_eq!(next("five (#33)"), (pr("#33"), None));
        assert_eq!(next("Revert \"five (#33)\" (#34)"), (pr("#34"), None));
        assert_eq!(next("Merge pull request #33 from o/b"), (pr("#33"), None));
        let kept: Vec<u64> = numbers.seen().collect();
        assert_eq!(kept, [4, 12, 33, 34]);
        assert_eq!(Numbers::resumed(None, kept).next("six (#34)").twin, Some(34));
    }
}

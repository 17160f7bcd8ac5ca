//! Mentions put together: one gap, several claims. Mentions belong together by label; without labels only
//! where a text is unique in each shape, so that two boxes "Write tests" stay two gaps.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::{Label, Status};

use super::claim::{Block, Claim, Fact, Form, Gap, Part, Shape, Statement, Twice};
use super::context::Context;
use super::draft::{Draft, Mention};
use super::inline::plain;
use super::labels;
use super::many;
use super::outline::Outline;
use super::place::Place;
use super::value::Reading;
use super::verdict;
use super::words;

#[derive(Default)]
pub struct Assembly {
    pub gaps: Vec<Gap>,
    pub statements: Vec<Statement>,
    pub claims: Vec<Claim>,
    pub twice: Vec<Twice>,
    /// Some section is kept for what is done.
    done_lane: bool,
}

/// Letters and digits of a title: what is left of it in every spelling.
pub fn key(title: &str) -> String {
    words::folded(title).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How many words two titles share, in hundredths of the shorter one's.
fn alike(a: &str, b: &str) -> usize {
    let set = |t: &str| {
        let folded = words::folded(t);
        folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.chars().count() > 2)
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    let (a, b) = (set(a), set(b));
    let least = a.len().min(b.len());
    (a.intersection(&b).count() * 100).checked_div(least).unwrap_or(100)
}

/// The drafts in groups, one for each gap, each group with its primary mention first.
fn groups(mut drafts: Vec<Mention>) -> Vec<Vec<Mention>> {
    // Most documents bring them in order.
    if !drafts.is_sorted_by_key(|d| (d.place.start, d.place.end)) {
        drafts.sort_by_key(|d| (d.place.start, d.place.end));
    }
    let mut by_label: HashMap<Label, usize> = HashMap::new();
    let mut groups: Vec<Vec<Mention>> = Vec::with_capacity(drafts.len());
    let mut loose: Vec<Mention> = Vec::new();
    for draft in drafts {
        let Some(found) = &draft.found else {
            loose.push(draft);
            continue;
        };
        match by_label.get(&found.label) {
            Some(at) if !is_another(&groups[*at], &draft) => groups[*at].push(draft),
            Some(_) => groups.push(vec![draft]),
            None => {
                by_label.insert(found.label.clone(), groups.len());
                groups.push(vec![draft]);
            }
        }
    }
    by_title(&mut groups, loose);
    for group in &mut groups {
        group.sort_by_key(|d| (d.shape, std::cmp::Reverse(d.fields.min(1)), d.place.start));
    }
    groups.sort_by_key(|g| g.first().map(|d| d.place.start));
    groups
}

/// The same label over a different text of the same shape: two gaps claim it.
fn is_another(group: &[Mention], draft: &Draft) -> bool {
    let same = group.iter().find(|d| d.shape == draft.shape && d.shape != Shape::Bullet);
    same.is_some_and(|d| alike(&d.title, &draft.title) < 34 && key(&d.title) != key(&draft.title))
}

fn by_title(groups: &mut Vec<Vec<Mention>>, loose: Vec<Mention>) {
    if loose.is_empty() {
        return;
    }
    // The first group of a title, and whether it is the only one.
    let mut known: HashMap<String, (usize, bool)> = HashMap::with_capacity(loose.len());
    for (at, group) in groups.iter().enumerate() {
        let titles: BTreeSet<String> = group.iter().map(|d| key(&d.title)).collect();
        for title in titles {
            known.entry(title).and_modify(|k| k.1 = false).or_insert((at, true));
        }
    }
    let keys = many::map(&loose, |draft| (key(&draft.title), draft.shape));
    let mut counts: HashMap<&(String, Shape), usize> = HashMap::with_capacity(keys.len());
    for key in &keys {
        *counts.entry(key).or_default() += 1;
    }
    let alone: Vec<bool> = keys.iter().map(|key| counts.get(key) == Some(&1)).collect();
    for ((draft, (title, _)), alone) in loose.into_iter().zip(keys).zip(alone) {
        let found = known.get(&title).filter(|(_, only)| *only).map(|(at, _)| *at);
        let fits = found.filter(|g| {
            // `- [ ] four` and `- ✅ four` in one list are two of its items.
            let listed = |d: &Mention| {
                d.section == draft.section
                    && [d.shape, draft.shape]
                        .iter()
                        .all(|s| [Shape::Box, Shape::Bullet].contains(s))
            };
            let apart = |d: &Mention| d.shape != draft.shape && !listed(d);
            alone && title.chars().count() >= 4 && groups[*g].iter().all(apart)
        });
        match fits {
            Some(at) => groups[at].push(draft),
            None => {
                let at = groups.len();
                known.entry(title).and_modify(|k| k.1 = false).or_insert((at, true));
                groups.push(vec![draft]);
            }
        }
    }
}

/// Puts the drafts together into gaps.
pub fn assemble(cx: &Context<'_>, outline: &Outline, drafts: Vec<Mention>) -> Assembly {
    let groups = groups(drafts);
    let named = name(outline, &groups);
    let done = |h: &super::outline::Head| {
        h.read.lane && h.read.status.status().is_some_and(Status::is_done)
    };
    let mut all = Assembly { done_lane: outline.heads.iter().any(done), ..Assembly::default() };
    all.gaps.reserve_exact(groups.len());
    for (at, (group, named)) in groups.into_iter().zip(named).enumerate() {
        let found = group.iter().find_map(|d| d.found.as_ref());
        if let (Some(found), Some(first)) = (found, named.first) {
            let line = group.first().map_or(0, |d| d.line);
            all.twice.push(Twice { gap: at, first, line, raw: found.raw.clone() });
        }
        all.add(cx, outline, group, named);
    }
    all.claims.sort_by_key(|c| (c.place.start, c.gap));
    all.ticked();
    all
}

impl Assembly {
    /// `### T-1` with nothing but ticked boxes below it: done, where no other heading of that kind says so itself.
    fn ticked(&mut self) {
        let ticked: Vec<bool> = self.gaps.iter().map(Gap::is_ticked).collect();
        let mut told = vec![false; self.gaps.len()];
        for claim in self.claims.iter().filter(|c| matches!(c.fact, Fact::Status(_))) {
            told[claim.gap] = true;
            let shape = self.statements.get(claim.statement).map(|s| s.shape);
            if claim.says_done() && ticked[claim.gap] && shape == Some(Shape::Heading) {
                return;
            }
        }
        for statement in &mut self.statements {
            let Some(gap) = self.gaps.get_mut(statement.gap) else { continue };
            let bare = statement.shape == Shape::Heading && !told[statement.gap];
            if bare && ticked[statement.gap] {
                gap.status = Some(Status::Closed);
                statement.status = Some(Status::Closed);
            }
        }
    }

    fn add(&mut self, cx: &Context<'_>, outline: &Outline, group: Vec<Mention>, named: Named) {
        let at = self.gaps.len();
        let first = self.claims.len();
        let mut told = Reading::Nothing;
        for (n, draft) in group.iter().enumerate() {
            let lane = draft.section.and_then(|s| lane_head(outline, s));
            let says = lane.and_then(|h| outline.heads[h].read.status.status());
            let reading = verdict::verdict(draft, says);
            let statement = self.statements.len();
            self.claim(cx, at, statement, draft, lane.zip(says), outline);
            self.statements.push(Statement {
                gap: at,
                shape: draft.shape,
                place: draft.place,
                head: draft.head,
                line: draft.line,
                primary: n == 0,
                section: draft.section,
                table: draft.table,
                status: reading.status(),
            });
            if told == Reading::Nothing {
                told = reading;
            }
        }
        // Near their order already, they are soon sorted.
        self.claims[first..].sort_by_key(|c| c.place.start);
        let mut group = group.into_iter();
        let Some(first) = group.next() else { return };
        let mut gap = primary(outline, *first, named);
        group.for_each(|draft| absorb(outline, &mut gap, *draft));
        gap.status = match told {
            Reading::Nothing => Some(Status::Open),
            Reading::Is(status) => Some(status),
            Reading::Unsure => None,
        };
        settle(&mut gap);
        self.gaps.push(gap);
    }

    fn claim(
        &mut self,
        cx: &Context<'_>,
        gap: usize,
        statement: usize,
        draft: &Draft,
        lane: Option<(usize, Status)>,
        outline: &Outline,
    ) {
        let mut push = |fact: Fact, form: Form, place: Place| {
            let line = cx.line(place);
            let said_at = if form == Form::Lane { draft.line } else { line };
            self.claims.push(Claim { gap, statement, fact, form, place, line, said_at });
        };
        for (form, place, reading) in &draft.states {
            push(Fact::Status(reading.status()), *form, *place);
        }
        // `Remaining gaps` over rows with a status of their own, and no section for those that are done: they say it.
        let states = |s: &(Form, Place, Reading)| {
            matches!(s.0, Form::Cell | Form::Flag) && matches!(s.2, Reading::Is(_))
        };
        let own = |lane: Status| {
            draft.shape == Shape::Row
                && lane.is_left()
                && !self.done_lane
                && draft.states.iter().any(states)
        };
        if let Some((head, lane)) = lane.filter(|(_, lane)| !own(*lane))
            && draft.states.iter().all(|s| s.0 != Form::Lane)
        {
            push(Fact::Status(Some(lane)), Form::Lane, outline.heads[head].inner);
        }
        for (form, place, rank) in &draft.ranks {
            push(Fact::Criticality(*rank), *form, *place);
        }
        // A date behind the name of what is not done is of another kind: when it was planned, or asked for.
        let done = draft.states.iter().all(|s| s.2.status().is_none_or(Status::is_done));
        if let Some((date, place)) = draft.completed.filter(|c| done || !draft.head.holds(c.1)) {
            push(Fact::Completed(date), Form::Cell, place);
        }
        if let Some((pr, place)) = &draft.pr {
            push(Fact::Pr(pr.text.clone()), Form::Cell, *place);
        }
        push(Fact::Title(draft.title.clone()), Form::Plain, draft.head);
    }
}

/// The nearest heading that is a lane, through sub-headings that state no status of their own.
pub fn lane_head(outline: &Outline, section: usize) -> Option<usize> {
    outline.path(Some(section)).find(|h| outline.heads[*h].read.lane)
}

/// What the sections above an item say about it.
fn primary(outline: &Outline, draft: Draft, named: Named) -> Gap {
    let read = |h: usize| &outline.heads[h].read;
    let own = |form: Form| draft.ranks.iter().find(|r| r.0 == form).map(|r| r.2);
    let mine =
        own(Form::Field).or_else(|| own(Form::Cell)).or_else(|| draft.ranks.first().map(|r| r.2));
    let title = outline.title();
    let below_title = || outline.path(draft.section).filter(|h| Some(*h) != title);
    let criticality = mine.or_else(|| below_title().find_map(|h| read(h).criticality));
    let phase = below_title().find(|h| read(*h).phase.is_some()).map(|h| read(h).name.clone());
    let recurs =
        below_title().find_map(|h| read(h).recurs).filter(|_| draft.shape != Shape::Heading);
    let due = below_title().find_map(|h| {
        let raw = &outline.heads[h].raw;
        read(h).date.filter(|_| super::dates::says_due(raw))
    });
    Gap {
        label: named.label,
        block: named.block,
        original: draft.found.as_ref().map(|f| f.raw.clone()),
        title: draft.title,
        criticality,
        kind: draft.kind,
        description: draft.description,
        status: None,
        reason: draft.reason,
        solution: draft.solution,
        until: draft.until,
        criteria: draft.criteria,
        files: draft.files,
        verify: draft.verify,
        owner: draft.owner,
        due: draft.due.or(due),
        effort: draft.effort,
        phase: draft.phase.or(phase),
        week: draft.week,
        recurs: draft.recurs.or_else(|| recurs.map(str::to_owned)),
        section: draft.section,
        opened: draft.opened,
        completed: draft.completed.map(|c| c.0),
        pr: draft.pr.map(|p| p.0),
        links: draft.links,
        source: draft.source,
        line: draft.line,
        place: draft.place,
    }
}

/// A further mention fills what is empty; what differs is kept beside it.
fn absorb(outline: &Outline, gap: &mut Gap, draft: Draft) {
    let name = draft
        .section
        .and_then(|s| outline.heads.get(s))
        .map_or("also", |h| h.raw.as_str())
        .to_owned();
    let mut keep = |name: &str, text: String| gap.source.push(Part { name: name.to_owned(), text });
    if key(&draft.title) != key(&gap.title) && !draft.title.is_empty() {
        keep(&name, draft.title.clone());
    }
    let mut fill =
        |slot: &mut Option<String>, what: &str, value: Option<String>| match (&slot, value) {
            (None, value) => *slot = value,
            (Some(have), Some(value)) if key(have) != key(&value) => {
                keep(&format!("{name}: {what}"), value)
            }
            _ => {}
        };
    fill(&mut gap.kind, "type", draft.kind);
    fill(&mut gap.description, "description", draft.description);
    fill(&mut gap.solution, "solution", draft.solution);
    fill(&mut gap.reason, "reason", draft.reason);
    fill(&mut gap.until, "until", draft.until);
    fill(&mut gap.owner, "owner", draft.owner);
    fill(&mut gap.effort, "effort", draft.effort);
    if gap.criticality.is_none() {
        gap.criticality = draft.ranks.first().map(|r| r.2);
    }
    gap.completed = gap.completed.or(draft.completed.map(|c| c.0));
    gap.due = gap.due.or(draft.due);
    gap.opened = gap.opened.or(draft.opened);
    if gap.pr.is_none() {
        gap.pr = draft.pr.map(|p| p.0);
    }
    if gap.criteria.is_empty() {
        gap.criteria = draft.criteria;
    } else {
        gap.source
            .extend(draft.criteria.into_iter().map(|c| Part { name: name.clone(), text: c.text }));
    }
    if gap.files.is_empty() {
        gap.files = draft.files;
    } else {
        gap.source.extend(draft.files.into_iter().map(|f| {
            let note = f.note.map(|n| format!(" ({n})")).unwrap_or_default();
            Part { name: format!("{name}: files"), text: f.path + &note }
        }));
    }
    gap.verify.extend(draft.verify);
    for link in draft.links {
        if !gap.links.contains(&link) {
            gap.links.push(link);
        }
    }
    gap.source.extend(draft.source.into_iter().map(|p| {
        let inner = if p.name.is_empty() { String::new() } else { format!(": {}", p.name) };
        Part { name: format!("{name}{inner}"), text: p.text }
    }));
}

/// A date beside an open gap is not its completion; a deferral's reason may stand in what was done.
fn settle(gap: &mut Gap) {
    let done = gap.status.is_some_and(Status::is_done);
    if !done && let Some(date) = gap.completed.take() {
        gap.source.push(Part { name: "date".into(), text: date.to_string() });
    }
    let put_off = matches!(gap.status, Some(Status::Deferred | Status::Dropped));
    if put_off && gap.reason.is_none() {
        gap.reason = gap.solution.take();
    }
}

/// What a group is called.
struct Named {
    label: Label,
    block: Option<Block>,
    /// The group that claimed the same label before.
    first: Option<usize>,
}

/// A label and a block for every group: the document's own, or made ones that nobody else has.
fn name(outline: &Outline, groups: &[Vec<Mention>]) -> Vec<Named> {
    let mut made: Option<Made<'_>> = None;
    let mut used: HashMap<&Label, usize> = HashMap::with_capacity(groups.len());
    let mut ranks: HashMap<String, bool> = HashMap::new();
    let mut named = Vec::with_capacity(groups.len());
    let mut areas: HashMap<Option<usize>, Option<String>> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        let block = group.iter().find_map(|d| d.block.clone());
        let stated = block.is_some();
        let block = block.or_else(|| {
            let section = group.first()?.section;
            let area = areas.entry(section).or_insert_with(|| block_of(outline, section));
            area.clone()
        });
        let found = group.iter().find_map(|d| d.found.as_ref()).map(|f| &f.label);
        let first = found.map(|label| *used.entry(label).or_insert(at)).filter(|f| *f != at);
        let own = found.filter(|_| first.is_none());
        let mut is_ranked = |name: &str| match ranks.get(name) {
            Some(ranked) => *ranked,
            None => *ranks.entry(name.to_owned()).or_insert_with(|| self::is_ranked(name)),
        };
        // A section of a rank names a block only where nothing else does.
        let ranked = !stated && own.is_some() && block.as_deref().is_some_and(&mut is_ranked);
        let block = block.filter(|_| !ranked);
        let prefix = match found {
            Some(label) => label.prefix().to_owned(),
            None => made
                .get_or_insert_with(|| Made::beside(groups))
                .prefixes
                .free(block.as_deref().unwrap_or_default()),
        };
        let Some(label) = own
            .cloned()
            .or_else(|| made.get_or_insert_with(|| Made::beside(groups)).label(&prefix))
        else {
            continue;
        };
        named.push(Named { label, block: block.map(|name| Block { name, prefix }), first });
    }
    named
}

/// Labels for groups that have none of their own.
struct Made<'a> {
    /// The labels that the document has.
    taken: HashSet<&'a str>,
    prefixes: Prefixes,
    /// The last number given out, by prefix.
    last: HashMap<String, usize>,
}

impl<'a> Made<'a> {
    fn beside(groups: &'a [Vec<Mention>]) -> Self {
        let mut made =
            Self { taken: HashSet::new(), prefixes: Prefixes::default(), last: HashMap::new() };
        for found in groups.iter().flatten().filter_map(|d| d.found.as_ref()) {
            made.taken.insert(found.label.as_str());
            made.prefixes.reserve(found.label.prefix());
        }
        made
    }

    fn label(&mut self, prefix: &str) -> Option<Label> {
        if !self.last.contains_key(prefix) {
            self.last.insert(prefix.to_owned(), 0);
        }
        let n = self.last.get_mut(prefix)?;
        loop {
            *n += 1;
            let label = format!("{prefix}-{:02}", *n);
            if !self.taken.contains(label.as_str()) {
                return label.parse().ok().or_else(|| format!("GAP-{n:02}").parse().ok());
            }
        }
    }
}

/// The prefixes that are taken, each with the block that it was made for; those of labels with none.
#[derive(Default)]
struct Prefixes {
    blocks: HashMap<String, String>,
    /// The other way round: a document may have a block for every fifty gaps.
    of: HashMap<String, String>,
}

impl Prefixes {
    fn reserve(&mut self, prefix: &str) {
        if !self.blocks.contains_key(prefix) {
            self.blocks.insert(prefix.to_owned(), String::new());
        }
    }

    /// The prefix of a block: its own, or a new one.
    fn free(&mut self, block: &str) -> String {
        let block = words::folded(block);
        if let Some(prefix) = self.of.get(&block) {
            return prefix.clone();
        }
        let Some(free) = made(&self.blocks, &block) else { return "GAP".to_owned() };
        // Where no prefix is free, the block that had this one has none any more.
        if let Some(before) = self.blocks.insert(free.clone(), block.clone()) {
            self.of.remove(&before);
        }
        if !block.is_empty() {
            self.of.insert(block, free.clone());
        }
        free
    }
}

/// Three letters of a block's name, more where another block has those already; none where it has no letters.
fn made(prefixes: &HashMap<String, String>, block: &str) -> Option<String> {
    let first = labels::prefix(&block.to_uppercase());
    if first == "GAP" {
        return None;
    }
    let named = labels::named_part(block).to_uppercase();
    let letters: String = named.chars().filter(char::is_ascii_alphabetic).collect();
    let longer = (4..=letters.len().min(8)).filter_map(|n| letters.get(..n).map(str::to_owned));
    let numbered = (2..100).map(|n| format!("{first}{n}"));
    let mut all = std::iter::once(first.clone()).chain(longer).chain(numbered);
    Some(all.find(|p| !prefixes.contains_key(p)).unwrap_or(first))
}

/// The area that an item stands in: its phase, else its outermost section that is not about status, rank,
/// time or aims, else its rank.
fn block_of(outline: &Outline, section: Option<usize>) -> Option<String> {
    let title = outline.title();
    let path: Vec<usize> = outline.path(section).filter(|h| Some(*h) != title).collect();
    let read = |h: &usize| &outline.heads[*h].read;
    let phase = path.iter().find(|h| read(h).phase.is_some());
    let area = |h: &&usize| {
        let r = read(h);
        !r.lane && !r.ranked && !r.goal && r.week.is_none() && !is_container(&r.name)
    };
    let found = phase
        .or_else(|| path.iter().rev().find(area))
        .or_else(|| path.iter().find(|h| read(h).ranked));
    found.map(|h| plain(&read(h).name)).filter(|n| !n.is_empty())
}

fn is_ranked(name: &str) -> bool {
    super::heading::heading(name, &super::legend::Legend::default(), None).ranked
}

/// Headings that only announce the list.
fn is_container(name: &str) -> bool {
    let folded = words::folded(name);
    let mut rest = folded.trim();
    const LISTS: &[&str] = &[
        "implementation checklist",
        "checklist",
        "gap list",
        "task list",
        "overview",
        "roadmap",
        "tasks",
        "todo",
        "backlog",
        "implementation plan",
        "action plan",
    ];
    if LISTS.contains(&rest) {
        return true;
    }
    while let Some(len) = words::neutral(rest) {
        rest = rest[len..].trim_start();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_a_block_keeps_its_prefix() {
        let mut prefixes = Prefixes::default();
        prefixes.reserve("SEC");
        assert_eq!(prefixes.free("Security"), "SECU");
        assert_eq!(prefixes.free("Secrets"), "SECR");
        assert_eq!(prefixes.free("security"), "SECU");
        assert_eq!((prefixes.free(""), prefixes.free("监控")), ("GAP".into(), "GAP".into()));
        // Blocks of one name in letters, more than there are numbers for: the last ones share.
        let last = (0..200).map(|n| prefixes.free(&format!("ab {}", "!".repeat(n)))).last();
        assert_eq!(last.as_deref(), Some("AB"));
        assert_eq!(prefixes.free("ab !"), "AB2");
    }
}

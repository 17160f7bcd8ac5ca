//! One gap written: each of its claims in its own place, in the form that the claim has there.

use crate::model::Status;

use super::claim::{Claim, Fact, Form, Gap, Pr, Shape, Statement, Tracker};
use super::dates::Date;
use super::edit::Edits;
use super::place::Place;
use super::style::{self, serves};
use super::truth::GapTruth;
use super::written_dates::date_like;

/// One gap's claims against one truth.
pub struct Writer<'a> {
    pub tracker: &'a Tracker,
    pub gap: &'a Gap,
    pub wanted: &'a GapTruth,
    /// The item moves to a lane that says its status: it need not say it itself.
    pub lane_says: bool,
}

impl Writer<'_> {
    /// Whether the truth has another status than the document as a whole.
    fn changed(&self) -> bool {
        self.gap.status.is_some_and(|s| !serves(s, self.wanted.status))
    }

    /// Writes every claim of the gap that is not true.
    pub fn gap(&self, claims: &[&Claim], edits: &mut Edits) {
        for claim in claims {
            match &claim.fact {
                Fact::Status(stated) => self.status(claim, *stated, edits),
                Fact::Criticality(rank) => self.rank(claim, *rank, edits),
                Fact::Completed(date) => self.completed(claim, *date, edits),
                Fact::Pr(pr) => self.pr(claim, pr, edits),
                Fact::Title(title) => self.title(claim, title, edits),
            }
        }
        if self.changed() {
            self.unstated(claims, edits);
        }
        self.criteria(edits);
    }

    fn statement(&self, claim: &Claim) -> Option<&Statement> {
        self.tracker.statements.get(claim.statement)
    }

    fn status(&self, claim: &Claim, stated: Option<Status>, edits: &mut Edits) {
        let wanted = self.wanted.status;
        let Some(stated) = stated else {
            // Struck text, or something unclear: only a change of status takes it away.
            match claim.form {
                Form::Strike if self.changed() => self.line(claim, edits),
                Form::Box if self.changed() => self.boxed(claim, edits),
                _ => {}
            }
            return;
        };
        // What is stated and not clear stays as it stands.
        if self.gap.status.is_none() {
            return;
        }
        if claim.form == Form::Second {
            if self.changed() && stated.is_done() != wanted.is_done() {
                self.cell(claim, claim.place.of(&self.tracker.text), edits);
            }
            return;
        }
        let empty = matches!(claim.form, Form::Box | Form::Flag | Form::Mark)
            && stated == Status::Open
            && !wanted.is_done();
        // "(partial)" beside an open gap is a remark.
        let remark = claim.form == Form::Mark && stated.is_left() && wanted.is_left();
        let loose = empty || remark;
        let says = serves(stated, wanted) || loose && !self.changed();
        if says && !(self.changed() && stated != wanted && !serves(stated, wanted)) {
            return;
        }
        let old = claim.place.of(&self.tracker.text);
        match claim.form {
            Form::Field => edits.put(
                &self.tracker.text,
                claim.place,
                style::value(self.tracker, claim.form, wanted, (old, self.statement(claim))),
            ),
            Form::Cell => self.cell(claim, old, edits),
            Form::Flag => self.flag(claim, edits),
            Form::Box => self.boxed(claim, edits),
            Form::Mark | Form::Strike => self.line(claim, edits),
            Form::Criticality => self.over(claim, old, edits),
            Form::Lane | Form::Plain | Form::Second => {}
        }
    }

    /// An empty cell has no blanks to stand between.
    fn cell(&self, claim: &Claim, old: &str, edits: &mut Edits) {
        let near = self.statement(claim);
        let new = style::value(self.tracker, claim.form, self.wanted.status, (old, near));
        let before = self.tracker.text.get(..claim.place.start).unwrap_or_default();
        let tight = old.is_empty() && before.ends_with('|');
        let after = self.tracker.text.get(claim.place.end..).unwrap_or_default();
        let lead = if tight { " " } else { "" };
        let tail = if old.is_empty() && after.starts_with('|') { " " } else { "" };
        edits.put(&self.tracker.text, claim.place, format!("{lead}{new}{tail}"));
    }

    /// A column `Done` says yes or no; the rest goes behind the title.
    fn flag(&self, claim: &Claim, edits: &mut Edits) {
        let text = &self.tracker.text;
        let wanted = self.wanted.status;
        let done = wanted.is_done();
        let like = self.tracker.claims.iter().rev().find(|c| {
            let other = c.form == Form::Flag && c.statement != claim.statement;
            // `Partially` is no plain no: what is put off says so behind its title.
            other
                && matches!(c.fact, Fact::Status(Some(s)) if if done { s.is_done() } else { s == Status::Open })
        });
        let old = claim.place.of(text);
        // `[ ]` and `[x]` answer as boxes do.
        let boxed = old.starts_with('[') && old.ends_with(']');
        let plain = match (boxed, done) {
            (true, true) => "[x]",
            (true, false) => "[ ]",
            (false, true) => "✅",
            (false, false) => super::answers::no_like(old).unwrap_or(""),
        };
        let sign = like.map_or(plain, |c| c.place.of(text));
        edits.put(text, claim.place, sign);
        if let Some(statement) = self.statement(claim)
            && self.changed()
        {
            let old = statement.head.of(text);
            let dress = style::undress(old, &self.tracker.legend);
            let bare = style::Dress { tail: String::new(), struck: false, ..dress }.whole();
            let new =
                if done { bare } else { style::line(self.tracker, Shape::Row, wanted, &bare) };
            edits.put(text, statement.head, new);
        }
    }

    fn boxed(&self, claim: &Claim, edits: &mut Edits) {
        let quiet = self.lane_says && !self.wanted.status.is_done();
        let wanted = if quiet { Status::Open } else { self.wanted.status };
        let text = &self.tracker.text;
        let old = claim.place.of(text);
        let letter = style::letter(self.tracker, wanted, old);
        edits.put(text, claim.place, letter.clone());
        let Some(statement) = self.statement(claim) else { return };
        let reads = style::reads_boxed(self.tracker, &letter, wanted);
        let head = statement.head;
        let line = self.line_text(statement);
        let stated = style::undress(&line, &self.tracker.legend);
        let new = if reads {
            style::Dress {
                struck: false,
                tail: self.kept_tail(&stated),
                lead: String::new(),
                ..stated
            }
        } else {
            let word = super::words::write_status(wanted, style::language(self.tracker));
            let tail = format!(" ({word})");
            let core = style::undated(&stated.core).to_owned();
            style::Dress { struck: false, tail, lead: String::new(), core }
        };
        if self.changed() {
            let whole = new.whole();
            // Only of what was done is it the day of completion.
            let was = self.gap.status.is_some_and(Status::is_done);
            let over = was && !self.wanted.status.is_done();
            let bare = if over { style::undated(&whole) } else { whole.as_str() };
            edits.put(text, head, bare);
        }
    }

    fn line_text(&self, statement: &Statement) -> String {
        statement.head.of(&self.tracker.text).to_owned()
    }

    /// A date behind a done item goes when it is done no more; what is no status stays.
    fn kept_tail(&self, dress: &style::Dress) -> String {
        let told = super::value::value(&dress.tail, &self.tracker.legend).status();
        match told {
            Some(status) if !serves(status, self.wanted.status) => String::new(),
            _ => dress.tail.clone(),
        }
    }

    /// A heading, a bullet or a line whose signs say it.
    fn line(&self, claim: &Claim, edits: &mut Edits) {
        let Some(statement) = self.statement(claim) else { return };
        let text = &self.tracker.text;
        let wanted = self.wanted.status;
        let sign = claim.place != statement.head;
        if statement.shape == Shape::Heading {
            let old = statement.head.of(text);
            let mut new = style::line(self.tracker, Shape::Heading, wanted, old);
            let bare = wanted == Status::Open
                && style::undress(&new, &self.tracker.legend).tail.is_empty()
                && !new.starts_with(super::marks::is_picture);
            if bare && style::is_known_by_mark(self.tracker, statement) {
                new = format!("{new} {}", style::open_sign(self.tracker));
            }
            return edits.put(text, statement.head, new);
        }
        if sign && claim.form == Form::Mark {
            return edits.put(text, claim.place, self.slot(claim));
        }
        let boxed = |c: &&Claim| c.statement == claim.statement && c.form == Form::Box;
        if let Some(found) = self.tracker.claims.iter().find(boxed) {
            return self.boxed(found, edits);
        }
        let old = statement.head.of(text);
        let mut new = style::line(self.tracker, statement.shape, wanted, old);
        if style::stands_alone(self.tracker, statement) {
            new = style::restated(self.tracker, wanted, old, new);
        }
        edits.put(text, statement.head, new);
    }

    /// The sign before a bullet: as the newest bullet of that status has it, be it a sign or a box.
    fn slot(&self, claim: &Claim) -> String {
        let wanted = self.wanted.status;
        let text = &self.tracker.text;
        let newest = self.tracker.claims.iter().rev().filter(|c| {
            let shape = self.tracker.statements.get(c.statement).map(|s| s.shape);
            let bullet = matches!(shape, Some(Shape::Bullet | Shape::Box));
            let other = c.statement != claim.statement;
            bullet && other && matches!(c.fact, Fact::Status(Some(s)) if serves(s, wanted))
        });
        for found in newest {
            match found.form {
                Form::Box => {
                    let (start, end) = (found.place.start.saturating_sub(1), found.place.end + 1);
                    return text.get(start..end).unwrap_or("[ ]").to_owned();
                }
                Form::Mark if found.place.of(text).chars().count() <= 3 => {
                    return found.place.of(text).to_owned();
                }
                _ => {}
            }
        }
        let misread = super::marks::sign(claim.place.of(text)).and_then(|s| s.misread);
        let sign =
            self.tracker.legend.sign_of(wanted, false).unwrap_or(super::marks::write(wanted));
        style::misread_as(sign, misread)
    }

    /// `~~HIGH~~ COMPLETED` back to `HIGH`.
    fn over(&self, claim: &Claim, old: &str, edits: &mut Edits) {
        if !self.wanted.status.is_done()
            && let Some(rank) = super::inline::struck(old)
        {
            edits.put(&self.tracker.text, claim.place, rank);
        }
    }

    /// A gap whose status is nowhere stated says it where its neighbours do.
    fn unstated(&self, claims: &[&Claim], edits: &mut Edits) {
        let own = |c: &&&Claim| {
            matches!(c.fact, Fact::Status(Some(_))) && c.form != Form::Lane && self.is_primary(c)
        };
        let stated = claims.iter().any(|c| own(&c));
        let primary =
            self.tracker.statements.iter().find(|s| s.primary && s.place == self.gap.place);
        let Some(primary) = primary else { return };
        if !stated && !self.lane_says && primary.shape != Shape::Cell && !self.ticks_say(primary) {
            let old = primary.head.of(&self.tracker.text);
            let mut new = style::line(self.tracker, primary.shape, self.wanted.status, old);
            if primary.shape == Shape::Heading && self.gap.is_ticked() && new == old {
                // All its boxes are ticked: that it is open again has to be said.
                let word =
                    super::words::write_status(self.wanted.status, style::language(self.tracker));
                new = format!("{old} ({})", style::cased(word, "Aa"));
            }
            edits.put(&self.tracker.text, primary.head, new);
        }
        if self.wanted.status.is_done() {
            self.overcome(claims, edits);
        }
    }

    /// A heading whose boxes will all be ticked, in a document whose headings say no status, needs no word for it.
    fn ticks_say(&self, primary: &Statement) -> bool {
        let met = |c: &super::claim::Criterion| {
            c.form == Form::Box && self.wanted.criteria.get(&c.number).copied().unwrap_or(c.met)
        };
        let says = |c: &Claim| {
            let heading = self.statement(c).is_some_and(|s| s.shape == Shape::Heading);
            c.says_done() && heading && self.tracker.gaps.get(c.gap).is_some_and(Gap::is_ticked)
        };
        primary.shape == Shape::Heading
            && self.wanted.status.is_done()
            && !self.gap.criteria.is_empty()
            && self.gap.criteria.iter().all(met)
            && !self.tracker.claims.iter().any(says)
    }

    fn is_primary(&self, claim: &Claim) -> bool {
        self.statement(claim).is_some_and(|s| s.primary)
    }

    /// Where authors strike the criticality of what is done, so do we.
    fn overcome(&self, claims: &[&Claim], edits: &mut Edits) {
        let text = &self.tracker.text;
        let struck = self.tracker.claims.iter().rev().find(|c| {
            c.form == Form::Criticality && matches!(c.fact, Fact::Status(Some(s)) if s.is_done())
        });
        let Some(model) = struck.map(|c| c.place.of(text)) else { return };
        let Some(tail) = model.rsplit_once("~~").map(|(_, tail)| tail) else { return };
        let rank =
            claims.iter().find(|c| c.form == Form::Field && matches!(c.fact, Fact::Criticality(_)));
        if let Some(rank) = rank {
            let old = rank.place.of(text);
            if !old.contains("~~") {
                edits.put(text, rank.place, format!("~~{old}~~{tail}"));
            }
        }
    }

    fn rank(&self, claim: &Claim, stated: crate::model::Criticality, edits: &mut Edits) {
        let Some(wanted) = self.wanted.criticality.filter(|w| *w != stated) else { return };
        // A claim that the document itself overrules was wrong before: only a change touches it.
        if self.gap.criticality == Some(wanted) || !matches!(claim.form, Form::Field | Form::Cell) {
            return;
        }
        let old = claim.place.of(&self.tracker.text);
        let inner = super::inline::struck(old);
        let place = inner.map_or(claim.place, |inner| claim.place.part(&self.tracker.text, inner));
        let new = style::rank(self.tracker, claim.form, wanted, inner.unwrap_or(old));
        edits.put(&self.tracker.text, place, new);
    }

    fn completed(&self, claim: &Claim, stated: Date, edits: &mut Edits) {
        if !self.wanted.status.is_done() {
            return;
        }
        if let Some(date) = self.wanted.completed.filter(|d| *d != stated) {
            let old = claim.place.of(&self.tracker.text);
            edits.put(&self.tracker.text, claim.place, date_like(date, old));
        }
    }

    fn pr(&self, claim: &Claim, stated: &str, edits: &mut Edits) {
        if let Some(pr) =
            self.wanted.pr.as_ref().filter(|pr| *pr != stated && self.wanted.status.is_done())
            && !Pr::read(stated).is_some_and(|p| p.is_also(pr))
        {
            edits.put(&self.tracker.text, claim.place, pr.clone());
        }
    }

    fn title(&self, claim: &Claim, stated: &str, edits: &mut Edits) {
        let Some(title) = self.wanted.title.as_ref().filter(|t| *t != stated) else { return };
        let old = claim.place.of(&self.tracker.text);
        if self.is_primary(claim)
            && let Some(at) = old.find(stated)
        {
            let start = claim.place.start + at;
            edits.put(&self.tracker.text, Place::new(start, start + stated.len()), title.clone());
        }
    }

    fn criteria(&self, edits: &mut Edits) {
        for criterion in &self.gap.criteria {
            let wanted = self.wanted.criteria.get(&criterion.number).copied();
            let Some(wanted) = wanted.filter(|w| *w != criterion.met) else { continue };
            let status = if wanted { Status::Closed } else { Status::Open };
            let text = &self.tracker.text;
            match criterion.form {
                Form::Box => {
                    edits.put(text, criterion.mark, style::letter(self.tracker, status, ""))
                }
                Form::Cell => {
                    let old = criterion.mark.of(text);
                    edits.put(
                        text,
                        criterion.mark,
                        style::value(self.tracker, Form::Cell, status, (old, None)),
                    );
                }
                _ => self.tick(criterion, wanted, edits),
            }
        }
    }

    /// A bullet gains or loses the sign of done, spelt as the newest such bullet has it.
    fn tick(&self, criterion: &super::claim::Criterion, met: bool, edits: &mut Edits) {
        let text = &self.tracker.text;
        if !met {
            // The sign goes with the blank after it, unless unmet bullets have a sign of their own.
            let end = criterion.place.start.max(criterion.mark.end);
            return edits.put(text, Place::new(criterion.mark.start, end), "");
        }
        let all = self.tracker.gaps.iter().flat_map(|g| &g.criteria).rev();
        let model = all
            .filter(|c| c.form == Form::Mark && c.met && !c.mark.is_empty())
            .map(|c| c.mark.of(text))
            .next();
        let sign = model.unwrap_or("✅");
        if criterion.mark.is_empty() {
            let at = Place::new(criterion.place.start, criterion.place.start);
            edits.put(text, at, format!("{sign} "));
        } else {
            edits.put(text, criterion.mark, sign);
        }
    }
}

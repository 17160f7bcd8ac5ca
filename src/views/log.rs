//! `gaps log` for people: like a good `git log`. What happened, who says so, where it landed.

use crate::model::Standing;
use crate::project::entry::{Landing, Pr};
use crate::project::timeline::Moment;

use super::paint::{Paint, fit, hang, width, wrap};
use super::safe;

/// Moments in full, a blank line between.
pub fn text(moments: &[Moment], paint: &Paint) -> String {
    let pages: Vec<String> = moments.iter().map(|m| whole(m, paint)).collect();
    pages.join("\n")
}

fn whole(moment: &Moment, paint: &Paint) -> String {
    let label = moment.label.as_deref().unwrap_or("ledger");
    let mut page = format!("{} {}", paint.label(label), paint.strong(&safe::line(&moment.summary)));
    page.push_str(&format!("\n{}  {}\n", paint.faint("event "), moment.event.short()));
    page.push_str(&format!("{}  {}\n", paint.faint("by    "), who(moment)));
    page.push_str(&format!("{}  {}\n", paint.faint("at    "), moment.at));
    page.push_str(&format!("{}  {}\n", paint.faint("where "), place(moment, paint)));
    match (&moment.work, &moment.cause) {
        (Some(work), _) if !moment.asked => {
            page.push_str(&format!("{}  {}\n", paint.faint("work  "), came(work, paint)));
        }
        (_, Some(cause)) => {
            page.push_str(&format!("{}  {}\n", paint.faint("asked "), cause.short()));
        }
        _ => {}
    }
    // The summary has its first line.
    let rest = moment.reason.as_deref().and_then(|r| r.split_once('\n')).map(|(_, rest)| rest);
    if let Some(rest) = rest.map(str::trim_end).filter(|r| !r.is_empty()) {
        let rest = safe::lines(rest.trim_start_matches('\n'));
        page.push_str(&format!("\n{}", wrap(&rest, paint.width.min(100), "    ")));
    }
    page
}

/// Moments one a line, behind an indent; what does not fit goes on below its summary.
pub fn lines(moments: &[Moment], paint: &Paint, indent: &str, with_label: bool) -> String {
    let name = |m: &Moment| m.label.clone().unwrap_or_else(|| "ledger".into());
    let column = moments.iter().map(|m| width(&name(m))).max().unwrap_or(0);
    let label = |m: &Moment| {
        if with_label { paint.label(&fit(&name(m), column)) + "  " } else { String::new() }
    };
    let used = width(indent) + 8 + 2 + 10 + 2 + if with_label { column + 2 } else { 0 };
    moments
        .iter()
        .map(|m| {
            let day = m.work.as_ref().or(m.landing.as_ref()).map_or_else(|| m.at.day(), |l| l.day);
            let first =
                format!("{indent}{}  {day}  {}", paint.faint(&m.event.short()[..8]), label(m));
            short(m, paint, &first, used)
        })
        .collect()
}

fn short(moment: &Moment, paint: &Paint, first: &str, used: usize) -> String {
    let is_work = moment.asked || moment.work.is_some();
    let who = match (&moment.author, is_work) {
        (Some(author), true) => author.clone(),
        _ => moment.name.clone().unwrap_or_else(|| moment.key.short().to_owned()),
    };
    let place = match (&moment.rejected, &moment.standing, &moment.landing) {
        (Some(why), ..) if moment.asked => {
            format!("asked{}, {}", asked_in(moment), safe::line(why))
        }
        (None, standing, _) if moment.asked => format!("{standing}{}", asked_in(moment)),
        (Some(why), ..) => format!("rejected: {}", safe::line(why)),
        (None, Standing::Landed, Some(landing)) => {
            let landing = moment.work.as_ref().unwrap_or(landing);
            let pr = landing.pr.as_ref().map(|pr| format!(" by {}", safe::line(&pr.text)));
            format!("{}{}", landing.commit.short(), pr.unwrap_or_default())
        }
        (None, standing, _) => standing.to_string(),
    };
    let meta = format!("({}, {place})", safe::line(&who));
    let shown = if moment.rejected.is_some() { paint.alarm(&meta) } else { paint.faint(&meta) };
    // A narrow screen still gets words and no column of letters.
    let columns = paint.width.max(used + 30);
    let summary = hang(&safe::line(&moment.summary), columns, first, used);
    let last = summary.trim_end().lines().last().map_or(0, width);
    // The first line holds colours, which take no columns.
    let last = if summary.lines().count() == 1 {
        used + width(&safe::line(&moment.summary))
    } else {
        last
    };
    if last + 2 + width(&meta) <= columns {
        format!("{}  {shown}\n", summary.trim_end())
    } else {
        format!("{summary}{}{shown}\n", " ".repeat(used))
    }
}

fn who(moment: &Moment) -> String {
    let author = moment.author.as_ref().map(|a| safe::line(a)).unwrap_or_default();
    if moment.asked {
        return format!("{author}, in a commit message");
    }
    let recorder = signer(moment);
    if moment.author.is_some() { format!("{author}, recorded by {recorder}") } else { recorder }
}

fn signer(moment: &Moment) -> String {
    match &moment.name {
        Some(name) => format!("{} ({})", safe::line(name), moment.key),
        None => format!("{} (not on the roster)", moment.key),
    }
}

/// How far it came: the commit, its day and the pull request, or why it does not count.
fn place(moment: &Moment, paint: &Paint) -> String {
    if let (Some(why), true) = (&moment.rejected, moment.asked) {
        return paint.alarm(&format!("asked{}, {}", asked_in(moment), safe::line(why)));
    }
    if let Some(why) = &moment.rejected {
        return paint.alarm(&format!("rejected: {}", safe::line(why)));
    }
    match (&moment.standing, &moment.landing) {
        (Standing::Landed, Some(landing)) => {
            format!("landed {}", came(landing, paint))
        }
        (Standing::Landed, None) => "landed, when is unresolvable".into(),
        (Standing::Unresolvable, _) => "unresolvable whether it landed".into(),
        (Standing::Unrecorded, Some(landing)) => {
            format!("unrecorded{}, landed {}", asked_in(moment), landing.day)
        }
        (standing, _) if moment.asked => format!("{standing}{}", asked_in(moment)),
        (standing, _) => standing.to_string(),
    }
}

/// A landing: its day, its commit and its pull request.
fn came(landing: &Landing, paint: &Paint) -> String {
    let by = |pr: &Pr| format!(" by {}", paint.link(pr.url.as_deref(), &safe::line(&pr.text)));
    let pr = landing.pr.as_ref().map(by).unwrap_or_default();
    format!("{} {}{pr}", landing.day, landing.commit.short())
}

fn asked_in(moment: &Moment) -> String {
    moment.cause.as_ref().map(|c| format!(" ({})", c.short())).unwrap_or_default()
}

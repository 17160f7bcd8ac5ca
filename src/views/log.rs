//! `gaps log` for people: like a good `git log`. What happened, who says so, where it landed.

use crate::model::Standing;
use crate::project::timeline::Moment;

use super::paint::{Paint, fit, wrap};
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
    if let Some(cause) = &moment.cause {
        page.push_str(&format!("{}  {}\n", paint.faint("asked "), cause.short()));
    }
    if let Some(reason) = moment.reason.as_ref().filter(|r| r.lines().count() > 1) {
        page.push_str(&format!("\n{}", wrap(&safe::lines(reason), paint.width.min(100), "    ")));
    }
    page
}

/// One moment on one line.
pub fn short(moment: &Moment, paint: &Paint, with_label: bool) -> String {
    let label = if with_label {
        format!("{}  ", paint.label(&fit(moment.label.as_deref().unwrap_or("ledger"), 10)))
    } else {
        String::new()
    };
    let who = moment.name.clone().unwrap_or_else(|| moment.key.short().to_owned());
    format!(
        "{}  {}  {label}{}  {}\n",
        paint.faint(&moment.event.short()[..8]),
        moment.landing.as_ref().map_or_else(|| moment.at.day(), |l| l.day),
        safe::line(&moment.summary),
        paint.faint(&format!(
            "({}, {})",
            safe::line(&who),
            place(moment, &Paint { color: false, ..*paint })
        )),
    )
}

fn who(moment: &Moment) -> String {
    match &moment.name {
        Some(name) => format!("{} ({})", safe::line(name), moment.key),
        None => format!("{} (not on the roster)", moment.key),
    }
}

/// How far it came: the commit, its day and the pull request, or why it does not count.
fn place(moment: &Moment, paint: &Paint) -> String {
    if let Some(why) = &moment.rejected {
        return paint.alarm(&format!("rejected: {}", safe::line(why)));
    }
    match (&moment.standing, &moment.landing) {
        (Standing::Landed, Some(landing)) => {
            let pr = landing
                .pr
                .as_ref()
                .map(|pr| format!(" by {}", paint.link(pr.url.as_deref(), &safe::line(&pr.text))));
            format!("landed {} {}{}", landing.day, landing.commit.short(), pr.unwrap_or_default())
        }
        (standing, _) => standing.to_string(),
    }
}

//! The page: what it says is what `gaps stats` says, nothing from outside becomes markup, and it asks nobody.

use std::collections::BTreeSet;
use std::fs;

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::lived_in;
use crate::support::Repo;

fn page(repo: &Repo) -> String {
    repo.ok(&["report", "--html", "-"])
}

/// What stands between two texts, each time.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).filter_map(|part| part.split(to).next()).collect()
}

/// The cells of the table in the figure with this caption, a row each, newest first.
fn table(page: &str, caption: &str) -> Vec<Vec<String>> {
    let figure = page.split(&format!("<figcaption>{caption} ")).nth(1).unwrap();
    let body = between(figure, "<tbody>", "</tbody>")[0];
    let plain = |cell: &str| between(&format!(">{cell}<"), ">", "<").concat();
    between(body, "<tr>", "</tr>")
        .iter()
        .map(|row| {
            let row = row.replace("<th scope=\"row\">", "<td>").replace("</th>", "</td>");
            between(&row, "<td>", "</td>").into_iter().map(plain).collect()
        })
        .collect()
}

#[test]
fn its_figures_are_those_of_the_stats() {
    let repo = lived_in();
    let page = page(&repo);
    let stats = repo.json(&["stats"]);
    let points: Vec<Value> =
        stats["open"]["points"].as_array().unwrap().iter().rev().cloned().collect();
    let row = |p: &Value, fields: &[&str]| -> Vec<String> {
        let commit: String = p["commit"].as_str().unwrap().chars().take(7).collect();
        let figures = fields.iter().map(|f| p.pointer(f).unwrap().to_string());
        [p["date"].as_str().unwrap().to_owned(), commit].into_iter().chain(figures).collect()
    };
    let left = ["blocker", "high", "medium", "low", "none", "total"].map(|w| format!("/open/{w}"));
    let left: Vec<&str> = left.iter().map(String::as_str).collect();
    let wanted: Vec<_> = points.iter().map(|p| row(p, &left)).collect();
    assert_eq!(table(&page, "What is left"), wanted);
    for (shown, point) in table(&page, "Cumulative flow").iter().zip(&points) {
        let open = point["open"]["total"].as_u64().unwrap() - point["started"].as_u64().unwrap();
        assert_eq!(shown[2], open.to_string());
        assert_eq!(shown[3..], row(point, &["/started", "/closed", "/deferred", "/dropped"])[2..]);
    }
    for week in table(&page, "Closed") {
        let told = stats["throughput"]["weeks"].as_array().unwrap();
        let told = told.iter().find(|w| w["monday"] == week[0].as_str());
        let count = |pointer: &str| {
            told.and_then(|w| w.pointer(pointer)).and_then(Value::as_u64).unwrap_or(0).to_string()
        };
        let wanted =
            ["/opened", "/closed", "/blocks/Observability/closed", "/blocks/Security/closed"];
        assert_eq!(week[1..], wanted.map(count));
    }
    assert!(page.contains("1 of 3 closed gaps came back (33 of 100)."));
    assert!(page.contains("<td data-cell=\"t t\">1</td>"), "the matrix ends in what is open");
}

#[test]
fn the_gate_stands_on_top() {
    let repo = lived_in();
    assert!(page(&repo).contains("<b>Yes,</b> this may go out."));
    repo.ok(&["add", "a hole", "-b", "Security", "-c", "blocker"]);
    repo.commit("a hole");
    let page = page(&repo);
    assert!(page.contains("<b>No:</b> something stands in the way."));
    let top = page.split("<main").next().unwrap();
    assert!(top.contains("<a href=\"#SEC-004\">SEC-004</a>") && top.contains("a hole"), "{top}");
}

#[test]
fn the_same_commit_gives_the_same_bytes() {
    let repo = lived_in();
    let mut first = repo.command(&["report", "--html", "-"]);
    let first = crate::support::said(first.env_remove("GAPS_NOW")).out;
    repo.ok(&["add", "staged", "-b", "Security"]);
    repo.world.days(400);
    let mut second = repo.command(&["report", "--html", "-"]);
    let second = crate::support::said(second.env_remove("GAPS_NOW").env("TZ", "Asia/Tokyo")).out;
    assert_eq!(first, second);
    let said = repo.ok(&["report", "--html", "out/report.html", "--today", "2026-12-31"]);
    assert!(said.starts_with("out/report.html ("), "{said}");
    let file = fs::read_to_string(repo.path.join("out/report.html")).unwrap();
    assert!(file.contains("as of 2026-12-31"));
}

#[test]
fn nothing_from_outside_is_markup() {
    let repo = Repo::founded();
    let titles = [
        "</script><script>alert(1)</script>",
        "\"onmouseover=\"alert(1)\" x='",
        "<img src=x onerror=alert(1)> & &lt;b&gt;",
        "שלום <b>",
    ];
    for title in titles {
        repo.ok(&[
            "add",
            title,
            "--block",
            "<i>Block</i>",
            "--prefix",
            "BLK",
            "--criterion",
            title,
        ]);
        repo.ok(&["note", "BLK-001", "-m", title]);
    }
    repo.git(&["config", "user.name", "<u>eve</u>\u{1b}[31m\u{202e}"]);
    repo.commit("<b>bold</b> (#1)");
    let page = page(&repo);
    for raw in ["<script>alert", "<img", "<i>", "<u>", "<b>bold", "\u{1b}", "\u{202e}", "x='"] {
        assert!(!page.contains(raw), "{raw}");
    }
    assert_eq!(page.matches("<script").count(), 2);
    assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("<bdi class=\"title\">שלום &lt;b&gt;</bdi>"));
    assert!(page.contains("&lt;U+001B&gt;[31m&lt;U+202E&gt;"));
}

#[test]
fn it_asks_nobody_and_runs_only_what_it_names() {
    let page = page(&lived_in());
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")[0];
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    let hash = |text: &str| {
        format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(text.as_bytes())))
    };
    for (tag, source) in [("script", "script-src "), ("style", "style-src ")] {
        let text = between(&page, &format!("<{tag}>"), &format!("</{tag}>"));
        assert_eq!(text.len(), 1, "{tag}");
        assert!(policy.contains(&format!("{source}{}", hash(text[0]))), "{tag}");
    }
    for word in
        [" src=", " style=", "@import", "url(", "<link", "<iframe", "javascript:", " onclick"]
    {
        assert!(!page.contains(word), "{word}");
    }
    let hrefs: BTreeSet<&str> = between(&page, "href=\"", "\"").into_iter().collect();
    for href in &hrefs {
        let local = href.starts_with('#') && page.contains(&format!("id=\"{}\"", &href[1..]));
        assert!(local || href.starts_with("https://github.com/o/r/"), "{href}");
    }
    assert!(hrefs.contains("https://github.com/o/r/pull/2"), "{hrefs:?}");
    let ids = between(&page, " id=\"", "\"");
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id stands once");
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let repo = lived_in();
    assert_eq!(repo.gaps(&["report"]).exit, 2);
    assert_eq!(repo.gaps(&["report", "--html", "-", "--json"]).exit, 2);
    assert_eq!(repo.gaps(&["report", "--html", "x.html", "--today", "soon"]).exit, 2);
    assert_eq!(repo.json(&["report", "--html", "x.html"])["file"], "x.html");
    let empty = Repo::founded();
    assert!(page(&empty).contains("No gap has landed yet."));
}

#[test]
fn on_paper_nothing_is_folded_cut_or_dark() {
    let page = page(&lived_in());
    let print = between(&page, "@media print{", "\n")[0];
    assert!(print.contains("details::details-content{content-visibility:visible"), "{print}");
    assert!(print.contains(".wide,.tall{max-height:none;overflow:visible}"), "{print}");
    // A slider says nothing on paper; the day that it stands at does.
    assert!(print.contains(".slide input") && !print.contains(".slide,"), "{print}");
    assert!(page.matches("prefers-color-scheme:dark").count() == 1);
    assert!(page.contains("@media screen and (prefers-color-scheme:dark)"));
}

//! The folder of one gap: its page to read, the same as JSON, its changes and its evidence. The events themselves lie
//! beside them, byte for byte.

use serde_json::Value;

use crate::project::audit::pack::Pack;
use crate::project::backlog::Gap;
use crate::project::timeline;
use crate::views::paint::Paint;
use crate::views::{json, show};

use super::{Files, tables};

pub(super) fn add(pack: &Pack<'_>, files: &mut Files) {
    for gap in pack.backlog.gaps.values() {
        let Some(folder) = pack.folder(gap.id) else { continue };
        let story = story(pack, gap).map(String::into_bytes);
        files.extend(story.map(|s| (format!("{folder}/story.txt"), s)));
        files.insert(format!("{folder}/gap.json"), data(pack, gap).into_bytes());
        files.insert(
            format!("{folder}/changes.csv"),
            tables::changes_of(pack, gap).text.into_bytes(),
        );
        let evidence = tables::evidence_of(pack, gap);
        if evidence.rows > 0 {
            files.insert(format!("{folder}/evidence.csv"), evidence.text.into_bytes());
        }
    }
}

/// The page as of the day on which the period ends.
fn story(pack: &Pack<'_>, gap: &Gap) -> Option<String> {
    let moments = timeline::of_gap(pack.backlog, gap, &pack.case.landings);
    let end = pack.case.line.last()?.at.day();
    Some(show::text(pack.backlog, gap, &moments, end, &Paint::PLAIN))
}

fn data(pack: &Pack<'_>, gap: &Gap) -> String {
    let mut data = json::gap(pack.backlog, gap);
    let moments = timeline::of_gap(pack.backlog, gap, &pack.case.landings);
    data["moments"] = moments.iter().map(json::moment).collect::<Vec<Value>>().into();
    data["contests"] = json::contests(gap).into();
    json::document("gap", data)
}

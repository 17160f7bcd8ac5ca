//! Makes every vector from seeded keys: the same bytes on every machine. `GAPS_BLESS=1 cargo test --test vectors`
//! writes them; without it the files are compared with what is made.

#[path = "edges.rs"]
pub(crate) mod edges;
#[path = "events.rs"]
pub(crate) mod events;
#[path = "rejects.rs"]
mod rejects;
#[path = "sshsig.rs"]
pub(crate) mod sshsig;

pub(crate) use events::Vector;

pub(crate) fn accepted() -> Vec<Vector> {
    events::accepted()
}

pub(crate) fn rejected() -> Vec<Vector> {
    let world = events::World::new();
    let mut all = rejects::rejected(&world);
    all.extend(edges::rejected(&world));
    all.extend(edges::renamed(&world));
    all
}

/// One line of the index of a folder.
pub(crate) fn line(vector: &Vector) -> String {
    let or_dash = |s: &str| if s.is_empty() { "-".to_owned() } else { s.to_owned() };
    let Vector { name, path, id, code, gate, why, .. } = vector;
    let (id, gate) = (or_dash(id), or_dash(gate));
    format!("{name}.event\t{path}\t{id}\t{code}\t{gate}\t{why}\n")
}

pub(crate) const HEAD: &str = "file\tpath\tid\tcode\tgate\twhy\n";

//! The events that the vectors are made of: one small ledger with one gap, and what every reader must accept.

use gaps::ledger::form;
use serde_json::{Map, Value, json};

use super::sshsig::{self, Key};

/// One file and what every reader must say of it.
pub(crate) struct Vector {
    pub(crate) name: String,
    /// Where it lies, below the root of a repository.
    pub(crate) path: String,
    /// What the bytes hash to; empty where there are no bytes to hash.
    pub(crate) id: String,
    /// `ok`, or the code of what is wrong.
    pub(crate) code: &'static str,
    /// The word of the gate where the gate says no.
    pub(crate) gate: &'static str,
    pub(crate) why: String,
    pub(crate) bytes: Vec<u8>,
}

pub(crate) struct World {
    pub(crate) key: Key,
    pub(crate) founded: Value,
    pub(crate) ledger: String,
    pub(crate) opened: Value,
    pub(crate) of: String,
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_string()
}

pub(crate) fn encode(event: &Value) -> String {
    form::encode(event.as_object().unwrap())
}

pub(crate) fn id(event: &Value) -> String {
    hash(encode(event).as_bytes())
}

/// A hash of nothing in particular.
pub(crate) fn some_id(name: &str) -> String {
    hash(format!("gaps vectors: {name}").as_bytes())
}

pub(crate) fn object(digits: usize) -> String {
    some_id("object")[..digits].to_owned()
}

pub(crate) fn with(mut event: Value, name: &str, value: impl Into<Value>) -> Value {
    event[name] = value.into();
    event
}

pub(crate) fn without(mut event: Value, name: &str) -> Value {
    event.as_object_mut().unwrap().remove(name).unwrap();
    event
}

/// The bytes of a file: JSON, then its signature.
pub(crate) fn sealed(json: &str, key: &Key) -> Vec<u8> {
    [json.as_bytes(), key.parts(json.as_bytes()).armour().as_bytes()].concat()
}

impl World {
    pub(crate) fn new() -> Self {
        let key = sshsig::ed25519("founder");
        let founded = json!({
            "at": "2026-11-20T12:00:00Z", "base": null, "kind": "founded", "v": 1,
            "body": {
                "key": key.line(), "mode": "open", "nonce": some_id("nonce"),
                "principal": "ana", "trunk": "main",
            },
            "signer": key.fingerprint(),
        });
        let ledger = id(&founded);
        let mut world = Self { key, founded, ledger, opened: Value::Null, of: String::new() };
        world.opened =
            without(with(world.gap("opened", opened_body()), "parents", json!([])), "of");
        world.of = id(&world.opened);
        world
    }

    /// An event about the gap.
    pub(crate) fn gap(&self, kind: &str, body: Value) -> Value {
        json!({
            "at": "2026-11-20T12:01:00Z", "base": null, "body": body, "gap": "SEC-001",
            "kind": kind, "ledger": self.ledger, "of": self.of, "parents": [self.of],
            "signer": self.key.fingerprint(), "v": 1,
        })
    }

    /// An event about the ledger.
    pub(crate) fn ledger(&self, kind: &str, body: Value) -> Value {
        json!({
            "at": "2026-11-20T12:01:00Z", "base": null, "body": body, "kind": kind,
            "ledger": self.ledger, "parents": [self.ledger],
            "signer": self.key.fingerprint(), "v": 1,
        })
    }

    /// An `opened` event with this body.
    pub(crate) fn opened_with(&self, body: Value) -> Value {
        with(self.opened.clone(), "body", body)
    }

    /// An event that this key signs, and its bytes.
    pub(crate) fn by(&self, key: &Key) -> (Value, Vec<u8>) {
        let event =
            with(self.gap("closed", json!({"reason": "done"})), "signer", key.fingerprint());
        let bytes = sealed(&encode(&event), key);
        (event, bytes)
    }

    pub(crate) fn accept(&self, name: &str, why: &str, event: &Value) -> Vector {
        self.accept_bytes(name, why, event, sealed(&encode(event), &self.key))
    }

    pub(crate) fn accept_bytes(
        &self,
        name: &str,
        why: &str,
        event: &Value,
        bytes: Vec<u8>,
    ) -> Vector {
        let id = id(event);
        let path = path(event, &id);
        Vector { name: name.into(), path, id, code: "ok", gate: "", why: why.into(), bytes }
    }
}

pub(crate) fn path(event: &Value, id: &str) -> String {
    let folder = event.get("gap").and_then(Value::as_str).map_or_else(
        || "@ledger".to_owned(),
        |gap| gap.rsplit_once('-').map_or_else(|| gap.to_owned(), |(p, n)| format!("{p}/{n}")),
    );
    format!(".gaps/events/{folder}/{id}.event")
}

pub(crate) fn opened_body() -> Value {
    json!({"title": "RBAC", "block": {"name": "Security", "prefix": "SEC"}})
}

/// Everything that a gap can be opened with.
fn opened_whole() -> Value {
    json!({
        "title": "RBAC for the admin API", "block": {"name": "Security", "prefix": "SEC"},
        "criticality": "high", "type": "Authorization", "description": "First.\n\n\tSecond.",
        "criteria": [{"number": "1", "text": "roles"}, {"number": "1.1", "text": "in the\nmiddleware"}],
        "files": [{"path": "src/api.rs"}, {"path": "src/role.rs", "note": "new"}],
        "verify": ["cargo test -p api", "curl -f localhost/health"],
        "owner": "ana", "due": "2028-02-29", "effort": "1.5-2 hours", "phase": "1", "week": "3",
        "recurs": "monthly", "aliases": ["1.2"], "tracker": "docs/GAPS.md", "section": "Security",
        "source": [
            {"name": "Evidence", "text": "none"},
            {"name": "Evidence", "part": 2, "text": "still none"},
        ],
        "claimed": {"opened": "2026-01-31"},
    })
}

pub(crate) fn accepted() -> Vec<Vector> {
    let w = World::new();
    let mut all = kinds(&w);
    all.extend(causes(&w));
    all.extend(keys(&w));
    all.extend(newer(&w));
    all.extend(edges(&w));
    all
}

fn kinds(w: &World) -> Vec<Vector> {
    let note = some_id("note");
    let mut all = vec![w.accept("kind-founded", "a ledger begins", &w.founded)];
    let mut founded = w.founded.clone();
    founded["body"]["mode"] = "closed".into();
    founded["body"]["replaces"] =
        json!({"ledger": some_id("older"), "reason": "a secret\nwas in it"});
    founded["base"] = object(40).into();
    all.push(w.accept(
        "kind-founded-replaces",
        "a ledger that takes over from an older one",
        &founded,
    ));
    let other = sshsig::ed25519("other");
    let ec = Key::Ecdsa(sshsig::ecdsa_key("other"));
    let sk = Key::SkEd25519(ed25519_dalek::SigningKey::from_bytes(&sshsig::seed("sk")));
    for (name, kind, body) in [
        ("kind-ceded", "ceded", json!({"to": some_id("winner")})),
        ("kind-ruled", "ruled", json!({"trunk": "release/1.x", "mode": "closed", "reason": "r"})),
        ("kind-ruled-trunk", "ruled", json!({"trunk": "main"})),
        (
            "kind-admitted",
            "admitted",
            json!({"key": other.line(), "principal": "bo", "role": "root"}),
        ),
        (
            "kind-admitted-narrower",
            "admitted",
            json!({"key": ec.line(), "principal": "ci.bot-1_x", "role": "recorder",
                   "keeps": [some_id("a"), some_id("b")], "reason": "less"}),
        ),
        (
            "kind-admitted-sk",
            "admitted",
            json!({"key": sk.line(), "principal": "cleo", "role": "maintainer"}),
        ),
        (
            "kind-revoked",
            "revoked",
            json!({"key": other.fingerprint(), "reason": "lost", "keeps": [note]}),
        ),
        ("kind-adopted", "adopted", json!({"events": [some_id("a")], "reason": "honest"})),
    ] {
        all.push(w.accept(name, &format!("a {kind} event"), &w.ledger(kind, body)));
    }
    all.push(w.accept("kind-opened", "with nothing but title and block", &w.opened));
    all.push(w.accept("kind-opened-whole", "with every field", &w.opened_with(opened_whole())));
    for (name, kind, body) in gap_bodies(&note) {
        all.push(w.accept(name, &format!("a {kind} event"), &w.gap(kind, body)));
    }
    all
}

fn gap_bodies(note: &str) -> Vec<(&'static str, &'static str, Value)> {
    let criteria =
        json!({"criteria": [{"number": "1"}, {"number": "2.10", "of": note}], "reason": "r"});
    let links = json!({"links": [
        {"relation": "waits-on", "of": note}, {"relation": "duplicates", "of": note},
        {"relation": "relates-to", "of": note}, {"relation": "pr", "text": "#12"},
        {"relation": "url", "text": "https://example.org/"}, {"relation": "commit", "text": "1a2b3c4"},
    ], "reason": "r"});
    vec![
        (
            "kind-revised",
            "revised",
            json!({
                "set": {
                    "title": "T", "label": "SEC-LLM-7", "block": {"name": "LLM", "prefix": "SEC-LLM"},
                    "criticality": "blocker", "type": "t", "description": "d\nd", "owner": "bo",
                    "due": "0001-01-01", "effort": "e", "phase": "p", "week": "w", "tracker": "t.md",
                    "section": "s",
                },
                "unset": ["recurs"],
                "added": {
                    "criteria": [{"number": "3", "text": "x"}], "files": [{"path": "a", "note": "new"}],
                    "verify": ["a\nb"], "aliases": ["A 1"], "source": [{"name": "n", "text": "t"}],
                },
                "removed": {
                    "criteria": [{"number": "3"}], "files": ["b"], "verify": ["c"], "aliases": ["d"],
                    "source": [{"name": "n", "part": 2}],
                },
                "reworded": [{"number": "1", "text": "y"}, {"number": "1", "of": note, "text": "z"}],
                "reason": "why",
            }),
        ),
        (
            "kind-revised-unset",
            "revised",
            json!({"unset": [
                "criticality", "description", "due", "effort", "owner", "phase", "recurs", "section",
                "tracker", "type", "week",
            ]}),
        ),
        ("kind-started", "started", json!({"owner": "ana", "reason": "r"})),
        ("kind-closed", "closed", json!({"reason": "r\nr", "solution": "s"})),
        ("kind-closed-bare", "closed", json!({})),
        ("kind-closed-over-unmet", "closed", json!({"reason": "r", "unmet": [{"number": "1"}]})),
        (
            "kind-closed-claimed",
            "closed",
            json!({"claimed": {"completed": "9999-12-31", "pr": "#7"}}),
        ),
        ("kind-confirmed", "confirmed", json!({"reason": "seen"})),
        ("kind-deferred", "deferred", json!({"reason": "later", "until": "2027-01-01"})),
        ("kind-dropped", "dropped", json!({"reason": "r"})),
        ("kind-reopened", "reopened", json!({"reason": "r"})),
        ("kind-met", "met", criteria.clone()),
        ("kind-met-twice", "met", json!({"criteria": [{"number": "1"}, {"number": "1"}]})),
        ("kind-unmet", "unmet", criteria),
        ("kind-linked", "linked", links.clone()),
        ("kind-unlinked", "unlinked", links),
        ("kind-noted", "noted", json!({"text": "t\n\tt", "name": "Notes", "part": 2})),
        ("kind-retracted", "retracted", json!({"note": note, "reason": "r"})),
        (
            "kind-evidenced",
            "evidenced",
            json!({
                "command": "make test", "exit": "0", "output": note, "tree": object(64),
                "duration_ms": 0, "excerpt": "ok\n",
            }),
        ),
        (
            "kind-waived",
            "waived",
            json!({
                "rule": "no-open-high", "reason": "r", "asker": "bo", "until": "2027-03-31",
            }),
        ),
        ("kind-unwaived", "unwaived", json!({"waiver": note, "reason": "r"})),
    ]
}

pub(crate) fn trigger() -> Value {
    json!({
        "authored": "2026-11-19T09:00:00Z", "commit": object(40), "line": 3, "n": 0,
        "text": some_id("line"),
    })
}

fn causes(w: &World) -> Vec<Vector> {
    let landing = |word: &str| json!({"authored": "2026-11-19T09:00:00Z", "commit": object(64), word: some_id("closing")});
    let tracker = json!({"blob": object(40), "line": 12, "n": 0, "tracker": "docs/GAPS.md"});
    let caused = |kind: &str, cause: Value| with(w.gap(kind, json!({})), "cause", cause);
    let opened = with(w.opened.clone(), "cause", tracker.clone());
    vec![
        w.accept("cause-trigger", "a commit message asked", &caused("closed", trigger())),
        w.accept(
            "cause-removed",
            "a landing took a closing away",
            &caused("reopened", landing("removed")),
        ),
        w.accept(
            "cause-restored",
            "a landing brought it back",
            &caused("closed", landing("restored")),
        ),
        w.accept("cause-tracker", "a tracker states it", &opened),
        w.accept(
            "cause-tracker-commit",
            "a tracker states it in a landing",
            &caused("closed", with(tracker, "commit", object(40))),
        ),
    ]
}

fn keys(w: &World) -> Vec<Vector> {
    let mut all = Vec::new();
    for (name, key) in [
        ("key-ecdsa", Key::Ecdsa(sshsig::ecdsa_key("ec"))),
        ("key-ecdsa-2", Key::Ecdsa(sshsig::ecdsa_key("ec 2"))),
        (
            "key-sk-ed25519",
            Key::SkEd25519(ed25519_dalek::SigningKey::from_bytes(&sshsig::seed("sk"))),
        ),
        ("key-sk-ecdsa", Key::SkEcdsa(sshsig::ecdsa_key("sk"))),
    ] {
        let (event, bytes) = w.by(&key);
        all.push(w.accept_bytes(name, "signed by such a key", &event, bytes));
    }
    all.push(super::edges::verified_by_the_user(w));
    all.push(super::edges::mixed_order_key(w));
    all.push(w.accept(
        "base-sha1",
        "the trunk commit seen",
        &with(w.opened.clone(), "base", object(40)),
    ));
    all.push(w.accept(
        "base-sha256",
        "in a sha256 repository",
        &with(w.opened.clone(), "base", object(64)),
    ));
    all
}

fn newer(w: &World) -> Vec<Vector> {
    let closed = || w.gap("closed", json!({}));
    let linked = json!({"links": [{"relation": "blocks", "of": w.of}]});
    let nested = json!({"criteria": [{"number": "1", "weight": 3}]});
    let by_fault = json!({"reason": 3, "sentiment": "glad"});
    let founded = {
        let mut event = w.founded.clone();
        event["body"]["mode"] = "council".into();
        event
    };
    [
        ("newer-v", "an envelope of version 2", with(closed(), "v", 2)),
        ("newer-v-0", "any version but 1 is another one", with(closed(), "v", 0)),
        (
            "newer-kind",
            "a kind that is not known",
            w.gap("shipped", json!({"to": ["prod", {"n": 1}]})),
        ),
        ("newer-kind-bare", "of which nothing is known", w.ledger("archived", json!({}))),
        ("newer-field", "a field of the envelope", with(closed(), "witness", true)),
        ("newer-body-field", "a field of the body", w.gap("closed", json!({"mood": "good"}))),
        ("newer-nested-field", "a field inside a list", w.gap("met", nested)),
        ("newer-word", "a word", w.gap("revised", json!({"set": {"criticality": "fatal"}}))),
        ("newer-word-in-list", "a word in a list", w.gap("revised", json!({"unset": ["title"]}))),
        ("newer-relation", "a relation", w.gap("linked", linked)),
        ("newer-mode", "a roster mode in the genesis", founded),
        (
            "newer-cause-field",
            "a field of the cause",
            with(closed(), "cause", with(trigger(), "forge", "x")),
        ),
        (
            "newer-cause-shape",
            "a cause of another shape",
            with(closed(), "cause", json!({"deployment": "eu-1"})),
        ),
        (
            "newer-cause-of-newer",
            "what is newer may have a cause that today's table faults",
            with(w.gap("shipped", json!({})), "cause", json!({"commit": "HEAD"})),
        ),
        (
            "newer-beside-a-fault",
            "what a later version allows must not look forged",
            w.gap("closed", by_fault),
        ),
        (
            "newer-lacks-a-field",
            "a newer field may replace one that is a must",
            w.gap("deferred", json!({"because": "x"})),
        ),
        (
            "newer-key-like-a-path",
            "a key that looks like a path of another field is none",
            w.gap("closed", json!({"claimed.completed": "soon", "unmet[]": 1, "reason/": "r"})),
        ),
        (
            "newer-key-empty",
            "nor is what lies below an empty key",
            with(closed(), "", json!({"gap": "con", "parents": [1], "v": 2})),
        ),
        (
            "newer-envelope-fields",
            "a newer kind may have fields that no kind of today has",
            without(w.gap("shipped", json!({})), "of"),
        ),
    ]
    .into_iter()
    .map(|(name, why, event)| w.accept(name, why, &event))
    .collect()
}

fn edges(w: &World) -> Vec<Vector> {
    let noted = |text: &str| w.gap("noted", json!({"text": text}));
    let mut parents: Vec<String> = (0..64).map(|n| some_id(&format!("parent {n}"))).collect();
    parents.sort();
    let many: Map<String, Value> =
        ["z", "é", "\u{ff5e}", "\u{1f600}", "a\nb", "aAb", "A", "a\"", "a b", "aa", ""]
            .iter()
            .map(|k| ((*k).to_owned(), Value::from(1)))
            .collect();
    let mut deep = json!([1, true, false]);
    for _ in 0..5 {
        deep = json!([deep]);
    }
    let label = format!("{}-1", "A".repeat(78));
    let mut long = w.opened.clone();
    long["gap"] = label.as_str().into();
    long["body"]["block"]["prefix"] = "A".repeat(78).into();
    let mut all = vec![
        w.accept("parents-64", "as many parents as there may be",
            &with(w.gap("reopened", json!({})), "parents", parents)),
        w.accept("keys-by-bytes", "keys sort by their bytes, before escaping",
            &w.gap("shipped", Value::Object(many))),
        w.accept("depth-8", "as deep as it goes", &w.gap("shipped", json!({"a": deep}))),
        w.accept("string-8192", "the longest string", &noted(&"x".repeat(8192))),
        w.accept("string-8192-bytes", "counted in bytes, before escaping", &noted(&"é\n\t\"\\".repeat(1365))),
        w.accept("integer-max", "2^53 - 1", &w.gap("shipped", json!({"n": 9_007_199_254_740_991_u64}))),
        w.accept("text-escapes", "the four escapes", &noted("a \"b\" c\\d\n\te")),
        w.accept("text-languages", "joiners, marks, emoji, the last code points of planes that are text",
            &noted("क्‍ष می‌خواهم 보안 e\u{301} 👩‍💻 ✅ \u{fffd}\u{fdcf}\u{fdf0}\u{1fffd}\u{10fffd}\u{a0}\u{2028}")),
        w.accept("text-armour", "what looks like an armour inside a string is text",
            &noted("x\n-----BEGIN SSH SIGNATURE-----\nx")),
        w.accept("label-long", "80 characters", &long),
        w.accept("time-leap-day", "a day that exists", &with(w.opened.clone(), "at", "2000-02-29T23:59:59Z")),
    ];
    for label in ["TASK-1.2", "SEC-LLM-001", "A_1-B.0.12-C_3", "CONS-COM10"] {
        all.push(w.accept(
            &format!("label-{}", label.to_lowercase()),
            "a form of label",
            &with(w.opened.clone(), "gap", label),
        ));
    }
    all.push(full(w));
    all
}

/// A file of exactly 65536 bytes.
fn full(w: &World) -> Vector {
    let event = |last: usize| {
        let mut pieces = vec![Value::from("x".repeat(8000)); 8];
        pieces.push("y".repeat(last).into());
        w.gap("shipped", json!({"pieces": pieces}))
    };
    let size = sealed(&encode(&event(1)), &w.key).len();
    let event = event(1 + 65536 - size);
    let vector = w.accept("file-65536", "the largest file", &event);
    assert_eq!(vector.bytes.len(), 65536);
    vector
}

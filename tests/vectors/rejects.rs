//! Vectors whose bytes or whose words are wrong. Each is signed over exactly the bytes that it has, so that only
//! what it is named for is wrong with it.

use serde_json::{Value, json};

use super::edges::{bad_key_lines, over, rejected_gate};
use super::events::{
    Vector, World, encode, hash, object, opened_body, sealed, some_id, trigger, with, without,
};
use super::sshsig;

const FOLDER: &str = ".gaps/events/SEC/001";

fn bytes(name: &str, code: &'static str, why: &str, id: String, bytes: Vec<u8>) -> Vector {
    let named = if id.is_empty() { hash(&bytes) } else { id.clone() };
    let path = format!("{FOLDER}/{named}.event");
    Vector { name: name.into(), path, id, code, gate: "", why: why.into(), bytes }
}

pub(crate) fn rejected(w: &World) -> Vec<Vector> {
    let mut all = torn(w);
    all.extend(spellings(w));
    all.extend(code_points(w));
    all.extend(values(w));
    all.extend(envelopes(w));
    all.extend(bodies(w));
    all.extend(ledger_bodies(w));
    all
}

fn base(w: &World) -> String {
    encode(&w.gap("closed", json!({"reason": "done", "unmet": [{"number": "1"}]})))
}

fn torn(w: &World) -> Vec<Vector> {
    let json = base(w);
    let whole = sealed(&json, &w.key);
    let cut = |name: &str, why: &str, end: usize| {
        bytes(name, "torn", why, String::new(), whole[..end].to_vec())
    };
    let end = "-----END SSH SIGNATURE-----\n".len();
    let changed = |from: &str, to: &str| {
        String::from_utf8(whole.clone()).unwrap().replacen(from, to, 1).into_bytes()
    };
    vec![
        cut("torn-empty", "nothing", 0),
        cut("torn-one-byte", "one byte", 1),
        cut("torn-in-json", "half the JSON", json.len() / 2),
        cut("torn-no-armour", "no signature", json.len()),
        cut("torn-in-begin", "half the first line of the armour", json.len() + 10),
        cut("torn-after-begin", "an armour with nothing in it", json.len() + 30),
        cut("torn-in-armour", "half the signature", json.len() + 150),
        cut("torn-before-end", "no last line", whole.len() - end),
        cut("torn-in-end", "half the last line", whole.len() - 10),
        bytes("torn-armour-only", "torn", "no JSON", String::new(), whole[json.len()..].to_vec()),
        bytes(
            "torn-begin-of-a-key",
            "torn",
            "the armour of a private key",
            String::new(),
            changed("BEGIN SSH SIGNATURE", "BEGIN OPENSSH PRIVATE KEY"),
        ),
        bytes(
            "torn-begin-glued",
            "torn",
            "BEGIN behind the last brace",
            String::new(),
            changed("}\n-----", "}-----"),
        ),
        bytes(
            "torn-begin-indented",
            "torn",
            "a space before BEGIN",
            String::new(),
            changed("\n-----BEGIN", "\n -----BEGIN"),
        ),
        bytes(
            "torn-end-of-a-key",
            "torn",
            "the last line is another one",
            String::new(),
            changed("END SSH SIGNATURE", "END SSH CERTIFICATE"),
        ),
    ]
}

/// A right event, spelled in another way.
fn spellings(w: &World) -> Vec<Vector> {
    let right = base(w);
    let said = |name: &str, why: &str, json: Vec<u8>| {
        assert_ne!(json, right.as_bytes(), "{name}");
        bytes(name, "not-canonical", why, hash(&json), over(&json, &w.key))
    };
    let edit = |name: &str, why: &str, from: &str, to: &str| {
        said(name, why, right.replacen(from, to, 1).into_bytes())
    };
    let compact = serde_json::to_string(&serde_json::from_str::<Value>(&right).unwrap()).unwrap();
    let long = w.gap("shipped", json!({"pieces": vec!["x".repeat(8000); 9]}));
    let mut all = vec![
        said("form-compact", "all in one line", (compact + "\n").into_bytes()),
        said("form-tabs", "indented with tabs", right.replace("  ", "\t").into_bytes()),
        said("form-four-spaces", "indented by four", right.replace("  ", "    ").into_bytes()),
        said("form-two-newlines", "a blank line at the end", format!("{right}\n").into_bytes()),
        said("form-blank-first", "a blank line before it", format!("\n{right}").into_bytes()),
        said("form-space-first", "a space before it", format!(" {right}").into_bytes()),
        said("form-bom", "a byte order mark", format!("\u{feff}{right}").into_bytes()),
        said("form-crlf", "line endings turned", right.replace('\n', "\r\n").into_bytes()),
        said(
            "form-utf16",
            "UTF-16",
            right.encode_utf16().flat_map(u16::to_be_bytes).chain([b'\n']).collect(),
        ),
        edit("form-cr", "one carriage return", "\"done\"", "\"do\rne\""),
        edit(
            "form-key-order",
            "two keys in the wrong order",
            "  \"kind\": \"closed\",\n  \"ledger\"",
            "  \"v\": 1,\n  \"kind\": \"closed\",\n  \"ledger\"",
        ),
        edit(
            "form-duplicate-key",
            "a key twice",
            "  \"kind\": \"closed\",",
            "  \"kind\": \"closed\",\n  \"kind\": \"closed\",",
        ),
        edit(
            "form-duplicate-other",
            "a key twice, with two values",
            "  \"kind\": \"closed\",",
            "  \"kind\": \"dropped\",\n  \"kind\": \"closed\",",
        ),
        edit(
            "form-duplicate-nested",
            "a key twice in the body",
            "    \"reason\": \"done\",",
            "    \"reason\": \"dune\",\n    \"reason\": \"done\",",
        ),
        edit(
            "form-duplicate-escaped",
            "a key twice, once escaped",
            "    \"reason\": \"done\",",
            "    \"reason\": \"done\",\n    \"re\\u0061son\": \"dune\",",
        ),
        edit("form-no-space", "no space after a colon", "\"v\": 1", "\"v\":1"),
        edit("form-two-spaces", "two spaces after a colon", "\"v\": 1", "\"v\":  1"),
        edit("form-space-before-colon", "a space before a colon", "\"v\": 1", "\"v\" : 1"),
        edit("form-trailing-space", "a space at the end of a line", "null,\n", "null, \n"),
        edit("form-trailing-comma", "a comma after the last member", "\"v\": 1\n", "\"v\": 1,\n"),
        edit("form-no-comma", "no comma between members", "null,\n", "null\n"),
        edit(
            "form-two-on-a-line",
            "two members on one line",
            "null,\n  \"body\"",
            "null, \"body\"",
        ),
        edit(
            "form-list-on-a-line",
            "a list on one line",
            "{\n        \"number\": \"1\"\n      }",
            "{ \"number\": \"1\" }",
        ),
        edit("form-blank-line", "a blank line inside", "null,\n", "null,\n\n"),
        edit("form-comment", "a comment", "null,\n", "null, // main\n"),
        edit("form-single-quotes", "quotes of another kind", "\"done\"", "'done'"),
        edit("form-bare-key", "a key without quotes", "\"v\": 1", "v: 1"),
        edit("form-number-key", "a number for a key", "\"v\": 1", "1: 1"),
        edit("form-no-brace", "no last brace", "\"v\": 1\n}", "\"v\": 1"),
        edit("form-two-braces", "one brace too many", "\"v\": 1\n}", "\"v\": 1\n}}"),
        edit("form-two-objects", "a second object", "\"v\": 1\n}\n", "\"v\": 1\n}\n{\n}\n"),
        edit(
            "form-open-empty",
            "an empty list spelled open",
            "\"unmet\": [\n      {\n        \"number\": \"1\"\n      }\n    ]",
            "\"unmet\": [\n    ]",
        ),
        edit(
            "form-text-before-armour",
            "text between JSON and armour",
            "\"v\": 1\n}\n",
            "\"v\": 1\n}\nhello\n",
        ),
        edit(
            "form-other-armour-between",
            "another armour's first line between them",
            "\"v\": 1\n}\n",
            "\"v\": 1\n}\n-----BEGIN PGP SIGNATURE-----\n",
        ),
        edit("form-escape-u", "an escape where the character would do", "done", "d\\u006fne"),
        edit("form-escape-u-upper", "a control as an escape", "done", "d\\u000Ane"),
        edit("form-escape-slash", "an escaped slash", "done", "do\\/ne"),
        edit("form-escape-b", "an escape for backspace", "done", "do\\bne"),
        edit("form-escape-f", "an escape for form feed", "done", "do\\fne"),
        edit("form-escape-r", "an escape for a carriage return", "done", "do\\rne"),
        edit("form-escape-pair", "an emoji as two escapes", "done", "do\\ud83d\\ude00ne"),
        edit("form-escape-lone", "half an emoji", "done", "do\\ud83dne"),
        edit("form-escape-unknown", "an escape that JSON has not", "done", "do\\xne"),
        edit("form-escape-end", "a string that never ends", "\"done\"", "\"done\\\""),
        edit("form-raw-tab", "a tab as it is", "done", "do\tne"),
        edit("form-raw-newline", "a newline as it is", "done", "do\nne"),
        said("form-list", "a list", b"[\n  1\n]\n".to_vec()),
        said("form-string", "a string", b"\"closed\"\n".to_vec()),
        said("form-null", "nothing but null", b"null\n".to_vec()),
        said("form-empty-object", "an object with nothing in it", b"{}\n".to_vec()),
        said("form-only-newline", "no JSON at all", b"\n".to_vec()),
        said("form-large", "larger than 64 KiB", encode(&long).into_bytes()),
        said(
            "form-brackets",
            "ten thousand brackets",
            [b"[".repeat(10_000), b"\n".to_vec()].concat(),
        ),
    ];
    for (name, why, raw) in [
        ("utf8-lone", "a byte that begins nothing", &b"\x80"[..]),
        ("utf8-ff", "a byte that UTF-8 never has", b"\xff"),
        ("utf8-short", "a character cut short", b"\xe2\x82"),
        ("utf8-overlong", "a slash in two bytes", b"\xc0\xaf"),
        ("utf8-overlong-3", "a slash in three", b"\xe0\x80\xaf"),
        ("utf8-surrogate", "a surrogate", b"\xed\xa0\x80"),
        ("utf8-beyond", "beyond the last code point", b"\xf4\x90\x80\x80"),
        ("utf8-latin1", "é in Latin-1", b"\xe9"),
    ] {
        let (head, tail) = right.split_once("done").unwrap();
        all.push(said(name, why, [head.as_bytes(), raw, tail.as_bytes()].concat()));
    }
    all
}

fn code_points(w: &World) -> Vec<Vector> {
    let points = [
        0x00, 0x08, 0x0b, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9f, 0x061c, 0x200e, 0x200f, 0x202a,
        0x202e, 0x2066, 0x2069, 0xfdd0, 0xfdef, 0xfeff, 0xfffe, 0xffff, 0x1_fffe, 0x8_ffff,
        0x10_ffff,
    ];
    let mut all: Vec<Vector> = points
        .into_iter()
        .map(|point| {
            let c = char::from_u32(point).unwrap();
            let json = base(w).replace("done", &format!("do{c}ne"));
            let name = format!("text-u+{point:04x}");
            let why = "a code point that no event may hold";
            bytes(&name, "not-canonical", why, hash(json.as_bytes()), over(json.as_bytes(), &w.key))
        })
        .collect();
    let key = encode(&w.gap("shipped", json!({"a\u{202e}b": 1})));
    all.push(bytes(
        "text-in-a-key",
        "not-canonical",
        "the same in a key",
        hash(key.as_bytes()),
        over(key.as_bytes(), &w.key),
    ));
    all
}

/// Values that no event may hold, in a field that no version knows yet, so that only the form can say no.
fn values(w: &World) -> Vec<Vector> {
    let mut deep = json!([1]);
    for _ in 0..6 {
        deep = json!([deep]);
    }
    let mut all = vec![];
    for (name, why, value) in [
        ("value-null", "null", Value::Null),
        ("value-null-in-list", "null in a list", json!([1, null])),
        ("value-empty-string", "an empty string", json!("")),
        ("value-empty-list", "an empty list", json!([])),
        ("value-empty-object", "an empty object", json!({})),
        ("value-empty-inside", "an empty string in a list", json!(["a", ""])),
        ("value-float", "1.5", json!(1.5)),
        ("value-negative", "-1", json!(-1)),
        ("value-2-53", "2^53", json!(9_007_199_254_740_992_u64)),
        ("value-2-64", "the largest of 64 bits", json!(u64::MAX)),
        ("value-deep", "nine deep", deep),
        ("value-long-string", "a string of 8193 bytes", json!("x".repeat(8193))),
        (
            "value-long-string-bytes",
            "8193 bytes in fewer characters",
            json!("é".repeat(4096) + "x"),
        ),
        ("value-long-key", "a key of 8193 bytes", json!({"x".repeat(8193): 1})),
    ] {
        let json = encode(&w.gap("shipped", json!({"a": value})));
        all.push(bytes(
            name,
            "not-canonical",
            why,
            hash(json.as_bytes()),
            over(json.as_bytes(), &w.key),
        ));
    }
    let one = encode(&w.gap("shipped", json!({"a": 77})));
    for (name, spelled) in [
        ("1.0", "1.0"),
        ("1e2", "1e2"),
        ("1e2-upper", "1E2"),
        ("minus-zero", "-0"),
        ("leading-zero", "01"),
        ("plus", "+1"),
        ("hex", "0x1"),
        ("1e400", "1e400"),
        ("2-53-plus-1", "9007199254740993"),
        ("twenty-digits", "18446744073709551617"),
        ("dot", "1."),
        ("nan", "NaN"),
        ("infinity", "Infinity"),
        ("true-upper", "True"),
        ("none", "None"),
        ("true-short", "tru"),
    ] {
        let json = one.replace("77", spelled);
        assert_ne!(json, one);
        all.push(bytes(
            &format!("number-{name}"),
            "not-canonical",
            spelled,
            hash(json.as_bytes()),
            over(json.as_bytes(), &w.key),
        ));
    }
    let bare = w.gap("closed", json!({}));
    for (name, event) in [
        ("null-gap", with(bare.clone(), "gap", Value::Null)),
        ("null-cause", with(bare.clone(), "cause", Value::Null)),
        ("null-of", with(bare.clone(), "of", Value::Null)),
        ("empty-cause", with(bare.clone(), "cause", json!({}))),
        ("empty-base", with(bare.clone(), "base", "")),
        ("null-parents", with(bare, "parents", Value::Null)),
    ] {
        all.push(event_vector(
            w,
            &format!("value-{name}"),
            "only base may be null, only body and parents empty",
            &event,
        ));
    }
    all
}

fn event_vector(w: &World, name: &str, why: &str, event: &Value) -> Vector {
    rejected_gate(name, "not-canonical", "", why, event, sealed(&encode(event), &w.key))
}

fn envelopes(w: &World) -> Vec<Vector> {
    let closed = || w.gap("closed", json!({}));
    let said = |name: &str, why: &str, event: Value| {
        event_vector(w, &format!("event-{name}"), why, &event)
    };
    let mut all = vec![];
    for field in ["at", "base", "body", "kind", "ledger", "of", "parents", "gap", "signer", "v"] {
        all.push(said(
            &format!("no-{field}"),
            "a field that must be there",
            without(closed(), field),
        ));
    }
    let id = some_id("x");
    let mut many: Vec<String> = (0..65).map(|n| some_id(&format!("parent {n}"))).collect();
    many.sort();
    let low = "0".repeat(64);
    for (name, why, field, value) in [
        ("v-string", "a version in quotes", "v", json!("1")),
        ("kind-upper", "a kind in upper case", "kind", json!("Closed")),
        ("kind-space", "a kind of two words", "kind", json!("closed again")),
        ("kind-long", "a kind of 33 letters", "kind", json!("a".repeat(33))),
        ("kind-number", "a number for a kind", "kind", json!(1)),
        ("body-list", "a list for a body", "body", json!(["x"])),
        ("body-string", "a string for a body", "body", json!("x")),
        ("at-offset", "a time with an offset", "at", json!("2026-11-20T12:01:00+00:00")),
        ("at-fraction", "fractions of a second", "at", json!("2026-11-20T12:01:00.5Z")),
        ("at-space", "a space for the T", "at", json!("2026-11-20 12:01:00Z")),
        ("at-lower", "a lower-case z", "at", json!("2026-11-20T12:01:00z")),
        ("at-leap-second", "a leap second", "at", json!("2016-12-31T23:59:60Z")),
        ("at-hour-24", "an hour that is not", "at", json!("2026-11-20T24:00:00Z")),
        ("at-no-day", "a day that is not", "at", json!("2026-02-29T12:01:00Z")),
        ("at-century", "1900 was no leap year", "at", json!("1900-02-29T12:01:00Z")),
        ("at-year-0", "the year 0", "at", json!("0000-01-01T00:00:00Z")),
        ("at-year-10000", "a year of five digits", "at", json!("10000-01-01T00:00:00Z")),
        ("at-short", "one digit for a month", "at", json!("2026-1-20T12:01:00Z")),
        ("at-number", "seconds for a time", "at", json!(1_795_176_060)),
        ("base-41", "a commit of 41 digits", "base", json!(object(41))),
        ("base-short", "a commit of 7 digits", "base", json!(object(7))),
        ("base-upper", "a commit in upper case", "base", json!(object(40).to_uppercase())),
        ("base-name", "a branch for a commit", "base", json!("main")),
        ("gap-lower", "a label in lower case", "gap", json!("sec-001")),
        ("gap-no-number", "a label of one part", "gap", json!("SEC")),
        ("gap-device", "a device name of Windows", "gap", json!("CON-1")),
        ("gap-device-number", "the same with an ending", "gap", json!("X-LPT9.1")),
        ("gap-climbs", "a label that leaves its folder", "gap", json!("../X-1")),
        ("gap-dots", "a label of dots", "gap", json!("A-..")),
        ("gap-digit-first", "a label that starts with a digit", "gap", json!("1A-1")),
        ("gap-not-ascii", "a letter that is not ASCII", "gap", json!("SÉC-1")),
        ("gap-long", "81 characters", "gap", json!(format!("{}-1", "A".repeat(79)))),
        ("ledger-short", "63 digits", "ledger", json!(id[..63])),
        ("ledger-upper", "a ledger in upper case", "ledger", json!(id.to_uppercase())),
        ("of-list", "a list for an id", "of", json!([id])),
        ("parents-string", "a string for a list", "parents", json!(id)),
        ("parents-short", "a short id in the list", "parents", json!([id[..40]])),
        ("parents-empty", "no parents where there must be some", "parents", json!([])),
        ("parents-twice", "a parent twice", "parents", json!([id, id])),
        ("parents-unsorted", "parents out of order", "parents", json!([id, low])),
        ("parents-65", "65 parents", "parents", json!(many)),
        (
            "signer-md5",
            "a fingerprint of another hash",
            "signer",
            json!("MD5:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff"),
        ),
        (
            "signer-padded",
            "a fingerprint with padding",
            "signer",
            json!(format!("{}=", w.key.fingerprint())),
        ),
        ("signer-name", "a name for a key", "signer", json!("ana")),
        ("cause-list", "a list for a cause", "cause", json!([1])),
        ("cause-no-line", "a trigger without its line", "cause", without(trigger(), "line")),
        ("cause-line-string", "a line in quotes", "cause", with(trigger(), "line", "3")),
        ("cause-commit-short", "a short commit", "cause", with(trigger(), "commit", object(12))),
        (
            "cause-removed-no-commit",
            "a removal without its commit",
            "cause",
            json!({"authored": "2026-11-19T09:00:00Z", "removed": id}),
        ),
        (
            "cause-tracker-no-blob",
            "a tracker without its blob",
            "cause",
            json!({"line": 1, "n": 0, "tracker": "a.md"}),
        ),
    ] {
        all.push(said(name, why, with(closed(), field, value)));
    }
    all.extend([
        said("opened-of", "an opened event of another", with(w.opened.clone(), "of", id.as_str())),
        said(
            "opened-parents",
            "an opened event with parents",
            with(w.opened.clone(), "parents", json!([id])),
        ),
        said(
            "opened-no-parents",
            "an opened event without the list",
            without(w.opened.clone(), "parents"),
        ),
        said(
            "founded-ledger",
            "a genesis of another ledger",
            with(w.founded.clone(), "ledger", id.as_str()),
        ),
        said(
            "founded-parents",
            "a genesis with a list of parents",
            with(w.founded.clone(), "parents", json!([])),
        ),
        said("founded-gap", "a genesis about a gap", with(w.founded.clone(), "gap", "SEC-001")),
        said(
            "founded-cause",
            "a genesis with a cause",
            with(w.founded.clone(), "cause", trigger()),
        ),
        said(
            "ruled-gap",
            "an event about the ledger that names a gap",
            with(ruled(w), "gap", "SEC-001"),
        ),
        said("ruled-of", "or an opened event", with(ruled(w), "of", id.as_str())),
        said("ruled-no-parents", "or no parents", with(ruled(w), "parents", json!([]))),
        said("ruled-cause", "or a cause", with(ruled(w), "cause", trigger())),
        said(
            "newer-parents-twice",
            "a newer version sorts its parents too",
            with(w.gap("shipped", json!({})), "parents", json!([id, id])),
        ),
        said(
            "newer-at",
            "a newer version writes its time in the same way",
            with(with(closed(), "v", 2), "at", "yesterday"),
        ),
    ]);
    all
}

fn ruled(w: &World) -> Value {
    w.ledger("ruled", json!({"trunk": "main"}))
}

fn bodies(w: &World) -> Vec<Vector> {
    let id = some_id("x");
    let long = "x".repeat(1025);
    let opened = |name: &str, value: Value| {
        let mut body = opened_body();
        body[name] = value;
        ("opened", body)
    };
    let criteria = |n: usize| -> Vec<Value> {
        (1..=n).map(|i| json!({"number": i.to_string(), "text": "x"})).collect()
    };
    let evidence =
        json!({"command": "c", "duration_ms": 1, "exit": "0", "output": id, "tree": object(40)});
    let waiver = json!({"asker": "bo", "reason": "r", "rule": "x", "until": "2027-01-01"});
    let wrong: Vec<(&str, &str, (&str, Value))> = vec![
        ("no-title", "no title", ("opened", without(opened_body(), "title"))),
        ("no-block", "no block", ("opened", without(opened_body(), "block"))),
        ("no-prefix", "a block without its prefix", opened("block", json!({"name": "x"}))),
        (
            "prefix-lower",
            "a prefix in lower case",
            opened("block", json!({"name": "x", "prefix": "sec"})),
        ),
        (
            "prefix-device",
            "a prefix that Windows has",
            opened("block", json!({"name": "x", "prefix": "NUL"})),
        ),
        (
            "prefix-long",
            "a prefix of 79",
            opened("block", json!({"name": "x", "prefix": "A".repeat(79)})),
        ),
        ("title-two-lines", "a title of two lines", opened("title", json!("a\nb"))),
        ("title-tab", "a tab in a title", opened("title", json!("a\tb"))),
        ("title-long", "a title of 1025 bytes", opened("title", json!(long))),
        ("title-number", "a number for a title", opened("title", json!(1))),
        ("title-list", "a list for a title", opened("title", json!(["a"]))),
        ("block-string", "a string for a block", opened("block", json!("Security"))),
        (
            "criteria-object",
            "an object for a list",
            opened("criteria", json!({"number": "1", "text": "x"})),
        ),
        ("criteria-strings", "strings for criteria", opened("criteria", json!(["x"]))),
        ("criteria-201", "201 criteria", opened("criteria", json!(criteria(201)))),
        (
            "criteria-twice",
            "a number twice",
            opened("criteria", json!([criteria(1)[0], criteria(1)[0]])),
        ),
        (
            "criterion-no-text",
            "a criterion without words",
            opened("criteria", json!([{"number": "1"}])),
        ),
        (
            "criterion-int",
            "a number that is no string",
            opened("criteria", json!([{"number": 1, "text": "x"}])),
        ),
        ("criterion-0", "criterion 0", opened("criteria", json!([{"number": "0", "text": "x"}]))),
        (
            "criterion-01",
            "a leading zero",
            opened("criteria", json!([{"number": "01", "text": "x"}])),
        ),
        (
            "criterion-five",
            "five levels",
            opened("criteria", json!([{"number": "1.1.1.1.1", "text": "x"}])),
        ),
        (
            "criterion-10000",
            "a number of five digits",
            opened("criteria", json!([{"number": "10000", "text": "x"}])),
        ),
        (
            "files-twice",
            "a path twice",
            opened("files", json!([{"path": "a"}, {"note": "new", "path": "a"}])),
        ),
        (
            "source-twice",
            "a piece twice",
            opened(
                "source",
                json!([{"name": "a", "text": "x"}, {"name": "a", "part": 1, "text": "y"}]),
            ),
        ),
        (
            "source-part-string",
            "a part in quotes",
            opened("source", json!([{"name": "a", "part": "1", "text": "x"}])),
        ),
        ("verify-51", "51 commands", opened("verify", json!(vec!["x"; 51]))),
        ("due-short", "one digit for a day", opened("due", json!("2026-2-3"))),
        ("due-time", "a time for a date", opened("due", json!("2026-11-20T12:01:00Z"))),
        ("due-no-day", "a day that is not", opened("due", json!("2026-04-31"))),
        ("criticality-number", "a number for a word", opened("criticality", json!(1))),
        (
            "claimed-no-date",
            "a claim that claims nothing",
            opened("claimed", json!({"opened": "soon"})),
        ),
        (
            "closed-unmet-no-reason",
            "closed over unmet criteria without a reason",
            ("closed", json!({"unmet": [{"number": "1"}]})),
        ),
        (
            "closed-unmet-of-short",
            "a criterion of half an event",
            ("closed", json!({"reason": "r", "unmet": [{"number": "1", "of": id[..32]}]})),
        ),
        ("closed-claimed-list", "a list for a claim", ("closed", json!({"claimed": ["x"]}))),
        (
            "deferred-no-reason",
            "deferred without a reason",
            ("deferred", json!({"until": "2027-01-01"})),
        ),
        ("met-nothing", "met without criteria", ("met", json!({}))),
        ("noted-no-text", "a note without words", ("noted", json!({"name": "x"}))),
        ("retracted-no-note", "nothing retracted", ("retracted", json!({"reason": "x"}))),
        (
            "retracted-upper",
            "an id in upper case",
            ("retracted", json!({"note": id.to_uppercase()})),
        ),
        ("revised-nothing", "revised without a change", ("revised", json!({"reason": "x"}))),
        ("revised-bare", "revised with nothing at all", ("revised", json!({}))),
        (
            "revised-set-unset",
            "set and unset at once",
            ("revised", json!({"set": {"due": "2027-01-01"}, "unset": ["due"]})),
        ),
        (
            "revised-added-removed",
            "added and removed at once",
            ("revised", json!({"added": {"aliases": ["a"]}, "removed": {"aliases": ["a"]}})),
        ),
        (
            "revised-two-notes",
            "two notes on one file",
            ("revised", json!({"added": {"files": [{"path": "a"}, {"note": "n", "path": "a"}]}})),
        ),
        (
            "revised-two-words",
            "two wordings of one criterion",
            (
                "revised",
                json!({"reworded": [{"number": "1", "text": "a"}, {"number": "1", "of": w.of, "text": "b"}]}),
            ),
        ),
        (
            "revised-two-criteria",
            "one number for two new criteria",
            (
                "revised",
                json!({"added": {"criteria": [{"number": "4", "text": "a"}, {"number": "4", "text": "b"}]}}),
            ),
        ),
        (
            "revised-removed-reworded",
            "a criterion removed and reworded",
            (
                "revised",
                json!({"removed": {"criteria": [{"number": "1"}]}, "reworded": [{"number": "1", "text": "a"}]}),
            ),
        ),
        (
            "revised-two-sources",
            "two wordings of one piece",
            (
                "revised",
                json!({"added": {"source": [{"name": "n", "text": "a"}, {"name": "n", "part": 1, "text": "b"}]}}),
            ),
        ),
        (
            "revised-label-lower",
            "a label in lower case",
            ("revised", json!({"set": {"label": "sec-2"}})),
        ),
        ("revised-set-list", "a list for an object", ("revised", json!({"set": ["due"]}))),
        ("linked-nothing", "linked to nothing", ("linked", json!({"reason": "x"}))),
        (
            "linked-both",
            "a gap and a text",
            ("linked", json!({"links": [{"of": id, "relation": "waits-on", "text": "x"}]})),
        ),
        ("linked-neither", "neither", ("linked", json!({"links": [{"relation": "waits-on"}]}))),
        (
            "linked-pr-of",
            "a pull request that is a gap",
            ("linked", json!({"links": [{"of": id, "relation": "pr"}]})),
        ),
        (
            "linked-gap-text",
            "a gap by its label",
            ("linked", json!({"links": [{"relation": "duplicates", "text": "SEC-2"}]})),
        ),
        (
            "unlinked-both",
            "the same for a tie taken away",
            ("unlinked", json!({"links": [{"of": id, "relation": "url", "text": "x"}]})),
        ),
        (
            "evidenced-no-tree",
            "evidence without its tree",
            ("evidenced", without(evidence.clone(), "tree")),
        ),
        (
            "evidenced-exit-int",
            "an exit code that is no string",
            ("evidenced", with(evidence.clone(), "exit", 0)),
        ),
        (
            "evidenced-duration-string",
            "a duration in quotes",
            ("evidenced", with(evidence, "duration_ms", "1")),
        ),
        ("waived-no-asker", "nobody asked", ("waived", without(waiver.clone(), "asker"))),
        ("waived-no-end", "without an end", ("waived", without(waiver.clone(), "until"))),
        (
            "waived-asker-upper",
            "a principal in upper case",
            ("waived", with(waiver.clone(), "asker", "Bo")),
        ),
        (
            "waived-asker-long",
            "a principal of 65",
            ("waived", with(waiver, "asker", "a".repeat(65))),
        ),
        ("started-owner-lines", "an owner of two lines", ("started", json!({"owner": "a\nb"}))),
    ];
    let mut all = vec![];
    for (name, why, (kind, body)) in wrong {
        let event = if kind == "opened" { w.opened_with(body) } else { w.gap(kind, body) };
        all.push(event_vector(w, &format!("body-{name}"), why, &event));
    }
    all
}

fn ledger_bodies(w: &World) -> Vec<Vector> {
    let other = sshsig::ed25519("other");
    let admitted = json!({"key": other.line(), "principal": "bo", "role": "contributor"});
    let mut all = vec![];
    let mut say = |name: &str, why: &str, kind: &str, body: Value| {
        all.push(event_vector(w, &format!("body-{name}"), why, &w.ledger(kind, body)));
    };
    say("ruled-nothing", "ruled without a rule", "ruled", json!({"reason": "x"}));
    say("ceded-short", "ceded to half a ledger", "ceded", json!({"to": some_id("x")[..40]}));
    say(
        "adopted-501",
        "501 events",
        "adopted",
        json!({"events": vec![some_id("x"); 501], "reason": "r"}),
    );
    say(
        "adopted-no-reason",
        "adopted without a reason",
        "adopted",
        json!({"events": [some_id("x")]}),
    );
    say(
        "revoked-by-name",
        "a name for a fingerprint",
        "revoked",
        json!({"key": "bo", "reason": "x"}),
    );
    say(
        "revoked-no-reason",
        "revoked without a reason",
        "revoked",
        json!({"key": other.fingerprint()}),
    );
    say("admitted-no-role", "admitted as nothing", "admitted", without(admitted.clone(), "role"));
    say(
        "admitted-principal",
        "a principal with a space",
        "admitted",
        with(admitted.clone(), "principal", "b o"),
    );
    for (name, why, line) in bad_key_lines(&other) {
        say(&format!("admitted-{name}"), &why, "admitted", with(admitted.clone(), "key", line));
    }
    let mut founded = w.founded.clone();
    founded["body"]["key"] = other.line().into();
    all.push(event_vector(
        w,
        "body-founded-other-key",
        "the founder's key is another than the signer's",
        &founded,
    ));
    let mut founded = w.founded.clone();
    founded["body"]["nonce"] = "1".into();
    all.push(event_vector(w, "body-founded-nonce", "a short nonce", &founded));
    all
}

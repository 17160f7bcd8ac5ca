#!/usr/bin/env bash
# The second verifier: reads events of a ledger without `gaps`, by docs/format.md alone. It shares no code with the
# program, so that each is a check of the other; the table of kinds below is the one of docs/format.md.
#
#   verify.sh FILE...             event files; the name of each must be its id
#   verify.sh --rev REV [--repo DIR] [--gap LABEL]
#                                 every event in the tree of that commit
#
# Prints `ok ID` or `no PATH CODE` for each event, on stderr why. Exit 0: all ok. 1: some are not. 2: cannot run.
# It judges form, id and signature. Who may write what, what is legal and what landed when is not judged here.
# Needs bash, awk, sed, od, head, tail, wc, b3sum, ssh-keygen (tried: 9.2); git for --rev.
set -euo pipefail
export LC_ALL=C

usage() { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
for tool in awk sed od b3sum ssh-keygen; do
  command -v "$tool" >/dev/null || { echo "verify.sh: needs $tool" >&2; exit 2; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# kinds:begin
kinds() { cat <<'TABLE'
founded	about	ledger
founded	nonce	must	hash
founded	trunk	must	line
founded	mode	must	word	open closed
founded	principal	must	principal
founded	key	must	key
founded	replaces	may	group
founded	replaces.ledger	must	hash
founded	replaces.reason	must	text
ceded	about	ledger
ceded	to	must	hash
ceded	reason	may	text
ruled	about	ledger
ruled	trunk	may	line
ruled	mode	may	word	open closed
ruled	reason	may	text
admitted	about	ledger
admitted	key	must	key
admitted	principal	must	principal
admitted	role	must	word	root maintainer contributor recorder
admitted	keeps	may	list	500
admitted	keeps[]	may	hash
admitted	reason	may	text
revoked	about	ledger
revoked	key	must	fingerprint
revoked	reason	must	text
revoked	keeps	may	list	500
revoked	keeps[]	may	hash
adopted	about	ledger
adopted	events	must	list	500
adopted	events[]	may	hash
adopted	reason	must	text
opened	about	gap
opened	title	must	line
opened	block	must	group
opened	block.name	must	line
opened	block.prefix	must	prefix
opened	criticality	may	word	blocker high medium low
opened	type	may	line
opened	description	may	text
opened	criteria	may	list	200
opened	criteria[]	may	group
opened	criteria[].number	must	number
opened	criteria[].text	must	text
opened	files	may	list	200
opened	files[]	may	group
opened	files[].path	must	line
opened	files[].note	may	line
opened	verify	may	list	50
opened	verify[]	may	text
opened	owner	may	line
opened	due	may	day
opened	effort	may	line
opened	phase	may	line
opened	week	may	line
opened	recurs	may	line
opened	aliases	may	list	50
opened	aliases[]	may	line
opened	tracker	may	line
opened	section	may	line
opened	source	may	list	200
opened	source[]	may	group
opened	source[].name	must	line
opened	source[].part	may	int
opened	source[].text	must	text
opened	claimed	may	group
opened	claimed.opened	must	day
revised	about	gap
revised	set	may	group
revised	set.title	may	line
revised	set.label	may	label
revised	set.block	may	group
revised	set.block.name	must	line
revised	set.block.prefix	must	prefix
revised	set.criticality	may	word	blocker high medium low
revised	set.type	may	line
revised	set.description	may	text
revised	set.owner	may	line
revised	set.due	may	day
revised	set.effort	may	line
revised	set.phase	may	line
revised	set.week	may	line
revised	set.recurs	may	line
revised	set.tracker	may	line
revised	set.section	may	line
revised	unset	may	list	20
revised	unset[]	may	word	criticality description due effort owner phase recurs section tracker type week
revised	added	may	group
revised	added.criteria	may	list	200
revised	added.criteria[]	may	group
revised	added.criteria[].number	must	number
revised	added.criteria[].text	must	text
revised	added.files	may	list	200
revised	added.files[]	may	group
revised	added.files[].path	must	line
revised	added.files[].note	may	line
revised	added.verify	may	list	50
revised	added.verify[]	may	text
revised	added.aliases	may	list	50
revised	added.aliases[]	may	line
revised	added.source	may	list	200
revised	added.source[]	may	group
revised	added.source[].name	must	line
revised	added.source[].part	may	int
revised	added.source[].text	must	text
revised	removed	may	group
revised	removed.criteria	may	list	200
revised	removed.criteria[]	may	group
revised	removed.criteria[].number	must	number
revised	removed.criteria[].of	may	hash
revised	removed.files	may	list	200
revised	removed.files[]	may	line
revised	removed.verify	may	list	50
revised	removed.verify[]	may	text
revised	removed.aliases	may	list	50
revised	removed.aliases[]	may	line
revised	removed.source	may	list	200
revised	removed.source[]	may	group
revised	removed.source[].name	must	line
revised	removed.source[].part	may	int
revised	reworded	may	list	200
revised	reworded[]	may	group
revised	reworded[].number	must	number
revised	reworded[].of	may	hash
revised	reworded[].text	must	text
revised	reason	may	text
started	about	gap
started	reason	may	text
started	owner	may	line
closed	about	gap
closed	reason	may	text
closed	solution	may	text
closed	unmet	may	list	200
closed	unmet[]	may	group
closed	unmet[].number	must	number
closed	unmet[].of	may	hash
closed	claimed	may	group
closed	claimed.completed	may	day
closed	claimed.pr	may	line
confirmed	about	gap
confirmed	reason	may	text
deferred	about	gap
deferred	reason	must	text
deferred	until	may	day
dropped	about	gap
dropped	reason	may	text
reopened	about	gap
reopened	reason	may	text
met	about	gap
met	criteria	must	list	200
met	criteria[]	may	group
met	criteria[].number	must	number
met	criteria[].of	may	hash
met	reason	may	text
unmet	about	gap
unmet	criteria	must	list	200
unmet	criteria[]	may	group
unmet	criteria[].number	must	number
unmet	criteria[].of	may	hash
unmet	reason	may	text
linked	about	gap
linked	links	must	list	200
linked	links[]	may	group
linked	links[].relation	must	word	commit duplicates pr relates-to url waits-on
linked	links[].of	may	hash
linked	links[].text	may	line
linked	reason	may	text
unlinked	about	gap
unlinked	links	must	list	200
unlinked	links[]	may	group
unlinked	links[].relation	must	word	commit duplicates pr relates-to url waits-on
unlinked	links[].of	may	hash
unlinked	links[].text	may	line
unlinked	reason	may	text
noted	about	gap
noted	text	must	text
noted	name	may	line
noted	part	may	int
retracted	about	gap
retracted	note	must	hash
retracted	reason	may	text
evidenced	about	gap
evidenced	command	must	text
evidenced	exit	must	line
evidenced	output	must	hash
evidenced	tree	must	object
evidenced	duration_ms	must	int
evidenced	excerpt	may	text
waived	about	gap
waived	rule	must	line
waived	reason	must	text
waived	asker	must	principal
waived	until	must	day
unwaived	about	gap
unwaived	waiver	must	hash
unwaived	reason	may	text
cause:trigger	authored	must	time
cause:trigger	commit	must	object
cause:trigger	line	must	int
cause:trigger	n	must	int
cause:trigger	text	must	hash
cause:removed	authored	must	time
cause:removed	commit	must	object
cause:removed	removed	must	hash
cause:restored	authored	must	time
cause:restored	commit	must	object
cause:restored	restored	must	hash
cause:tracker	blob	must	object
cause:tracker	commit	may	object
cause:tracker	line	must	int
cause:tracker	n	must	int
cause:tracker	tracker	must	line
TABLE
}
# kinds:end

# Reads `od` of a file. Prints one line: `no CODE WHY`, or `sig START SIGNER CODE WHY` where form and envelope hold:
# START is where the armour begins, CODE is `-` or what the armour itself shows to be wrong. A second line names the
# key of a genesis. One value a line makes JSON a language of lines, so that awk can read it.
cat >"$work/read.awk" <<'AWK'
function no(code, why) { if (!done) print "no " code " " why; done = 1; exit }
function form(why) { no("not-canonical", why) }

BEGIN {
  for (i = 1; i < 256; i++) { chr[i] = sprintf("%c", i); ord[chr[i]] = i }
  chr[0] = "\001"  # no event holds either
  split("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", digit, "")
  for (i = 1; i <= 64; i++) value[substr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", i, 1)] = i - 1
  for (i = 0; i < 16; i++) nibble[substr("0123456789abcdef", i + 1, 1)] = i
  n = 0
}

# The table: KIND about, then KIND PATH must|may TYPE [LIMIT or WORDS].
FILENAME == table {
  split($0, f, "\t")
  if (f[2] == "about") { about[f[1]] = f[3]; next }
  holds[f[1], f[2]] = f[4]; more[f[1], f[2]] = f[5]
  if (f[3] == "must") { parent = f[2]; if (!sub(/\.[^.]*$/, "", parent)) parent = ""
    musts[f[1], parent] = musts[f[1], parent] f[2] "\n" }
  next
}

{ for (i = 1; i <= NF; i++) byte[n++] = $i + 0 }

END {
  if (done) exit
  if (n > 65536) form("it is larger than 64 KiB")
  split_file()
  if (!done) read_json()
  if (!done) read_event()
  if (!done) {
    print "sig " start " " V["signer"] " " (K["body/key"] == "s" && V["kind"] == "founded" && !newer ? "genesis" : "-") " " gate()
    if (V["kind"] == "founded" && !newer) print V["body/key"]
  }
}

# Lines of the JSON part in line[1..lines], of the armour in arm[1..arms].
function split_file(    i, s, at, from, whole) {
  for (i = 0; i < n; i++) if (byte[i] == 13) { form("it has carriage returns"); return }
  s = ""; at = 0; start = -1; lines = 0; arms = 0
  for (i = 0; i < n; i++) {
    if (byte[i] != 10) { s = s chr[byte[i]]; continue }
    if (start < 0 && s == "-----BEGIN SSH SIGNATURE-----" && lines > 0) start = at
    if (start < 0) line[++lines] = s; else arm[++arms] = s
    s = ""; at = i + 1
  }
  if (start < 0) { no("torn", "it has no signature"); return }
  if (!utf8(start, n)) { no("bad-signature", "its armour is not text"); return }
  if (s != "" || arm[arms] !~ /-----END SSH SIGNATURE-----$/) {
    arm[arms + 1] = s
    for (i = 1; i <= arms + 1; i++) if (arm[i] ~ /-----END SSH SIGNATURE-----/) {
      no("bad-signature", "something follows its armour"); return }
    no("torn", "its signature ends too early"); return
  }
  if (!utf8(0, start)) { form("it is not UTF-8, or holds a character that no event may hold"); return }
}

# Well-formed UTF-8; in the JSON part also none of the refused code points.
function utf8(from, to,    i, b, need, point, least) {
  for (i = from; i < to; i++) {
    b = byte[i]
    if (b < 128) { need = 0; point = b; least = 0 }
    else if (b >= 194 && b < 224) { need = 1; point = b - 192; least = 128 }
    else if (b >= 224 && b < 240) { need = 2; point = b - 224; least = 2048 }
    else if (b >= 240 && b < 245) { need = 3; point = b - 240; least = 65536 }
    else return 0
    for (; need > 0; need--) {
      b = byte[++i]
      if (i >= to || b < 128 || b >= 192) return 0
      point = point * 64 + b - 128
    }
    if (point < least || point > 1114111 || (point >= 55296 && point <= 57343)) return 0
    if (from == 0 && refused(point)) return 0
  }
  return 1
}

# LF ends a line and is no part of a string here; a tab inside a line is found by the grammar.
function refused(p) {
  return (p < 32 && p != 10 && p != 9) || (p >= 127 && p <= 159) || p == 1564 || p == 8206 || p == 8207 || (p >= 8234 && p <= 8238) || (p >= 8294 && p <= 8297) || (p >= 64976 && p <= 65007) || p == 65279 || p % 65536 >= 65534
}

# ---- JSON, line by line. K[path] is the type: o object, l list, s string, n number, b boolean, z null.
# V[path] is its value, C[path] how many members. Paths are joined by `/`; a list counts its members from 0.
function join_path(at, name) { return at == "" ? name : at "/" name }

function read_json(    i, s, depth, at, lead, key, path, comma, close_) {
  if (line[1] != "{") { form("line 1 is no `{`"); return }
  depth = 1; type[1] = "o"; where[1] = ""; count[1] = 0; comma = 0; K[""] = "o"; nodes = 0
  for (i = 2; i <= lines; i++) {
    s = line[i]
    if (depth == 0) { form("something follows the last brace"); return }
    close_ = type[depth] == "o" ? "}" : "]"
    lead = indent(depth - 1)
    if (s == lead close_ || s == lead close_ ",") {
      if (depth == 1 && s != "}") { form("line " i); return }
      if (comma || count[depth] == 0) { form("line " i ": a comma before the end, or nothing inside"); return }
      C[where[depth]] = count[depth]
      comma = s ~ /,$/
      depth--
      continue
    }
    if (count[depth] > 0 && !comma) { form("line " i ": no comma before it"); return }
    lead = indent(depth)
    if (substr(s, 1, length(lead)) != lead) { form("line " i ": its indentation"); return }
    rest = substr(s, length(lead) + 1)
    if (type[depth] == "o") {
      if (!string()) { form("line " i ": no key"); return }
      key = got
      if (substr(rest, 1, 2) != ": ") { form("line " i ": no `: `"); return }
      rest = substr(rest, 3)
      if (count[depth] > 0 && !(last[depth] "" < key "")) { form("line " i ": keys are not sorted"); return }
      last[depth] = key
      gsub(/\//, "\002", key)  # a slash in a key is none in a path
      if (key == "") key = "\003"
    } else key = count[depth]
    path = join_path(where[depth], key)
    count[depth]++
    node[++nodes] = path; up[path] = where[depth]; name[path] = key; inlist[path] = type[depth] == "l"
    if (rest == "{" || rest == "[") {
      depth++
      if (depth > 8) { form("line " i ": nested too deep"); return }
      type[depth] = rest == "{" ? "o" : "l"; where[depth] = path; count[depth] = 0; comma = 0
      K[path] = type[depth]
      continue
    }
    if (!scalar(path)) { form("line " i ": " rest); return }
    if (rest != "" && rest != ",") { form("line " i ": something after the value"); return }
    comma = rest == ","
  }
  if (depth != 0) form("its last brace is missing")
}

function indent(d,    s) { s = ""; while (d-- > 0) s = s "  "; return s }

# One value that ends on its line, at the start of `rest`.
function scalar(path) {
  if (substr(rest, 1, 1) == "\"") {
    if (!string() || got == "") return 0
    K[path] = "s"; V[path] = got; return 1
  }
  if (match(rest, /^(0|[1-9][0-9]*)/)) {
    got = substr(rest, 1, RLENGTH); rest = substr(rest, RLENGTH + 1)
    if (length(got) > 16 || (length(got) == 16 && got "" > "9007199254740991")) return 0
    K[path] = "n"; V[path] = got; return 1
  }
  if (match(rest, /^(true|false)/)) { V[path] = substr(rest, 1, RLENGTH); rest = substr(rest, RLENGTH + 1); K[path] = "b"; return 1 }
  # The three places that may be empty.
  if (path == "base" && match(rest, /^null/)) { K[path] = "z"; rest = substr(rest, 5); return 1 }
  if (path == "body" && substr(rest, 1, 2) == "{}") { K[path] = "o"; C[path] = 0; rest = substr(rest, 3); return 1 }
  if (path == "parents" && substr(rest, 1, 2) == "[]") { K[path] = "l"; C[path] = 0; rest = substr(rest, 3); return 1 }
  return 0
}

# A string at the start of `rest`: its text into `got`, what follows it into `rest`.
function string(    i, c, l) {
  if (substr(rest, 1, 1) != "\"") return 0
  got = ""; rest = substr(rest, 2)
  for (;;) {
    if (!match(rest, /["\\\t]/)) return 0
    got = got substr(rest, 1, RSTART - 1)
    c = substr(rest, RSTART, 1)
    if (c == "\t") return 0
    if (c == "\"") { rest = substr(rest, RSTART + 1); break }
    c = substr(rest, RSTART + 1, 1)
    if (c == "n") got = got "\n"
    else if (c == "t") got = got "\t"
    else if (c == "\"" || c == "\\") got = got c
    else return 0
    rest = substr(rest, RSTART + 2)
  }
  return length(got) <= 8192
}

# ---- The envelope and the body.
function is(path, as) { return K[path] == "s" && fits(V[path], as) }

function read_event(    i, p, cause, fault) {
  newer = 0
  if (K["v"] != "n") { form("`v`"); return }
  if (V["v"] != 1) newer = 1
  for (i = 1; i <= nodes; i++) if (up[node[i]] == "" && node[i] !~ /^(at|base|body|cause|gap|kind|ledger|of|parents|signer|v)$/) newer = 1
  if (K["kind"] != "s" || V["kind"] !~ /^[a-z]+$/ || length(V["kind"]) > 32) { form("`kind`"); return }
  if (K["body"] != "o") { form("`body`"); return }
  fault = ""
  if ("cause" in K) {
    if (K["cause"] != "o") { form("`cause`"); return }
    cause = ("cause/removed" in K) ? "cause:removed" : ("cause/restored" in K) ? "cause:restored" : (("cause/blob" in K) || ("cause/tracker" in K)) ? "cause:tracker" : "cause:trigger"
    unknown = 0
    fault = against("cause", cause)
    if (unknown) { newer = 1; fault = "" }
  }
  if (!newer) {
    if (!(V["kind"] in about)) newer = 1
    else {
      unknown = 0
      why = against("body", V["kind"])
      if (unknown) newer = 1
      else if (why != "") { form(why); return }
      else if ((why = rules(V["kind"])) != "") { form(why); return }
    }
  }
  if (fault != "" && !newer) { form(fault); return }
  if (!is("at", "time")) { form("`at`"); return }
  if (K["base"] != "z" && !is("base", "object")) { form("`base`"); return }
  if (("gap" in K) && !is("gap", "label")) { form("`gap`"); return }
  if (("ledger" in K) && !is("ledger", "hash")) { form("`ledger`"); return }
  if (("of" in K) && !is("of", "hash")) { form("`of`"); return }
  if (!is("signer", "fingerprint")) { form("`signer`"); return }
  if ("parents" in K) {
    if (K["parents"] != "l" || C["parents"] > 64) { form("`parents`"); return }
    for (i = 0; i < C["parents"]; i++) {
      if (!is("parents/" i, "hash")) { form("`parents`"); return }
      if (i > 0 && !(V["parents/" (i - 1)] "" < V["parents/" i] "")) { form("`parents` are not sorted and distinct"); return }
    }
  }
  if (newer) return
  p = ("ledger" in K ? "l" : "-") ("of" in K ? "o" : "-") ("gap" in K ? "g" : "-") (!("parents" in K) ? "-" : C["parents"] ? "p" : "e") ("cause" in K ? "c" : "-")
  if (V["kind"] == "founded") { if (p != "-----") form("its envelope: " p) }
  else if (about[V["kind"]] == "ledger") { if (p != "l--p-") form("its envelope: " p) }
  else if (V["kind"] == "opened") { if (p !~ /^l-ge[c-]$/) form("its envelope: " p) }
  else if (p !~ /^logp[c-]$/) form("its envelope: " p)
}

# Checks what lies under `root` against the table of `kind`. Returns a fault, sets `unknown`.
function against(root, kind,    i, path, rel, under, fault, m, parts, j, word) {
  fault = ""; known[root] = 1; rel_of[root] = ""
  fault = lacks(root, kind, "")
  for (i = 1; i <= nodes; i++) {
    path = node[i]; under = up[path]
    if (under == "" || !(under in known) || !known[under]) continue
    if (substr(path, 1, length(root) + 1) != root "/") continue
    rel = inlist[path] ? rel_of[under] "[]" : (rel_of[under] == "" ? name[path] : rel_of[under] "." name[path])
    known[path] = 0; rel_of[path] = rel
    if (!((kind, rel) in holds) || name[path] ~ /[].[]/) { unknown = 1; continue }
    m = holds[kind, rel]
    if (m == "group") { if (K[path] != "o") fault = fault rel " "; else { known[path] = 1; fault = fault lacks(path, kind, rel) } }
    else if (m == "list") { if (K[path] != "l") fault = fault rel " "; else { known[path] = 1; if (C[path] > more[kind, rel] + 0) fault = fault rel " " } }
    else if (m == "int") { if (K[path] != "n") fault = fault rel " " }
    else if (m == "word") { if (K[path] != "s") fault = fault rel " "; else if (index(" " more[kind, rel] " ", " " V[path] " ") == 0) unknown = 1 }
    else if (K[path] != "s" || !fits(V[path], m)) fault = fault rel " "
  }
  return fault
}

function lacks(path, kind, rel,    parts, k, i, tail, fault) {
  fault = ""
  k = split(musts[kind, rel], parts, "\n")
  for (i = 1; i < k; i++) {
    tail = parts[i]
    if (rel != "") tail = substr(tail, length(rel) + 2)
    if (!(join_path(path, tail) in K)) fault = fault parts[i] " is missing "
  }
  return fault
}

# The rules that a table of fields cannot state.
function rules(kind,    i, j) {
  if (kind == "ruled" && !("body/trunk" in K) && !("body/mode" in K)) return "it rules nothing"
  if (kind == "revised" && !("body/set" in K) && !("body/unset" in K) && !("body/added" in K) && !("body/removed" in K) && !("body/reworded" in K)) return "it revises nothing"
  if (kind == "closed" && ("body/unmet" in K) && !("body/reason" in K)) return "closed over unmet criteria without a reason"
  if (kind == "linked" || kind == "unlinked") for (i = 0; i < C["body/links"]; i++) {
    j = "body/links/" i
    if (V[j "/relation"] ~ /^(duplicates|relates-to|waits-on)$/) { if (!((j "/of") in K) || ((j "/text") in K)) return "a link" }
    else if (((j "/of") in K) || !((j "/text") in K)) return "a link"
  }
  if (kind == "opened") {
    strict = 1
    lists("body", "new")
    if (twice) return "one name for two"
  }
  if (kind == "revised") {
    strict = 0
    for (i = 1; i <= nodes; i++) if (up[node[i]] == "body/set") wrote("single " name[node[i]], "set")
    for (i = 0; i < C["body/unset"]; i++) wrote("single " V["body/unset/" i], "absent")
    lists("body/added", "new")
    for (i = 0; i < C["body/removed/criteria"]; i++) wrote("criterion " criterion("body/removed/criteria/" i), "absent")
    for (i = 0; i < C["body/removed/files"]; i++) wrote("file " V["body/removed/files/" i], "absent")
    for (i = 0; i < C["body/removed/verify"]; i++) wrote("verify " V["body/removed/verify/" i], "absent")
    for (i = 0; i < C["body/removed/aliases"]; i++) wrote("alias " V["body/removed/aliases/" i], "absent")
    for (i = 0; i < C["body/removed/source"]; i++) wrote("source " piece("body/removed/source/" i), "absent")
    for (i = 0; i < C["body/reworded"]; i++) wrote("criterion " criterion("body/reworded/" i), "=" V["body/reworded/" i "/text"])
    if (twice) return "two values for one field"
  }
  return ""
}

function lists(at, of_,    i) {
  for (i = 0; i < C[at "/criteria"]; i++) wrote("criterion " V[at "/criteria/" i "/number"] " " of_, "=" V[at "/criteria/" i "/text"])
  for (i = 0; i < C[at "/files"]; i++) wrote("file " V[at "/files/" i "/path"], ((at "/files/" i "/note") in K) ? "=" V[at "/files/" i "/note"] : "present")
  for (i = 0; i < C[at "/source"]; i++) wrote("source " piece(at "/source/" i), "=" V[at "/source/" i "/text"])
  if (strict) return
  for (i = 0; i < C[at "/verify"]; i++) wrote("verify " V[at "/verify/" i], "present")
  for (i = 0; i < C[at "/aliases"]; i++) wrote("alias " V[at "/aliases/" i], "present")
}
function criterion(at) { return V[at "/number"] " " (((at "/of") in K) ? V[at "/of"] : V["of"]) }
function piece(at) { return (((at "/part") in K) ? V[at "/part"] : 1) " " V[at "/name"] }
function wrote(field, what) {
  if ((field in written) && (strict || written[field] != what)) twice = 1
  written[field] = what
}

# ---- The types of docs/format.md.
function hex(s, len) { return length(s) == len && s !~ /[^0-9a-f]/ }

function fits(s, as,    parts, k, i) {
  if (as == "line") return length(s) <= 1024 && s !~ /[\n\t]/
  if (as == "text") return 1
  if (as == "hash") return hex(s, 64)
  if (as == "object") return hex(s, 40) || hex(s, 64)
  if (as == "time") return length(s) == 20 && day(substr(s, 1, 10)) && substr(s, 11) ~ /^T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/
  if (as == "day") return day(s)
  if (as == "number") {
    k = split(s, parts, ".")
    if (k < 1 || k > 4) return 0
    for (i = 1; i <= k; i++) if (parts[i] !~ /^[1-9][0-9]*$/ || length(parts[i]) > 4) return 0
    return 1
  }
  if (as == "principal") return length(s) <= 64 && s ~ /^[a-z0-9._-]+$/
  if (as == "fingerprint") return length(s) == 50 && s ~ /^SHA256:[A-Za-z0-9+\/]+$/
  if (as == "label") return label(s)
  if (as == "prefix") return s !~ /\// && label(s "-1")
  if (as == "key") return key_line(s)
  return 0
}

function day(s,    y, m, d, most) {
  if (s !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/) return 0
  y = substr(s, 1, 4) + 0; m = substr(s, 6, 2) + 0; d = substr(s, 9, 2) + 0
  if (y < 1 || m < 1 || m > 12 || d < 1) return 0
  most = m == 2 ? ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 29 : 28) : (m == 4 || m == 6 || m == 9 || m == 11) ? 30 : 31
  return d <= most
}

function label(s,    parts, k, i, stem) {
  if (length(s) > 80 || s !~ /^[A-Z][A-Z0-9_]*(-[A-Z0-9_]+(\.[0-9]+)*)+$/) return 0
  k = split(s, parts, "-")
  for (i = 1; i <= k; i++) {
    stem = parts[i]; sub(/\..*/, "", stem)
    if (stem ~ /^(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])$/) return 0
  }
  return 1
}

# ---- Keys and signatures. Bytes are hex here.
function base64(s,    i, k, a, b, c, d, out) {  # hex, or "" where it is not the one spelling
  k = length(s); out = ""; hexed = ""
  if (k == 0 || k % 4 != 0) return 0
  for (i = 1; i <= k; i += 4) {
    a = substr(s, i, 1); b = substr(s, i + 1, 1); c = substr(s, i + 2, 1); d = substr(s, i + 3, 1)
    if (!(a in value) || !(b in value)) return 0
    if (d == "=" && i + 4 <= k) return 0
    if (c == "=" && d == "=") { if (value[b] % 16) return 0; out = out byte_hex(value[a] * 4 + int(value[b] / 16)); continue }
    if (!(c in value)) return 0
    out = out byte_hex(value[a] * 4 + int(value[b] / 16)) byte_hex((value[b] % 16) * 16 + int(value[c] / 4))
    if (d == "=") { if (value[c] % 4) return 0; continue }
    if (!(d in value)) return 0
    out = out byte_hex((value[c] % 4) * 64 + value[d])
  }
  hexed = out
  return 1
}
function byte_hex(b) { return sprintf("%02x", b) }
function number(h,    i, v) { v = 0; for (i = 1; i <= length(h); i++) v = v * 16 + nibble[substr(h, i, 1)]; return v }
function ascii(h,    i, s) { s = ""; for (i = 1; i < length(h); i += 2) s = s chr[number(substr(h, i, 2))]; return s }

# Takes one SSH string off the front of `left`, into `took`.
function take(    len) {
  if (length(left) < 8) return 0
  len = number(substr(left, 1, 8)) * 2
  if (length(left) < 8 + len) return 0
  took = substr(left, 9, len); left = substr(left, 9 + len)
  return 1
}

# Reads a public key. Sets `algo` and `raw`; the answer is "" or what is wrong: form, key, weak.
function key_blob(h,    app) {
  left = h
  if (!take()) return "form"
  algo = ascii(took)
  if (algo == "ssh-rsa" || algo ~ /^ecdsa-sha2-nistp(384|521)$/ || algo == "ssh-dss") return "key"
  if (algo == "ssh-ed25519" || algo == "sk-ssh-ed25519@openssh.com") {
    if (!take() || length(took) != 64) return "form"
    raw = took
  } else if (algo == "ecdsa-sha2-nistp256" || algo == "sk-ecdsa-sha2-nistp256@openssh.com") {
    if (!take() || ascii(took) != "nistp256" || !take()) return "form"
    raw = took
    if (length(raw) != 130 || substr(raw, 1, 2) != "04") return "key"
  } else return "form"
  app = ""
  if (algo ~ /^sk-/) { if (!take()) return "form"; app = took }
  if (left != "") return "form"
  if (algo ~ /ed25519/ && small_order(raw)) return "weak"
  if (ascii(app) ~ /[^ -~]/) return "key"
  return ""
}

# Every spelling of the eight points of small order; the highest bit is the sign of x.
function small_order(h,    top) {
  top = number(substr(h, 63, 2)) % 128
  h = substr(h, 1, 62) byte_hex(top)
  return h == "0000000000000000000000000000000000000000000000000000000000000000" || h == "0100000000000000000000000000000000000000000000000000000000000000" || h == "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05" || h == "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a" || h == "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" || h == "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" || h == "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
}

function key_line(s,    at, word) {
  at = index(s, " ")
  if (at == 0) return 0
  word = substr(s, 1, at - 1)
  if (!base64(substr(s, at + 1))) return 0
  return key_blob(hexed) == "" && algo == word
}

# What the armour shows to be wrong, as far as that needs no curve: `CODE WHY`, or `- `.
function gate(    i, text, version, sig, kind, flags, r, s, verdict) {
  text = ""
  if (arm[1] != "-----BEGIN SSH SIGNATURE-----" || arm[arms] != "-----END SSH SIGNATURE-----" || arms < 3) return "bad-signature armour"
  for (i = 2; i < arms; i++) {
    if (length(arm[i]) > 70 || (i < arms - 1 && length(arm[i]) != 70) || arm[i] == "") return "bad-signature spelling"
    text = text arm[i]
  }
  if (!base64(text)) return "bad-signature armour"
  left = hexed
  if (substr(left, 1, 12) != "535348534947") return "bad-signature armour"  # SSHSIG
  version = substr(left, 13, 8); left = substr(left, 21)
  if (version != "00000001") return "bad-signature version"
  if (!take()) return "bad-signature armour"
  sig = took; verdict_key = sig
  if (!take()) return "bad-signature armour"
  if (ascii(took) != "gaps-event-v1") return "bad-signature namespace"
  if (!take() || took != "") return "bad-signature reserved"
  if (!take() || ascii(took) != "sha512") return "bad-signature hash"
  if (!take() || left != "") return "bad-signature armour"
  text = took
  verdict = key_blob(sig)
  left = text
  if (!take()) return "bad-signature armour"
  kind = ascii(took)
  if (!take()) return "bad-signature armour"
  sig = took
  if (kind ~ /^sk-/) { if (length(left) != 10) return "bad-signature armour"; flags = number(substr(left, 1, 2)); left = "" }
  if (left != "") return "bad-signature armour"
  if (kind ~ /ed25519/ && length(sig) != 128) return "bad-signature armour"
  if (verdict == "weak") return "weak-key small order"
  if (verdict != "") return "bad-signature key"
  if (kind != algo) return "bad-signature algorithm"
  if (kind ~ /^sk-/ && flags % 2 == 0) return "bad-signature no-touch"
  if (kind ~ /ed25519/) {
    if (small_order(substr(sig, 1, 64))) return "bad-signature R has small order"
    s = ""
    for (i = 63; i >= 1; i -= 2) s = s substr(sig, 64 + i, 2)
    if (s "" >= "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed") return "bad-signature s is not below the order"
  } else {
    left = sig
    r = positive(); s = positive()
    if (r == "" || s == "" || left != "") return "bad-signature numbers"
    if (r "" >= "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551") return "bad-signature r"
    if (s "" > "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8") return "bad-signature high-s"
  }
  return "- "
}

# One positive number in its one spelling, as 64 digits.
function positive(    h) {
  if (!take() || took == "") return ""
  h = took
  if (number(substr(h, 1, 2)) > 127) return ""
  if (substr(h, 1, 2) == "00") { if (number(substr(h, 3, 2)) < 128) return ""; h = substr(h, 3) }
  if (length(h) > 64) return ""
  while (length(h) < 64) h = "0" h
  return h
}
AWK

# judge FILE PATH: one event. FILE holds the bytes, PATH is what it is called.
judge() {
  local file=$1 path name=${2##*/} verdict start signer genesis code why id said
  path=${2//[^ -~]/?}
  fail() { printf 'no %s %s\n' "$path" "$1"; [ -z "${2-}" ] || printf '   %s: %s\n' "$path" "$2" >&2; bad=1; }
  case $name in
    *.event) name=${name%.event} ;;
    *) fail stray-path 'its name does not end in .event'; return ;;
  esac
  if ! [[ $name =~ ^[0-9a-f]{64}$ ]]; then fail stray-path 'its name is no id'; return; fi
  if [ "$(wc -c <"$file")" -gt 65536 ]; then fail not-canonical 'it is larger than 64 KiB'; return; fi
  verdict=$(od -An -v -tu1 "$file" | awk -v table="$work/kinds.tsv" -f "$work/read.awk" "$work/kinds.tsv" -)
  if [ "${verdict%% *}" = no ]; then
    read -r _ code why <<<"$verdict"; fail "$code" "$why"; return
  fi
  read -r _ start signer genesis code why <<<"$verdict"
  if [ "$genesis" = genesis ]; then
    said=$(sed -n 2p <<<"$verdict" >"$work/key.pub"; ssh-keygen -lf "$work/key.pub" 2>/dev/null | sed 's/^[0-9]* \([^ ]*\) .*/\1/') || said=
    if [ "$said" != "$signer" ]; then fail not-canonical "the founder's key is not the signer's"; return; fi
  fi
  if [ "$code" != - ]; then fail "$code" "$why"; return; fi
  head -c "$start" "$file" >"$work/json"
  tail -c "+$((start + 1))" "$file" >"$work/sig"
  if ! said=$(ssh-keygen -Y check-novalidate -n gaps-event-v1 -s "$work/sig" <"$work/json" 2>&1); then
    fail bad-signature "$said"; return
  fi
  case $said in
    *" key $signer") ;;
    *) fail bad-signature "$said, and the event names $signer"; return ;;
  esac
  id=$(b3sum --no-names "$work/json")
  if [ "$name" != "$id" ]; then fail renamed "its id is $id"; return; fi
  printf 'ok %s\n' "$id"
}

kinds >"$work/kinds.tsv"

rev='' repo=. label=''
while [ $# -gt 0 ]; do
  case $1 in
    --rev) rev=${2?}; shift 2 ;;
    --repo) repo=${2?}; shift 2 ;;
    --gap) label=${2?}; shift 2 ;;
    -h | --help) usage ;;
    --) shift; break ;;
    -*) usage ;;
    *) break ;;
  esac
done

if [ -z "$rev" ]; then
  [ $# -gt 0 ] || usage
  for file in "$@"; do
    if [ -L "$file" ] || [ ! -f "$file" ]; then printf 'no %s bad-mode\n' "${file//[^ -~]/?}"; bad=1; continue; fi
    judge "$file" "$file"
  done
  exit $bad
fi

folder=.gaps/events
[ -z "$label" ] || folder=$folder/${label%-*}/${label##*-}
export GIT_NO_REPLACE_OBJECTS=1
commit=$(git -C "$repo" rev-parse --verify --quiet "$rev^{commit}") || { echo "verify.sh: no commit $rev" >&2; exit 2; }
git -C "$repo" ls-tree -r -z --full-tree "$commit" -- "$folder" >"$work/tree"
while IFS= read -r -d '' entry; do
  path=${entry#*$'\t'} mode=${entry%% *} object=${entry%%$'\t'*}
  object=${object##* }
  if [ "$mode" != 100644 ]; then printf 'no %s bad-mode\n' "${path//[^ -~]/?}"; bad=1; continue; fi
  # What is too large to be an event is not read.
  if [ "$(git -C "$repo" cat-file -s "$object")" -gt 65536 ]; then printf 'no %s not-canonical\n' "${path//[^ -~]/?}"; bad=1; continue; fi
  git -C "$repo" cat-file blob "$object" >"$work/blob"
  judge "$work/blob" "$path"
done <"$work/tree"
exit $bad

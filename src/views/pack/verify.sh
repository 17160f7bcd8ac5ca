#!/usr/bin/env bash
# Checks this evidence pack where it lies: no repository, no network, no gaps.
#
#   verify.sh [--strict] [--checkpoint FILE]
#     --strict            ask the second verifier (verify-events.sh) about the form of each event too; slower
#     --checkpoint FILE   the log must begin with the log of this older checkpoint
#
# Says what holds, one line a check; what does not hold goes to stderr. Exit 0: all holds. 1: something does not.
# 2: it cannot run. Needs bash, awk, sed, coreutils, b3sum, ssh-keygen.
set -uo pipefail
export LC_ALL=C

usage() { sed -n '4,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
strict='' kept=''
while [ $# -gt 0 ]; do
  case $1 in
    --strict) strict=yes; shift ;;
    --checkpoint) [ $# -ge 2 ] || usage; kept=$(realpath -- "$2") || exit 2; shift 2 ;;
    *) usage ;;
  esac
done
for tool in awk sed find sort base64 sha1sum sha256sum xargs b3sum ssh-keygen; do
  command -v "$tool" >/dev/null || { echo "verify.sh: needs $tool" >&2; exit 2; }
done
cd -- "$(dirname -- "$0")" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

bad=0 total=0
# What a pack says may hold anything: nothing of it moves the cursor.
no() { printf 'no  %s\n' "${1//[^ -~]/?}" >&2; bad=1; }
# check WHAT: says what holds, where nothing was said against it since the last check.
check() { [ "$bad" -ne 0 ] || printf 'ok  %s\n' "$1"; total=$((total | bad)); bad=0; }

# ---- The files: each is the one that the manifest names, and there is no other.
find . -mindepth 1 ! -type d ! -type f >"$work/odd"
[ ! -s "$work/odd" ] || no "not a plain file: $(head -1 "$work/odd")"
find . -type f ! -path ./MANIFEST | sed 's|^\./||' | sort >"$work/there"
sed 's/^[0-9a-f]*  //' MANIFEST 2>/dev/null | sort >"$work/named"
while IFS= read -r file; do no "missing: $file"; done < <(comm -13 "$work/there" "$work/named")
while IFS= read -r file; do no "not in MANIFEST: $file"; done < <(comm -23 "$work/there" "$work/named")
if grep -qEv '^[0-9a-f]{64}  [A-Za-z0-9@._~/-]+$' MANIFEST || grep -qE '(^|/)\.\.?(/|$)|  /' MANIFEST; then
  no 'MANIFEST is not spelled as manifests are'
elif ! b3sum --check --quiet MANIFEST >"$work/said" 2>&1; then
  while IFS= read -r line; do no "$line"; done < <(grep -v '^b3sum: WARNING' "$work/said")
  [ "$bad" -ne 0 ] || no 'MANIFEST does not hold'
fi
files=$(wc -l <"$work/named")
check "$((files)) files, each as MANIFEST names it (manifest $(b3sum --no-names MANIFEST 2>/dev/null))"

# ---- The log: what landed, in order.
tab=$'\t' plain_name='^(-|[A-Za-z0-9@._~-]+(/[A-Za-z0-9@._~-]+)*)$'
[ "$(head -1 log.tsv)" = "position${tab}blake3${tab}commit${tab}file${tab}path" ] || no 'log.tsv has another heading'
mkdir "$work/leaf" "$work/node"
hex() { sed 's/../\\x&/g' <<<"$1"; }
size=0
: >"$work/packed"
: >"$work/commits"
while IFS=$'\t' read -r position hash commit file path; do
  if ! [[ $hash =~ ^[0-9a-f]{64}$ && $commit =~ ^([0-9a-f]{40}|[0-9a-f]{64}|-)$ && $file =~ $plain_name &&
    $path != '' && ( $path != hex:* || $path =~ ^hex:([0-9a-f]{2})+$ ) ]]; then
    no "log.tsv: what stands at position $position is no row"; continue
  fi
  if [ "$position" != - ]; then
    [ "$position" = "$size" ] || no "log.tsv: position $position stands where $size must"
    name=$(printf '%09d' "$size")
    case $path in
      hex:*) { printf '\0'; printf "$(hex "${path#hex:}")"; printf '\n%s\n' "$hash"; } >"$work/leaf/$name" ;;
      *) printf '\0%s\n%s\n' "$path" "$hash" >"$work/leaf/$name" ;;
    esac
    size=$((size + 1))
  fi
  [ "$file" = - ] || printf '%s  %s\n' "$hash" "$file" >>"$work/packed"
  [ "$file" = - ] || [ "$commit" = - ] || printf '%s\n' "$commit" >>"$work/commits"
done < <(tail -n +2 log.tsv)

# level FROM: the hashes of the files of a folder, in order, one a line.
level() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 -r sha256sum | cut -c1-64); }
level "$work/leaf" >"$work/leaves"
# root N: the root over the first N leaves, in hex. Neighbours are joined, one that is left over goes up as it is.
root() {
  local n=$1 i left right name
  if [ "$n" -eq 0 ]; then printf '' | sha256sum | cut -c1-64; return; fi
  head -n "$n" "$work/leaves" >"$work/level"
  while [ "$n" -gt 1 ]; do
    rm -rf "$work/node"; mkdir "$work/node"
    sed 's/../\\x&/g' "$work/level" >"$work/escaped"
    i=0
    while IFS= read -r left && IFS= read -r right; do
      name=$(printf '%09d' "$i") || return
      printf "\\x01$left$right" >"$work/node/$name"
      i=$((i + 1))
    done <"$work/escaped"
    level "$work/node" >"$work/next"
    [ $((n % 2)) -eq 0 ] || tail -n 1 "$work/level" >>"$work/next"
    mv "$work/next" "$work/level"
    n=$(wc -l <"$work/level")
  done
  cat "$work/level"
}
base64_of() { printf "$(hex "$1")" | base64 -w0; }
stated_size=$(sed -n 2p checkpoint.txt) stated_root=$(sed -n 3p checkpoint.txt)
made_root=$(base64_of "$(root "$size")")
[ "$size" = "$stated_size" ] || no "the log has $size rows, and checkpoint.txt says $stated_size"
[ "$made_root" = "$stated_root" ] || no "the log has the root $made_root, and checkpoint.txt says $stated_root"
genesis=$(sed -n '1s|^gaps/||p' checkpoint.txt)
if [ "$size" -gt 0 ] && ! [[ $genesis =~ ^[0-9a-f]{64}$ && -f ledger/$genesis.event ]]; then
  no 'the event that founds the ledger of checkpoint.txt is not here'
fi
check "the log: size $size, root $made_root"

if [ -n "$kept" ]; then
  kept_size=$(sed -n 2p "$kept") kept_root=$(sed -n 3p "$kept")
  [ "$(sed -n 1p "$kept")" = "$(sed -n 1p checkpoint.txt)" ] || no 'your checkpoint is of another ledger'
  if ! [[ $kept_size =~ ^(0|[1-9][0-9]{0,8})$ ]]; then no 'your checkpoint has no size'
  elif [ "$kept_size" -gt "$size" ]; then no "your checkpoint saw $kept_size event files, and the log has $size"
  elif [ "$(base64_of "$(root "$kept_size")")" != "$kept_root" ]; then no 'the log does not begin with that of your checkpoint'
  fi
  check "your checkpoint of size $kept_size is a beginning of this log"
fi

# ---- The event files that are here: in the log, with the bytes that landed.
sort -u "$work/packed" >"$work/packed.sorted"
b3sum --check --quiet "$work/packed.sorted" >"$work/said" 2>&1 ||
  while IFS= read -r line; do no "log.tsv: $line"; done < <(grep -v '^b3sum: WARNING' "$work/said")
cut -c67- "$work/packed.sorted" | sort -u >"$work/packed.names"
find gaps ledger other copies faulty -type f \( -name '*.event' -o -name '*.bin' \) 2>/dev/null | sort >"$work/events"
while IFS= read -r file; do no "not in log.tsv: $file"; done < <(comm -13 "$work/packed.names" "$work/events")
check "$(wc -l <"$work/events") event files, each with the bytes that the log names"

# ---- Their names and signatures.
keys=0 line_form='^([a-z0-9._-]+,)?SHA256:[A-Za-z0-9+/]{43} namespaces="gaps-event-v1" [a-z0-9@.-]+ [A-Za-z0-9+/=]+$'
if grep -qEv "$line_form" allowed_signers; then no 'allowed_signers holds a line that is no plain key'; fi
while read -r who _ type blob; do
  printf '%s %s\n' "$type" "$blob" >"$work/key.pub" # a key has one fingerprint, and answers to no other
  said=$(ssh-keygen -lf "$work/key.pub" 2>/dev/null | sed 's/^[0-9]* \([^ ]*\) .*/\1/')
  [ -n "$said" ] && [ "${who##*,}" = "$said" ] || no "allowed_signers: ${who##*,} is not the key that stands behind it"
  keys=$((keys + 1))
done <allowed_signers
checked=0
while IFS= read -r file; do
  sed '/^-----BEGIN/,$d' "$file" >"$work/json"
  sed -n '/^-----BEGIN/,$p' "$file" >"$work/sig"
  name=${file##*/}
  [ "$(b3sum --no-names "$work/json").event" = "$name" ] || no "$file: its JSON part has another hash"
  signer=$(sed -n 's/^  "signer": "\([^"]*\)",$/\1/p' "$work/json")
  if ! said=$(ssh-keygen -Y verify -f allowed_signers -I "$signer" -n gaps-event-v1 -s "$work/sig" <"$work/json" 2>&1); then
    no "$file: its signature does not hold ($said)"
  fi
  checked=$((checked + 1))
done < <(grep '\.event$' "$work/events")
check "$checked events: name and signature hold, $keys keys"

if [ -n "$strict" ]; then
  mapfile -t events < <(grep '\.event$' "$work/events")
  if [ "${#events[@]}" -gt 0 ]; then
    bash verify-events.sh "${events[@]}" >"$work/said" 2>"$work/why" ||
      while IFS= read -r line; do no "$line"; done < <(grep '^no ' "$work/said")
    [ "$(grep -c '^ok ' "$work/said")" -eq "${#events[@]}" ] || no 'the second verifier did not say yes to all'
  fi
  check "the second verifier says the same of ${#events[@]} events"
fi

# ---- The landing commits: what git calls them is the hash of what they say.
landings=0
while IFS= read -r id; do
  if [ ! -f "commits/$id" ]; then no "commits/$id is not here"; continue; fi
  case ${#id} in 40) sum=sha1sum ;; *) sum=sha256sum ;; esac
  made=$({ printf 'commit %d\0' "$(wc -c <"commits/$id")"; cat "commits/$id"; } | $sum | cut -d' ' -f1)
  [ "$made" = "$id" ] || no "commits/$id is commit $made"
  landings=$((landings + 1))
done < <(sort -u "$work/commits")
check "$landings landing commits have the ids that they are called by"

# ---- The tables have all their rows. A line break inside quotes ends no row.
while IFS=$'\t' read -r name rows; do
  [[ $name =~ ^[a-z]+\.[ct]sv$ && $rows =~ ^[0-9]+$ ]] || { no "counts.tsv: $name is no table"; continue; }
  made=$(awk '{ quotes += gsub(/"/, "") } quotes % 2 == 0 { n++ } END { print n - 1 }' "$name" 2>/dev/null)
  [ "$made" = "$rows" ] || no "$name has $made rows, and counts.tsv says $rows"
  grep -q "\"$name\": $rows\(,\|\$\)" pack.json || no "pack.json does not say that $name has $rows rows"
done <counts.tsv
check "$(wc -l <counts.tsv) tables with all their rows"

if [ "$total" -ne 0 ]; then echo 'this pack does not hold' >&2; exit 1; fi
echo 'this pack holds'

#!/bin/sh
# Brings back what case_interrupt.sh left in rescue files: runs the rescue daemon, stops it by USR1
# in the middle of its first replay, and starts it until ten recoveries have run. Each line must be
# in the output once, the rescue folder empty, and validate PASS; the recoveries that find nothing
# must not make the output grow.
#   scripts/case_recovery.sh        after case_interrupt.sh; LINE_CNT and STAT_SEC as there
# Keeps logs and validate --json (with all counts) in build/case_rescue/kept/recovery, also when it fails.
set -eu
cd "$(dirname "$0")/.."
stat=${STAT_SEC:-1}
recoveries=10
work=build/case_rescue
kept=$work/kept/recovery
input=$work/data/in_dat/gen.dat
output=$work/data/out_dat/benchmark.dat
log=$work/logs/rescue.log
[ -f "$work/spillway.conf" ] && [ -f "$input" ] || {
  echo "case_recovery: run scripts/case_interrupt.sh first" >&2
  exit 64
}
lines=${LINE_CNT:-$(wc -l < "$input" | tr -d ' ')}
daemon=

keep() {
  status=$?
  [ -z "$daemon" ] || kill -KILL "$daemon" 2> /dev/null || :
  cp -R "$work/logs" "$kept/" 2> /dev/null || echo "there are no logs" > "$kept/no-logs.txt"
  [ -f "$kept/validate.json" ] || scripts/spillway validate --json --config "$work" > "$kept/validate.json" || :
  echo "case recovery: logs and validate.json are in $kept"
  exit "$status"
}
fail() {
  echo "case recovery: FAILED: $*" >&2
  exit 1
}
written() { wc -l < "$output" | tr -d ' '; }
rescued() { cat "$work"/data/rescue/*.dat 2> /dev/null | wc -l | tr -d ' '; }
# logged WORDS: how often, in the log of all recoveries
logged() { cat "$log" 2> /dev/null | grep -c "$1" || :; }
# await WHAT COMMAND...: until it succeeds, half a minute at most
await() {
  what=$1
  shift
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -le 300 ] && kill -0 "$daemon" 2> /dev/null || fail "no $what; see $kept/daemon.log"
    sleep 0.1
  done
}
has_begun() { [ "$(logged 'recover begin! file : ')" -gt 0 ]; }
is_ready() { [ "$(logged 'is ready')" -ge "$recovery" ]; }
is_empty() { is_ready && [ "$(rescued)" -eq 0 ]; }

rm -rf "$kept"
mkdir -p "$kept"
trap keep EXIT
rm -f "$log"
before=$(written)
waiting=$(rescued)
echo "before: $before lines in $output, $waiting in $work/data/rescue"

recovery=0
while [ "$recovery" -lt "$recoveries" ]; do
  recovery=$((recovery + 1))
  scripts/spillway rescue daemon --stat "$stat" --config "$work" >> "$kept/daemon.out" 2>> "$kept/daemon.log" &
  daemon=$!
  if [ "$recovery" -eq 1 ] && [ "$waiting" -gt 0 ]; then
    await "replay" has_begun
  else
    await "empty rescue folder" is_empty
  fi
  kill -USR1 "$daemon"
  status=0
  wait "$daemon" || status=$?
  daemon=
  now=$(written)
  echo "recovery $recovery: stopped by USR1, exit $status, $now lines in $output, $(rescued) in rescue files"
  [ "$status" -eq 0 ] || { [ "$recovery" -eq 1 ] && [ "$status" -eq 10 ]; } ||
    fail "recovery $recovery ended with $status"
  [ "$now" -le "$lines" ] || fail "$output has grown beyond the $lines lines of $input"
done

verdict=0
scripts/spillway validate --json --config "$work" > "$kept/validate.json" || verdict=$?
scripts/spillway stat file --config "$work"
scripts/spillway validate sink-file -v --config "$work" || :

[ "$verdict" -eq 0 ] && grep -q '"verdict":"PASS","input"' "$kept/validate.json" || fail "validate does not say PASS"
[ "$(rescued)" -eq 0 ] || fail "$(rescued) records are left in $work/data/rescue"
sort "$input" > "$kept/input.sorted"
sort "$output" | cmp - "$kept/input.sorted" || fail "$output does not hold each line of $input once"
rm "$kept/input.sorted"
if [ "$waiting" -gt 0 ]; then
  # The words of each replay, in order; a second one follows if the first was stopped.
  sed -n 's/.*"message":"\(recover [^"]*\)".*/\1/p' "$log" > "$kept/recover.txt"
  cat "$kept/recover.txt"
  awk '
    function must(holds) { if (!holds) { print "out of order: " $0; wrong = 1 } }
    /^recover begin files=/ { must(state == 0); state = 1 }
    /^recover file: / { must(state == 1 || state == 2); state = 2 }
    /^recover begin! file : / { must(state == 2 || state == 4); state = 3 }
    /^recover end! clean file : / { must(state == 3); state = 4; files++ }
    /^recover end / { must(state >= 2); state = 0; ends++ }
    END { exit !(!wrong && state == 0 && files > 0 && ends > 0) }' "$kept/recover.txt" || fail "$log has other words than expected"
fi
echo "case recovery: $recoveries recoveries, $before lines + $waiting rescued = $(written) of $lines, validate PASS: ok"

#!/bin/sh
# The disk of the rescue files is full: a sink is down and spills onto a tmpfs of 12 MiB, then there is
# room again. The node must raise an alarm, hold its sources back, lose nothing, and go on by itself.
# Prints sent, rescued and missing; fails if a record is missing or twice, or no alarm came.
#   scripts/case_full_rescue_disk.sh    200,000 lines; LINE_CNT says another number. Needs root (mount).
set -eu
cd "$(dirname "$0")/.."
lines=${LINE_CNT:-200000}
port=${CASE_PORT:-15266}
admin=${CASE_ADMIN:-15267}
work=build/case_full_rescue_disk
node=
gen=
[ "$(id -u)" -eq 0 ] || { echo "case_full_rescue_disk: needs root, to mount a tmpfs" >&2; exit 77; }
umount "$work/data/rescue" 2> /dev/null || true
rm -rf "$work"
mkdir -p "$work/data/rescue"
mount -t tmpfs -o size=12m tmpfs "$work/data/rescue"
trap '[ -z "$node" ] || kill -KILL "$node" 2>/dev/null || true
  [ -z "$gen" ] || kill -KILL "$gen" 2>/dev/null || true
  umount "$work/data/rescue" || true' EXIT
cat > "$work/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
rules = []
rescue { min-free = 1 MiB }
sources { net { type = tcp, rules = [], port = $port, framing = newline } }
groups { all { rules = ["/raw"], sinks { down {
  type = test_rescue, path = "out/down.log", encoder = raw, down = 1h, start = down, max-attempts = 1, probe-interval = 1h
} } } }
CONF

# seconds, what, command: waits until the command succeeds
await() {
  tries=$(($1 * 10))
  what=$2
  shift 2
  until "$@"; do
    tries=$((tries - 1))
    if [ "$tries" -lt 0 ] || ! kill -0 "$node" 2> /dev/null; then
      echo "case_full_rescue_disk: waited in vain for $what; the node said" >&2
      tail -20 "$work/node.log" >&2
      exit 1
    fi
    sleep 0.1
  done
}

# How many records the source has accepted.
accepted() {
  scripts/spillway ledger --json --config "$work" | sed 's/.*"accepted":\([0-9]*\).*/\1/'
}

: > "$work/node.log"
scripts/spillway run --json --config "$work" > "$work/receipt.json" 2> "$work/node.log" &
node=$!
await 30 "the start" grep -q 'is ready' "$work/node.log"
scripts/spillway gen "tcp://127.0.0.1:$port" --count "$lines" --mark > "$work/gen.log" 2>&1 &
gen=$!
await 60 "the alarm" grep -q 'rescue full' "$work/node.log"
sleep 3
before=$(accepted)
sleep 2
held=$(accepted)
[ "$before" -lt "$lines" ] && [ "$held" -eq "$before" ] || { echo "case_full_rescue_disk: sources were not held back" >&2; exit 1; }
kill -0 "$gen" || { echo "case_full_rescue_disk: the sender was not held back" >&2; exit 1; }
mount -o remount,size=1g "$work/data/rescue"
await 60 "room again" grep -q 'rescue has room' "$work/node.log"
wait "$gen"
gen=
kill -TERM "$node"
status=0
wait "$node" || status=$?
node=
[ "$status" -eq 10 ] || { echo "case_full_rescue_disk: the node ended with $status" >&2; exit 1; }
cat "$work"/data/rescue/*.dat > "$work/rescued"
rescued=$(wc -l < "$work/rescued")
different=$(sed 's/.*"raw":"//; s/","fields".*//' "$work/rescued" | sort -u | wc -l)
echo "case full rescue disk: sent $lines, accepted $before three seconds after it was full and $held two seconds later, rescued $rescued, missing $((lines - different)), twice $((rescued - different)), exit $status"
[ "$rescued" -eq "$lines" ] && [ "$different" -eq "$lines" ]

#!/bin/sh
# The case that started all this: a source is done in seconds, its sinks take one record at a time and
# slowly, and the stop comes at once. Every line must come out, for a business group and for an infra
# group, at the end of a batch and after SIGTERM; and when the deadline is too short, every line that is
# left must be in a rescue file.
#   scripts/case_slower_sink.sh           300 lines, 10 ms each
#   scripts/case_slower_sink.sh --full    10,000 lines, 100 ms each (about 17 minutes a case)
set -eu
cd "$(dirname "$0")/.."
. scripts/case_node.sh
lines=300
sleep_ms=10
if [ "${1:-}" = "--full" ]; then
  lines=10000
  sleep_ms=100
fi
port=${CASE_PORT:-15240}
admin=${CASE_ADMIN:-15241}
work=build/case_slower_sink
half=$((lines / 2))
enough=$((half * sleep_ms / 1000 + 60))
failed=0

rm -rf "$work"
mkdir -p "$work/rules"
cp conf/rules/nginx.wpl "$work/rules/"
scripts/spillway gen "$work/parsed.log" --kind nginx --count "$half" > /dev/null
scripts/spillway gen "$work/missed.log" --kind rfc3164 --count "$half" > /dev/null
cat "$work/parsed.log" "$work/missed.log" > "$work/in.log"

# configure SOURCE DRAIN_TIMEOUT
configure() {
  cat > "$work/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
$2
sources { in { $1 } }
groups { web { rules = ["/nginx/*"], sinks { web-slow { type = blackhole, sleep-ms = $sleep_ms } } } }
infra { miss { sinks { miss-slow { type = blackhole, sleep-ms = $sleep_ms } } } }
CONF
}

# count RECEIPT SINK WORD
count() { sed -n "s/.*\"sink\":\"$2\",[^}]*\"$3\":\([0-9]*\).*/\1/p" "$1"; }

# verdict NAME STATUS WANTED_STATUS RECEIPT
verdict() {
  web=$(count "$4" web-slow delivered)
  miss=$(count "$4" miss-slow delivered)
  web_left=$(count "$4" web-slow rescued)
  miss_left=$(count "$4" miss-slow rescued)
  result=ok
  [ "$2" = "$3" ] || result=FAILED
  [ "$((web + web_left))" = "$half" ] || result=FAILED
  [ "$((miss + miss_left))" = "$half" ] || result=FAILED
  if [ "$3" = 0 ]; then
    [ "$((web_left + miss_left))" = 0 ] || result=FAILED
  else
    [ "$((web_left + miss_left))" -gt 0 ] || result=FAILED
    in_files=$(cat "$work"/data/rescue/*.dat | wc -l)
    [ "$((web_left + miss_left))" = "$in_files" ] || result=FAILED
  fi
  [ "$result" = ok ] || failed=1
  seconds=$(sed -n 's/.*"drain_seconds":\([0-9.]*\).*/\1/p' "$4")
  printf 'case slower sink, %s: web %s of %s, miss %s of %s, rescued %s, drained in %s s, exit %s: %s\n' \
    "$1" "$web" "$half" "$miss" "$half" "$((web_left + miss_left))" "$seconds" "$2" "$result"
}

configure "type = file, paths = [\"in.log\"]" ""
status=0
scripts/spillway batch --json --config "$work" > "$work/batch.json" 2> "$work/batch.log" || status=$?
verdict "batch" "$status" 0 "$work/batch.json"

# stop NAME WANTED_STATUS DRAIN_TIMEOUT
stop() {
  configure "type = tcp, port = $port, framing = newline" "drain-timeout = $3"
  scripts/spillway run --json --config "$work" > "$work/$1.json" 2> "$work/$1.log" &
  node=$!
  trap 'kill -KILL "$node" 2>/dev/null || true' EXIT
  await_ready "$node" "$work/$1.log"
  scripts/spillway gen "tcp://127.0.0.1:$port" --samples "$work/in.log" --count "$lines" > /dev/null
  kill -TERM "$node"
  status=0
  wait "$node" || status=$?
  trap - EXIT
  verdict "$1" "$status" "$2" "$work/$1.json"
}

stop "run" 0 "${enough}s"
grep -q 'start sink drain' "$work/run.log" || { echo "no 'start sink drain' in the log"; failed=1; }
grep -q 'pending_left=' "$work/run.log" || { echo "no 'pending_left=' in the log"; failed=1; }
stop "run-too-short" 10 "1s"
exit "$failed"

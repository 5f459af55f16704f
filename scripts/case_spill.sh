#!/bin/sh
# What a sink that spills into rescue files costs a healthy sink of the same source: 50,000 lines/s into
# a file sink, alone and beside a sink that is down (`when-full = rescue`), in turn, twice. Prints for
# each the records/s that the healthy sink delivered, what the other left in rescue files, and the
# node's CPU seconds. Fails if spilling slows the healthy sink by more than 10 %, or a record is missing.
#   scripts/case_spill.sh    10 s each; LINE_CNT and RATE say other numbers (RATE=0: as fast as taken)
set -eu
cd "$(dirname "$0")/.."
. scripts/case_node.sh
lines=${LINE_CNT:-500000}
rate=${RATE:-50000}
port=${CASE_PORT:-15256}
admin=${CASE_ADMIN:-15257}
work=build/case_spill
said=build/case_spill.txt
command -v python3 > /dev/null || { echo "case_spill: needs python3" >&2; exit 69; }
node=
trap '[ -z "$node" ] || kill -KILL "$node" 2>/dev/null || true' EXIT

# case name, sinks beside the healthy one
run() {
  rm -rf "$work"
  mkdir -p "$work"
  cat > "$work/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
rules = []
sources { net { type = tcp, rules = [], port = $port, framing = newline } }
groups { all { rules = ["/raw"], sinks { healthy { type = file, path = "out/healthy.log", encoder = raw }, $2 } } }
CONF
  scripts/spillway run --json --config "$work" > "$work/receipt.json" 2> "$work/node.log" &
  node=$!
  await_ready "$node" "$work/node.log"
  limit=
  [ "$rate" -eq 0 ] || limit="--rate $rate"
  # shellcheck disable=SC2086 # the limit is words
  scripts/spillway gen "tcp://127.0.0.1:$port" --count "$lines" $limit > "$work/gen.log" 2>&1 &
  gen=$!
  python3 - "$node" "$admin" "$lines" "$1" "$said" <<'PY'
import json, os, sys, time, urllib.request
node, admin, lines = map(int, sys.argv[1:4])

def healthy():
    ledger = json.load(urllib.request.urlopen("http://127.0.0.1:%d/api/ledger" % admin))
    sinks = {sink["sink"]: sink for sink in ledger["sinks"]}
    return sinks["healthy"]["delivered"], sinks.get("down", {}).get("rescued", 0)

def cpu():
    fields = open("/proc/%d/stat" % node).read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

until = time.monotonic() + 300
while healthy()[0] == 0 and time.monotonic() < until:
    time.sleep(0.01)
begun, first, used = time.monotonic(), healthy()[0], cpu()
while healthy()[0] < lines and time.monotonic() < until:
    time.sleep(0.02)
seconds = time.monotonic() - begun
delivered, rescued = healthy()
line = ("%s: healthy delivered %d, %.0f records/s; the other rescued %d by then; %.2f CPU s"
      % (sys.argv[4], delivered, (delivered - first) / seconds, rescued, cpu() - used))
print(line, flush=True)
open(sys.argv[5], "a").write(line + "\n")
sys.exit(delivered != lines)
PY
  wait "$gen"
  kill -TERM "$node"
  wait "$node" || [ $? -eq 10 ]
  node=
  kept=$(find "$work/data/rescue" -name 'down-*.dat' -exec cat {} + 2> /dev/null | wc -l)
  [ "$2" = "" ] || [ "$kept" -eq "$lines" ] || { echo "case_spill: $kept of $lines lines in rescue files" >&2; exit 1; }
}

mkdir -p build
rm -f "$said"
down='down { type = test_rescue, path = "out/down.log", encoder = raw, down = 1h, start = down, when-full = rescue }'
for turn in 1 2; do
  run "alone $turn" ""
  run "beside a sink that spills $turn" "$down"
done
awk '
  { for (i = 1; i <= NF; i++) if ($i ~ /^records\/s/) { if ($1 == "alone") alone += $(i - 1); else beside += $(i - 1) } }
  END {
    printf "case spill: alone %.0f, beside a sink that spills %.0f records/s (%.1f %%): %s\n",
      alone / 2, beside / 2, 100 * beside / alone, (beside < 0.9 * alone ? "FAILED" : "ok")
    exit (beside < 0.9 * alone)
  }' "$said"

#!/bin/sh
# What a speed limit of a replay costs and holds: rescues lines, then replays the same files into a
# file sink with --speed-limit 10 (for ten seconds), 1000000, and without one. Prints records/s, CPU
# seconds and bytes read and written of the node during each. Fails if 10 is missed by more than 5 %
# or 1000000 is exceeded.
#   scripts/case_replay_speed.sh    200,000 lines; LINE_CNT says another number
set -eu
cd "$(dirname "$0")/.."
. scripts/case_node.sh
lines=${LINE_CNT:-200000}
port=${CASE_PORT:-15262}
admin=${CASE_ADMIN:-15263}
work=build/case_replay_speed
command -v python3 > /dev/null || { echo "case_replay_speed: needs python3" >&2; exit 69; }

rm -rf "$work"
mkdir -p "$work"
cat > "$work/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
rules = []
sources { net { type = tcp, rules = [], port = $port, framing = newline } }
groups { all { rules = ["/raw"], sinks { out {
  type = test_rescue, path = "out/out.log", encoder = raw, up = 1h, down = 1h, max-attempts = 1
} } } }
CONF
node=
trap '[ -z "$node" ] || kill -KILL "$node" 2>/dev/null || true' EXIT

start() {
  TEST_RESCUE_START=$1 scripts/spillway run --json --config "$work" > "$work/receipt.json" 2> "$work/node.log" &
  node=$!
  await_ready "$node" "$work/node.log"
}

stop() {
  kill -TERM "$node"
  wait "$node" || [ $? -eq 10 ]
  node=
}

start down
python3 - "$port" "$admin" "$lines" <<'PY'
import json, socket, sys, time, urllib.request
port, admin, lines = map(int, sys.argv[1:4])
with socket.create_connection(("127.0.0.1", port)) as peer:
    text = b"".join(b"line %09d " % i + b"abcdefghij" * 8 + b"\n" for i in range(lines))
    peer.sendall(text)
for _ in range(600):
    ledger = json.load(urllib.request.urlopen("http://127.0.0.1:%d/api/ledger" % admin))
    if any(s["store"] == "rescue" and s["held"] >= lines for s in ledger["rescue"]):
        break
    time.sleep(0.1)
PY
stop
cp -r "$work/data/rescue" "$work/kept"

failed=0
for limit in 10 1000000 0; do
  rm -rf "$work/data/rescue" "$work/out"
  cp -r "$work/kept" "$work/data/rescue"
  start up
  python3 - "$node" "$admin" "$limit" "$lines" <<'PY' || failed=1
import json, os, sys, time, urllib.error, urllib.request
node, admin, limit, lines = map(int, sys.argv[1:5])
base = "http://127.0.0.1:%d/api/replay" % admin

def use():
    fields = open("/proc/%d/stat" % node).read().rsplit(")", 1)[1].split()
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    io = dict(line.split(": ") for line in open("/proc/%d/io" % node).read().splitlines())
    return cpu, int(io["rchar"]), int(io["wchar"])

def ask(method, path=""):
    return json.load(urllib.request.urlopen(urllib.request.Request(base + path, method=method)))

for _ in range(100):
    try:
        before, begun = use(), time.monotonic()
        ask("POST", "?speed_limit=%d" % limit)
        break
    except urllib.error.HTTPError: # still being counted
        time.sleep(0.1)
while True:
    replay = ask("GET")
    seconds = time.monotonic() - begun
    if replay["state"] not in ("running", "waiting") or (limit == 10 and seconds >= 10):
        break
    time.sleep(0.02)
cpu, read, written = (b - a for a, b in zip(before, use()))
rate = replay["replayed"] / seconds
print("limit %s: %d records in %.2f s, %.1f records/s, %.2f CPU s, %d bytes read, %d written"
      % (limit or "none", replay["replayed"], seconds, rate, cpu, read, written), flush=True)
sys.exit(1 if limit == 10 and abs(rate - 10) > 0.5 or limit and rate > 1.02 * limit else 0)
PY
  stop
done
exit "$failed"

#!/bin/sh
# What rescue and replay take: sends a million lines to a node whose sink is down, so that all go to
# rescue files, then replays them into a file sink. Prints records/s, CPU seconds, the largest heap
# after a collection and the largest resident size of both, at -Xmx256m. Fails if fewer than 200,000
# records/s are written or 150,000 replayed, if the heap grows past 192 MiB, if a line is missing,
# or if a rescue file is left.
#   scripts/case_rescue_million.sh    LINE_CNT, WRITE_MIN and REPLAY_MIN say other numbers
set -eu
cd "$(dirname "$0")/.."
. scripts/case_node.sh
lines=${LINE_CNT:-1000000}
write_min=${WRITE_MIN:-200000}
replay_min=${REPLAY_MIN:-150000}
heap_max=${HEAP_MAX:-192}
port=${CASE_PORT:-15248}
admin=${CASE_ADMIN:-15249}
work=build/case_rescue_million
command -v python3 > /dev/null || { echo "case_rescue_million: needs python3" >&2; exit 69; }

rm -rf "$work"
mkdir -p "$work"
configure() {
  cat > "$work/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
rules = []
sources { net { type = tcp, rules = [], port = $port, framing = newline } }
groups { all { rules = ["/raw"], sinks { out { $1, path = "out/out.log", encoder = raw } } } }
CONF
}
node=
trap '[ -z "$node" ] || kill -KILL "$node" 2>/dev/null || true' EXIT

start() {
  SPILLWAY_JAVA_OPTS="-Xmx256m -Xlog:gc:file=$work/$1.gc" TEST_RESCUE_START=down \
    scripts/spillway run --json --config "$work" > "$work/receipt.json" 2> "$work/$1.log" &
  node=$!
  await_ready "$node" "$work/$1.log"
}

stop() {
  kill -TERM "$node"
  wait "$node" || [ $? -eq 10 ]
  node=
}

cat > "$work/look.py" <<'PY'
import json, os, re, sys, threading, time, urllib.request

class Look:
    """A node's CPU seconds, heap and size, while something lasts."""

    def __init__(self, node, admin, log):
        self.node, self.base, self.log = node, "http://127.0.0.1:%d" % admin, log
        self.rss, self.over = 0, threading.Event()
        self.cpu, self.begun = self.seconds(), time.monotonic()
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        while not self.over.wait(0.2):
            with open("/proc/%d/status" % self.node) as status:
                kib = re.search(r"VmRSS:\s+(\d+)", status.read())
            self.rss = max(self.rss, int(kib.group(1)) // 1024 if kib else 0)

    def seconds(self):
        with open("/proc/%d/stat" % self.node) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, path, method="GET"):
        request = urllib.request.Request(self.base + path, method=method)
        return json.load(urllib.request.urlopen(request))

    def done(self, what, records, rate_min, heap_max):
        took = time.monotonic() - self.begun
        cpu = self.seconds() - self.cpu
        self.over.set()
        with open(self.log) as gc:
            heap = max([int(m) for m in re.findall(r"->(\d+)M\(", gc.read())], default=0)
        rate = records / took
        print("%s: %d records in %.2f s, %d records/s (%d wanted), %.2f CPU s, heap after GC up to"
              " %d MiB (%d allowed), resident up to %d MiB"
              % (what, records, took, rate, rate_min, cpu, heap, heap_max, self.rss), flush=True)
        return rate >= rate_min and heap <= heap_max
PY

failed=0
configure 'type = test_rescue, up = 1h, down = 1h, max-attempts = 1'
start write
python3 - "$work" "$node" "$port" "$admin" "$lines" "$write_min" "$heap_max" <<'PY' || failed=1
import socket, sys, time
sys.path.insert(0, sys.argv[1])
from look import Look
node, port, admin, lines, rate_min, heap_max = map(int, sys.argv[2:8])
text = b"".join(b"line %09d " % i + b"abcdefghij" * 8 + b"\n" for i in range(lines))
look = Look(node, admin, sys.argv[1] + "/write.gc")
with socket.create_connection(("127.0.0.1", port)) as peer:
    peer.sendall(text)
held = 0
for _ in range(3000):
    held = sum(s["held"] for s in look.ask("/api/ledger")["rescue"] if s["store"] == "rescue")
    if held >= lines:
        break
    time.sleep(0.02)
sys.exit(0 if look.done("rescued", held, rate_min, heap_max) and held == lines else 1)
PY
stop

configure 'type = file'
start replay
python3 - "$work" "$node" "$admin" "$lines" "$replay_min" "$heap_max" <<'PY' || failed=1
import sys, time, urllib.error
sys.path.insert(0, sys.argv[1])
from look import Look
node, admin, lines, rate_min, heap_max = map(int, sys.argv[2:7])
look = Look(node, admin, sys.argv[1] + "/replay.gc")
for _ in range(600):
    if not any(f["records"] < 0 for f in look.ask("/api/rescue")["files"]):
        break
    time.sleep(0.05) # still being counted
look.over.set()
look = Look(node, admin, sys.argv[1] + "/replay.gc")
look.ask("/api/replay", "POST")
for _ in range(3000):
    replay = look.ask("/api/replay")
    if replay["state"] not in ("running", "waiting"):
        break
    time.sleep(0.02)
good = look.done("replayed", replay["replayed"], rate_min, heap_max)
left = look.ask("/api/rescue")["files"]
print("rescue files left: %d, replay %s" % (len(left), replay["state"]), flush=True)
sys.exit(0 if good and not left and replay["replayed"] == lines else 1)
PY
stop
written=$(wc -l < "$work/out/out.log")
distinct=$(LC_ALL=C sort -u "$work/out/out.log" | wc -l)
echo "output: $written lines, $distinct of them distinct"
[ "$written" -eq "$lines" ] && [ "$distinct" -eq "$lines" ] || failed=1
exit "$failed"

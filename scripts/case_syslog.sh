#!/bin/sh
# A sender that pauses: syslog over TCP in bursts, with pauses between them longer than ten times the
# longest wait of a reader. No line may be lost, no connection closed by the node, and the ledger
# must have them all. Clears its own logs, sends, stops the node when the ledger has all, prints
# sent, received and missed.
#   scripts/case_syslog.sh          5 bursts of 2,000 lines over 3 connections, 1.2 s between them
#   scripts/case_syslog.sh --full   20 bursts of 50,000 lines over 8 connections
set -eu
cd "$(dirname "$0")/.."
. scripts/case_node.sh
bursts=5
lines=2000
connections=3
if [ "${1:-}" = "--full" ]; then
  bursts=20
  lines=50000
  connections=8
fi
pause=1.2 # batch-interval, the longest wait of a reader, is 100 ms
port=${CASE_PORT:-15244}
admin=${CASE_ADMIN:-15245}
work=build/case_syslog
command -v python3 > /dev/null || { echo "case_syslog: needs python3" >&2; exit 69; }

rm -rf "$work"
mkdir -p "$work/rules"
cat > "$work/rules/case.wpl" <<'WPL'
package /case/ { rule line { (symbol(burst=), digit:burst\s, symbol(line=), digit:line\s, chars:text\0) } }
WPL
cat > "$work/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
logging { data = debug }
sources { log { type = syslog, port = $port, header-mode = tag } }
groups { all { rules = ["/case/*"], sinks { all { type = file, path = "out/all.json" } } } }
CONF

scripts/spillway run --json --config "$work" > "$work/receipt.json" 2> "$work/node.log" &
node=$!
trap 'kill -KILL "$node" 2>/dev/null || true' EXIT
await_ready "$node" "$work/node.log"

sent=$(python3 - "$port" "$bursts" "$lines" "$connections" "$pause" <<'PY'
import socket, sys, time
port, bursts, lines, connections = map(int, sys.argv[1:5])
pause = float(sys.argv[5])
sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
sent = 0
for burst in range(bursts):
    if burst:
        time.sleep(pause)
    for number, peer in enumerate(sockets):
        text = []
        for line in range(number, lines, connections):
            message = "<%d>1 2026-01-02T03:04:05.678Z host%d app %d ID - burst=%d line=%d %s" % (
                line % 192, number, line, burst, line, "x" * (line % 200))
            # every other connection counts octets, so that both framings are there
            text.append("%d %s" % (len(message), message) if number % 2 else message + "\n")
            sent += 1
        peer.sendall("".join(text).encode())
for peer in sockets:
    peer.setblocking(False)
    try:
        if peer.recv(1) == b"":
            raise SystemExit("case_syslog: the node closed a connection")
        raise SystemExit("case_syslog: the node wrote to a sender")
    except BlockingIOError:
        pass
    peer.close()
print(sent)
PY
)

# count WORD: of the source, as the ledger has it now
count() {
  scripts/spillway ledger --json --config "$work" |
    sed -n 's/.*"source":"log",[^}]*"'"$1"'":\([0-9]*\).*/\1/p'
}
tries=0
until [ "$(count accepted)" = "$sent" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 60 ]; then
    echo "case_syslog: the ledger has $(count accepted) of $sent" >&2
    exit 1
  fi
  sleep 0.5
done
kill -TERM "$node"
status=0
wait "$node" || status=$?
trap - EXIT

received=$(wc -l < "$work/out/all.json" | tr -d ' ')
missed=$(sed -n 's/.*"source":"log",[^}]*"missed":\([0-9]*\).*/\1/p' "$work/receipt.json")
distinct=$(sed 's/.*"burst":\([0-9]*\),"line":\([0-9]*\).*/\1 \2/' "$work/out/all.json" | sort -u | wc -l | tr -d ' ')
result=ok
[ "$received" = "$sent" ] && [ "$distinct" = "$sent" ] && [ "$missed" = 0 ] && [ "$status" = 0 ] || result=FAILED
grep -q '"verdict":"delivered"' "$work/receipt.json" || result=FAILED
! grep -q 'reason=idle-timeout' "$work/node.log" || result=FAILED
echo "case syslog: sent $sent, received $received, missed $missed, exit $status: $result"
[ "$result" = ok ]

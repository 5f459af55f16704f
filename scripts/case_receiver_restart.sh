#!/bin/sh
# A receiver that dies in the middle of a stream: a node sends marked lines to rsyslog over TCP; rsyslog
# is killed twice (KILL) and once stopped in good order (TERM), and started again. Afterwards every line
# must have arrived, but for those that a killed rsyslog had read or been sent and not written; lines
# that came twice are within what the sink counts as resent.
# Needs the built node and rsyslog (scripts/bench/setup).
#   scripts/case_receiver_restart.sh [imtcp|imptcp] [newline|octet-counted] [tcp|syslog]
set -eu
cd "$(dirname "$0")/.."
. scripts/case_node.sh
input=${1:-imtcp}
framing=${2:-newline}
type=${3:-tcp}
lines=${CASE_LINES:-400000}
rate=${CASE_RATE:-50000}
port=${CASE_PORT:-15260}
admin=${CASE_ADMIN:-15261}
to=${CASE_TO:-15262}
root=${BENCH_ROOT:-build/bench}
rsyslogd=$root/rsyslog/usr/sbin/rsyslogd
modules=$(echo "$root"/rsyslog/usr/lib/*/rsyslog)
[ -x "$rsyslogd" ] || { echo "case: rsyslog is missing: run scripts/bench/setup" >&2; exit 69; }
work=build/case_receiver_restart
rm -rf "$work"
mkdir -p "$work"
here=$(pwd)/$work
counted=on # or a line that begins with a digit is taken for a length
[ "$framing" = octet-counted ] || counted=off
encoder=raw
[ "$type" = tcp ] || encoder=syslog
cat > "$work/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
drain-timeout = 20s
rules = []
sources { in { type = tcp, port = $port, framing = newline, rules = [] } }
groups { all { rules = ["/raw"], sinks { out {
  type = $type, host = "127.0.0.1", port = $to, encoder = $encoder, framing = $framing, backoff-max = 500ms
} } } }
CONF
cat > "$work/rsyslog.conf" <<CONF
global(workDirectory="$here" maxMessageSize="64k")
main_queue(queue.size="1000")
module(load="$input")
template(name="raw" type="string" string="%rawmsg%\n")
input(type="$input" address="127.0.0.1" port="$to" SupportOctetCountedFraming="$counted")
action(type="omfile" file="$here/out.log" template="raw")
CONF

start_rsyslog() {
  "$rsyslogd" -n -M "$modules" -f "$work/rsyslog.conf" -i "$here/rsyslog.pid" 2>> "$work/rsyslog.log" &
  rsyslog=$!
}
end_rsyslog() {
  kill "-$1" "$rsyslog"
  wait "$rsyslog" 2> /dev/null || :
  rm -f "$work/rsyslog.pid"
}
delivered() { scripts/spillway ledger --json --config "$work" | sed -n 's/.*"sink":"out",[^}]*"delivered":\([0-9]*\).*/\1/p'; }
until_delivered() {
  tries=0
  until [ "$(delivered)" -ge "$1" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || { echo "case: waited in vain for $1 delivered records" >&2; exit 1; }
    sleep 0.1
  done
}

start_rsyslog
scripts/spillway run --json --config "$work" > "$work/receipt.json" 2> "$work/node.log" &
node=$!
trap 'kill -KILL "$node" "$rsyslog" "${gen:-$node}" 2> /dev/null || true' EXIT
await_ready "$node" "$work/node.log"
scripts/spillway gen "tcp://127.0.0.1:$port" --kind nginx --mark --count "$lines" --rate "$rate" > "$work/gen.txt" &
gen=$!
fifth=0
for how in KILL TERM KILL; do
  fifth=$((fifth + 1))
  until_delivered $((lines / 5 * fifth))
  end_rsyslog "$how"
  sleep 0.5
  start_rsyslog
done
wait "$gen"
until_delivered "$lines"
kill -TERM "$node"
status=0
wait "$node" || status=$?
end_rsyslog TERM
trap - EXIT

resent=$(sed -n 's/.*"sink":"out",[^}]*"resent":\([0-9]*\).*/\1/p' "$work/receipt.json")
grep -o 'cid[0-9][0-9]s[0-9]*' "$work/out.log" | sort > "$work/ids"
sort -u "$work/ids" > "$work/unique"
arrived=$(wc -l < "$work/unique")
twice=$(($(wc -l < "$work/ids") - arrived))
missing=$((lines - arrived))
result=ok
[ "$status" = 0 ] || result=FAILED
[ "$twice" -le "${resent:-0}" ] || result=FAILED
# of each kill: what rsyslog had taken and not written, at most its queue and its socket
[ "$missing" -le "${CASE_MAY_MISS:-0}" ] || result=FAILED
echo "case receiver restart, $type to $input, $framing: sent $lines, arrived $arrived, missing $missing," \
  "twice $twice of resent ${resent:-?}, exit $status: $result"
[ "$result" = ok ]

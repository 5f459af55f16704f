#!/bin/sh
# Memory is bounded: full input against a sink that has stalled, in a heap of 256 MiB, over 4 and over
# 1,000 connections. Prints a heap graph per case (jstat of the JDK), checks that the node lives, that
# its ledger balances and that the receipt accounts for every record.
#   scripts/case_stalled_sink.sh           20 seconds a case
#   scripts/case_stalled_sink.sh --full    ten minutes a case
#   scripts/case_stalled_sink.sh --empty   of records without a byte, which cost most for their bytes
set -eu
cd "$(dirname "$0")/.."
. scripts/case_node.sh
seconds=20
what="--kind nginx"
work=build/case_stalled_sink
for option in "$@"; do
  case $option in
    --full) seconds=600 ;;
    --empty) what="--samples $work/empty" ;;
    *)
      echo "case_stalled_sink: unknown option $option" >&2
      exit 64
      ;;
  esac
done
port=${CASE_PORT:-15250}
admin=${CASE_ADMIN:-15251}
failed=0
rm -rf "$work"
mkdir -p "$work/rules"
cp conf/rules/nginx.wpl "$work/rules/"
awk 'BEGIN { while (n++ < 60000) print "" }' > "$work/empty"
cat > "$work/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
drain-timeout = 2s
rules = ["rules/*.wpl"]
sources { in { type = tcp, port = $port, framing = newline, max-connections = 2000 } }
groups { web { rules = ["/nginx/*"], sinks { stalled { type = blackhole, sleep-ms = 60000 } } } }
infra { miss { sinks { missed { type = blackhole, sleep-ms = 60000 } } } }
CONF

# used PID: megabytes of heap in use
used() { jstat -gc "$1" 2> /dev/null | awk 'NR == 2 { printf "%d", ($3 + $4 + $6 + $8) / 1024 }'; }

# old PID: megabytes of its old generation in use
old() { jstat -gc "$1" 2> /dev/null | awk 'NR == 2 { printf "%d", $8 / 1024 }'; }

# of_sinks TERM: records of the two sinks in the case's receipt
of_sinks() {
  sum=0
  for sink in stalled missed; do
    n=$(sed -n 's/.*"sink":"'$sink'",[^}]*"'"$1"'":\([0-9]*\).*/\1/p' "$work/$name.json")
    sum=$((sum + ${n:-0}))
  done
  echo "$sum"
}

# stalled CONNECTIONS
stalled() {
  name="stalled-$1"
  SPILLWAY_JAVA_OPTS="-Xmx256m" scripts/spillway run --json --config "$work" \
    > "$work/$name.json" 2> "$work/$name.log" &
  node=$!
  trap 'kill -KILL "$node" "${gen:-$node}" 2>/dev/null || true' EXIT
  await_ready "$node" "$work/$name.log"
  # shellcheck disable=SC2086 # an option and its value
  scripts/spillway gen "tcp://127.0.0.1:$port" $what --connections "$1" \
    --duration "${seconds}s" > "$work/$name.gen" 2>&1 &
  gen=$!
  echo "case stalled sink, $1 connections, heap in use (MB) of 256:"
  step=$((seconds / 20))
  most=0
  most_old=0
  i=0
  while [ "$i" -lt 20 ] && kill -0 "$node" 2> /dev/null; do
    sleep "$step"
    i=$((i + 1))
    heap=$(used "$node")
    heap=${heap:-0}
    [ "$heap" -le "$most" ] || most=$heap
    old=$(old "$node")
    [ "${old:-0}" -le "$most_old" ] || most_old=$old
    printf '  %4d s %4d %s\n' "$((i * step))" "$heap" \
      "$(awk -v n="$((heap / 4))" 'BEGIN { while (n-- > 0) printf "#" }')"
  done
  result=ok
  scripts/spillway ledger --config "$work" > "$work/$name.ledger" || result=FAILED
  grep -q ': balanced' "$work/$name.ledger" || result=FAILED
  kill -TERM "$node" 2> /dev/null || result=FAILED
  status=0
  wait "$node" || status=$?
  kill "$gen" 2> /dev/null || true
  wait "$gen" 2> /dev/null || true
  trap - EXIT
  [ "$status" = 10 ] || result=FAILED
  ! grep -q OutOfMemoryError "$work/$name.log" || result=FAILED
  accepted=$(sed -n 's/.*"source":"in",[^}]*"accepted":\([0-9]*\).*/\1/p' "$work/$name.json")
  left=$(of_sinks rescued)
  done=$(of_sinks delivered)
  [ "${accepted:-0}" -gt 0 ] || result=FAILED
  [ "$((done + left))" = "${accepted:-0}" ] || result=FAILED
  [ "$result" = ok ] || failed=1
  echo "case stalled sink, $1 connections, $seconds s: heap at most $most MB, accepted $accepted =" \
    "delivered $done + rescued $left, old generation at most $most_old MB, exit $status: $result"
}

stalled 4
stalled 1000
exit "$failed"

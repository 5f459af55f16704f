#!/bin/sh
# A program logs without a pause while the real logrotate rotates its file, by rename and by
# copy-truncate, plain and compressed, and the node is killed once in the middle and started again.
# Every line that stands in the files must be delivered, and twice only what the kill left unsettled.
# What a copy-truncate itself drops, between its copy and its truncation, is in no file; it is counted.
#   scripts/case_logrotate.sh           10,000 lines/s for 10 s a case
#   scripts/case_logrotate.sh --full    50,000 lines/s for 60 s a case
# Names of cases (rename, rename-compress, copytruncate, copytruncate-compress) run only these.
# Needs logrotate: on the path, or as LOGROTATE, or from Debian's package by apt-get.
set -eu
cd "$(dirname "$0")/.."
rate=10000
seconds=10
every=2
if [ "${1:-}" = "--full" ]; then
  rate=50000
  seconds=60
  every=5
  shift
fi
only=" $* "
admin=${CASE_ADMIN:-15250}
work=$PWD/build/case_logrotate
failed=0
node=
writer=
rm -rf "$work"
mkdir -p "$work"

logrotate=${LOGROTATE:-$(command -v logrotate || echo /usr/sbin/logrotate)}
if [ ! -x "$logrotate" ]; then
  echo "unpacking logrotate from Debian's package"
  (
    mkdir -p "$work/package"
    cd "$work/package"
    apt-get -q download logrotate libpopt0 > download.log 2>&1
    for package in *.deb; do dpkg -x "$package" .; done
  ) || { echo "no logrotate, and none from apt-get; set LOGROTATE" >&2; exit 1; }
  logrotate=$work/package/usr/sbin/logrotate
  LD_LIBRARY_PATH=$(dirname "$(find "$work/package" -name 'libpopt.so.0')")
  export LD_LIBRARY_PATH
fi

stop_all() {
  [ -z "$writer" ] || kill "$writer" 2> /dev/null || true
  [ -z "$node" ] || kill -KILL "$node" 2> /dev/null || true
}
trap stop_all EXIT

start_node() {
  scripts/spillway run --json --config "$case" > "$case/receipt.json" 2>> "$case/node.log" &
  node=$!
  tries=0
  until scripts/spillway status --config "$case" > /dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ] || ! kill -0 "$node" 2> /dev/null; then
      cat "$case/node.log" >&2
      exit 1
    fi
    sleep 0.2
  done
}

behind() { scripts/spillway status --json --config "$case" | sed -n 's/.*"behind_bytes":\([0-9]*\).*/\1/p'; }

marks() { LC_ALL=C grep -aoh 'cid[0-9][0-9]s[0-9]*' || true; }

# rotating NAME LINES_OF_LOGROTATE
rotating() {
  [ "$only" = "  " ] || [ "${only#* "$1" }" != "$only" ] || return 0
  case=$work/$1
  mkdir -p "$case/logs-in"
  printf '%s {\n  rotate 1000\n  %s\n}\n' "$case/logs-in/app.log" "$2" > "$case/rotate.conf"
  cat > "$case/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
rules = []
sources { app { type = file, mode = follow, paths = ["logs-in/app.log*"], rules = [] } }
groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.log", encoder = raw } } } }
CONF
  start_node
  scripts/spillway gen "$case/logs-in/app.log" --kind nginx --mark --rate "$rate" \
    --duration "${seconds}s" > "$case/gen.txt" 2>&1 &
  writer=$!
  sleep "$every"
  rotations=0
  killed=0
  while kill -0 "$writer" 2> /dev/null; do
    if [ -s "$case/logs-in/app.log" ]; then
      "$logrotate" --force --state "$case/rotate.state" "$case/rotate.conf" >> "$case/rotate.log" 2>&1
      rotations=$((rotations + 1))
    fi
    if [ "$killed" = 0 ] && [ "$rotations" -ge 2 ]; then
      killed=1
      kill -KILL "$node"
      wait "$node" 2> /dev/null || true
      "$logrotate" --force --state "$case/rotate.state" "$case/rotate.conf" >> "$case/rotate.log" 2>&1
      rotations=$((rotations + 1))
      start_node
    fi
    sleep "$every"
  done
  wait "$writer" || failed=1
  writer=
  tries=0
  quiet=0
  while [ "$quiet" -lt 5 ] && [ "$tries" -lt 300 ]; do
    tries=$((tries + 1))
    if [ "$(behind)" = 0 ]; then quiet=$((quiet + 1)); else quiet=0; fi
    sleep 0.5
  done
  kill -TERM "$node"
  status=0
  wait "$node" || status=$?
  node=
  verdict "$1"
}

# Compares what stands in the files with what was delivered.
verdict() {
  zcat -f "$case"/logs-in/* | marks | LC_ALL=C sort -u > "$case/kept"
  marks < "$case/out/all.log" | LC_ALL=C sort > "$case/delivered"
  LC_ALL=C uniq "$case/delivered" > "$case/distinct"
  written=$(sed -n 's/^sent \([0-9,]*\) lines.*/\1/p' "$case/gen.txt" | tr -d ,)
  kept=$(wc -l < "$case/kept")
  delivered=$(wc -l < "$case/distinct")
  missing=$(LC_ALL=C comm -23 "$case/kept" "$case/distinct" | wc -l)
  twice=$(LC_ALL=C uniq -d "$case/delivered" | wc -l)
  result=ok
  [ "$missing" = 0 ] && [ "$kept" -gt 0 ] && [ "$status" = 0 ] && [ "$killed" = 1 ] || result=FAILED
  [ "$twice" -le $((rate * 3)) ] || result=FAILED
  [ "$result" = ok ] || failed=1
  printf 'case logrotate, %s: rotated %s times, written %s, in the files %s, delivered %s, missing %s, twice %s (kill -9), exit %s: %s\n' \
    "$1" "$rotations" "$written" "$kept" "$delivered" "$missing" "$twice" "$status" "$result"
}

rotating rename "create"
rotating rename-compress "create
  compress
  delaycompress"
rotating copytruncate "copytruncate"
rotating copytruncate-compress "copytruncate
  compress
  delaycompress"
exit "$failed"

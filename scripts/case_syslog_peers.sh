#!/bin/sh
# Syslog from those who send it: rsyslog (omfwd over TCP with both framings, over TLS and over UDP;
# idle connections close, it opens several), syslog-ng (RFC 5424 with octets counted, RFC 3164 over UDP)
# and logger (util-linux). Each sends numbered messages; none may be missing or come twice, nor may
# a header be unreadable. Needs root and apt: gets the Debian packages itself into build/peers, each
# unpacked, none installed.
#   scripts/case_syslog_peers.sh [MESSAGES]     each peer sends so many (default 20,000; logger 200)
set -eu
cd "$(dirname "$0")/.."
. scripts/case_node.sh
count=${1:-20000}
port=${CASE_PORT:-15246}
udp=${CASE_UDP:-15247}
admin=${CASE_ADMIN:-15248}
tls=${CASE_TLS:-15249}
root=build/peers
work=build/case_syslog_peers
fail() { echo "case_syslog_peers: $*" >&2; exit 1; }
command -v apt-get > /dev/null || fail "needs apt-get (Debian or Ubuntu)"
command -v openssl > /dev/null || fail "needs openssl"
command -v logger > /dev/null || fail "needs logger (util-linux)"

# unpack PACKAGE...: into $root/PACKAGE's first name, once
unpack() {
  to=$root/$1
  [ -e "$to/.whole" ] && return
  rm -rf "$to" && mkdir -p "$to"
  (cd "$to" && apt-get download -qq "$@") || fail "can't download $*: apt-get update first?"
  for deb in "$to"/*.deb; do dpkg -x "$deb" "$to"; done
  touch "$to/.whole"
}
unpack rsyslog libestr0 libfastjson4 liblognorm5
unpack rsyslog-gnutls libgnutls30
unpack syslog-ng-core libivykis0 libnet1 libwrap0 libjson-c5

# of PACKAGE: where its libraries are
libs() { find "$PWD/$root/$1" -name '*.so*' -printf '%h\n' | sort -u | tr '\n' ':'; }

rm -rf "$work"
mkdir -p "$work"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2> /dev/null || fail "can't make a certificate"
cat > "$work/spillway.conf" <<CONF
node { name = peers }
admin { port = $admin }
rules = []
sources {
  tcp { type = syslog, port = $port, rules = [], header-mode = tag }
  tls {
    type = syslog, protocol = tls, port = $tls, rules = [], header-mode = tag
    tls { certificate = cert.pem, key = key.pem }
  }
  udp { type = syslog, protocol = udp, port = $udp, rules = [], header-mode = tag }
}
groups { all { rules = ["/raw"], sinks { all { type = file, path = "out/all.json" } } } }
CONF
scripts/spillway run --json --config "$work" > "$work/receipt.json" 2> "$work/node.log" &
node=$!
peers=
# shellcheck disable=SC2086,SC2317 # process ids are words; called by the trap
stop() { kill $peers "$node" 2> /dev/null || true; }
trap stop EXIT
await_ready "$node" "$work/node.log"

# accepted SOURCE: as the ledger has it now
accepted() {
  scripts/spillway ledger --json --config "$work" |
    sed -n 's/.*"source":"'"$1"'",[^}]*"accepted":\([0-9]*\).*/\1/p'
}
# await SOURCE WANTED
await() {
  tries=0
  until [ "$(accepted "$1")" -ge "$2" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 60 ] || fail "source $1 has $(accepted "$1") of $2"
    sleep 0.5
  done
}

# rsyslog reads a file of lines and forwards them: tag, action's parameters
rsyslog() {
  tag=$1
  shift
  mkdir -p "$work/$tag"
  seq -f "$tag=%.0f rest of the message" 1 "$count" > "$work/$tag/in.log"
  cat > "$work/$tag/rsyslog.conf" <<CONF
global(workDirectory="$PWD/$work/$tag" maxMessageSize="16k" net.enableDNS="off"
       defaultNetstreamDriverCAFile="$PWD/$work/cert.pem")
module(load="imfile")
input(type="imfile" File="$PWD/$work/$tag/in.log" Tag="$tag:")
action(type="omfwd" target="127.0.0.1" $* action.resumeRetryCount="-1" queue.type="LinkedList"
       queue.workerThreads="4" queue.workerThreadMinimumMessages="100" queue.timeoutWorkerthreadShutdown="1000"
       queue.timeoutEnqueue="60000") # by default it drops what waits for 2 s
CONF
  usr=$PWD/$root/rsyslog/usr
  LD_LIBRARY_PATH=$(libs rsyslog)$(libs rsyslog-gnutls) "$usr/sbin/rsyslogd" -n -f "$work/$tag/rsyslog.conf" -i "$PWD/$work/$tag/pid" \
    -M "$(dirname "$(find "$usr/lib" -name imfile.so)"):$(dirname "$(find "$PWD/$root/rsyslog-gnutls/usr/lib" -name lmnsd_gtls.so)")" > "$work/$tag/log" 2>&1 &
  peers="$peers $!"
}
rsyslog rsyslog_lines "port=\"$port\" protocol=\"tcp\" TCP_Framing=\"traditional\" template=\"RSYSLOG_SyslogProtocol23Format\""
rsyslog rsyslog_octets "port=\"$port\" protocol=\"tcp\" TCP_Framing=\"octet-counted\" template=\"RSYSLOG_ForwardFormat\""
rsyslog rsyslog_tls "port=\"$tls\" protocol=\"tcp\" TCP_Framing=\"octet-counted\" template=\"RSYSLOG_SyslogProtocol23Format\"
       StreamDriver=\"gtls\" StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/certvalid\""
await tcp $((2 * count))
await tls "$count"
# the workers are idle now, and their connections close; then they send again
seq -f "rsyslog_lines=%.0f rest of the message" $((count + 1)) $((count + 100)) > "$work/more"
sleep 2
cat "$work/more" >> "$work/rsyslog_lines/in.log"
sed 's/^rsyslog_lines/rsyslog_tls/' "$work/more" >> "$work/rsyslog_tls/in.log"
await tcp $((2 * count + 100))
await tls $((count + 100))
# while it is still there: every connection over TLS that ended was closed, none broke off
grep -q 'closed during .* reason=.* source=tls' "$work/node.log" || fail "no idle TLS connection was closed"
broken=$(grep 'closed during .* source=tls' "$work/node.log" | grep -vc 'reason=peer-closed' || true)
[ "$broken" = 0 ] || fail "$broken TLS connections did not end as a close"
rsyslog rsyslog_udp "port=\"$udp\" protocol=\"udp\" template=\"RSYSLOG_TraditionalForwardFormat\""
await udp "$count"

mkdir -p "$work/syslog_ng"
seq -f "<13>Nov  4 09:08:07 box syslog_ng[1]: syslog_ng=%.0f rest of the message" 1 "$count" > "$work/syslog_ng/in.log"
cat > "$work/syslog_ng/syslog-ng.conf" <<CONF
@version: 3.38
source in { file("$PWD/$work/syslog_ng/in.log" follow-freq(0.1)); };
destination tcp { syslog("127.0.0.1" transport("tcp") port($port)); };
log { source(in); destination(tcp); };
CONF
usr=$PWD/$root/syslog-ng-core/usr
LD_LIBRARY_PATH=$(libs syslog-ng-core) "$usr/sbin/syslog-ng" --foreground --no-caps -f "$work/syslog_ng/syslog-ng.conf" \
  --persist-file="$work/syslog_ng/persist" --pidfile="$work/syslog_ng/pid" --control="$work/syslog_ng/ctl" \
  --module-path="$(dirname "$(find "$usr/lib" -name libaffile.so)")" > "$work/syslog_ng/log" 2>&1 &
peers="$peers $!"
await tcp $((3 * count + 100))

i=1
while [ "$i" -le 200 ]; do
  logger --server 127.0.0.1 --tcp --port "$port" --tag case "logger_tcp=$i rest of the message"
  logger --server 127.0.0.1 --udp --port "$udp" --rfc3164 --tag case "logger_udp=$i rest of the message"
  i=$((i + 1))
done
await tcp $((3 * count + 300))
await udp $((count + 200))

# shellcheck disable=SC2086 # process ids are words
kill $peers
peers=
kill -TERM "$node"
status=0
wait "$node" || status=$?
trap - EXIT
result=ok
[ "$status" = 0 ] || result=FAILED
grep -q '"strip_fallback"' "$work/receipt.json" && { result=FAILED; echo "some headers were unreadable"; }
# of NAME WANTED
of() {
  came=$(grep -c "\"raw\":\"$1=" "$work/out/all.json" || true)
  distinct=$(grep -o "\"raw\":\"$1=[0-9]*" "$work/out/all.json" | sort -u | wc -l | tr -d ' ')
  [ "$came" = "$2" ] && [ "$distinct" = "$2" ] || result=FAILED
  echo "case syslog peers: $1 sent $2, received $came, distinct $distinct"
}
of rsyslog_lines $((count + 100))
of rsyslog_octets "$count"
of rsyslog_tls $((count + 100))
of rsyslog_udp "$count"
of syslog_ng "$count"
of logger_tcp 200
of logger_udp 200
echo "case syslog peers: connections $(sed -n 's/.*"source":"tcp","connections":\([0-9]*\).*/\1/p' "$work/receipt.json"), exit $status: $result"
[ "$result" = ok ]

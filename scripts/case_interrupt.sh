#!/bin/sh
# A sink that comes and goes while records arrive: generated lines through a test_rescue sink that
# works for two seconds and fails for two. What it would not take is in rescue files at the end;
# prints them and a summary. case_recovery.sh brings them back.
#   scripts/case_interrupt.sh       10,000 lines in 5 s; LINE_CNT and STAT_SEC say other numbers
# Works in build/case_rescue: data/in_dat/gen.dat, data/out_dat/benchmark.dat, data/rescue. Keeps
# logs and validate --json (with all counts) in build/case_rescue/kept/interrupt, also when it fails.
set -eu
cd "$(dirname "$0")/.."
lines=${LINE_CNT:-10000}
stat=${STAT_SEC:-1}
admin=${CASE_ADMIN:-15248}
work=build/case_rescue
kept=$work/kept/interrupt
input=$work/data/in_dat/gen.dat
output=$work/data/out_dat/benchmark.dat
case $lines in '' | *[!0-9]* | 0*) echo "case_interrupt: LINE_CNT=$lines is no number of lines" >&2; exit 64 ;; esac

keep() {
  status=$?
  cp -R "$work/logs" "$kept/" 2> /dev/null || echo "there are no logs" > "$kept/no-logs.txt"
  [ "$status" -eq 0 ] || tail -n 20 "$kept/node.log" >&2 || :
  echo "case interrupt: logs and validate.json are in $kept"
  exit "$status"
}
fail() {
  echo "case interrupt: FAILED: $*" >&2
  exit 1
}

if [ ! -f app/target/spillway.jar ]; then
  if command -v mvn > /dev/null 2>&1; then mvn=mvn; else mvn=./mvnw; fi
  "$mvn" -B -ntp -q -DskipTests package
fi

rm -rf "$work"
mkdir -p "$work/rules" "$work/data/in_dat" "$kept"
trap keep EXIT
cp conf/rules/nginx.wpl "$work/rules/"
# Five seconds of input are never all within two seconds of one kind.
rate=$(((lines + 4) / 5))
cat > "$work/spillway.conf" <<CONF
node { name = case }
admin { port = $admin }
sources { gen { type = file, paths = ["data/in_dat/gen.dat"], rate-limit = $rate, chunk-bytes = 16 KiB } }
groups { benchmark {
  rules = ["/nginx/*"]
  expect { basis = total-input, mode = error }
  sinks { benchmark_file_sink {
    type = test_rescue, path = "data/out_dat/benchmark.dat", encoder = raw, expect { ratio = 1 }
    max-attempts = 2, backoff-base = 50ms, backoff-max = 100ms, probe-interval = 200ms
  } }
} }
infra { miss { sinks { miss { expect { max = 0.01 } } } } }
CONF

scripts/spillway gen "$input" --kind nginx --count "$lines"
status=0
scripts/spillway batch --stat "$stat" --config "$work" > "$kept/node.out" 2> "$kept/node.log" || status=$?
scripts/spillway validate --json --config "$work" > "$kept/validate.json" || : # rescued records are not delivered

tail -n 8 "$kept/node.out"
ls -l "$work"/data/rescue/benchmark_file_sink-*.dat || fail "there are no rescue files"
scripts/spillway stat file --config "$work"
scripts/spillway validate sink-file -v --config "$work" || : # it says what is missing

[ "$status" -eq 10 ] || fail "the node ended with $status, not 10 (rescue files are left)"
delivered=$(wc -l < "$output" | tr -d ' ')
rescued=$(cat "$work"/data/rescue/benchmark_file_sink-*.dat | wc -l | tr -d ' ')
[ "$delivered" -gt 0 ] || fail "the sink took nothing"
[ "$rescued" -gt 0 ] || fail "nothing was rescued"
[ $((delivered + rescued)) -eq "$lines" ] || fail "delivered $delivered + rescued $rescued is not $lines"
grep -q 'reconnect sink=benchmark_file_sink' "$work/logs/spillway.log" || fail "no attempt was logged"
grep -q 'reconnect success sink=benchmark_file_sink' "$work/logs/spillway.log" || fail "no success was logged"
echo "case interrupt: lines $lines = delivered $delivered + rescued $rescued, exit $status: ok"

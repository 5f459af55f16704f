# shellcheck shell=sh
# Read by the other case scripts: waits for the node that they start.

# await_ready PID LOG: until it says that it is ready; when it ends or takes 30 s, shows the log and leaves with 1
await_ready() {
  tries=0
  until grep -qs 'is ready' "$2"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! kill -0 "$1" 2> /dev/null; then
      cat "$2" >&2
      exit 1
    fi
    sleep 0.1
  done
}

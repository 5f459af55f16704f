"""Measures Spillway beside rsyslog and syslog-ng in the same run; see --help and README.md here."""

import argparse
import json
import signal
import statistics
import sys
import time

import cases
import machine
from receivers import PEER_NAMES, ROOT, Failed, missing

PEER = {"T1": "syslogng", "T2": "rsyslog", "T3": "rsyslog", "T4": "syslogng",
        "steady-T1": "rsyslog", "steady-T2": "rsyslog", "latency": "rsyslog",
        "stop-full": "syslogng", "stop-50000": "syslogng",
        "syslog": "rsyslog", "follow": "rsyslog", "tls": "plain", "udp": "rsyslog"}
# besides the peer that figures are held against
ALSO = {"tls": ["rsyslog"]}
LINES = {"T1": 12_000_000, "T2": 8_000_000, "T3": 8_000_000, "T4": 8_000_000,
         "syslog": 8_000_000, "follow": 8_000_000, "tls": 12_000_000}
QUICK_LINES = {"T1": 4_000_000, "T2": 2_000_000, "T3": 2_000_000, "T4": 2_500_000,
               "syslog": 3_000_000, "follow": 2_000_000, "tls": 4_000_000}
# every datagram comes in its own time, so a run of so many seconds
UDP_RATE, UDP_S, QUICK_UDP_S = 300_000, 30, 10
FOREIGN_CORES = 0.35
NAMES = ["T1", "T2", "T3", "T4", "syslog", "follow", "tls", "udp", "steady", "latency", "stop"]
HELP = """cases (all of them if none is named):
  T1       TCP in, raw lines into one file
  T2       TCP in, nginx line parsed into 12 fields, JSON lines into one file
  T3       file in, parsed, JSON lines into one file
  T4       TCP in, parsed, status >= 500 into one file, the rest into another
  syslog   syslog over TCP in, RFC 5424 header parsed, its parts and the text as JSON lines into one file
  follow   T3 with followed files: one, or as many as connections
  tls      T1 through TLS, held against T1 without it
  udp      300,000 datagrams/s of 250 bytes into one file: how many are missing
  steady   CPU at 100,000 lines/s, T1 and T2
  latency  time from socket to file at 20,000 lines/s
  stop     SIGTERM under load: acknowledged lines that are missing

Each case runs Spillway and the best lossless peer in turn, and medians are shown. Environment:
BENCH_ROOT (build/bench), BENCH_PORT (16101 and the next), SPILLWAY_JAVA_OPTS (-Xmx512m), BENCH_KEEP
(keeps each run's folder). All runs are appended to BENCH_ROOT/results.jsonl. Needs 10 GB of disk.
"""


def plan(quick, wanted, connections):
    """(key, rounds, measurement of a receiver) for every case."""
    rounds = 2 if quick else 3
    lines = QUICK_LINES if quick else LINES
    for case in [c for c in NAMES if c in wanted and c in lines]:
        for count in connections if case != "T3" else connections[:1]:
            key = case if count == 4 or case == "T3" else f"{case}-{count}c"
            yield key, rounds, lambda r, case=case, count=count: cases.throughput(
                r, case, lines[case], 1 if case == "T3" else count)
    if "udp" in wanted:
        seconds = QUICK_UDP_S if quick else UDP_S
        for count in connections:
            yield "udp" if count == 4 else f"udp-{count}c", rounds, lambda r, count=count: cases.throughput(
                r, "udp", UDP_RATE * seconds, count, UDP_RATE)
    if "steady" in wanted:
        for case in ("T1", "T2"):
            yield f"steady-{case}", 1, lambda r, case=case: cases.steady(
                r, case, 100_000, 8 if quick else 40, 4 if quick else 10)
    if "latency" in wanted:
        yield "latency", 1, lambda r: cases.latency(r, 20_000, 6 if quick else 30)
    if "stop" in wanted:
        for rate in (0, 50_000):
            yield f"stop-{rate or 'full'}", 1 if quick else 10, lambda r, rate=rate: cases.stop_under_load(r, rate)


def peer_of(key):
    return PEER.get(key) or PEER[key.split("-")[0]]


def warn_of_small_buffers():
    """The case udp asks for 128 MiB, which a system may refuse silently."""
    with open("/proc/sys/net/core/rmem_max") as f:
        allowed = int(f.read())
    if allowed < 128 << 20:
        print(f"bench: net.core.rmem_max is {allowed}, so udp has less than its 128 MiB; as root:"
              " sysctl -w net.core.rmem_max=134217728", file=sys.stderr)


def measure(key, receiver, measurement, log, attempts):
    """One run, repeated as often as allowed while others use the machine."""
    for _ in range(attempts):
        try:
            result = measurement(receiver)
        except Failed as reason:
            print(f"  {key} {receiver}: FAILED: {reason}", file=sys.stderr, flush=True)
            return None
        log.write(json.dumps({"at": time.strftime("%FT%TZ", time.gmtime()), "key": key, **result}) + "\n")
        log.flush()
        shown = {k: v for k, v in result.items() if k not in ("receiver", "case", "lines", "quiet")}
        print(f"  {key} {receiver}: " + " ".join(f"{k}={v}" for k, v in shown.items()), flush=True)
        if is_quiet(result):
            break
    return result


def is_quiet(result):
    return result.get("foreign_cores", 0) < FOREIGN_CORES


def comparable(*programs):
    """Each program's undisturbed runs if every one has some, else all runs of all.

    Quiet runs of one beside disturbed runs of the other would flatter the first.
    """
    quiet = [[r for r in runs if is_quiet(r)] for runs in programs]
    return (quiet, False) if all(quiet) else (list(programs), True)


def median(runs, figure):
    return statistics.median(r[figure] for r in runs)


def most(runs, figure):
    return max(r.get(figure, 0) for r in runs)


def rate_line(key, own, peer_name, peer):
    text = f"bench: {key} {median(own, 'lines_per_s'):.0f} lines/s"
    if peer:
        text += f", {median(own, 'lines_per_s') / median(peer, 'lines_per_s'):.1f} times {peer_name}"
    text += "".join(f", {x} {most(own, x)}" for x in ("lost", "dup", "ooo"))
    return text + f", cpu {median(own, 'cpu_per_million'):.2g} s/M, rss {most(own, 'rss_mb')} MB"


def udp_line(key, own, peer_name, peer):
    text = f"bench: {key} {median(own, 'sent_per_s'):.0f} datagrams/s sent, missing {most(own, 'lost')}" \
           f", dropped by the kernel {most(own, 'kernel_dropped')}, dup {most(own, 'dup')}, ooo {most(own, 'ooo')}" \
           f", cpu {median(own, 'cpu_per_million'):.2g} s/M, rss {most(own, 'rss_mb')} MB"
    return text + (f" ({peer_name}: missing {most(peer, 'lost')}, cpu {median(peer, 'cpu_per_million'):.2g})"
                   if peer else "")


def steady_line(key, own, peer_name, peer):
    text = f"bench: {key} {median(own, 'lines_per_s'):.0f} lines/s, cpu {median(own, 'cpu_per_million'):.2g} s/M"
    if peer:
        text += f" ({peer_name} {median(peer, 'cpu_per_million'):.2g})"
    return text + f", whole run {median(own, 'whole_cpu_per_million'):.2g} s/M, lost {most(own, 'lost')}" \
                  f", dup {most(own, 'dup')}, ooo {most(own, 'ooo')}, rss {most(own, 'rss_mb')} MB"


def latency_line(key, own, peer_name, peer):
    def times(runs, prefix=""):
        return ", ".join(f"{q} {median(runs, f'{prefix}{q}_ms'):.1f} ms" for q in ("p50", "p99", "max"))
    text = f"bench: {key} {own[0]['rate']} lines/s, {times(own)} (warm: {times(own, 'warm_')})"
    return text + (f" ({peer_name}: {times(peer)})" if peer else "") + f", lost {most(own, 'lost')}"


def stop_line(key, own, peer_name, peer):
    text = f"bench: {key} {len(own)} runs, acknowledged lines missing {most(own, 'lost_acked')} at most"
    if peer:
        text += f" ({peer_name} {median(peer, 'lost_acked'):.0f})"
    return text + f", dup {most(own, 'dup')}, ooo {most(own, 'ooo')}, stopped in {median(own, 'stop_s'):.1f} s" \
                  f", exit status {sorted({r['status'] for r in own})}"


def summary(key, results):
    peer = peer_of(key)
    own = results.get((key, "spillway"), [])
    other = results.get((key, peer), [])
    line = {"steady": steady_line, "latency": latency_line, "stop": stop_line, "udp": udp_line}.get(key.split("-")[0], rate_line)
    if not own:
        return f"bench: {key} FAILED"
    programs, disturbed = comparable(own, other) if other else comparable(own)
    text = line(key, programs[0], PEER_NAMES[peer], programs[1] if other else [])
    return text + (" (disturbed)" if disturbed else "")


def table(results):
    """Markdown of the throughput cases, one row per case and receiver."""
    rows = ["| case | receiver | runs | lines/s | min-max | first 2 M lines/s | CPU s/M | first 2 M | peak RSS MB "
            "| lost | dup | ooo | misrouted |", "|" + "---|" * 13]
    for (key, receiver), runs in results.items():
        if not runs or "first_lines_per_s" not in runs[0]:
            continue
        rates = [r["lines_per_s"] // 1000 for r in runs]
        count = f"{len(runs)}, {sum(map(is_quiet, runs))} undisturbed"
        cells = [key, PEER_NAMES[receiver], count, f"{median(runs, 'lines_per_s') / 1e3:,.0f} k",
                 f"{min(rates)}-{max(rates)} k", f"{median(runs, 'first_lines_per_s') / 1e3:,.0f} k",
                 f"{median(runs, 'cpu_per_million'):.2f}", f"{median(runs, 'first_cpu_per_million'):.2f}",
                 most(runs, "rss_mb"), *(most(runs, x) for x in ("lost", "dup", "ooo", "misrouted"))]
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows) if len(rows) > 2 else ""


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run", epilog=HELP,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="fewer lines and rounds: under five minutes")
    parser.add_argument("--rounds", type=int, help="rounds of every case")
    parser.add_argument("--connections", type=int, action="append", help="4 and 1 (with --quick 4)")
    parser.add_argument("--only", choices=["spillway", "peer"], help="leave the other one out")
    arguments = parser.parse_args()
    if unknown := [c for c in arguments.cases if c not in NAMES]:
        parser.error(f"no such case: {', '.join(unknown)} (there are {', '.join(NAMES)})")
    # a stopped run still removes its folder and its receiver
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if arguments.quick:
        machine.patience_s = 3
    connections = arguments.connections or ([4] if arguments.quick else [4, 1])
    wanted = arguments.cases or NAMES
    if "udp" in wanted:
        warn_of_small_buffers()
    steps = list(plan(arguments.quick, wanted, connections))
    results = {}
    lacking = {}
    with open(ROOT + "/results.jsonl", "a") as log:
        for number in range(max(arguments.rounds or rounds for _, rounds, _ in steps)):
            for key, rounds, measurement in steps:
                if number >= (arguments.rounds or rounds):
                    continue
                for receiver in ("spillway", peer_of(key), *ALSO.get(key.split("-")[0], [])):
                    if arguments.only and (arguments.only == "peer") == (receiver == "spillway"):
                        continue
                    if receiver != "spillway" and key.startswith("stop") and number > 0:
                        continue
                    if reason := missing(receiver):
                        lacking[receiver] = reason
                        continue
                    runs = results.setdefault((key, receiver), [])
                    if result := measure(key, receiver, measurement, log, 1 if arguments.quick else 2):
                        runs.append(result)
    for reason in lacking.values():
        print("bench: " + reason, file=sys.stderr)
    print("\n" + table(results) + "\n")
    for key, _, _ in steps:
        if arguments.only != "peer":
            print(summary(key, results))
    if arguments.only == "peer":
        return 1 if lacking else 0
    return 1 if "spillway" in lacking or any(not results.get((key, "spillway")) for key, _, _ in steps) else 0


if __name__ == "__main__":
    sys.exit(main())

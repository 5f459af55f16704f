"""The measurements: each runs one receiver once and returns a dict of figures."""

import json
import os
import subprocess
import time

import machine
from receivers import PORT, ROOT, Failed, Receiver

TOOLS = ROOT + "/tools/"
KIND = {"T1": "rfc5424", "T2": "nginx", "T3": "nginx", "T4": "nginx",
        "syslog": "rfc5424", "follow": "nginx", "tls": "rfc5424", "journal": "rfc5424", "udp": "rfc5424-250"}
# read files that are there before the receiver starts
FROM_FILES = {"T3", "follow"}
# what the first line of the output must hold, so that nobody is fast by leaving things out
MEMBERS = {"syslog": {"facility", "severity", "timestamp", "host", "app", "pid", "msgid", "raw"}}
LINE_BYTES = {"rfc5424": 253, "rfc5424-250": 251, "nginx": 206}
FIRST = 2_000_000
POLL_S = 0.02
SILENCE_S = 1.5
STOP_AFTER_S = 1.5


def _tool(name, *arguments):
    return [TOOLS + name, *map(str, arguments)]


def _generator(receiver, kind, lines, connections, rate):
    command = _tool("gen", "-k", kind, "-n", lines, "-c", connections, "-p", PORT,
                    "-r", rate, "-s", receiver.state)
    if receiver.case == "tls" and receiver.name != "plain":
        command.append("-t")
    if receiver.case == "udp":
        command.append("-u")
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _check(receiver):
    command = _tool("check", "-s", receiver.state)
    for path in receiver.outputs():
        role = {"err.log": ["-e"], "ok.log": ["-n"]}.get(os.path.basename(path), [])
        command += role + [path] if role else [path]
    # getopt takes options before or after plain files
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Failed("check: " + done.stderr.strip())
    return json.loads(done.stdout)


def _input_files(receiver, lines, count):
    """Makes (once per size) and links the input, one file or several, and brings it into the page cache."""
    several = "-%d" if count > 1 else ""
    path = f"{ROOT}/input/nginx-{lines}" + (f"-{count}" if count > 1 else "")
    os.makedirs(ROOT + "/input", exist_ok=True)
    if not os.path.exists(path + ".state"):
        subprocess.run(_tool("gen", "-k", "nginx", "-n", lines, "-c", count, "-o", path + several + ".log",
                             "-s", path + ".state"), check=True, stdout=subprocess.DEVNULL)
    os.link(path + ".state", receiver.state)
    for number in range(count):
        file = path + several.replace("%d", str(number)) + ".log"
        os.link(file, receiver.input if count == 1 else f"{receiver.input}.{number}")
        with open(file, "rb", buffering=0) as f:
            while f.read(1 << 20):
                pass


def _certificate():
    """Makes, once, what TLS is spoken with."""
    folder = ROOT + "/tls"
    if os.path.exists(folder + "/cert.pem"):
        return
    os.makedirs(folder, exist_ok=True)
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-subj", "/CN=localhost", "-days", "3650", "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem"],
        capture_output=True, text=True)
    if made.returncode:
        raise Failed("openssl: " + made.stderr.strip())


def _members(receiver):
    """Looks whether the first line has all that it must have."""
    if expected := MEMBERS.get(receiver.case):
        with open(receiver.outputs()[0], errors="replace") as f:
            found = json.loads(f.readline())
        if lacking := expected - found.keys():
            raise Failed(f"the first line lacks {', '.join(sorted(lacking))}")


class _Watch:
    """Follows the output's growth: when it last grew, the CPU used by then, and the way there."""

    def __init__(self, receiver, began, cpu):
        self.receiver, self.began, self.cpu_before = receiver, began, cpu
        self.bytes, self.at, self.cpu, self.rss = 0, began, cpu, 0
        self.samples = []

    def look(self):
        now, size, cpu = time.monotonic(), self.receiver.output_bytes(), self.receiver.cpu()
        self.rss = max(self.rss, machine.peak_rss_mb(self.receiver.process.pid))
        if size != self.bytes:
            self.bytes, self.at = size, now
            self.cpu = self.cpu if cpu is None else cpu
            self.samples.append((now - self.began, size, self.cpu - self.cpu_before))

    def silent(self):
        return time.monotonic() - self.at > SILENCE_S

    def seconds(self):
        return self.at - self.began

    def when(self, share):
        """Seconds and CPU at which this share of the output was there."""
        return next((s[0], s[2]) for s in self.samples if s[1] >= share * self.bytes)


def throughput(name, case, lines, connections, rate=0):
    """From the generator's first byte (from files: the receiver's start) to the last growth of the output."""
    receiver = Receiver(name, case)
    try:
        kind = KIND[case]
        if case == "tls":
            _certificate()
        if case in FROM_FILES:
            _input_files(receiver, lines, connections)
        machine.recycle_pages(receiver.folder + "/pages", min(3072, lines * LINE_BYTES[kind] * 3 // 2 >> 20))
        quiet = machine.await_quiet()
        generator, began = None, time.monotonic()
        receiver.start()
        if case not in FROM_FILES:
            receiver.await_listening()
            time.sleep(0.3)
        before, own, busy = receiver.cpu() or 0.0, time.process_time(), machine.busy_seconds()
        if case in FROM_FILES:
            before = 0.0
        else:
            began = time.monotonic()
            generator = _generator(receiver, kind, lines, connections, rate)
        watch = _Watch(receiver, began, before)
        while True:
            time.sleep(POLL_S)
            watch.look()
            sent = generator is None or generator.poll() is not None
            if not receiver.running() or (sent and watch.silent() and (watch.bytes or time.monotonic() - began > 60)):
                break
            if time.monotonic() - began > 300:
                raise Failed("took more than 300 s")
        used = machine.busy_seconds() - busy - (time.process_time() - own)
        sender_cpu = 0.0
        if generator:
            sender = json.loads(generator.communicate()[0])
            watch.began, sender_cpu = sender["start"], sender["cpu_s"]
        stop_s, status = receiver.stop()
        late = receiver.output_bytes() - watch.bytes
        if not watch.samples:
            raise Failed("no output: " + receiver._last_words())
        counts = _check(receiver)
        _members(receiver)
        first_s, first_cpu = watch.when(min(1, FIRST / lines))
        lead = watch.began - began
        cpu = watch.cpu - before
        more = {}
        if case == "udp":
            more = {"sent_per_s": round(lines / sender["send_s"]), "kernel_dropped": _kernel_dropped(receiver)}
        elif case == "tls" and "cipher" in sender:
            more = {"cipher": sender["cipher"]}
        return {
            "receiver": name, "case": case, "connections": connections, "lines": lines, **more,
            "lines_per_s": round(lines / watch.seconds()),
            "first_lines_per_s": round(min(FIRST, lines) / max(first_s - lead, POLL_S)),
            "cpu_per_million": round(cpu / lines * 1e6, 3),
            "first_cpu_per_million": round(first_cpu / min(FIRST, lines) * 1e6, 3),
            "sender_cpu_per_million": round(sender_cpu / lines * 1e6, 3),
            "rss_mb": watch.rss, "lost": counts["lost"], "dup": counts["dup"], "ooo": counts["ooo"],
            "misrouted": counts["misrouted"], "unmarked": counts["unmarked"], "late_bytes": late,
            "stop_s": stop_s, "status": status, "quiet": quiet,
            "foreign_cores": round(max(0, used - cpu - sender_cpu) / (time.monotonic() - began), 2),
        }
    finally:
        receiver.close()


def _kernel_dropped(receiver):
    """As Spillway's ledger has it, None of others."""
    receipt = receiver.receipt()
    if receipt is None:
        return None
    return receipt["ledger"]["sources"][0]["reasons"].get("kernel_dropped", 0)


def steady(name, case, rate, seconds, warm):
    """CPU at a steady rate: over the whole run, and after the first `warm` seconds."""
    receiver = Receiver(name, case)
    try:
        quiet = machine.await_quiet()
        receiver.start()
        receiver.await_listening()
        time.sleep(0.3)
        before, began, rss = receiver.cpu(), time.monotonic(), 0
        lines = int(rate * seconds)
        generator = _generator(receiver, KIND[case], lines, 4, rate)
        time.sleep(max(0, began + warm - time.monotonic()))
        warm_cpu, warm_s = receiver.cpu(), time.monotonic() - began
        generator.wait()
        sender = json.loads(generator.communicate()[0])
        rss = machine.peak_rss_mb(receiver.process.pid)
        time.sleep(0.5)
        after = receiver.cpu()
        receiver.stop()
        counts = _check(receiver)
        return {
            "receiver": name, "case": "steady-" + case, "rate": rate, "lines": lines,
            "lines_per_s": round(lines / sender["send_s"]),
            "cpu_per_million": round((after - warm_cpu) / (rate * (seconds - warm_s)) * 1e6, 3),
            "whole_cpu_per_million": round((after - before) / lines * 1e6, 3),
            "rss_mb": rss, "lost": counts["lost"], "dup": counts["dup"], "ooo": counts["ooo"], "quiet": quiet,
        }
    finally:
        receiver.close()


def latency(name, rate, seconds):
    """Time from socket to file, T1's configuration, one connection."""
    receiver = Receiver(name, "T1")
    try:
        quiet = machine.await_quiet()
        receiver.start()
        receiver.await_listening()
        time.sleep(0.3)
        command = _tool("latency", "-p", PORT, "-f", receiver.out + "/out.log", "-r", rate, "-n", rate * seconds)
        done = subprocess.run(command, capture_output=True, text=True)
        if not done.stdout:
            raise Failed("latency: " + done.stderr.strip())
        figures = json.loads(done.stdout)
        return {"receiver": name, "case": "latency", "rate": rate, "rss_mb": machine.peak_rss_mb(receiver.process.pid),
                "lost": figures["sent"] - figures["received"], **figures, "quiet": quiet}
    finally:
        receiver.close()


def stop_under_load(name, rate):
    """SIGTERM after 1.5 s of a sender over 4 connections; counts acknowledged lines that are missing."""
    receiver = Receiver(name, "T1")
    try:
        receiver.start()
        receiver.await_listening()
        time.sleep(0.3)
        generator = _generator(receiver, "rfc5424", 200_000_000 if rate == 0 else rate * 60, 4, rate)
        time.sleep(STOP_AFTER_S)
        rss = machine.peak_rss_mb(receiver.process.pid)
        stop_s, status = receiver.stop()
        sender = json.loads(generator.communicate(timeout=30)[0])
        counts = _check(receiver)
        return {
            "receiver": name, "case": f"stop-{rate or 'full'}", "sent": sender["lines"],
            "written": counts["lines"], "lost_acked": counts["lost_acked"],
            "lost_unacked": counts["lost"] - counts["lost_acked"], "dup": counts["dup"], "ooo": counts["ooo"],
            "unmarked": counts["unmarked"], "stop_s": stop_s, "status": status, "rss_mb": rss,
        }
    finally:
        receiver.close()

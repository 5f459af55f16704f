"""Starts and stops one receiver (Spillway or a peer) with the configuration of one case."""

import glob
import json
import os
import shutil
import signal
import subprocess
import time

import machine

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
ROOT = os.path.abspath(os.environ.get("BENCH_ROOT", TOP + "/build/bench"))
PORT = int(os.environ.get("BENCH_PORT", "16101"))
START_S, STOP_S = 60, 120
PEER_NAMES = {"syslogng": "syslog-ng", "rsyslog": "rsyslog", "spillway": "Spillway", "plain": "plain"}
PROTOCOL = {"udp": "udp"}


class Failed(Exception):
    """A run that gave no figure, with the reason."""


def missing(name):
    """What a receiver lacks to be run, None if nothing."""
    command = {
        "spillway": TOP + "/scripts/spillway",
        "plain": TOP + "/scripts/spillway",
        "syslogng": "/usr/sbin/syslog-ng",
        "rsyslog": ROOT + "/rsyslog/usr/sbin/rsyslogd",
    }[name]
    if os.path.exists(command):
        return None
    how = "build the node" if name in ("spillway", "plain") else "run scripts/bench/setup"
    return f"{command} is missing: {how}"


class Receiver:
    """One run of one receiver in a folder of its own, which close() removes.

    "plain" is Spillway without TLS or journal, which is T1's, to be held against it with them.
    """

    def __init__(self, name, case):
        self.protocol = PROTOCOL.get(case, "tcp")
        if machine.listens(PORT, self.protocol):
            raise Failed(f"port {PORT} is in use; BENCH_PORT chooses another")
        self.name, self.case = name, case
        self.folder = f"{ROOT}/run/{name}-{case}-{os.getpid()}"
        self.out, self.work, self.conf = (f"{self.folder}/{x}" for x in ("out", "work", "conf"))
        self.input, self.state = f"{self.folder}/in.log", f"{self.folder}/state"
        shutil.rmtree(self.folder, ignore_errors=True)
        for folder in (self.out, self.work, self.conf):
            os.makedirs(folder)
        for template in glob.glob(HERE + "/conf/*"):
            self._fill_in(template)
        self.process = None

    def own(self):
        return self.name in ("spillway", "plain")

    def _fill_in(self, template):
        with open(template) as f:
            text = f.read()
        values = {"PORT": PORT, "ADMIN": PORT + 1, "OUT": self.out, "WORK": self.work,
                  "IN": self.input, "CONF": self.conf, "TLS": ROOT + "/tls"}
        for key, value in values.items():
            text = text.replace(f"@{key}@", str(value))
        with open(f"{self.conf}/{os.path.basename(template)}", "w") as f:
            f.write(text)

    def _command(self):
        conf = f"{self.conf}/{self.name}-{self.case}.conf"
        if self.name == "plain":
            conf = f"{self.conf}/spillway-T1.conf"
        if self.own():
            mode = "batch" if self.case == "T3" else "run"
            return [TOP + "/scripts/spillway", mode, "--config", conf, "--work-dir", self.work]
        if self.name == "syslogng":
            return ["/usr/sbin/syslog-ng", "-F", "-f", conf, "-R", self.work + "/persist",
                    "-p", self.work + "/pid", "-c", self.work + "/ctl", "--no-caps"]
        usr = ROOT + "/rsyslog/usr"
        return [usr + "/sbin/rsyslogd", "-n", "-f", conf, "-i", self.work + "/pid",
                "-M", glob.glob(usr + "/lib/*/rsyslog")[0]]

    def start(self):
        environment = dict(os.environ)
        if self.own():
            environment["SPILLWAY_JAVA_OPTS"] = os.environ.get("SPILLWAY_JAVA_OPTS", "-Xmx512m")
        with open(self.folder + "/log", "a") as log:
            self.process = subprocess.Popen(
                self._command(), stdout=log, stderr=subprocess.STDOUT, cwd=self.work, env=environment)

    def await_listening(self):
        end = time.monotonic() + START_S
        while not machine.listens(PORT, self.protocol):
            if self.process.poll() is not None:
                raise Failed(f"{self.name} ended with {self.process.returncode}: {self._last_words()}")
            if time.monotonic() > end:
                raise Failed(f"{self.name} does not listen after {START_S} s: {self._last_words()}")
            time.sleep(0.02)

    def _last_words(self):
        with open(self.folder + "/log", errors="replace") as f:
            return f.read()[-1500:]

    def cpu(self):
        return machine.cpu_seconds(self.process.pid)

    def running(self):
        return self.process.poll() is None

    def outputs(self):
        return sorted(f for f in glob.glob(self.out + "/*") if os.path.isfile(f))

    def receipt(self):
        """What Spillway said at its end; None of others."""
        path = self.work + "/data/receipt.json"
        if not os.path.exists(path):
            return None
        with open(path) as f:
            return json.load(f)

    def output_bytes(self):
        return sum(os.path.getsize(f) for f in self.outputs())

    def stop(self):
        """SIGTERM, then the seconds it took and the exit status; a receiver that hangs is killed."""
        began = time.monotonic()
        if self.running():
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        return round(time.monotonic() - began, 2), self.process.returncode

    def close(self):
        if self.process and self.running():
            self.process.kill()
            self.process.wait()
        if not os.environ.get("BENCH_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)

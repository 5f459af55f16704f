"""The node under test: its configuration, starting, killing and asking it."""

import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.error
import urllib.request

LAUNCHER = pathlib.Path(__file__).resolve().parent.parent / "spillway"
PATIENCE_S = 120

CONFIGURATION = """
node {{ name = crash }}
admin {{ port = {port} }}
rules = ["crash.wpl"]
rescue {{ file-bytes = 1 MiB, scan-interval = 50ms }}
sources {{ in {{
  type = file, mode = follow, paths = ["in.log"], chunk-bytes = 16 KiB
  poll-interval = 10ms, scan-interval = 100ms, checkpoint-interval = {checkpoint_ms}ms
}} }}
groups {{ all {{ rules = ["/crash/*"], sinks {{
  keep {{ type = file, path = "out/keep.log", encoder = raw, gather-bytes = 64 KiB, rotate-bytes = 512 KiB, compress = gzip }}
  fail {{
    type = test_rescue, path = "out/fail.log", encoder = raw, gather-bytes = 64 KiB, failure = {failure}
    max-attempts = 1, probe-interval = 20ms, replay = {replay}
  }}
}} }} }}
"""
RULES = "package /crash/ { rule line { (digit:id, chars:text\\0) } }\n"


class Failed(Exception):
    """The run can't be judged, or judged well."""


class Node:
    """A node in a folder of its own; one process at a time."""

    def __init__(self, folder, port, **settings):
        self.folder, self.port, self.process = folder, port, None
        folder.mkdir(parents=True)
        (folder / "spillway.conf").write_text(CONFIGURATION.format(port=port, **settings))
        (folder / "crash.wpl").write_text(RULES)
        (folder / "in.log").touch()

    def start(self, up_ms, down_ms, first, crash=None):
        """Starts it and waits until it is ready, or has crashed where it was told to."""
        environment = dict(os.environ, TEST_RESCUE_UP_MS=str(up_ms), TEST_RESCUE_DOWN_MS=str(down_ms),
                           TEST_RESCUE_START=first)
        if crash:
            environment["SPILLWAY_JAVA_OPTS"] = "-Dspillway.crash=" + crash
        with open(self.folder / "node.out", "a") as out:
            self.process = subprocess.Popen([LAUNCHER, "run", "--json", "--config", self.folder], env=environment,
                                            stdout=out, stderr=out)
        self.until("ready", lambda: self.ended() or self._ready())
        if self.ended() and not crash:
            raise Failed("the node did not start, see " + str(self.folder / "node.out"))

    def _ready(self):
        try:
            return self.ask("/readyz")["ready"]
        except (urllib.error.URLError, ConnectionError):
            return False

    def ask(self, path, method="GET"):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        return json.load(urllib.request.urlopen(request, timeout=10))

    def ended(self):
        return self.process.poll() is not None

    def crashed(self):
        return self.process.poll() == -signal.SIGKILL

    @staticmethod
    def until(what, holds):
        end = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > end:
                raise Failed(f"not within {PATIENCE_S} s: {what}")
            time.sleep(0.02)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def terminate(self):
        self.process.terminate()

    def stop(self):
        """Stops it in good order; its receipt."""
        self.terminate()
        status = self.process.wait(PATIENCE_S)
        receipt = json.loads((self.folder / "data/receipt.json").read_text())
        if status not in (0, 10) or status != receipt["exit_status"]:
            raise Failed(f"ended with {status}: {receipt['verdict']}")
        return receipt

    def close(self):
        if self.process and not self.ended():
            self.kill()

"""The kills: for each point and seed a load, a kill, a restart, and a row of figures."""

import collections
import json
import random
import shutil
import time

from census import LINE_BYTES, SINKS, Census, imbalances, line, settled
from node import Failed, Node

# When a point is passed, and at which pass at most it fires: few where passes are few.
# live: under load; replay: what a run before rescued comes back; drain: at a stop under load;
# start: at the start after a kill.
Point = collections.namedtuple("Point", "when most rejects", defaults=[False])
POINTS = {
    "read": Point("live", 60, True),
    "parsed": Point("live", 60, True),
    "routed": Point("live", 60, True),
    "between-sinks": Point("live", 40, True),
    "live-append": Point("live", 20, True),
    "rotated": Point("live", 4, True),
    "compressed": Point("live", 4, True),
    "rescue-opened": Point("live", 3),
    "rescue-line": Point("live", 8),
    "rescue-written": Point("live", 8),
    "rescue-synced": Point("live", 8),
    "rescue-closed": Point("live", 3),
    "rescue-renamed": Point("live", 3),
    "checkpoint-due": Point("live", 6, True),
    "checkpoint-line": Point("live", 6, True),
    "rescue-adopted": Point("start", 1),
    "checkpoint-rewritten": Point("start", 1),
    "replay-intended": Point("replay", 6),
    "replay-append": Point("replay", 6),
    "replay-delivered": Point("replay", 6),
    "replay-checkpoint": Point("replay", 12),
    "replay-file-done": Point("replay", 4),
    "replay-file-removed": Point("replay", 4),
    "replay-split": Point("split", 2),
    "drain-lanes": Point("drain", 3),
    "drain-rescue": Point("drain", 1),
}
FULL_IDS = 40_000
# What ended so long before a kill, and its interval, is in the checkpoint, but for the takes and chunks under way.
GRACE_S = 0.5
UNORDERED_IDS = 1_000
ALWAYS_UP = (1000, 0, "up")
ALWAYS_DOWN = (0, 1000, "down")
COLUMNS = ["point", "pass", "seed", "load", "sent", "delivered", "rescued", "rejected", "missing", "duplicates",
           "window"]

ABOUT = """# The crash matrix

Written by `scripts/crash`, which says what is done. A row is a kill by SIGKILL at the named point (`CrashPoint`), at that
pass. Each of the ids sent is owed to two sinks, so delivered, rescued (left in rescue files) and rejected sum up to
twice as many, and duplicates. The window is the ids that were with a sink and not yet in the checkpoint at the kill; what had
ended at both sinks half a second and a `checkpoint-interval` before it, by the node's ledger, has to be in the checkpoint.
Load: `rejects`: test_rescue refuses each tenth record for good while it fails; `stays down`: it fails for good after the restart.
"""


class Kill:
    """One kill at a point, and what became of its ids."""

    def __init__(self, name, seed, arguments):
        self.name, self.seed, self.ids = name, seed, arguments.ids
        self.point = POINTS[name]
        self.random = random.Random(f"{name} {seed}")
        self.passes = self.random.randint(1, max(1, self.point.most * self.ids // FULL_IDS))
        self.rejects = self.point.rejects and seed == 2
        # with a half replayed file in the folder lines in it may be delivered already
        self.stays_down = self.point.when == "live" and seed == 3
        self.sent = 0
        self.windows = []
        self.ended = []
        self.before = 0
        self.behind = 0
        folder = arguments.work / f"{name}-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        self.checkpoint_ms = self.random.choice([10, 50, 200])
        self.node = Node(folder, arguments.port,
                         checkpoint_ms=self.checkpoint_ms,
                         failure="reject-some" if self.rejects else "refuse",
                         replay="manual" if self.stays_down or self.point.when == "split" else "auto")

    def row(self):
        try:
            getattr(self, "_" + self.point.when)()
            return self._judged(self._rest())
        except Exception:
            print(f"crash: {self.name} seed {self.seed}: see {self.node.folder}", flush=True)
            raise
        finally:
            self.node.close()

    # ---- the load

    def _toggling(self):
        return self.random.randint(60, 250), self.random.randint(60, 250), self.random.choice(["up", "down"])

    def _feed(self, until, slow_from=None):
        """Appends lines in pieces until so many are sent, or the node has ended; slowly from some line on."""
        with open(self.node.folder / "in.log", "ab") as to:
            while self.sent < until and not self.node.ended():
                slow = slow_from is not None and self.sent >= slow_from
                piece = self.ids // 200 if slow else self.random.randint(self.ids // 800, self.ids // 40)
                piece = min(piece, until - self.sent)
                to.write(b"".join(map(line, range(self.sent, self.sent + piece))))
                to.flush()
                self.sent += piece
                self._note_ended()
                time.sleep(0.2 if slow else self.random.uniform(0, 0.05))

    def _note_ended(self):
        """How many ids have ended at both sinks by now, as the node's ledger says."""
        try:
            sinks = [sink for sink in self.node.ask("/api/ledger")["sinks"] if sink["sink"] in SINKS]
        except OSError:
            return
        least = min(sum(sink[end] for end in ("delivered", "rescued", "rejected")) for sink in sinks)
        self.ended.append((time.monotonic(), self.before + least))

    def _await_settled(self):
        self.node.until("all is settled", lambda: self.node.ended() or settled(self.node.folder) == self.sent)

    def _order(self):
        return f"{self.name}:{self.passes}"

    # ---- the kills

    def _live(self):
        """The end of the load comes slowly, so that the sink's every phase gets some of it."""
        self.node.start(*self._toggling(), crash=self._order())
        self._feed(self.ids, slow_from=self.ids * 3 // 4)
        self._await_crash()

    def _start(self):
        self.node.start(*ALWAYS_DOWN)
        self._feed(self.ids // 4 + self.random.randint(0, self.ids // 2))
        self.node.kill()
        self._note_window()
        self.node.start(*ALWAYS_UP, crash=self._order())
        self._await_crash()

    def _replay(self):
        self._rescue_half()
        self.node.start(*ALWAYS_UP, crash=self._order())
        self._feed(self.ids)
        self._await_crash()

    def _split(self):
        """As replay, of records since some time in the middle."""
        self.node.start(*ALWAYS_DOWN)
        self._feed(self.ids // 4)
        self._await_settled()
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 1))
        time.sleep(1.1)
        self._feed(self.ids // 2)
        self._await_settled()
        self.node.stop()
        self.node.start(*ALWAYS_UP, crash=self._order())
        self.node.until("its files are counted", lambda: "problem" in self.node.ask("/api/replay/plan"))
        self.node.ask("/api/replay?since=" + since, "POST")
        self._feed(self.ids)
        self._await_crash()

    def _rescue_half(self):
        self.node.start(*ALWAYS_DOWN)
        self._feed(self.ids // 2)
        self._await_settled()
        self.node.stop()

    def _drain(self):
        self.node.start(*self._toggling(), crash=self._order())
        self._feed(self.ids // 4 + self.random.randint(0, self.ids // 2))
        self.node.terminate()
        self._await_crash()

    def _await_crash(self):
        self.node.until(f"the crash at {self._order()}", self.node.ended)
        if not self.node.crashed():
            raise Failed(f"{self._order()} did not fire")
        self._note_window()

    def _note_window(self):
        """The window, and how far the checkpoint was behind what it should have had by its interval."""
        checkpoint = settled(self.node.folder)
        due = time.monotonic() - self.checkpoint_ms / 1000 - GRACE_S
        ended = max((ids for at, ids in self.ended if at < due), default=0)
        self.behind = max(self.behind, ended - UNORDERED_IDS - checkpoint)
        self.ended, self.before = [], checkpoint
        self.windows.append(Census(self.node.folder).window(checkpoint))

    # ---- afterwards

    def _rest(self):
        """Without faults: the rest of the load, replays, a stop; the receipt."""
        phases = self._toggling() if self.rejects else ALWAYS_DOWN if self.stays_down else ALWAYS_UP
        self.node.start(*phases)
        self._feed(self.ids)
        self._await_settled()
        if not self.stays_down:
            if self.point.when == "split":
                self.node.until("its replay begins", self._replay_begins)
            self.node.until("its files are replayed", lambda: not self._rescue_files())
        return self.node.stop()

    def _replay_begins(self):
        """A file that is still being counted is none yet."""
        try:
            return not self._rescue_files() or self.node.ask("/api/replay", "POST")["state"] == "running"
        except OSError:
            return False

    def _rescue_files(self):
        return [f for f in (self.node.folder / "data/rescue").glob("*.dat*") if f.suffix in (".dat", ".lock")]

    def _judged(self, receipt):
        census = Census(self.node.folder)
        missing = duplicates = outside = 0
        for sink in SINKS:
            copies = census.copies(sink)
            missing += sum(1 for i in range(self.ids) if i not in copies)
            for i, count in copies.items():
                duplicates += count - 1
                outside += max(0, count - 1 - sum(i in window for window in self.windows))
        held = {s["store"]: s["held"] for s in receipt["ledger"]["rescue"]}
        counted = {"rescue": census.rescued, "rejected": census.rejected}
        found = {store: sum(map(_total, by.values())) for store, by in counted.items()}
        problems = [f"{store}: {found[store]} lines, {held[store]} held" for store in found
                    if found[store] != held[store]]
        problems += [f"imbalance: {part}" for part in imbalances(receipt)]
        problems += [f"{outside} duplicates outside the window"] if outside else []
        problems += [f"the checkpoint was {self.behind} ids behind its interval"] if self.behind > 0 else []
        load = "rejects" if self.rejects else "stays down" if self.stays_down else self.point.when
        return {
            "point": self.name, "pass": self.passes, "seed": self.seed, "load": load, "sent": self.ids,
            "delivered": sum(map(_total, census.delivered.values())), "rescued": found["rescue"],
            "rejected": found["rejected"], "missing": missing, "duplicates": duplicates,
            "window": sum(map(len, self.windows)), "problems": problems,
        }


def _total(counter):
    return sum(counter.values())


def _line(row):
    return "| " + " | ".join(f"{row[c]:,}" if isinstance(row[c], int) else str(row[c]) for c in COLUMNS) + " |"


def _verdict(rows, lacking):
    ids, missing, duplicates = (sum(r[k] for r in rows) for k in ("sent", "missing", "duplicates"))
    problems = [f"{r['point']} seed {r['seed']}: {p}" for r in rows for p in r["problems"]] + lacking
    balanced = "ledger balanced" if not problems else "NOT AS IT SHOULD BE: " + "; ".join(problems)
    within = "all within the window" if not any("outside" in p for p in problems) else "NOT all within the window"
    good = not problems and missing == 0
    return good, f"crash: {len(rows)} kills, {ids} ids, missing {missing}, duplicates {duplicates} ({within}), {balanced}"


def run(arguments, results):
    """All kills asked for; prints rows as they come, and the last line. The exit status."""
    arguments.work.mkdir(parents=True, exist_ok=True)
    rows, lacking = [], []
    head = "| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|"
    print(head, flush=True)
    for name in arguments.points or POINTS:
        for seed in range(1, arguments.seeds + 1):
            kept = arguments.work / f"{name}-{seed}.row"
            try:
                if arguments.resume and kept.exists():
                    row = json.loads(kept.read_text())
                else:
                    row = Kill(name, seed, arguments).row()
                    kept.write_text(json.dumps(row))
            except Failed as e:
                lacking.append(f"{name} seed {seed}: {e}")
                continue
            rows.append(row)
            print(_line(row), flush=True)
    good, verdict = _verdict(rows, lacking)
    if results:
        results.write_text(ABOUT + "\n" + head + "\n" + "".join(_line(r) + "\n" for r in rows) + "\n" + verdict + "\n")
    print(verdict)
    return 0 if good else 1

"""Where ids are: in outputs, rescue files, behind the checkpoint; and whether a receipt balances."""

import gzip
import json
from collections import Counter

from node import Failed

LINE_BYTES = 100
SINKS = ("keep", "fail")


def line(number):
    """The line that carries an id; all are equally long, so an offset tells an id."""
    text = b"%09d " % number + b"the spillway takes the water that the turbines can not "
    return text.ljust(LINE_BYTES - 1, b"0123456789"[number % 10:number % 10 + 1]) + b"\n"


def _id(found):
    try:
        number = int(found[:9])
    except ValueError:
        raise Failed(f"a line that was never sent: {found[:40]!r}") from None
    if found + b"\n" != line(number):
        raise Failed(f"id {number} is damaged: {found!r}")
    return number


def _whole_lines(path):
    data = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
    return data[:data.rfind(b"\n") + 1].splitlines()


class Census:
    """How often each id is where, by sink."""

    def __init__(self, folder):
        self.delivered = {sink: Counter() for sink in SINKS}
        self.rescued = {sink: Counter() for sink in SINKS}
        self.rejected = {sink: Counter() for sink in SINKS}
        for sink in SINKS:
            files = [f for f in (folder / "out").glob(sink + ".log*") if f.suffix not in (".torn", ".tmp")]
            for file in files:
                if not (folder / "out" / (file.name + ".gz")).exists():  # else it was about to be deleted
                    self.delivered[sink].update(map(_id, _whole_lines(file)))
        self._rescue(folder / "data/rescue", self.rescued)
        self._rescue(folder / "data/rescue/rejected", self.rejected)

    @staticmethod
    def _rescue(folder, into):
        for file in folder.glob("*.dat*"):
            if file.suffix in (".dat", ".lock"):
                for record in map(json.loads, _whole_lines(file)):
                    into[record["sink"]][_id(record["raw"].encode())] += 1

    def copies(self, sink):
        return self.delivered[sink] + self.rescued[sink] + self.rejected[sink]

    def window(self, settled):
        """Ids that are with a sink although they are not settled: they come again."""
        return {i for sink in SINKS for i in self.copies(sink) if i >= settled}


def settled(folder):
    """The first id that is not settled, as the checkpoint on disk says."""
    offset = 0
    checkpoint = folder / "data/follow/in.checkpoint"
    for words in map(bytes.split, _whole_lines(checkpoint)) if checkpoint.exists() else ():
        if words[0] in (b"file", b"at"):
            offset = int(words[8] if words[0] == b"file" else words[2])
    return offset // LINE_BYTES


def imbalances(receipt):
    """What of the ledger's equations does not hold, computed anew from the counts."""
    ledger = receipt["ledger"]
    wrong = []

    def holds(part, left, right):
        if sum(part[k] for k in left) != sum(part[k] for k in right):
            wrong.append(part)

    for source in ledger["sources"]:
        holds(source, ["accepted"], ["parsed", "missed", "intercepted", "failed", "discarded"])
        holds(source, ["parsed"], ["claimed", "unclaimed"])
    for sink in ledger["sinks"]:
        holds(sink, ["offered"], ["delivered", "rescued", "rejected", "discarded"])
    for store in ledger["rescue"]:
        holds(store, ["found", "rescued", "imported"],
              ["replayed", "rejected", "set_aside", "discarded", "held"])
    return wrong

"""What the machine and a process are doing, read from /proc; and the page cache made ready."""

import os
import time

TICKS = os.sysconf("SC_CLK_TCK")
QUIET_CORES = 0.2

# Longest wait for a quiet machine; --quick shortens it.
patience_s = 60


def busy_seconds():
    """CPU seconds that all cores together have worked since boot."""
    with open("/proc/stat") as f:
        user, nice, system, _, _, irq, softirq = (int(x) for x in f.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS


def await_quiet():
    """Waits until others use next to nothing of the machine; says whether it came to that."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        busy, began = busy_seconds(), time.monotonic()
        time.sleep(0.7)
        if (busy_seconds() - busy) / (time.monotonic() - began) < QUIET_CORES:
            return True
    return False


def cpu_seconds(pid):
    """User and system time of a process, None when it has gone."""
    try:
        with open(f"/proc/{pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    except (OSError, IndexError):
        return None


def peak_rss_mb(pid):
    try:
        with open(f"/proc/{pid}/status") as f:
            for line in f:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) // 1024
    except OSError:
        pass
    return 0


def listens(port, protocol="tcp"):
    """Whether something listens on the port: tcp or udp."""
    suffix, state = ":%04X" % port, {"tcp": "0A", "udp": "07"}[protocol]
    for table in (f"/proc/net/{protocol}", f"/proc/net/{protocol}6"):
        with open(table) as f:
            for line in f:
                words = line.split()
                if words[3] == state and words[1].endswith(suffix):
                    return True
    return False


def recycle_pages(path, megabytes):
    """Writes and deletes a file, so that the receiver's output gets pages the kernel has at hand.

    A page that is new to a virtual machine costs up to ten times as much as a used one, which would
    be the largest noise of all.
    """
    block = b"x" * (1 << 20)
    with open(path, "wb", buffering=0) as f:
        for _ in range(megabytes):
            f.write(block)
    os.unlink(path)

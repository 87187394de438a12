"""Measuring one command: wall time, processor time, peak memory; and what it ran on."""

from __future__ import annotations

import os
import platform
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = "qa faiss-cpu tantivy tokenizers numpy scipy onnxruntime sentence-transformers torch"
#: What `ru_maxrss` counts in, bytes.
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class BenchError(Exception):
    """A command that was to be measured failed."""


class MissingData(Exception):
    """A part cannot run: says what is missing."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took; `peak_mib` is its largest resident set."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    stdout: str


def run(command: Sequence[str], *, folder: Path, allowed: Sequence[int] = (0,)) -> Run:
    """Run a command in `folder` to its end; raises BenchError on an exit code not `allowed`.

    The peak of a child counts the moment between fork and exec, when it is as large as this
    process: callers stay small, and leave what needs large libraries to processes of its own.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:  # an interruption ends the child too
            child.kill()
            child.wait()
            raise
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in allowed:
            err.seek(0)
            told = err.read().decode("utf-8", "replace").strip().splitlines()
            last = told[-1] if told else "nothing on standard error"
            raise BenchError(f"{shlex.join(command)} ended with {child.returncode}: {last}")
        out.seek(0)
        return Run(
            seconds=seconds,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            peak_mib=usage.ru_maxrss * _MAXRSS_UNIT / 2**20,
            stdout=out.read().decode("utf-8", "replace"),
        )


def environment() -> dict[str, str]:
    """This process's environment without QA_* settings; models are not looked for online."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QA_")}
    # Byte code is kept, as it is wherever the package was installed in the usual way.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def rounds(
    commands: Mapping[str, Callable[[], Run]], count: int, *, dropped: int = 1
) -> dict[str, list[Run]]:
    """Run each command `count` times in turn, so that a busy spell meets all; the first
    `dropped` rounds, which read files into the system's cache, are not counted."""
    results: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(count + dropped):
        for name, command in commands.items():
            result = command()
            if number >= dropped:
                results[name].append(result)
    return results


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank).

    >>> percentile([4, 1, 3, 2], 0.5), percentile([4, 1, 3, 2], 0.95)
    (2, 4)
    """
    ordered = sorted(values)
    rank = -(-len(ordered) * share // 1)  # rounded up
    return ordered[max(0, int(rank) - 1)]


def surroundings() -> dict[str, Any]:
    """What the figures depend on: machine, versions, and how busy it is (1, 5, 15 minutes)."""
    return {
        "machine": f"{platform.system()} {platform.machine()}, {_processor()}",
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "versions": {name: _version(name) for name in _PACKAGES.split()},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "processor unknown"
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "processor unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"

"""The benchmark: start-up, indexing, answers, memory and batches, each beside a yardstick.

    python eval/bench.py                              everything (an hour on two cores)
    python eval/bench.py --parts startup,corpus       two parts; the others' results stay
    python eval/bench.py --parts 1m --scale 0.01      a rehearsal with a hundredth of the passages

Indexes are built in a temporary folder and removed. Results go to `bench.json` and `bench.md`
in `--out`, a section a part. It needs a POSIX system (`wait4` tells a child's peak memory).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path

from bench_corpora import (
    Corpus,
    generated_corpus,
    own_corpus,
    reuters_corpus,
    scaled,
    spread,
)
from bench_measure import ROOT, BenchError, MissingData, Run, python, rounds, run, surroundings
from bench_report import Of, Row, Target, save_part
from bench_rows import IMPORT, Measured, batch_rows, cold_rows, corpus_rows

_FOLDER = Path(__file__).resolve().parent
_ANSWERED_OR_NOT = (0, 3)
_QUESTIONS = 400
_ROUNDS = 5


class Bench:
    """The parts, with what they share: the options, the work folder, prepared documents."""

    def __init__(self, options: argparse.Namespace, work: Path) -> None:
        self._options = options
        self._work = work

    # Parts

    def startup(self) -> list[Row]:
        """Cold processes over corpus/, in turn with the yardstick."""
        corpus = self._corpus
        index = self._indexed(corpus)
        commands: dict[str, Callable[[], Run]] = {
            "import": partial(run, python("-c", IMPORT), folder=self._work),
            "bare": partial(run, python("-c", "pass"), folder=self._work),
            "help": partial(run, python("-m", "qa", "--help"), folder=self._work),
            "ask": partial(self._ask, index, corpus.questions[0]),
        }
        found = rounds(commands, self._scaled(_ROUNDS, least=2))
        rows = []
        for name, label in (("help", "`qa --help`"), ("ask", "`qa ask`, corpus/")):
            rows += cold_rows(label, found[name], found["import"], self._cold_targets(name))
        floor = statistics.median(item.seconds for item in found["bare"])
        return [*rows, Row("bare `python -c pass`, median", floor, "s")]

    @staticmethod
    def _cold_targets(name: str) -> dict[str, Target]:
        if name == "help":
            return {"median": Target(0.15)}
        return {"median": Target(0.10, Of.RATIO), "fastest": Target(0.5)}

    def corpus(self) -> list[Row]:
        return self._measure(self._corpus)

    def reuters(self) -> list[Row]:
        return self._measure(self._reuters)

    def hundred_thousand(self) -> list[Row]:
        targets = {"ask_memory": Target(350)}
        return self._measure_generated(100_000, targets)

    def million(self) -> list[Row]:
        targets = {
            "index": Target(360),
            "index_memory": Target(4096),
            "search_p95": Target(60),
        }
        return self._measure_generated(1_000_000, targets)

    def batch(self) -> list[Row]:
        """`qa batch` over Reuters, the whole process counted."""
        corpus = self._reuters
        index = self._indexed(corpus)
        questions = spread(corpus.questions, self._scaled(1000, least=10))
        source, out = self._work / "batch.txt", self._work / "batch.jsonl"
        source.write_text("\n".join(questions) + "\n", encoding="utf-8")
        command = ("batch", str(source), "-o", str(out), "--index", str(index))
        done = self._qa(*command)
        with out.open(encoding="utf-8") as lines:
            records = sum(1 for _ in lines)
        if records != len(questions):
            raise BenchError(f"qa batch wrote {records} records for {len(questions)} questions")
        return batch_rows(records, done, run(python("-c", IMPORT), folder=self._work))

    # Documents

    @cached_property
    def _corpus(self) -> Corpus:
        return own_corpus()

    @cached_property
    def _reuters(self) -> Corpus:
        folder = Path(self._options.data) / "reuters"
        return reuters_corpus(folder, self._work / "reuters.jsonl", share=self._options.scale)

    def _measure_generated(self, count: int, targets: dict[str, Target]) -> list[Row]:
        path, count = self._work / "passages", self._scaled(count, least=100)
        _say(f"generating {count:,} passages")
        seed = self._options.seed
        try:
            return self._measure(
                generated_corpus(
                    path, count=count, questions=_QUESTIONS, seed=seed, targets=targets
                )
            )
        finally:
            shutil.rmtree(path, ignore_errors=True)

    # Steps

    def _measure(self, corpus: Corpus) -> list[Row]:
        index = self._work / "index-measured"
        try:
            return self._rows(corpus, index)
        finally:  # the next part must not find it
            shutil.rmtree(index, ignore_errors=True)

    def _rows(self, corpus: Corpus, index: Path) -> list[Row]:
        """Index, index again, ask cold, then encode, search and answer inside a process."""
        _say(f"{corpus.name}: indexing")
        first = self._qa("index", str(corpus.path), "--index", str(index), "--json")
        again = self._qa("index", str(corpus.path), "--index", str(index))
        _say(f"{corpus.name}: asking and encoding")
        found = Measured(
            passages=json.loads(first.stdout)["passages"],
            first=first,
            again=again,
            imported=run(python("-c", IMPORT), folder=self._work),
            cold=tuple(self._ask(index, item) for item in spread(corpus.questions, _ROUNDS)),
            encoded=self._inside("encode", index, str(self._scaled(4000, least=50))),
            inside=self._inside("warm", index, str(self._questions_file(corpus))),
        )
        return corpus_rows(found, corpus.targets)

    def _indexed(self, corpus: Corpus) -> Path:
        """An index of a corpus that several parts use, built once."""
        index = self._work / f"index-{corpus.path.name}"
        if not index.exists():
            _say(f"{corpus.name}: indexing")
            self._qa("index", str(corpus.path), "--index", str(index))
        return index

    def _ask(self, index: Path, question: str) -> Run:
        return self._qa("ask", question, "--index", str(index), allowed=_ANSWERED_OR_NOT)

    def _qa(self, *arguments: str, allowed: Sequence[int] = (0,)) -> Run:
        return run(python("-m", "qa", *arguments), folder=self._work, allowed=allowed)

    def _inside(self, command: str, index: Path, third: str) -> dict[str, float]:
        script = str(_FOLDER / "bench_inside.py")
        done = run(python(script, command, str(index), third), folder=self._work)
        found: dict[str, float] = json.loads(done.stdout)
        return found

    def _questions_file(self, corpus: Corpus) -> Path:
        path = self._work / "questions.txt"
        questions = spread(corpus.questions, self._scaled(_QUESTIONS, least=40))
        path.write_text("\n".join(questions) + "\n", encoding="utf-8")
        return path

    def _scaled(self, number: int, *, least: int) -> int:
        return scaled(number, self._options.scale, least=least)


PARTS: dict[str, Callable[[Bench], list[Row]]] = {
    "startup": Bench.startup,
    "corpus": Bench.corpus,
    "reuters": Bench.reuters,
    "100k": Bench.hundred_thousand,
    "1m": Bench.million,
    "batch": Bench.batch,
}


def _say(text: str) -> None:
    print(f"{dt.datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--parts", type=_part_names, default=list(PARTS), help=", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=0, help="of the generated passages")
    parser.add_argument("--scale", type=float, default=1.0, help="share of every size, up to 1")
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results")
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT.parent / "shared" / "data",
        help="a folder with Reuters-21578's .sgm files in its folder reuters/",
    )
    return parser.parse_args(arguments)


def _part_names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no part {unknown[0]!r}; known: {', '.join(PARTS)}")
    return names


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    kept = True
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as work:
        bench = Bench(options, Path(work))
        for name in options.parts:
            kept = _run_part(bench, name, options) and kept
    return 0 if kept else 1


def _run_part(bench: Bench, name: str, options: argparse.Namespace) -> bool:
    """Measure one part and keep its rows; a failed one is told and leaves what was kept."""
    command = f"python eval/bench.py --parts {name} --seed {options.seed}"
    before = surroundings() | {
        "command": command + (f" --scale {options.scale:g}" if options.scale != 1 else ""),
        "date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
        "seed": options.seed,
        "scale": options.scale,
    }
    _say(f"{name}: load average {before['load'][0]}")
    try:
        rows = PARTS[name](bench)
    except MissingData as problem:
        _say(f"{name}: skipped, {problem}")
        return True
    except BenchError as problem:
        _say(f"{name}: failed, {problem}")
        return False
    after = {"load_after": surroundings()["load"]}
    if options.scale != 1:  # a rehearsal judges nothing
        rows = [Row(row.what, row.value, row.unit, row.yardstick, row.beside) for row in rows]
    save_part(options.out, name, rows, before | after)
    _say(f"{name}: kept in {options.out / 'bench.md'}")
    return True


if __name__ == "__main__":
    sys.exit(main())

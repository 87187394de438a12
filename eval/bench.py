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
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from bench_measure import ROOT, BenchError, MissingData, Run, python, rounds, run, surroundings
from bench_report import Of, Row, Target, save_part
from generate import Generator, write_passages
from reuters import make_questions, read_stories

IMPORT = "import sentence_transformers"
_FOLDER = Path(__file__).resolve().parent
_ANSWERED_OR_NOT = (0, 3)
_QUESTIONS = 400
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents on disk and questions to put to them."""

    name: str
    path: Path
    questions: tuple[str, ...]
    targets: dict[str, Target] = field(default_factory=dict)


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
            rows += _cold_rows(label, found[name], found["import"], self._cold_targets(name))
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
        return self._measure(self._generated("100k", 100_000, targets))

    def million(self) -> list[Row]:
        targets = {
            "index": Target(360),
            "index_memory": Target(4096),
            "search_p95": Target(60),
        }
        return self._measure(self._generated("1m", 1_000_000, targets))

    def batch(self) -> list[Row]:
        """`qa batch` over Reuters, the whole process counted."""
        corpus = self._reuters
        index = self._indexed(corpus)
        questions = _some(corpus.questions, self._scaled(1000, least=10))
        source, out = self._work / "batch.txt", self._work / "batch.jsonl"
        source.write_text("\n".join(questions) + "\n", encoding="utf-8")
        command = ("batch", str(source), "-o", str(out), "--index", str(index))
        done = self._qa(*command)
        with out.open(encoding="utf-8") as lines:
            records = sum(1 for _ in lines)
        if records != len(questions):
            raise BenchError(f"qa batch wrote {records} records for {len(questions)} questions")
        imported = run(python("-c", IMPORT), folder=self._work)
        label, same = f"`qa batch`, {records:,} questions over Reuters", f"`{IMPORT}`"
        rate = Target(60, at_least=True)
        return [
            Row(label, done.seconds, "s", same, imported.seconds),
            Row(f"{label}, processor time", done.cpu_seconds, "s", same, imported.cpu_seconds),
            Row(f"{label}, peak memory", done.peak_mib, "MiB", same, imported.peak_mib),
            Row(f"{label}, rate", records / done.seconds, "questions/s", target=rate),
        ]

    # Documents

    @cached_property
    def _corpus(self) -> Corpus:
        gold = ROOT / "eval" / "gold" / "questions.jsonl"
        folder = ROOT / "corpus"
        if not folder.is_dir() or not gold.is_file():
            raise MissingData("corpus/ and eval/gold/questions.jsonl are needed")
        lines = gold.read_text(encoding="utf-8").splitlines()
        asked = (json.loads(line)["question"] for line in lines if line.strip())
        return Corpus("corpus/", folder, tuple(dict.fromkeys(asked)))

    @cached_property
    def _reuters(self) -> Corpus:
        folder = Path(self._options.reuters)
        stories = list(read_stories(folder))
        if not stories:
            raise MissingData(f"no Reuters-21578 .sgm files in {folder}: name them by --reuters")
        stories = stories[: self._scaled(len(stories), least=50)]
        path = self._work / "reuters.jsonl"
        with path.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(story) + "\n" for story in stories)
        targets = {
            "index": Target(15),
            "again": Target(1),
            "ask_p50": Target(15),
            "ask_p95": Target(40),
        }
        return Corpus("Reuters", path, tuple(make_questions(stories)), targets)

    def _generated(self, name: str, count: int, targets: dict[str, Target]) -> Corpus:
        path, count = self._work / f"passages-{name}", self._scaled(count, least=100)
        _say(f"{name}: generating {count:,} passages")
        questions = write_passages(
            Generator(self._options.seed), path, count=count, questions=_QUESTIONS
        )
        return Corpus(f"{count:,} generated passages", path, tuple(questions), targets)

    # Steps

    def _measure(self, corpus: Corpus) -> list[Row]:
        """Index, index again, ask cold, answer and search warm; then what it means."""
        index = self._work / "index-measured"
        target = corpus.targets.get
        _say(f"{corpus.name}: indexing")
        first = self._qa("index", str(corpus.path), "--index", str(index), "--json")
        passages = json.loads(first.stdout)["passages"]
        imported = run(python("-c", IMPORT), folder=self._work)
        again = self._qa("index", str(corpus.path), "--index", str(index))
        _say(f"{corpus.name}: encoding beside sentence-transformers")
        encoded = self._inside("encode", index, str(self._scaled(4000, least=50)))
        theirs = encoded["sentence_transformers"]
        cold = [self._ask(index, question) for question in _some(corpus.questions, _ROUNDS)]
        _say(f"{corpus.name}: warm answers")
        inside = self._inside("warm", index, str(self._questions_file(corpus)))
        encode, same = "sentence-transformers encode alone", f"`{IMPORT}`"
        rate = passages / first.seconds
        rows = [
            Row(f"`qa index`, {passages:,} passages", first.seconds, "s", encode,
                passages / theirs, target("index")),
            Row("`qa index`, processor time", first.cpu_seconds, "s", same, imported.cpu_seconds),
            Row("index rate", rate, "passages/s", encode, theirs),
            Row("built-in encoder alone", encoded["builtin"], "passages/s", encode, theirs),
            Row("`qa index`, peak memory", first.peak_mib, "MiB", same, imported.peak_mib,
                target("index_memory")),
            Row("`qa index`, nothing changed", again.seconds, "s", same, imported.seconds,
                target("again")),
            Row("cold `qa ask`, median", statistics.median(item.seconds for item in cold), "s",
                same, imported.seconds),
            Row("cold `qa ask`, peak memory", max(item.peak_mib for item in cold), "MiB", same,
                imported.peak_mib, target("ask_memory")),
        ]  # fmt: skip
        self._drop(index)
        return rows + _warm_rows(inside, corpus.targets)

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
        questions = _some(corpus.questions, self._scaled(_QUESTIONS, least=40))
        path.write_text("\n".join(questions) + "\n", encoding="utf-8")
        return path

    def _drop(self, folder: Path) -> None:
        import shutil

        shutil.rmtree(folder)

    def _scaled(self, number: int, *, least: int) -> int:
        scale: float = self._options.scale
        return min(number, max(least, round(number * scale)))


PARTS: dict[str, Callable[[Bench], list[Row]]] = {
    "startup": Bench.startup,
    "corpus": Bench.corpus,
    "reuters": Bench.reuters,
    "100k": Bench.hundred_thousand,
    "1m": Bench.million,
    "batch": Bench.batch,
}


def _cold_rows(
    label: str, found: Sequence[Run], imports: Sequence[Run], targets: dict[str, Target]
) -> list[Row]:
    """Median and fastest wall time, processor time and peak memory of cold processes."""

    def row(
        name: str, unit: str, pick: Callable[[Run], float],
        summary: Callable[[Iterable[float]], float],
    ) -> Row:  # fmt: skip
        value, beside = (summary([pick(item) for item in side]) for side in (found, imports))
        return Row(f"{label}, {name}", value, unit, f"`{IMPORT}`", beside, targets.get(name))

    return [
        row("median", "s", lambda item: item.seconds, statistics.median),
        row("fastest", "s", lambda item: item.seconds, min),
        row("processor time", "s", lambda item: item.cpu_seconds, statistics.median),
        row("peak memory", "MiB", lambda item: item.peak_mib, max),
    ]


def _warm_rows(inside: dict[str, float], targets: dict[str, Target]) -> list[Row]:
    rows = []
    for name, label in (("ask", "warm answer"), ("search", "warm search")):
        for share in (50, 95):
            key = f"{name}_p{share}"
            beside = inside[f"faiss_p{share}"]
            rows.append(
                Row(
                    f"{label}, p{share}",
                    inside[key],
                    "ms",
                    f"one-thread FAISS search, p{share}",
                    beside,
                    targets.get(key),
                )
            )
    return rows


def _some(questions: Sequence[str], count: int) -> list[str]:
    """`count` questions spread over all of them; repeated from the start where there are fewer."""
    if len(questions) < count:
        return [questions[number % len(questions)] for number in range(count)]
    return [questions[number * len(questions) // count] for number in range(count)]


def _say(text: str) -> None:
    print(f"{dt.datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--parts", type=_part_names, default=list(PARTS), help=", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=0, help="of the generated passages")
    parser.add_argument("--scale", type=float, default=1.0, help="share of every size, up to 1")
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results")
    parser.add_argument(
        "--reuters",
        type=Path,
        default=ROOT.parent / "shared" / "data" / "reuters",
        help="the folder of Reuters-21578's .sgm files",
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

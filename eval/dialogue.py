"""Measure the follow-up rules: is the right passage found, are stand-alone questions left alone.

    python eval/dialogue.py [--gold eval/gold] [--out eval/results] [--half both] [--misses]

Each conversation's turns are asked in order over `corpus/` and the gold stories. The history holds
the gold answers, and the questions as the rules completed them (not the gold's), as in a chat whose
reader makes no mistake. A turn counts when a passage that holds a gold span is found first (or
among the first five) by: the question as typed, the first reading, the best of all readings, and
the completed question of the gold, which bounds what a rewrite can reach.

Conversations and stand-alone questions with odd numbers were looked at while the rules were
written; of those with even numbers only the totals were, and they are the figures to report.
`--misses` lists turns of the odd half only. With `--answers` the engine answers each turn too, in
a chat of its own answers.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from qa.dialogue import readings
from qa.engine import Engine
from qa.reader.question import understand
from qa.settings import Settings
from qa.store.indexer import index_paths
from qa.types import Answer, AnswerStatus, Citation, Hit

ROOT = Path(__file__).resolve().parent.parent
WAYS = ("raw", "rewritten", "readings", "resolved")
DEPTH = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn of a conversation, as gold has it and as the rules read it."""

    conversation: str
    gold: dict[str, Any]
    readings: tuple[str, ...]

    @property
    def follows(self) -> bool:
        return not self.gold["stands_alone"]

    @property
    def is_odd(self) -> bool:
        return odd(self.conversation)


def odd(name: str) -> bool:
    return int("".join(filter(str.isdigit, name))) % 2 == 1


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def gold_answer(turn: dict[str, Any], rewritten: str | None, engine: Engine) -> Answer:
    """The gold's answer as the engine would have given it, cited in its sentence."""
    asked = Answer(turn["question"], AnswerStatus.NO_ANSWER, rewritten=rewritten)
    asked = replace(asked, answer_type=understand(turn["resolved"]).expected)
    if not turn["answers"] or not turn["answerable"]:
        return asked
    span = turn["answers"][0]
    citation = cite(engine, span)
    return replace(asked, status=AnswerStatus.ANSWERED, text=span["text"], citations=(citation,))


def cite(engine: Engine, span: dict[str, Any]) -> Citation:
    for hit in engine.search(span["text"], limit=50):
        passage = hit.passage
        if passage.document != span["document"]:
            continue
        for start, end in passage.sentences:
            if start <= span["start"] and span["end"] <= end:
                sentence = passage.text[start - passage.start : end - passage.start]
                return Citation(
                    passage.document, passage.title, passage.date, None, 1,
                    span["start"], span["end"], span["text"], sentence,
                )  # fmt: skip
    return Citation(
        span["document"], "", None, None, 1, span["start"], span["end"], span["text"], span["text"]
    )


def read_conversations(path: Path, engine: Engine) -> list[Asked]:
    asked = []
    for conversation in load(path):
        history: list[Answer] = []
        for turn in conversation["turns"]:
            found = readings(turn["question"], history)
            asked.append(Asked(conversation["id"], turn, found))
            history.append(gold_answer(turn, found[0] if found else None, engine))
    return asked


def holds(hit: Hit, turn: dict[str, Any]) -> bool:
    passage = hit.passage
    return any(
        span["document"] == passage.document
        and passage.start <= span["start"]
        and span["end"] <= passage.end
        for span in turn["answers"]
    )


def rank_of(engine: Engine, question: str, turn: dict[str, Any]) -> int:
    """The first rank of a passage with a gold span; 0 when none of the first five has one."""
    hits = engine.search(question, limit=DEPTH)
    return next((hit.rank for hit in hits if holds(hit, turn)), 0)


def ranks(engine: Engine, asked: Asked) -> dict[str, int]:
    turn = asked.gold
    tried = [rank_of(engine, text, turn) for text in asked.readings or (turn["question"],)]
    return {
        "raw": rank_of(engine, turn["question"], turn),
        "rewritten": tried[0],
        "readings": min((rank for rank in tried if rank), default=0),
        "resolved": rank_of(engine, turn["resolved"], turn),
    }


def retrieval(engine: Engine, turns: list[Asked]) -> dict[str, Any]:
    """Shares of answerable follow-ups whose passage is found first, or among five."""
    chosen = [asked for asked in turns if asked.follows and asked.gold["answerable"]]
    found = [ranks(engine, asked) for asked in chosen]
    table = {
        way: {
            "top 1": round(sum(row[way] == 1 for row in found) / len(found), 4),
            "top 5": round(sum(row[way] > 0 for row in found) / len(found), 4),
        }
        for way in WAYS
    }
    return {"turns": len(found), **table}


def leaning(turns: list[Asked], alone: list[tuple[str, bool]]) -> dict[str, Any]:
    follows = [bool(asked.readings) for asked in turns if asked.follows]
    firsts = [not asked.readings for asked in turns if not asked.follows]
    return {
        "follow-ups rewritten": [sum(follows), len(follows)],
        "stand-alone turns left alone": [sum(firsts), len(firsts)],
        "stand-alone questions left alone": [sum(kept for _, kept in alone), len(alone)],
    }


def read_alone(path: Path, engine: Engine) -> list[tuple[str, bool]]:
    """(id, whether it was left alone) after the engine's own answer to the question before."""
    answers: dict[str, Answer] = {}
    kept = []
    for row in load(path):
        before = answers.setdefault(row["previous"], engine.ask(row["previous"]))
        kept.append((row["id"], not readings(row["question"], [before])))
    return kept


def right(answer: Answer, turn: dict[str, Any]) -> bool:
    """A refusal where gold has none, else a cited span that overlaps one of gold's."""
    if not turn["answerable"] or not turn["answers"]:
        return answer.text is None
    return answer.text is not None and any(
        citation.document == span["document"]
        and citation.start < span["end"]
        and span["start"] < citation.end
        for citation in answer.citations
        for span in turn["answers"]
    )


def answered(engine: Engine, path: Path, *, want_odd: bool | None) -> dict[str, Any]:
    """Follow-up turns answered right: in a chat, raw (no history), and as gold completes them."""
    score: Counter[str] = Counter()
    for conversation in load(path):
        if want_odd is not None and odd(conversation["id"]) is not want_odd:
            continue
        history: list[Answer] = []
        for turn in conversation["turns"]:
            history.append(engine.ask(turn["question"], history))
            if turn["stands_alone"] or turn.get("computed"):
                continue
            score["turns"] += 1
            score["chat"] += right(history[-1], turn)
            score["raw"] += right(engine.ask(turn["question"]), turn)
            score["resolved"] += right(engine.ask(turn["resolved"]), turn)
    return dict(score)


def measure(engine: Engine, options: argparse.Namespace) -> dict[str, Any]:
    turns = read_conversations(options.gold / "conversations.jsonl", engine)
    alone = read_alone(options.gold / "standalone.jsonl", engine)
    report: dict[str, Any] = {}
    halves = {"odd": (True,), "even": (False,), "both": (True, False)}
    for half in ("odd",) if options.half == "odd" else halves:
        chosen = [asked for asked in turns if asked.is_odd in halves[half]]
        some = [each for each in alone if odd(each[0]) in halves[half]]
        report[half] = {"retrieval": retrieval(engine, chosen), "leaning": leaning(chosen, some)}
        if options.answers:
            want = None if half == "both" else half == "odd"
            path = options.gold / "conversations.jsonl"
            report[half]["answers"] = answered(engine, path, want_odd=want)
    if options.misses:
        show_misses(engine, turns, alone)
    return report


def show_misses(engine: Engine, turns: list[Asked], alone: list[tuple[str, bool]]) -> None:
    for asked in turns:
        if not asked.is_odd:
            continue
        found = ranks(engine, asked) if asked.follows and asked.gold["answerable"] else {}
        lost = bool(found) and found["rewritten"] != 1
        if lost or bool(asked.readings) is not asked.follows:
            print(asked.conversation, asked.gold["question"], asked.readings, found)
    print("not left alone:", [name for name, kept in alone if odd(name) and not kept])


def as_markdown(record: dict[str, Any]) -> str:
    lines = [
        "# Follow-ups",
        "",
        f"    {record['command']}",
        "",
        f"{record['date']}, {record['versions']}. " + NOTE,
        "",
        "Answerable follow-ups whose passage is found first (among the first five):",
        "",
        "| conversations | turns | as typed | first reading | best reading | gold's question |",
        "|---|---|---|---|---|---|",
    ]
    for half, part in record["halves"].items():
        row = part["retrieval"]
        cells = (f"{row[way]['top 1']:.1%} ({row[way]['top 5']:.1%})" for way in WAYS)
        lines.append(f"| {half} | {row['turns']} | {' | '.join(cells)} |")
    names = list(next(iter(record["halves"].values()))["leaning"])
    lines += ["", f"| conversations | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for half, part in record["halves"].items():
        cells = (f"{good} of {count}" for good, count in part["leaning"].values())
        lines.append(f"| {half} | {' | '.join(cells)} |")
    if any("answers" in part for part in record["halves"].values()):
        lines += ["", *answers_table(record["halves"])]
    return "\n".join(lines) + "\n"


def answers_table(halves: dict[str, Any]) -> list[str]:
    lines = [
        ANSWERED,
        "",
        "| conversations | turns | in the chat | as typed, no history | gold's full question |",
        "|---|---|---|---|---|",
    ]
    for half, part in halves.items():
        row = part["answers"]
        cells = (f"{row[way] / row['turns']:.1%}" for way in ("chat", "raw", "resolved"))
        lines.append(f"| {half} | {row['turns']} | {' | '.join(cells)} |")
    return lines


ANSWERED = (
    "Follow-ups answered right (a cited span overlaps gold's, or both give none; computed turns "
    "left out), in a chat of the engine's own answers:"
)
NOTE = (
    "The odd-numbered conversations and stand-alone questions were looked at while the rules were "
    "written; of the even-numbered ones only these totals were seen, several times: they are the "
    "figure to report. The best reading is chosen by the gold, which bounds what trying all "
    "readings can reach. The history holds the gold's answers and the rules' own rewrites."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, default=ROOT / "eval" / "gold")
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results")
    parser.add_argument("--half", choices=("odd", "both"), default="both")
    parser.add_argument("--misses", action="store_true", help="list misses of the odd half")
    parser.add_argument("--answers", action="store_true", help="let the engine answer as well")
    options = parser.parse_args()
    if not (options.gold / "conversations.jsonl").is_file():
        sys.exit(f"{options.gold}: no conversations.jsonl; name the gold folder with --gold")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=folder)
        index_paths([ROOT / "corpus", options.gold / "stories"], settings)
        engine = Engine.open(folder, settings)
        began = time.perf_counter()
        halves = measure(engine, options)
        seconds = round(time.perf_counter() - began, 1)
        engine.close()
    packages = ", ".join(f"{name} {version(name)}" for name in ("qa", "tantivy", "faiss-cpu"))
    record = {
        "command": "python eval/dialogue.py" + (" --answers" if options.answers else ""),
        "date": dt.date.today().isoformat(),
        "versions": f"Python {platform.python_version()}, {packages}",
        "seconds": seconds,
        "halves": halves,
    }
    text = as_markdown(record)
    print(text)
    if options.half == "both":
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "dialogue.md").write_text(text, encoding="utf-8")
        (options.out / "dialogue.json").write_text(
            json.dumps(record, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()

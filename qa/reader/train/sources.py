"""Readers of the training sets: each yields questions with their text and answer offsets.

The sets are public and are never copied into the project; only weights trained on them are.
QAMR (Michael et al. 2018), QED (Lamm et al. 2021), COVID-QA (Moeller et al. 2020), TAT-QA
(Zhu et al. 2021) and VitaminC (Schuster et al. 2021, claims turned into questions by `cloze`).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import DatasetError
from qa.reader.train.cloze import make_questions

MAX_CONTEXT = 4000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question over `text`; `answers` are (start, end) offsets, one per annotator.

    Without answers it is a question that `text` does not answer. `document` groups what must
    stay on one side of a train/held-out split; `sentences` are offsets where the text's layout
    has to be known to find them.
    """

    question: str
    text: str
    answers: tuple[tuple[int, int], ...]
    source: str
    document: str
    title: str = ""
    date: dt.date | None = None
    sentences: tuple[tuple[int, int], ...] = ()


def read_all(data: Path) -> Iterator[Asked]:
    """Every question of every set under `data`. Raises `DatasetError` when one is missing."""
    yield from read_qamr(data / "qamr")
    yield from read_qed(data / "qed" / "qed-dev.jsonlines")
    yield from read_squad(data / "covidqa" / "covidqa.json", "covidqa")
    yield from read_tatqa(data / "tatqa" / "tatqa_dataset_dev.json")
    yield from read_vitaminc(data / "vitaminc" / "vitaminc_real.half.jsonl")


def _open(path: Path) -> str:
    if not path.is_file():
        raise DatasetError(f"{path}: no such training file; README.md says which sets DATA holds")
    return path.read_text(encoding="utf-8")


_BRACKETS = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "``": '"', "''": '"',
}  # fmt: skip


def join_tokens(tokens: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Running text from treebank tokens, with each token's offsets in it.

    >>> join_tokens(["He", "did", "n't", "pay", "$", "5", "."])[0]
    "He didn't pay $5."
    """
    text = ""
    spans: list[tuple[int, int]] = []
    glue, quoted = True, False
    for token in tokens:
        word = _BRACKETS.get(token, token)
        closing = word in {".", ",", ";", ":", "?", "!", ")", "]", "}", "%", "n't"}
        closing = closing or bool(re.fullmatch(r"'(?:s|re|ve|ll|d|m)?", word))
        if word == '"':
            closing, quoted = quoted, not quoted
        if not glue and not closing:
            text += " "
        spans.append((len(text), len(text) + len(word)))
        text += word
        glue = word in {"(", "[", "{", "$", "£", "€"} or (word == '"' and quoted)
    return text, spans


def read_qamr(folder: Path) -> Iterator[Asked]:
    """QAMR questions with a contiguous answer that at least one validator gave one for, too."""
    sentences = dict(read_qamr_sentences(folder))
    for name in ("full_dev.tsv", "full_test.tsv"):
        for line in _open(folder / name).splitlines():
            parts = line.split("\t")
            if len(parts) < 8 or parts[0] not in sentences:
                continue
            text, spans = sentences[parts[0]]
            marked = [parts[6], *(part.partition(":")[2] for part in parts[7:9])]
            answers = [_run(given, spans) for given in marked]
            # an annotator's own answer counts only when a validator found the question valid
            if answers[0] is None or not any(answers[1:]):
                continue
            found = tuple(answer for answer in answers if answer is not None)
            document = ":".join(parts[0].split(":")[:3])
            yield Asked(parts[5], text, found, "qamr", document)


def read_qamr_sentences(folder: Path) -> Iterator[tuple[str, tuple[str, list[tuple[int, int]]]]]:
    for line in _open(folder / "wiki-sentences.tsv").splitlines():
        name, _, tokens = line.partition("\t")
        yield name, join_tokens(tokens.split())


def _run(marked: str, spans: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Offsets of a run of token numbers; None for a verdict in words or a gap."""
    try:
        numbers = sorted(int(part) for part in marked.split())
    except ValueError:
        return None
    if not numbers or numbers[-1] >= len(spans) or numbers[-1] - numbers[0] >= len(numbers):
        return None
    return spans[numbers[0]][0], spans[numbers[-1]][1]


def read_qed(path: Path) -> Iterator[Asked]:
    for line in _open(path).splitlines():
        record = json.loads(line)
        original = (part for parts in record["original_nq_answers"] for part in parts[:1])
        answers = tuple((part["start"], part["end"]) for part in original)
        text, offsets = _untokenise(record["paragraph_text"])
        moved = tuple((offsets[a], offsets[b - 1] + 1) for a, b in answers if b > a)
        if moved:
            yield Asked(record["question_text"], text, moved, "qed", *[record["title_text"]] * 2)


def _untokenise(text: str) -> tuple[str, list[int]]:
    """Spaced-out paragraph as running text, and the new offset of every old character."""
    tokens, starts = [], []
    for match in re.finditer(r"\S+", text):
        tokens.append(match.group())
        starts.append(match.start())
    joined, spans = join_tokens(tokens)
    offsets = [0] * (len(text) + 1)
    for start, token, (new, end) in zip(starts, tokens, spans, strict=True):
        for place in range(len(token) + 1):
            if start + place < len(offsets):
                offsets[start + place] = min(new + place, end)
    return joined, offsets


def read_squad(path: Path, source: str) -> Iterator[Asked]:
    """A file in the SQuAD 1.1 format; a long text is cut to the neighbourhood of the answer."""
    for number, article in enumerate(json.loads(_open(path))["data"]):
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                answers = [
                    (answer["answer_start"], answer["answer_start"] + len(answer["text"].rstrip()))
                    for answer in asked["answers"]
                ]
                if answers:
                    text, moved = _neighbourhood(paragraph["context"], answers)
                    yield Asked(asked["question"], text, moved, source, f"{source}-{number}")


def _neighbourhood(
    text: str, answers: list[tuple[int, int]]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    if len(text) <= MAX_CONTEXT:
        return text, tuple(answers)
    first = min(start for start, _ in answers)
    begin = text.rfind(". ", 0, max(0, first - MAX_CONTEXT // 2)) + 2
    begin = begin if begin > 1 else 0
    finish = text.find(". ", begin + MAX_CONTEXT)
    cut = text[begin : finish + 1 if finish > 0 else len(text)]
    kept = tuple((a - begin, b - begin) for a, b in answers if a >= begin and b - begin <= len(cut))
    return cut, kept


def read_tatqa(path: Path) -> Iterator[Asked]:
    """Questions whose answer is one span of one paragraph of the report."""
    for number, report in enumerate(json.loads(_open(path))):
        paragraphs = {str(part["order"]): part["text"] for part in report["paragraphs"]}
        for asked in report["questions"]:
            yield from _tatqa_question(asked, paragraphs, f"tatqa-{number}")


def _tatqa_question(
    asked: dict[str, Any], paragraphs: dict[str, str], document: str
) -> Iterator[Asked]:
    answers = asked["answer"] if isinstance(asked["answer"], list) else []
    if asked["answer_type"] != "span" or "text" not in asked["answer_from"] or len(answers) != 1:
        return
    text = " ".join(paragraphs.get(order, "") for order in asked["rel_paragraphs"])
    start = text.find(str(answers[0]))
    if start >= 0 and text.count(str(answers[0])) == 1:
        span = (start, start + len(str(answers[0])))
        yield Asked(asked["question"], text, (span,), "tatqa", document)


def read_vitaminc(path: Path) -> Iterator[Asked]:
    """Questions made from supported claims; see `cloze.make_questions`."""
    for claim, evidence, page in _claims(path, supported=True):
        for question, answers in make_questions(claim, evidence):
            yield Asked(question, evidence, answers, "vitaminc", page, page)


def read_claims(path: Path) -> Iterator[Asked]:
    """The same from claims that are refuted or open: what they share with the evidence is marked,
    and often wrongly, so these are for a teacher to label."""
    for claim, evidence, page in _claims(path, supported=False):
        for question, answers in make_questions(claim, evidence):
            yield Asked(question, evidence, answers, "claims", page, page)


def _claims(path: Path, *, supported: bool) -> Iterator[tuple[str, str, str]]:
    seen: set[tuple[str, str]] = set()
    for line in _open(path).splitlines():
        record = json.loads(line)
        claim, _ = join_tokens(record["claim"].split())
        evidence, _ = join_tokens(record["evidence"].split())
        wanted = (record["label"] == "SUPPORTS") == supported
        if wanted and (claim, evidence) not in seen:
            seen.add((claim, evidence))
            yield claim, evidence, str(record["page"])

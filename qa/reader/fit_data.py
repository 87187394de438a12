"""Training questions for the lexical reader, read from public question sets on disk.

Every example is one question over a few passages as retrieval would hand them over: its own
passage and passages of other documents that share its words. XQuAD is never read here. What is
held out is the same as for the trained reader (`qa.reader.train.corpus.is_held_out`).
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.reader.train.corpus import is_held_out
from qa.reader.train.examples import sentences_of
from qa.reader.train.newswire import read_written
from qa.reader.train.sources import Asked
from qa.reader.train.stories import read_invented
from qa.reader.words import STOP_WORDS, Line, word_set
from qa.types import Hit, Passage

PASSAGE_WORDS = 100


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the passage that answers it, and every accepted answer text; without answers,
    a passage that does not answer it. `held_out` keeps whole documents from the fit."""

    question: str
    passage: Passage
    answers: tuple[str, ...]
    source: str
    held_out: bool = False


_GLUED_LEFT = word_set(". , ; : ? ! ) ] } % 's n't 'm 're 've 'll 'd ’s ” '")
_GLUED_RIGHT = frozenset(["(", "[", "{", "$", "£", "€", "“", "#"])
_MARKS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": "“", "''": "”"}


def join_tokens(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Undo Penn Treebank spacing; returns the text and each token's (start, end)."""
    text = ""
    places: list[tuple[int, int]] = []
    glue = True
    for raw in tokens:
        token = _MARKS.get(raw, raw)
        if not glue and token not in _GLUED_LEFT:
            text += " "
        places.append((len(text), len(text) + len(token)))
        text += token
        glue = token in _GLUED_RIGHT
    return text, places


def make_passage(name: str, sentences: Sequence[str]) -> Passage:
    """One passage of the given sentences, a space between them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return Passage(name, 0, start - 1, " ".join(sentences), tuple(spans))


def read_qamr(folder: Path, seed: int) -> Iterator[Example]:
    """QAMR's valid questions; the passage is the sentence among others of its document."""
    rows = (folder / "wiki-sentences.tsv").read_text(encoding="utf-8").splitlines()
    tokens = {key: text.split(" ") for key, text in (row.split("\t") for row in rows if row)}
    used: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in ("full_dev.tsv", "full_test.tsv"):
        for row in (folder / name).read_text(encoding="utf-8").splitlines():
            cells = row.split("\t")
            spans = [cells[6], *(judged.split(":")[1] for judged in cells[7:9])]
            if any(not re.fullmatch(r"[\d ]+", span) for span in spans):
                continue
            text, places = join_tokens(tokens[cells[0]])
            for span in spans:
                words = [int(one) for one in span.split()]
                used[cells[0]][cells[5]].append(text[places[words[0]][0] : places[words[-1]][1]])
    yield from _qamr_examples(used, tokens, random.Random(seed))


def _qamr_examples(
    used: dict[str, dict[str, list[str]]], tokens: dict[str, list[str]], rng: random.Random
) -> Iterator[Example]:
    by_document: dict[str, list[str]] = defaultdict(list)
    for key in sorted(used):
        by_document[key.rsplit(":", 2)[0]].append(key)
    everything = sorted(used)
    for key in everything:
        own = by_document[key.rsplit(":", 2)[0]]
        near = [other for other in own if other != key][:3]
        near += rng.sample(everything, max(1, 4 - len(near)))
        chosen = sorted({key, *near}, key=lambda one: (one not in own, one))
        rng.shuffle(chosen)
        passage = make_passage(key, [join_tokens(tokens[one])[0] for one in chosen])
        held_out = is_held_out("qamr", ":".join(key.split(":")[:3]))
        for question, answers in used[key].items():
            yield Example(question, passage, tuple(dict.fromkeys(answers)), "qamr", held_out)


def read_qed(folder: Path) -> Iterator[Example]:
    """QED: search questions with their paragraph and short answers."""
    for row in (folder / "qed-dev.jsonlines").read_text(encoding="utf-8").splitlines():
        item = json.loads(row)
        bounds = [*item["sentence_starts"], len(item["paragraph_text"])]
        sentences = [
            _join_search(item["paragraph_text"][a:b]) for a, b in itertools.pairwise(bounds)
        ]
        answers = tuple(
            dict.fromkeys(
                _join_search(part["string"])
                for group in item["original_nq_answers"]
                for part in group[:1]
                if len(group) == 1
            )
        )
        if answers:
            passage = make_passage(f"qed-{item['example_id']}", [s for s in sentences if s])
            held_out = is_held_out("qed", item["title_text"])
            yield Example(item["question_text"], passage, answers, "qed", held_out)


def _join_search(text: str) -> str:
    return join_tokens(text.split())[0].replace(" - ", "-").replace(" -- ", " – ")


def read_tatqa(folder: Path) -> Iterator[Example]:
    """TAT-QA: questions whose one answer stands in a paragraph (tables are left aside)."""
    loaded = json.loads((folder / "tatqa_dataset_dev.json").read_text(encoding="utf-8"))
    for report in loaded:
        texts = {str(part["order"]): part["text"] for part in report["paragraphs"]}
        for item in report["questions"]:
            if item["answer_type"] != "span" or len(item["answer"]) != 1:
                continue
            answer = item["answer"][0].strip()
            found = [texts[one] for one in item["rel_paragraphs"] if answer in texts.get(one, "")]
            if found and len(answer.split()) <= 15:
                sentences = [found[0][a:b].strip() for a, b in _rough_sentences(found[0])]
                passage = make_passage(f"tatqa-{report['table']['uid']}-1", sentences)
                yield Example(item["question"], passage, (answer,), "tatqa")


def read_covid(folder: Path) -> Iterator[Example]:
    """COVID-QA: the window of sentences around each answer of at most fifteen words."""
    loaded = json.loads((folder / "covidqa.json").read_text(encoding="utf-8"))
    for number, article in enumerate(loaded["data"]):
        held_out = is_held_out("covidqa", f"covidqa-{number}")
        for paragraph in article["paragraphs"]:
            spans = _rough_sentences(paragraph["context"])
            for item in paragraph["qas"]:
                answer = item["answers"][0]
                if len(answer["text"].split()) <= 15:
                    name = f"covid-{paragraph['document_id']}-{answer['answer_start']}"
                    made = _covid_example(
                        item["question"], answer, paragraph["context"], spans, name
                    )
                    yield replace(made, held_out=held_out)


def _covid_example(
    question: str,
    answer: dict[str, int | str],
    context: str,
    spans: list[tuple[int, int]],
    name: str,
) -> Example:
    begin = int(answer["answer_start"])
    at = max(i for i, (start, _) in enumerate(spans) if start <= begin)
    window = [at]
    words = len(context[slice(*spans[at])].split())
    for step in (-1, 1, -2, 2, -3, 3):
        if words >= PASSAGE_WORDS:
            break
        if 0 <= at + step < len(spans):
            window.append(at + step)
            words += len(context[slice(*spans[at + step])].split())
    sentences = [" ".join(context[slice(*spans[i])].split()) for i in sorted(window)]
    passage = make_passage(name, [sentence for sentence in sentences if sentence])
    return Example(question, passage, (" ".join(str(answer["text"]).split()),), "covid")


def read_news(written: Path, data: Path) -> Iterator[Example]:
    """Questions written over news stories, each over its whole story in one passage or two."""
    yield from _over_stories(read_written(written, data / "reuters"))


def read_stories(path: Path) -> Iterator[Example]:
    """The same over the invented stories, those of their conversations in full."""
    yield from _over_stories(asked for asked in read_invented(path) if asked.source == "stories")


def _over_stories(questions: Iterable[Asked]) -> Iterator[Example]:
    for asked in questions:
        for passage in _story_passages(asked):
            inside = [
                asked.text[a:b] for a, b in asked.answers if passage.start <= a and b <= passage.end
            ]
            if inside or not asked.answers:
                held_out = is_held_out(asked.source, asked.document)
                answers = tuple(dict.fromkeys(inside))
                yield Example(asked.question, passage, answers, asked.source, held_out)
                break


def _story_passages(asked: Asked) -> Iterator[Passage]:
    """The story cut at sentences into passages of about `PASSAGE_WORDS` words."""
    group: list[tuple[int, int]] = []
    bounds = sentences_of(asked)
    for number, (start, end) in enumerate(bounds):
        group.append((start, end))
        first = group[0][0]
        if len(asked.text[first:end].split()) >= PASSAGE_WORDS or number + 1 == len(bounds):
            text = asked.text[first:end]
            yield Passage(asked.document, first, end, text, tuple(group), asked.title, asked.date)
            group = []


def _rough_sentences(text: str) -> list[tuple[int, int]]:
    bounds = [0, *(m.end() for m in re.finditer(r"[.!?]\s+(?=[A-Z(])|\n\n+", text)), len(text)]
    return [(a, b) for a, b in itertools.pairwise(bounds) if b > a]


class Pool:
    """Passages of other questions, found by shared words: what retrieval would add."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages
        self.places: dict[str, list[int]] = defaultdict(list)
        for i, passage in enumerate(passages):
            for root in sorted(_roots(passage.text)):
                self.places[root].append(i)

    def hits(self, example: Example, size: int, *, with_answer: bool) -> list[Hit]:
        """The `size` passages nearest to the question by rare shared words."""
        scores: dict[int, float] = defaultdict(float)
        for root in sorted(_roots(example.question)):
            found = self.places.get(root, [])
            for i in found:
                scores[i] += 1.0 / (1.0 + len(found)) ** 0.5
        ranked = sorted(scores, key=lambda i: (-scores[i], i))
        chosen = [
            self.passages[i]
            for i in ranked[: size * 3]
            if not _same_origin(self.passages[i].document, example.passage.document)
        ][: size - with_answer]
        place = 0
        if with_answer:
            own = sum(
                1.0 / (1.0 + len(self.places.get(root, []))) ** 0.5
                for root in _roots(example.question) & _roots(example.passage.text)
            )
            better = [i for i in ranked if scores[i] > own and self.passages[i] in chosen]
            place = min(len(better), len(chosen))
            chosen.insert(place, example.passage)
        return [Hit(passage, 1.0 / rank, rank) for rank, passage in enumerate(chosen, 1)]


def _same_origin(one: str, other: str) -> bool:
    return one.rsplit(":", 2)[0] == other.rsplit(":", 2)[0]


def _roots(text: str) -> set[str]:
    line = Line.of(text)
    return {
        root
        for root, low in zip(line.stems, line.lowers, strict=True)
        if root and low not in STOP_WORDS
    }

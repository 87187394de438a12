"""Which sentences of the retrieved passages are worth reading: a small linear ranking.

The span model reads few words, so what it does not see it cannot answer. Every sentence is
described by how much of the question it, its title and its passage have, by where it stands, and by
what it holds of the kind asked for; the weights are a conditional logit (McFadden 1974) over the
sentences of a question, fitted by `qa.reader.train.fit_selection`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.errors import ModelUnavailable
from qa.reader.lexicon import Floats, Ints, Lexicon, find_tokens
from qa.reader.relevance import Relevance, highest, number_documents
from qa.reader.windows import Stream
from qa.types import AnswerType, Hit

FILE = "selection.json"
#: Features of every sentence, in the order of the weights.
SHARED = (
    "stems by salience", "soft by salience", "soft by salience, squared",
    "stems", "stems, squared", "soft", "with the title", "with the sentence before",
    "with the passage", "in the title", "in the sentence after only", "asked year",
    "vector", "first passage", "rank", "score", "length", "fragment", "opens its passage",
    "with the document", "passages of the document",
)  # fmt: skip
#: What a sentence may hold; each counts by the type asked for.
HELD = ("digits", "year", "money", "percent", "month", "new names", "commas", "reason")
TYPES = tuple(kind.value for kind in AnswerType)
_LONG = 60
_FRAGMENT = 6
_MANY = 4
_REASONS = ("because", "due", "since", "owing", "so", "thanks", "reason", "caused", "after", "as")
_DIGITS, _YEAR, _MONTH, _MONEY, _PERCENT, _CAPITAL, _MARK = 1, 2, 4, 5, 6, 7, 9
# Columns of the flags that make a word no content word: function words and punctuation.
_EMPTY = (0, 9)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question's words as ids, and the type of answer it asks for."""

    ids: Ints
    expected: AnswerType


class SentenceRanker:
    """The fitted weights: (features,) for all questions and (types, held) by type; and what the
    learned matches add, where there is such a network."""

    def __init__(self, shared: Floats, by_type: Floats, relevance: Relevance | None = None) -> None:
        self._shared, self._by_type, self._relevance = shared, by_type, relevance

    @classmethod
    def load(cls, folder: Path) -> SentenceRanker:
        """Read `selection.json` and `relevance.safetensors`; raises `ModelUnavailable` when one
        is gone or not ours."""
        linear = cls.linear(folder)
        return cls(linear._shared, linear._by_type, Relevance.load(folder))

    @classmethod
    def linear(cls, folder: Path) -> SentenceRanker:
        """The linear ranking of `selection.json` alone."""
        path = folder / FILE
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            shared = np.array([record["shared"][name] for name in SHARED], np.float32)
            rows = [[record["by type"][kind][held] for held in HELD] for kind in TYPES]
            return cls(shared, np.array(rows, np.float32))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelUnavailable(
                f"{path}: the reader's weights cannot be read ({error}); install the package again"
            ) from error

    def rank(self, lexicon: Lexicon, asked: Asked, stream: Stream, hits: Sequence[Hit]) -> Floats:
        """(S,): how much each sentence of `stream` is worth reading; empty ones -inf."""
        shared, held = describe(lexicon, asked, stream, hits)
        number = TYPES.index(asked.expected.value)
        worth = shared @ self._shared + held @ self._by_type[number]
        if self._relevance is not None:
            content = telling_words(lexicon, asked.ids)
            worth = self._relevance.score(lexicon, worth, asked.ids, content, number, stream, hits)
        return np.where(stream.sizes == 0, -np.inf, worth).astype(np.float32)


def describe(
    lexicon: Lexicon, asked: Asked, stream: Stream, hits: Sequence[Hit]
) -> tuple[Floats, Floats]:
    """(S, shared features) and (S, held features) of the S sentences of a stream."""
    count = len(stream.bounds)
    sizes, firsts, hit = stream.sizes, stream.firsts, stream.hits_of_sentences
    content = telling_words(lexicon, asked.ids)
    found, soft = _matches(lexicon, content, stream, firsts, sizes)
    titles, dated = _titles(lexicon, content, hits)
    same = hit[1:] == hit[:-1]
    before, after = np.zeros_like(found), np.zeros_like(found)
    before[1:][same] = found[:-1][same]
    after[:-1][same] = found[1:][same]
    passage = np.zeros((len(hits), found.shape[1]), np.float32)
    np.maximum.at(passage, hit, found)
    numbers = number_documents(hits)
    count_of = np.bincount(numbers)
    document = np.zeros((len(count_of), found.shape[1]), np.float32)
    np.maximum.at(document, numbers, np.maximum(passage, titles))
    rare = np.log(1.0 + (count + 1) / (found.sum(0) + 0.5)).astype(np.float32)
    rare = rare / max(float(rare.sum()), 1e-6)
    salient = lexicon.salience[content] / max(float(lexicon.salience[content].sum()), 1e-6)
    title = titles[hit]
    told = np.maximum(found, title)
    context = np.maximum(told, before)
    top = max((each.score for each in hits), default=1.0) or 1.0
    own = found @ rare
    mild = soft @ salient
    columns = (
        found @ salient, mild, mild**2, own, own**2, soft @ rare, told @ rare, context @ rare,
        np.maximum(passage, titles)[hit] @ rare, title @ rare, np.clip(after - told, 0, 1) @ rare,
        dated[hit], _likeness(lexicon, content, stream, firsts, sizes), hit == 0,
        np.minimum(hit, 8) / 8, np.array([each.score for each in hits], np.float32)[hit] / top,
        np.minimum(sizes, _LONG) / _LONG, sizes < _FRAGMENT, np.append(True, ~same),
        document[numbers[hit]] @ rare, count_of[numbers[hit]] / len(hits),
    )  # fmt: skip
    shared = np.stack([np.asarray(column, np.float32) for column in columns], axis=1)
    return shared, _held(lexicon, asked.ids, stream, firsts, sizes)


def telling_words(lexicon: Lexicon, ids: Ints) -> Ints:
    """The distinct words that are no function words or marks; all where there are only such."""
    kept = ids[lexicon.flags[ids][:, _EMPTY].sum(1) == 0]
    return np.unique(kept if len(kept) else ids)


def _matches(
    lexicon: Lexicon, content: Ints, stream: Stream, firsts: Ints, sizes: Ints
) -> tuple[Floats, Floats]:
    """(S, C) twice: whether a sentence has each content word by stem, and how nearly by vector."""
    words = stream.ids
    stems = lexicon.codes[words, 1][:, None] == lexicon.codes[content, 1][None]
    near = lexicon.vectors[words] @ lexicon.vectors[content].T
    near[lexicon.flags[words, 0] > 0] = 0.0
    found = highest(stems.astype(np.float32), firsts, sizes)
    return found, np.maximum(highest(np.clip(near, 0.0, 1.0), firsts, sizes), found)


def _titles(lexicon: Lexicon, content: Ints, hits: Sequence[Hit]) -> tuple[Floats, Floats]:
    """(H, C): whether a passage's title, or the year of its date, has each content word; and
    (H,): whether that year is asked for."""
    table = np.zeros((len(hits), len(content)), np.float32)
    dated = np.zeros(len(hits), np.float32)
    stems = lexicon.codes[content, 1]
    words = [lexicon.words[number] for number in content]
    known: dict[str, Floats] = {}
    for row, hit in enumerate(hits):
        title = hit.passage.title
        if title not in known:
            ids = lexicon.look_up([title[a:b] for a, b in find_tokens(title)])
            known[title] = np.isin(stems, lexicon.codes[ids, 1]).astype(np.float32)
        table[row] = known[title]
        if hit.passage.date is not None and str(hit.passage.date.year) in words:
            table[row, words.index(str(hit.passage.date.year))] = dated[row] = 1.0
    return table, dated


def _likeness(lexicon: Lexicon, content: Ints, stream: Stream, firsts: Ints, sizes: Ints) -> Floats:
    """(S,): cosine of the summed vectors, salient words counting more."""
    vectors = lexicon.vectors[stream.ids] * lexicon.salience[stream.ids][:, None]
    sums = np.zeros((len(firsts), vectors.shape[1]), np.float32)
    full = sizes > 0
    if full.any():
        sums[full] = np.add.reduceat(vectors, firsts[full], axis=0)
    asked = (lexicon.vectors[content] * lexicon.salience[content][:, None]).sum(0)
    lengths = np.linalg.norm(sums, axis=1) * np.linalg.norm(asked)
    return np.asarray(sums @ asked / np.maximum(lengths, 1e-6), np.float32)


def _held(lexicon: Lexicon, asked: Ints, stream: Stream, firsts: Ints, sizes: Ints) -> Floats:
    """(S, held): what kinds of words each sentence has, as 0 to 1."""
    words, flags = stream.ids, lexicon.flags[stream.ids]
    heads = np.zeros(len(words), np.bool_)
    heads[firsts[sizes > 0]] = True
    lower = lexicon.codes[:, 0]
    new_names = (flags[:, _CAPITAL] > 0) & ~heads & ~np.isin(lower[words], lower[asked])
    reasons = lexicon.look_up(_REASONS)
    commas = lexicon.look_up([","])
    table = np.stack(
        [
            flags[:, _DIGITS], flags[:, _YEAR], flags[:, _MONEY], flags[:, _PERCENT],
            flags[:, _MONTH], new_names, words == commas[0], np.isin(words, reasons),
        ],
        axis=1,
    ).astype(np.float32)  # fmt: skip
    held = highest(table, firsts, sizes)
    count = np.bincount(stream.sentences[words == commas[0]], minlength=len(firsts))
    held[:, HELD.index("commas")] = np.minimum(count, _MANY) / _MANY
    return held

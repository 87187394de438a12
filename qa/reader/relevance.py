"""How well a sentence fits a question: word matches and the kind of answer, both learned.

Each content word of the question is matched softly with the words of a sentence, of those beside
it, of its title, passage and document, in a learned projection of the static vectors (late
interaction, as in ColBERT, Khattab and Zaharia 2020, over vectors without context); a small
network says what such a match is worth. Beside it stands how much a sentence looks like holding
what is asked for: its words, with their neighbours, against the question as a whole. Fitted by
`qa.reader.train.fit_selection` together with the linear ranking of `qa.reader.selection`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.errors import ModelUnavailable
from qa.reader.lexicon import Floats, Ints, Lexicon, find_tokens
from qa.reader.windows import Stream
from qa.types import Hit

FILE = "relevance.safetensors"
#: The fitted tables and what they are called in the file.
TABLES = (
    "projection", "match in", "match bias", "match out", "word weight", "kind of all",
    "kind of first", "kind of type", "kind of word", "shares",
)  # fmt: skip
#: Sizes of the projections of matches and of kinds of answer, and of the network over a match.
MATCH, KIND, HIDDEN = 64, 48, 24
#: Features of a match, and of the question's word that is matched.
OF_MATCH, OF_WORD = 9, 6
_STOP, _DIGITS, _YEAR, _CAPITAL, _MARK = 0, 1, 2, 7, 9
_LEAST = np.float32(1e-6)


class Relevance:
    """The fitted network; `tables` are named as in `fit_selection`."""

    def __init__(self, tables: Mapping[str, Floats]) -> None:
        missing = [name for name in TABLES if name not in tables]
        if missing:
            raise ValueError(f"without {missing[0]}")
        self._tables = {name: np.asarray(tables[name], np.float32) for name in TABLES}

    @classmethod
    def load(cls, folder: Path) -> Relevance:
        """Read `relevance.safetensors`; raises `ModelUnavailable` when it is gone or not ours."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        path = folder / FILE
        try:
            return cls(load_file(path))
        except (OSError, ValueError, SafetensorError) as error:
            raise ModelUnavailable(
                f"{path}: the reader's weights cannot be read ({error}); install the package again"
            ) from error

    def score(
        self,
        lexicon: Lexicon,
        base: Floats,
        question: Ints,
        content: Ints,
        expected: int,
        stream: Stream,
        hits: Sequence[Hit],
    ) -> Floats:
        """(S,): the worth of each sentence, of which `base` (S,) is the linear ranking's.

        `question` has all words asked, `content` the distinct telling ones; `expected` numbers
        the type of answer.
        """
        unique, places = np.unique(stream.ids, return_inverse=True)
        covered = self._covered(lexicon, content, stream, hits, unique, places)
        looks = self._looks(lexicon, question, expected, stream, unique, places)
        return np.asarray(self._tables["shares"] @ np.stack([base, covered, looks]), np.float32)

    def _covered(
        self,
        lexicon: Lexicon,
        content: Ints,
        stream: Stream,
        hits: Sequence[Hit],
        unique: Ints,
        places: npt.NDArray[np.intp],
    ) -> Floats:
        """(S,): how well each sentence, with what stands around it, covers the question's words."""
        tables = self._tables
        asked = self._projected(lexicon, content)
        soft, exact = (part[places] for part in self._match(lexicon, unique, asked, content))
        firsts, sizes, hit = stream.firsts, stream.sizes, stream.hits_of_sentences
        own, own_exact = (highest(part, firsts, sizes) for part in (soft, exact))
        same = (hit[1:] == hit[:-1])[:, None]
        before, after = np.zeros_like(own), np.zeros_like(own)
        before[1:], after[:-1] = own[:-1] * same, own[1:] * same
        title, title_exact = self._match_titles(lexicon, hits, asked, content)
        passage, passage_exact = (_by_group(part, hit, len(hits)) for part in (own, own_exact))
        numbers = number_documents(hits)
        document = _by_group(np.maximum(passage, title), numbers, int(numbers.max()) + 1)
        rare = np.log(1.0 + (len(sizes) + 1) / (own_exact.sum(0) + 0.5))
        flags = lexicon.flags[content]
        words = np.stack(
            [lexicon.salience[content], rare / rare.max(), flags[:, _DIGITS], flags[:, _YEAR],
             flags[:, _CAPITAL], np.full(len(content), len(content) / 10.0)], axis=1
        ).astype(np.float32)  # fmt: skip
        matches = np.stack(
            [own, before, after, title[hit], passage[hit], document[numbers[hit]],
             own_exact, title_exact[hit], passage_exact[hit]], axis=2
        )  # fmt: skip
        inner = matches @ tables["match in"][:OF_MATCH] + words @ tables["match in"][OF_MATCH:]
        worth = np.maximum(inner + tables["match bias"], 0.0) @ tables["match out"]
        weighed = np.concatenate([asked, words], axis=1) @ tables["word weight"]
        share = np.exp(weighed - weighed.max())
        return np.asarray(worth @ (share / share.sum()), np.float32)

    def _looks(
        self,
        lexicon: Lexicon,
        question: Ints,
        expected: int,
        stream: Stream,
        unique: Ints,
        places: npt.NDArray[np.intp],
    ) -> Floats:
        """(S,): how much the words of each sentence look like what is asked for."""
        tables = self._tables
        vectors = lexicon.vectors[question]
        first = vectors[:2] if len(vectors) > 1 else np.repeat(vectors, 2, axis=0)
        wanted = (
            tables["kind of all"] @ vectors.mean(0)
            + tables["kind of first"] @ first.ravel()
            + tables["kind of type"][expected]
        )
        # (FEATURES, 3): what a word says of itself, of the word behind it and of the one before
        by_place = tables["kind of word"].reshape(-1, 3, KIND) @ wanted
        words = np.concatenate([lexicon.vectors[unique], lexicon.flags[unique]], axis=1)
        said = (words @ by_place)[places]
        same = stream.sentences[1:] == stream.sentences[:-1]
        scores = said[:, 0].copy()
        scores[1:] += said[:-1, 1] * same
        scores[:-1] += said[1:, 2] * same
        return _log_sums(scores, stream.firsts, stream.sizes)

    def _projected(self, lexicon: Lexicon, words: Ints) -> Floats:
        found = lexicon.vectors[words] @ self._tables["projection"]
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1), _LEAST)[:, None])

    def _match(
        self, lexicon: Lexicon, words: Ints, asked: Floats, content: Ints
    ) -> tuple[Floats, Floats]:
        """(W, C) twice: how near each word is to each word asked, and whether by its stem."""
        soft = np.maximum(self._projected(lexicon, words) @ asked.T, 0.0)
        flags = lexicon.flags[words]
        soft[(flags[:, _STOP] + flags[:, _MARK]) > 0] = 0.0
        exact = lexicon.codes[words, 1][:, None] == lexicon.codes[content, 1][None]
        return np.maximum(soft, exact), exact.astype(np.float32)

    def _match_titles(
        self, lexicon: Lexicon, hits: Sequence[Hit], asked: Floats, content: Ints
    ) -> tuple[Floats, Floats]:
        """(H, C) twice, for the title of each passage."""
        known: dict[str, tuple[Floats, Floats]] = {}
        for title in dict.fromkeys(hit.passage.title for hit in hits):
            words = lexicon.look_up([title[a:b] for a, b in find_tokens(title)])
            nothing = np.zeros((1, len(content)), np.float32)
            pair = self._match(lexicon, words, asked, content)
            known[title] = (
                np.concatenate([nothing, pair[0]]).max(0), np.concatenate([nothing, pair[1]]).max(0)
            )  # fmt: skip
        found = [known[hit.passage.title] for hit in hits]
        return np.stack([pair[0] for pair in found]), np.stack([pair[1] for pair in found])


def highest(table: Floats, firsts: Ints, sizes: Ints) -> Floats:
    """(S, columns): the maxima of each sentence's rows, 0 for empty sentences."""
    out = np.zeros((len(firsts), table.shape[1]), np.float32)
    full = sizes > 0
    if full.any():
        out[full] = np.maximum.reduceat(table, firsts[full], axis=0)
    return out


def number_documents(hits: Sequence[Hit]) -> Ints:
    """(H,): the number of each passage's document, counted as they come."""
    names = [hit.passage.document for hit in hits]
    order = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([order[name] for name in names], np.int32)


def _by_group(table: Floats, groups: Ints, count: int) -> Floats:
    """(count, columns): the maxima of the rows of each group."""
    out = np.zeros((count, table.shape[1]), np.float32)
    np.maximum.at(out, groups, table)
    return out


def _log_sums(scores: Floats, firsts: Ints, sizes: Ints) -> Floats:
    """(S,): the logarithm of the summed exponentials of each sentence's words."""
    out = np.full(len(firsts), np.log(_LEAST), np.float32)
    full = sizes > 0
    if full.any():
        peaks = np.maximum.reduceat(scores, firsts[full])
        parts = np.exp(scores - np.repeat(peaks, sizes[full]))
        out[full] = np.log(np.add.reduceat(parts, firsts[full])) + peaks
    return out

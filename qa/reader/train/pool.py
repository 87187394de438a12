"""The sentences that contexts are filled with."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from qa.reader.lexicon import Ints, Lexicon, find_tokens
from qa.reader.train.examples import Example


class Pool:
    """All sentences at hand, to be drawn from as distractors."""

    def __init__(self, lexicon: Lexicon, examples: Sequence[Example]) -> None:
        self._lexicon = lexicon
        self.sentences: list[Ints] = []
        self.documents: list[str] = []
        self.titles = {example.document: example.title for example in examples}
        self.questions = [example.question for example in examples]
        self._by_document: dict[str, list[int]] = defaultdict(list)
        self._postings: dict[int, list[int]] = defaultdict(list)
        seen: set[bytes] = set()
        for example in examples:
            for sentence in example.sentences:
                key = sentence.tobytes()
                if key not in seen and len(sentence) >= 5:
                    seen.add(key)
                    self._add(sentence, example.document)
        self._hard: dict[tuple[str, str], list[int]] = {}

    def _add(self, sentence: Ints, document: str) -> None:
        number = len(self.sentences)
        self.sentences.append(sentence)
        self.documents.append(document)
        self._by_document[document].append(number)
        flags, codes = self._lexicon.flags[sentence], self._lexicon.codes[sentence, 1]
        for code in set(codes[(flags[:, 0] == 0) & (flags[:, 9] == 0)].tolist()):
            self._postings[code].append(number)

    def neighbours(self, document: str, rng: random.Random) -> list[int]:
        near = list(self._by_document.get(document, ()))
        rng.shuffle(near)
        return near[:8]

    def hard(self, example: Example, limit: int = 12) -> list[int]:
        """Sentences of other documents that share the question's rarest words, best first."""
        key = (example.question, example.document)
        if key not in self._hard:
            self._hard[key] = self._find_hard(example, limit)
        return self._hard[key]

    def _find_hard(self, example: Example, limit: int) -> list[int]:
        ids = self._lexicon.look_up(
            [example.question[a:b] for a, b in find_tokens(example.question)]
        )
        flags = self._lexicon.flags[ids]
        codes = set(self._lexicon.codes[ids[(flags[:, 0] == 0) & (flags[:, 9] == 0)], 1].tolist())
        scores: Counter[int] = Counter()
        for code in codes:
            posting = self._postings.get(code, ())
            worth = float(np.log(len(self.sentences) / (1 + len(posting))))
            for number in posting[:3000]:
                scores[number] += worth  # type: ignore[assignment]  # a float-valued Counter
        best = [number for number, _ in scores.most_common(4 * limit)]
        return [number for number in best if self.documents[number] != example.document][:limit]

"""Contexts made beforehand, on disk: with a teacher's labels, or as retrieval brings them.

A shard is a gzipped file of JSON lines. Words are written as words, not as ids, so that a shard
made in one process can be read in another. Shards hold public text: they stay out of the project.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from qa.reader.lexicon import Lexicon
from qa.reader.train.compose import Drawn


def write_shard(path: Path, drawn: Sequence[Drawn], lexicon: Lexicon) -> None:
    """Write `drawn` to `path`, complete or not at all."""
    partial = path.with_suffix(".part")
    with gzip.open(partial, "wt", encoding="utf-8", compresslevel=3) as file:
        for item in drawn:
            record = {
                "question": [lexicon.words[word] for word in item.question],
                "words": [lexicon.words[word] for word in item.words],
                "sentences": item.sentences.tolist(),
                "spans": [(a, b, round(share, 5)) for a, b, share in item.spans],
                "closed": item.closed,
            }
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    partial.replace(path)


def read_shard(path: Path, lexicon: Lexicon) -> Iterator[Drawn]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield Drawn(
                lexicon.look_up(record["question"]),
                lexicon.look_up(record["words"]),
                np.array(record["sentences"], np.int32),
                tuple((int(a), int(b), float(share)) for a, b, share in record["spans"]),
                closed=tuple(record.get("closed", ())),
            )


def find_shards(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jsonl.gz"))

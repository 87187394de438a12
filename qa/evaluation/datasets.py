"""Which format a path is, and the dataset it holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa.errors import DatasetError
from qa.evaluation import beir, cranfield, gold, squad
from qa.evaluation.data import Dataset, DatasetKind, RetrievalUnit


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """`split` chooses the judgements of a BEIR folder, `unit` the documents of a SQuAD file.

    `documents` keeps the conversations of a gold file that are over this folder.
    """

    split: str = "test"
    unit: RetrievalUnit = RetrievalUnit.PARAGRAPH
    documents: str | None = None


def detect_kind(path: Path) -> DatasetKind:
    """Tell the format from the path; raises DatasetError that lists the four formats."""
    if (path / "corpus.jsonl").is_file():
        return DatasetKind.BEIR
    if (path / cranfield.DOCUMENTS).is_file():
        return DatasetKind.CRANFIELD
    if path.is_file() and path.suffix.lower() == ".json":
        return DatasetKind.SQUAD
    if path.is_file() and path.suffix.lower() == ".jsonl":
        return DatasetKind.GOLD
    what = "is not a dataset that is known" if path.exists() else "does not exist"
    raise DatasetError(
        f"{path}: {what}; give a BEIR folder (corpus.jsonl, queries.jsonl, qrels/test.tsv), a "
        f"Cranfield folder ({cranfield.DOCUMENTS}, {cranfield.QUERIES}, {cranfield.JUDGEMENTS}), "
        "a SQuAD .json file or a gold .jsonl file"
    )


def load_dataset(path: Path, options: LoadOptions | None = None) -> Dataset:
    """Read the dataset at `path`; raises DatasetError naming file, line and remedy.

    The name tells which split or unit was chosen, where it is not the usual one.
    """
    options = options or LoadOptions()
    path = Path(path)
    match detect_kind(path):
        case DatasetKind.BEIR:
            return beir.load(path, split=options.split)
        case DatasetKind.CRANFIELD:
            return cranfield.load(path)
        case DatasetKind.SQUAD:
            return squad.load(path, unit=options.unit)
        case DatasetKind.GOLD:
            return gold.load(path, documents=options.documents)

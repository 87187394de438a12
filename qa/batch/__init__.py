"""Many questions in, a record for each out: `read_items`, `opened_output`, `run_batch`."""

from __future__ import annotations

from qa.batch.items import STANDARD, BadItem, Item, as_stream, read_items
from qa.batch.run import Answers, BatchReport, answer_item, of_a_claim, opened_output, run_batch
from qa.batch.writers import Format, Writer, format_of

__all__ = [
    "STANDARD",
    "Answers",
    "BadItem",
    "BatchReport",
    "Format",
    "Item",
    "Writer",
    "answer_item",
    "as_stream",
    "format_of",
    "of_a_claim",
    "opened_output",
    "read_items",
    "run_batch",
]

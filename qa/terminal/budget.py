"""`qa calibrate GOLD --max-wrong 5%`: choose the cut-off for an error budget, and draw it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import QAError, UsageError
from qa.plain import plain_line
from qa.settings import Settings
from qa.store.cutoff import cutoff_file
from qa.terminal.output import note, write_lines, write_record

if TYPE_CHECKING:
    from qa.evaluation.calibrate import Calibration, CutoffPoint

#: Rows and columns of the drawing.
_HEIGHT, _WIDTH = 10, 51
#: With fewer questions the true share of wrong answers may be several times the one found.
_FEW = 30
# Below this share of answers one will hardly want the cut-off.
_HARDLY = 0.2


def read_share(text: str) -> float:
    """A share written as `5%`, `5 %` or `0.05`; raises UsageError for anything else.

    >>> read_share("5%"), read_share("0.05")
    (0.05, 0.05)
    """
    bare = text.strip().removesuffix("%").strip()
    try:
        value = float(bare) / (100 if bare != text.strip() else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise UsageError(f"--max-wrong: {text!r} is no share; write it as 5% or 0.05")
    return value


def calibrate(gold: Path, max_wrong: str, settings: Settings, *, as_json: bool) -> int:
    """Choose, store and show the cut-off; exit code 1 when no cut-off keeps the budget."""
    from qa.engine import Engine
    from qa.evaluation.calibrate import calibrate as choose
    from qa.evaluation.datasets import load_dataset

    budget = read_share(max_wrong)
    dataset = load_dataset(gold)
    if dataset.documents is not None:
        raise UsageError(f"{gold}: calibrate on questions about the index, not on a dataset")
    engine = Engine.open(settings.index, replace(settings, cutoff=0.0))
    try:
        found = choose(dataset, engine, budget)
        if found.chosen is not None:
            trials = found.asked + found.left_out
            engine.keep_cutoff(found.chosen.cutoff, max_wrong=budget, questions=trials)
    finally:
        engine.close()
    if as_json:
        write_record(found.to_record())
    else:
        write_lines([*draw(found.curve, found.chosen), "", *_summary(found)])
    if found.chosen is None:
        raise QAError(
            f"no cut-off keeps wrong answers within {budget:.0%}: even the surest are wrong more "
            "often; allow more with --max-wrong, or give more questions"
        )
    if found.asked < _FEW:
        questions = "question" if found.asked == 1 else "questions"
        note(
            f"caution: chosen from {found.asked} {questions}; with fewer than {_FEW} the share of "
            "wrong answers is little more than a guess: add questions and calibrate again"
        )
    if found.chosen.answered_share < _HARDLY:
        note(
            f"caution: at this cut-off {found.chosen.answered_share:.0%} of the questions are "
            "answered; allow more with --max-wrong, or go back to the built-in one by removing "
            f"{plain_line(str(cutoff_file(Path(settings.index))))}"
        )
    return 0


def _summary(found: Calibration) -> Iterator[str]:
    yield f"asked       {found.asked} questions, and {found.left_out} with their document left out"
    chosen = found.chosen
    if chosen is None:
        return
    yield f"cut-off     {chosen.cutoff:g}, kept with the index until it changes"
    yield f"answered    {chosen.answered} of {chosen.questions} ({chosen.answered_share:.1%})"
    yield (
        f"wrong       {chosen.wrong} of {chosen.answered} answers ({chosen.wrong_share:.1%}; "
        f"at most {chosen.wrong_at_most:.1%} with 95 % certainty)"
    )


def draw(curve: Sequence[CutoffPoint], chosen: CutoffPoint | None) -> list[str]:
    """Answered share (across) against wrong share (up) as text; `o` marks the chosen point.

    Characters only, so that it reads without colour and in a file.
    """
    top = max((point.wrong_share for point in curve), default=0.0) or 0.1
    rows = [[" "] * _WIDTH for _ in range(_HEIGHT + 1)]
    for point in curve:
        column = round(point.answered_share * (_WIDTH - 1))
        rows[round(point.wrong_share / top * _HEIGHT)][column] = "·"
    if chosen is not None:
        column = round(chosen.answered_share * (_WIDTH - 1))
        rows[round(chosen.wrong_share / top * _HEIGHT)][column] = "o"
    lines = ["wrong, share of answers"]
    for number in range(_HEIGHT, -1, -1):
        label = f"{top * number / _HEIGHT:4.0%}" if number % 5 == 0 else "    "
        lines.append(f"{label} │{''.join(rows[number]).rstrip()}")
    lines.append(f"     └{'─' * _WIDTH}")
    lines.append(f"      0 %{'100 %':>{_WIDTH - 3}}")
    lines.append(f"{'answered, share of questions':>{_WIDTH + 6}}")
    return lines

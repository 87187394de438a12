"""Settings, merged once: defaults < qa.toml < QA_* environment < flags."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from qa.errors import SettingsError

#: The encoder the index was built with; for a new index the built-in one.
AUTO = "auto"
BUILT_IN = "builtin"
#: The cut-off where none is given or calibrated: of questions over held-out stories among 320 it
#: keeps 96 % of the right answers and refuses 63 % of the near misses that have none.
DEFAULT_CUTOFF = 0.1


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice a user can make; the field's name is its key in qa.toml and QA_NAME."""

    index: str = "index"
    #: "auto", "builtin", or the name or folder of a sentence-transformers model.
    encoder: str = AUTO
    #: "builtin", "lexical", or the name or folder of a question-answering model.
    reader: str = BUILT_IN
    #: The name or folder of a cross-encoder that orders the candidates, or none.
    reranker: str = ""
    #: Share of the dense side in the fused score, in [0, 1]; chosen by eval/fusion.py.
    dense_weight: float = 0.4
    #: Candidates asked of each side before fusion.
    candidates: int = 50
    #: Passages handed to the reader.
    passages: int = 8
    #: An answer below this confidence is withheld; -1 is the cut-off that `qa calibrate` chose
    #: for the index, or DEFAULT_CUTOFF.
    cutoff: float = -1.0
    #: Other answers shown at most.
    alternatives: int = 3
    #: Words a passage is packed to, and sentences shared with the next one.
    passage_words: int = 100
    overlap: int = 1
    #: Files above this size are skipped, in MiB.
    max_file_mib: float = 64.0
    #: Characters a question may have.
    max_question: int = 10_000

    @classmethod
    def load(
        cls,
        flags: Mapping[str, Any] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Settings:
        """Merge the four sources; raises SettingsError naming the value and where it stands."""
        settings = cls()
        toml = (folder or Path()) / "qa.toml"
        if toml.is_file():
            settings = settings._merged(_read_toml(toml), str(toml))
        environment = os.environ if environment is None else environment
        names = {f"QA_{item.name.upper()}": item.name for item in fields(cls)}
        found = {names[key]: value for key, value in environment.items() if key in names}
        settings = settings._merged(found, "the environment (QA_*)")
        given = {key: value for key, value in (flags or {}).items() if value is not None}
        return settings._merged(given, "the command line")

    def _merged(self, values: Mapping[str, Any], where: str) -> Settings:
        known = {item.name: item for item in fields(self)}
        changes: dict[str, Any] = {}
        for key, value in values.items():
            if key not in known:
                raise SettingsError(
                    f"{where}: no setting is named {key!r}; known: {', '.join(sorted(known))}"
                )
            changes[key] = _converted(key, value, type(getattr(self, key)), where)
        return replace(self, **changes)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error}); mend or remove it") from error


# (lowest, highest) allowed value; outside it the tool could only misbehave later.
_RANGES: dict[str, tuple[float, float]] = {
    "dense_weight": (0.0, 1.0),
    "cutoff": (-1.0, 1.0),
    "candidates": (1, 10_000),
    "passages": (1, 1_000),
    "alternatives": (0, 100),
    "passage_words": (5, 5_000),
    "overlap": (0, 20),
    "max_file_mib": (0.001, 1e6),
    "max_question": (1, 10_000_000),
}


def _converted(key: str, value: Any, kind: type, where: str) -> Any:
    try:
        if kind is not str and isinstance(value, bool):
            raise ValueError
        converted = kind(value)
    except (TypeError, ValueError):
        raise SettingsError(f"{where}: {key} = {value!r} is not a {kind.__name__}") from None
    low, high = _RANGES.get(key, (float("-inf"), float("inf")))
    if kind is not str and not low <= converted <= high:
        raise SettingsError(f"{where}: {key} = {value!r} must be between {low:g} and {high:g}")
    return converted

"""Ask your own documents: exact quotes with their place, checked numbers, no download, no LLM.

>>> import qa
>>> engine = qa.Engine.open("index")            # doctest: +SKIP
>>> engine.ask("How much was exported?").text   # doctest: +SKIP
'USD 121.16 million'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.engine import Engine
    from qa.errors import QAError
    from qa.settings import Settings
    from qa.types import Answer, Citation, Filters, Hit, Verdict

__version__ = "0.1.0"
__all__ = ["Answer", "Citation", "Engine", "Filters", "Hit", "QAError", "Settings", "Verdict"]

# Where each public name lives; a module is loaded when its name is first asked for.
_HOMES = {
    "Answer": "qa.types",
    "Citation": "qa.types",
    "Engine": "qa.engine",
    "Filters": "qa.types",
    "Hit": "qa.types",
    "QAError": "qa.errors",
    "Settings": "qa.settings",
    "Verdict": "qa.types",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

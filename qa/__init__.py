"""Ask your own documents: exact quotes with their place, checked numbers, no download, no LLM.

>>> import qa
>>> engine = qa.Engine.open("index")            # doctest: +SKIP
>>> engine.ask("How much was exported?").text   # doctest: +SKIP
'USD 121.16 million'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.errors import QAError
from qa.settings import Settings
from qa.types import Answer, Citation, Filters, Hit, Verdict

if TYPE_CHECKING:
    from qa.engine import Engine

__version__ = "0.1.0"
__all__ = ["Answer", "Citation", "Engine", "Filters", "Hit", "QAError", "Settings", "Verdict"]


def __getattr__(name: str) -> object:
    """Load the engine, and with it the heavy imports, when it is first asked for."""
    if name == "Engine":
        from qa.engine import Engine

        return Engine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

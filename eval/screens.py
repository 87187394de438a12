"""Pictures of real chats over corpus/, for the README: python eval/screens.py [--out DIR].

Each picture is a session of the real engine over an index made for it: what is typed is listed
here, what is answered is not. The pictures need no font or file from elsewhere.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from qa.engine import Engine
from qa.settings import Settings
from qa.store.indexer import index_paths
from qa.terminal.background import Background
from qa.terminal.session import Session

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = 84
SCREENS = {
    "answer": (
        "How much did Sekong Province export in the first half of 2025?",
        "Which goods led them?",
        "Who is the governor of Sekong Province?",
    ),
    "numbers": (
        "How much more did Sekong export than it imported in the first half of 2025?",
        "/check Sekong exported over $130 million in the first half of 2025.",
        "/in crafts",
        "How many handicraft bags went to Japan?",
    ),
    "why": (
        "How much did Laos export to Japan in 2008?",
        "/why",
        "/good",
    ),
}
# The font that the format would fetch from the network; the reader's own will do.
_FONT_FACE = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results" / "screens")
    out = parser.parse_args().out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="qa-screens-") as folder:
        settings = Settings(index=str(Path(folder) / "index"))
        index_paths([ROOT / "corpus"], settings)
        os.chdir(folder)  # where a session writes, as for /good
        for name, lines in SCREENS.items():
            picture = draw(settings, lines)
            (out / f"{name}.svg").write_text(picture, encoding="utf-8")
            print(f"{out / name}.svg  {len(picture.encode()) / 1024:.0f} KiB")


class _Still(Console):
    """A console without the sign that something takes a while."""

    def status(self, *_: Any, **__: Any) -> Any:
        return contextlib.nullcontext()


def draw(settings: Settings, lines: tuple[str, ...]) -> str:
    """One chat as SVG: each line as typed, and what the program shows for it."""
    console = _Still(
        file=io.StringIO(),
        record=True,
        width=COLUMNS,
        force_terminal=True,
        color_system="truecolor",
        markup=False,
        emoji=False,
        highlight=False,
        height=1000,
    )
    engine = Background(lambda: Engine.open(settings.index, settings))
    session = Session(engine, console, settings)
    try:
        for line in lines:
            console.print(Text.assemble(("> ", "bold"), line))
            session.handle(line)
    finally:
        engine.stop(5, lambda opened: opened.close())
    plain = _FONT_FACE.sub("", CONSOLE_SVG_FORMAT)
    return console.export_svg(title="qa", code_format=plain, unique_id="qa")


if __name__ == "__main__":
    main()

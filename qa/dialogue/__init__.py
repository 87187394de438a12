"""Follow-ups: complete a question that leans on the turns before, by rule, and show how."""

from qa.dialogue.leaning import Leaning, LeaningKind
from qa.dialogue.rewrite import background, lean, names_nothing, readings, rewrite

__all__ = ["Leaning", "LeaningKind", "background", "lean", "names_nothing", "readings", "rewrite"]

"""Which language the user is spoken to in: Chinese unless the environment asks for another."""

from __future__ import annotations

import os
from collections.abc import Mapping

VARIABLES = ("POLICYQA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def speaks_chinese(environ: Mapping[str, str]) -> bool:
    """True for Chinese, or when no natural language is set.

    >>> speaks_chinese({"LANG": "en_US.UTF-8"}), speaks_chinese({"LANG": "C.UTF-8"})
    (False, True)
    >>> speaks_chinese({"LANG": "en_US.UTF-8", "POLICYQA_LANG": "zh"})
    True
    """
    for name in VARIABLES:
        language = environ.get(name, "").split(".")[0]
        if language:
            return language in ("C", "POSIX") or language.startswith("zh")
    return True


def say(chinese: str, english: str) -> str:
    """The one of the two that the user reads."""
    return chinese if speaks_chinese(os.environ) else english

"""Requests that chat programs make by themselves: a title for the conversation, tags, follow-ups.

They are instructions to a language model, not questions, and asking the documents would only give
refusals with the prompt in them. Open WebUI begins each with "### Task:" and wants JSON back.
"""

from __future__ import annotations

import json
import re

OPENING = "### Task:"
LONGEST_TITLE = 24
# The key a prompt asks for, and a value that makes the program do nothing.
EMPTY: dict[str, object] = {"follow_ups": [], "tags": [], "queries": [], "text": ""}
_ASKED = re.compile(r"^\s*(?:USER|user)\s*:\s*(.+)$", re.MULTILINE)


def chore_reply(prompt: str) -> str | None:
    """What to say to a chore, None when the prompt is a question.

    >>> chore_reply('### Task: Write a title. JSON format: { "title": "..." } USER: ...')
    '{"title": "policyqa"}'
    >>> chore_reply("软件业收入是多少？") is None
    True
    """
    if not prompt.startswith(OPENING):
        return None
    for key, value in EMPTY.items():
        if f'"{key}"' in prompt:
            return json.dumps({key: value})
    return json.dumps({"title": _title(prompt)}, ensure_ascii=False)


def _title(prompt: str) -> str:
    """The first question of the conversation that the prompt carries."""
    asked = _ASKED.search(prompt)
    return " ".join(asked.group(1).split())[:LONGEST_TITLE] if asked else "policyqa"

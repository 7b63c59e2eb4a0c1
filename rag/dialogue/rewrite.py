"""A follow-up question and the turns before it become one question that stands alone.

In two stages. First what points back is written out: corrections, times, pointers into answers,
pronouns. Then what is left out is filled in: a fragment names parts of the last question's frame
and takes their place; a question without a subject gets the last one's. Precision first: what is a
complete question comes back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.dialogue.among import among
from rag.dialogue.answered import another, subject_after
from rag.dialogue.bare import bare
from rag.dialogue.context import in_context
from rag.dialogue.corrections import corrected
from rag.dialogue.english import condense_english
from rag.dialogue.figures import of_the_figure
from rag.dialogue.fragments import compared, fragment, in_one_step
from rag.dialogue.framing import unframed
from rag.dialogue.items import pointed
from rag.dialogue.leaning import leaning
from rag.dialogue.moments import normal, written_out
from rag.dialogue.names import is_name
from rag.dialogue.numbered import in_series
from rag.dialogue.others import another_of_kind, with_own_subject
from rag.dialogue.pairs import both, of_class
from rag.dialogue.pronouns import resolved
from rag.dialogue.returns import returned
from rag.dialogue.sources import of_the_source
from rag.dialogue.spans import asking_spans, place_spans, time_spans
from rag.dialogue.spoken import as_written, in_writing
from rag.dialogue.statements import of_the_statement, restated
from rag.dialogue.substitute import TAILS, joined, subject_of
from rag.dialogue.things import is_grade
from rag.dialogue.vocabulary import any_of, attribute_kind, head_of
from rag.ground import Turn
from rag.patterns import regex
from rag.text import whole
from rag.words import words

if TYPE_CHECKING:
    from rag.generators import Generator

_RULES = (
    condense_english,
    both,
    another,
    compared,
    of_class,
    among,
    fragment,
    of_the_figure,
    bare,
    leaning,
    in_context,
)
_TYPED = regex(r"[一-鿿A-Za-z\d]{2,10}(?<![呢吗吧的])(?<!说说)(?<!讲讲)(?<!看看)")
_BLANK = regex(r"(?<=[一-鿿”》])\s+(?=[一-鿿“《])")
_LEAST = regex(r"\w")
_SHORT = regex(r"^(What|Who|Where|When|How)['’]s\b", re.IGNORECASE)
_NEW_SUBJECT = regex(rf"^(?:{any_of('elsewhere')})[，,。.：:;；\s]*", re.IGNORECASE)


def condense(history: Sequence[Turn], question: str, generator: Generator | None = None) -> str:
    """The question with what it leaves out or points at filled in from earlier turns.

    Args:
        history: earlier turns, oldest first: (question, answer text).
        question: what was asked last.
        generator: a language model whose rewrite is taken where it adds nothing of its own.

    Returns:
        A question that stands alone; `question` itself when it does already, or when nothing in
        the history helps.

    >>> condense([("2021年贵州软件业收入增长多少？", "")], "那2025年上半年呢？")
    '2025年上半年贵州软件业收入增长多少？'
    >>> condense([("2021年贵州软件业收入增长多少？", "")], "贵安新区有多少个数据中心？")
    '贵安新区有多少个数据中心？'
    """
    turns: list[Turn] = []
    before = ""
    for asked, answer in history:
        told = _understood(turns, _BLANK.sub("的", asked), before)
        before = asked
        told = _SHORT.sub(r"\1 is", in_writing(told))
        turns.append((_asking(normal(told)), answer))
    if generator and turns and _LEAST.search(question):
        from rag.generators.rewriting import stand_alone

        if (found := stand_alone(generator, turns, question)) is not None:
            return found
    return _understood(turns, question, before)


def _understood(turns: Sequence[Turn], question: str, before: str) -> str:
    """The question after the turns; `before` is the last one as it was typed."""
    found = _condensed(turns, question)
    typed = found == question and not (before[-1:] in "?？" or asking_spans(before))
    return (_typed_on(turns, question) if typed else "") or found


def _typed_on(turns: Sequence[Turn], question: str) -> str:
    """年产量, typed after 云河茶厂 员工数: of the same; "" for what is another thing or a question.

    >>> _typed_on([("云河茶厂的员工数是多少？", "300人")], "年产量")
    '云河茶厂的年产量是多少？'
    """
    if not turns or not _TYPED.fullmatch(question) or asking_spans(question):
        return ""
    nouns = all(w.tag[0] in "nvajlbm" for w in words(question))
    if not nouns or is_name(question) or place_spans(question) or time_spans(question):
        return ""
    subject = subject_of(turns[-1][0], dated=False)
    return _asking(f"{subject}的{question}") if subject and not is_grade(question) else ""


def last_turn(history: Sequence[Turn]) -> Turn | None:
    """The last question as one that stands alone, and its answer; None without a history.

    >>> last_turn([("2021年贵州软件业收入增长多少？", "59.3%"), ("那2025年上半年呢？", "7.2%")])
    ('2025年上半年贵州软件业收入增长多少？', '7.2%')
    """
    if not history:
        return None
    *before, (asked, answer) = history
    return condense(before, asked), answer


def _condensed(turns: Sequence[Turn], question: str) -> str:
    text = whole(question).strip()
    if not turns or not _LEAST.search(text) or _NEW_SUBJECT.fullmatch(text):
        return question
    if new := _NEW_SUBJECT.match(text):
        return text[new.end() :]
    said = in_writing(text)
    if back := returned(turns, said):
        known, rest = back
        return _after(known, rest) if known else as_written(rest)
    return _following(turns, question, said)


def _following(turns: Sequence[Turn], question: str, said: str) -> str:
    """The question, `said` in writing, after the last of the turns."""
    if (found := of_the_source(turns, said)) is not None:
        return found
    if (found := with_own_subject(turns, said)) is not None:
        return question if found == said else as_written(found)
    told = another_of_kind(turns, in_writing(corrected(turns, said)))
    plain = unframed(turns, in_one_step(told, turns[-1][0]))
    plain = unframed(turns, written_out(turns, plain))
    if (found := _pointing_back(turns, plain)) is not None:
        if asking_spans(found):
            return as_written(found)
        plain = found
    for rule in _RULES:
        if (found := rule(turns, plain)) is not None:
            return as_written(found)
    return question if plain in (said, normal(said)) else as_written(plain)


def _after(turns: Sequence[Turn], question: str) -> str:
    """The question after a turn it goes back to: it is about that one, whatever it says itself."""
    found = _following(turns, question, question)
    if found != question:
        return found
    return as_written(joined(subject_after(turns[-1], question, dated=False), question))


def _pointing_back(turns: Sequence[Turn], question: str) -> str | None:
    for rule in (of_the_statement, in_series, pointed, resolved, restated):
        if (found := rule(turns, question)) is not None:
            return found
    return None


def _asking(asked: str) -> str:
    """An earlier turn as a question, where it was a noun phrase: 2021年软件业增速 -> 是多少？"""
    text = asked.rstrip("?？。 ")
    if asking_spans(asked) or not text or text[-1].isascii():
        return asked
    kind = attribute_kind(head_of(text))
    return text + TAILS[kind] if kind else asked

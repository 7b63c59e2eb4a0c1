"""English questions that ask several things: one question for each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.decomposition.english_forms import by_form, same_thing
from rag.decomposition.english_level import held_to
from rag.decomposition.english_lists import one_by_one, owned, shared_tail, sharing_words
from rag.dialogue import condense
from rag.dialogue.english_phrases import topic
from rag.dialogue.spans import place_spans, time_spans
from rag.dialogue.substitute import replaced
from rag.lexicon import glosses
from rag.patterns import regex
from rag.types import Span

_BOUND = " ＆ "
_WH = r"(?:who|what|when|where|why|which|how|by how|in which|in what)"
_BESIDES = r"(?:and )?(?:also|plus|separately|in addition|another thing)[,:]\s+"
_ROW = regex(
    rf"\?\s+(?:{_BESIDES})?(?=\w)|,\s+(?=(?:how (?:much|many)|who|when|where)\b)"
    rf"|[,;]?\s+and\s+(?=(?:(?:on|in|at|to|by|for|from|with|of) )?{_WH}\b)|;\s+(?={_WH}\b)",
    re.IGNORECASE,
)
_TELL_ME = regex(
    rf"^(?:please )?(?:can you |could you )?(?:tell me|let me know|i(?:'d| would) like to know"
    rf"|i want to know|do you know)[:,]? (?={_WH}\b)",
    re.IGNORECASE,
)
_TITLE = regex(  # First half of 2025 in Ghent: which …
    rf"^(?!{_WH}\b)(?:in )?(?P<title>[^,:?]{{4,40}}): (?={_WH}\b)", re.IGNORECASE
)
_ASKS_FIRST = regex(rf"{_WH}\b", re.IGNORECASE)
_ROW_OF_WHAT = regex(rf"{_ROW.pattern}|,\s+(?=(?:what|which)\b)", re.IGNORECASE)
_CHANGE = regex(
    r"^how (?:did|has|have|does) (?P<what>.+?) (?:changed?|develop(?:ed)?|evolved?|differ)"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
_MORE = (
    r"(?:larger|bigger|higher|lower|smaller|greater|more|fewer|less|longer|shorter|better|newer"
    r"|faster|slower)"
)
_ONE = r"(?:one |of (?:the two|them) |\w+ )?"
_BE = r"(?:is|was|are|were)"
_SOONER = r"(?:earlier|later|first|sooner)"
_OR = r"(?P<where> (?:in|at|for|by) [^:,]+)?[,:]? (?P<a>[^,]+?),? or (?P<b>.+)$"
# What is compared, and how the value of each is asked for.
_WHICH: tuple[tuple[str, str], ...] = (
    (rf"which {_ONE}{_BE} (?:the )?longer{_OR}", "How long is {}?"),
    (rf"which {_ONE}{_BE} (?:the )?{_MORE}{_OR}", "What is {}?"),
    (rf"how (?:much|many|far) {_MORE} {_BE} (?P<a>.+?) than (?P<b>.+)$", "What is {}?"),
    (rf"{_BE} (?P<a>.+?) {_MORE} than (?P<b>.+)$", "What is {}?"),
    (
        rf"which {_ONE}(?:grew|rose) (?:faster|more)(?P<rest>[^,:]*){_OR}",
        "How much did {} grow{rest}?",
    ),
    (
        rf"which {_ONE}(?:was|were) (?P<rest>\w+ed|built|begun|held) {_SOONER}{_OR}",
        "When was {}{rest}?",
    ),
    (rf"which {_ONE}(?:came|was|opened|started|took)[^,:]* {_SOONER}[^,:]*{_OR}", "When was {}?"),
    (rf"(?:who|which {_ONE}) ?has {_MORE} (?P<rest>[^,]+){_OR}", "How many{rest} does {} have?"),
)
_OF_THAT = regex(r"(?P<head>.+?)(?: of | in |'s )")
_FASTER = regex(
    r"^(?:did|does|has) (?P<what>.+?) (?:grow|rise|increase|grown|risen) (?:faster|more)"
    r"(?P<rest> .+)$",
    re.IGNORECASE,
)
_BOTH_OF = regex(
    r"^(?P<head>.+? (?:of|for|at|by|does|do|did) (?:both )?)(?P<a>[^,?]+?),? and (?P<b>[^,?]+?)"
    r"(?P<tail> (?:each )?(?:have|has|run|serve|cover|do|make|develop)\b.*|"
    r" (?:in|by|for) \d{4})?\?*$",
    re.IGNORECASE,
)
_LISTED = regex(  # How fast did software grow: in 2021, and in 2025?
    r"^(?P<head>(?!which|who)[^:?]{8,}): *(?P<a>[^:?]+?),? and (?P<b>[^:?]+?)\?*$", re.IGNORECASE
)
_TWICE = regex(  # the targets <for> A and <for> B in Guiyang
    r"^(?P<head>.+? (?P<p>for|of|by|at)) (?P<a>[^,?]+?),? and (?P=p) (?P<b>[^,?]+?)"
    r"(?P<tail> (?:in|at|by) [^,?]+)?\?*$",
    re.IGNORECASE,
)
_NAME = r"(?:[A-Z\u4e00-\u9fff][^,?]*?)"
_TWO_NAMES = regex(  # Who chairs A and B?
    rf"^(?P<head>(?:[Ww]ho|[Ww]hen|[Ww]here) [a-z ]+?(?: of)?) (?P<a>{_NAME}) and (?P<b>{_NAME})"
    r"(?P<tail> [a-z][a-z ]*)?\?*$"
)
_IT = regex(r"\b(?:it|they)\b(?=[^']|$)")
_ITS = regex(  # which partner in Ghent buys <its> output: of what was asked about before
    r"^(?P<who>(?:and )?(?:which|what|who)\b"
    r"(?:(?! (?:is|are|was|were|do|does|did|has|have)\b)[^,?])*?\b)(?:its|their) "
    r"(?P<what>[^,?]+?)(?P<tail> (?:in|for|by|from|to) [^,?]+)?\?*$",
    re.IGNORECASE,
)
_OWNER = regex(r"\b(?:is|are|was|were|does|do|did|of|on|in|at|by) (?P<owner>(?:the )?[^?,]+?)'s ")
_PERSON_OF = regex(
    r"^who (?:is|was) (?P<owner>[^?,]+?)['’]s? (?:[a-z]+ )*?(?:chair\w*|\w*manager|director"
    r"|president|mayor|head|ceo|founder|leader|secretary)\?*$",
    re.IGNORECASE,
)
_THAT = regex(  # what did X produce, and how fast was <that> growing
    r"^(?P<head>how \w+ (?:is|was|were|did|does|has|had) )(?:that|this|it)(?P<tail>\b[^?]*)\?*$",
    re.IGNORECASE,
)
_DOER = regex(
    r"^(?:what|how (?:much|many)\b.*?) (?:did|does|has|have) (?P<who>.+?) "
    r"(?:turn out|\w+)(?: (?:in|for|by) .+)?\?*$",
    re.IGNORECASE,
)
_SUBJECT_FIRST: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        regex(
            r"^how (?:tall|high|long|big|large|old|deep|wide) (?=is|are|was|were)", re.IGNORECASE
        ),
        "What ",
    ),
    (regex(r"^(?:on|in|at) (?:what|which) (?:date|day|year|month)\b", re.IGNORECASE), "When"),
    (
        regex(
            r"^(?:in )?(?:what|which) (?:county|city|town|place|district|province) is (.+?) in\?*$",
            re.IGNORECASE,
        ),
        r"Where is \1?",
    ),
    (
        regex(
            r"^(where (?:is|are|was|were) .+?) (?:based|located|situated|held|built)\?*$",
            re.IGNORECASE,
        ),
        r"\1?",
    ),
)
_FRONT = regex(  # By 2030, how many …
    rf"(?:by|in|for|under|at|during|according to|as of) (?:(?!\b{_WH}\b)[^,?])+, "
    rf"(?={_WH}\b|{_BE}\b|do(?:es)?\b|did\b)",
    re.IGNORECASE,
)
_HOW = regex(r"how (?:many|much)\b", re.IGNORECASE)
_AUXILIARY = regex(r"\w+ (?:do|does|did|is|are|was|were|has|have|had|will|can)\b.*$", re.IGNORECASE)
_PREPOSITION = regex(r"(?:in|for|at|by|of|on|during|among|under)\b", re.IGNORECASE)
_COMPARE = regex(r"^compare (?P<what>.+)$", re.IGNORECASE)
_RESPECTIVELY = regex(r",?\s*\b(?:respectively|each)\b", re.IGNORECASE)
_JOINED = regex(
    r"\s*(?:,|,?\s*and|or|to|versus|vs\.?|with)\s+"
    r"(?:in\s+|the\s+|for\s+|full[- ]year\s+|all of\s+)*",
    re.IGNORECASE,
)
_BEFORE = regex(
    r"(?:between|from|for both|both|in both)\s+(?:the\s+)?(?:full[- ]year\s+|all of\s+)?$",
    re.IGNORECASE,
)


def english_parts(question: str) -> list[str]:
    """The questions an English one asks, in order; what stands in front is of all of them.

    >>> english_parts("How much did Ghent's software and IT services grow in 2021?")
    ["How much did Ghent's software and IT services grow in 2021?"]
    """
    asked = _TELL_ME.sub("", question)
    asked = _TITLE.sub(r"In \g<title>, ", asked[:1].upper() + asked[1:])
    found = [part.replace(_BOUND, " and ") for part in _parts(_bound(asked))]
    return found if len(found) > 1 else [question]


def _bound(question: str) -> str:
    """The question with the `and` inside of a term of the field marked: it joins no two things."""
    for gloss in reversed(glosses(question)):
        term = gloss.span.of(question)
        if gloss.chinese and " and " in term:
            marked = term.replace(" and ", _BOUND)
            question = question[: gloss.span.start] + marked + question[gloss.span.end :]
    return question


def _parts(question: str) -> list[str]:
    if found := by_form(_RESPECTIVELY.sub("", question.strip().rstrip("?. "))):
        return [f"{part}?" for part in found]
    front = _FRONT.match(question)
    rest = _rows(question[front.end() :]) if front else []
    if front and len(rest) > 1:
        return [front.group() + part[:1].lower() + part[1:] for part in rest]
    return _spread(question) if front else _rows(question)


def _rows(question: str) -> list[str]:
    """The questions that follow each other, each taken apart."""
    if found := sharing_words(question):
        return found
    row = _ROW_OF_WHAT if _ASKS_FIRST.match(question) else _ROW
    pieces = [p.strip() for p in row.split(question) if p.strip(" ?")]
    if len(pieces) == 2 and not _AUXILIARY.search(pieces[0]):
        shared = _AUXILIARY.search(pieces[1])  # How many registered and how many daily <users ...>
        if shared and _HOW.match(pieces[0]):  # How many ships and how many trains <run …>
            counted = pieces[0].endswith("s")
            pieces[0] += f" {shared.group().split(' ', 1)[1] if counted else shared.group()}"
    turns: list[tuple[str, str]] = []
    for piece in pieces:
        asked = piece if piece.endswith("?") else f"{piece.rstrip(',.')}?"
        before = [(_said(question), answer) for question, answer in turns]
        if before and (person := _PERSON_OF.match(before[-1][0])):  # who is never `it`
            asked = _IT.sub(person["owner"], asked, count=1)
        turns.append((_named(before, condense(before, asked)), ""))
    rows = [asked for asked, _ in turns] if len(turns) > 1 else [question]
    return [part for row in rows for part in _spread(row)]


def _said(asked: str) -> str:
    """A question so that its subject is told: on what date did X open -> when did X open."""
    for pattern, instead in _SUBJECT_FIRST:
        asked = pattern.sub(instead, asked)
    return asked


def _named(turns: Sequence[tuple[str, str]], asked: str) -> str:
    """A question with its `it` named by the owner in the one before: <the port>'s ships."""
    if turns and (that := _THAT.match(asked)) and (doer := _DOER.match(turns[-1][0])):
        when = "".join(f" in {s.of(doer.string)}" for s in time_spans(doer.string)[-1:])
        return f"{that['head']}{doer['who']}{that['tail']}{when}?"
    owner = _OWNER.search(turns[-1][0]) if turns else None
    its, whole = _ITS.match(asked), topic(turns[-1][0]) if turns else None
    if its and whole:
        whole = f"{'the ' if f'the {whole}' in turns[-1][0] else ''}{whole}"
        return f"{its['who']}the {its['what']} of {whole}{its['tail'] or ''}?"
    return _IT.sub(owner["owner"], asked, count=1) if owner else asked


def _spread(question: str) -> list[str]:
    """One question for each of several times; for each place where the question says so."""
    if found := _which(question) or _listed(question) or one_by_one(question):
        return found
    change = _CHANGE.match(question) or _COMPARE.match(question)
    plain = f"What was {change['what']}{_rest(change)}" if change else question
    if faster := _FASTER.match(question):
        plain = f"How much did {faster['what']} grow{faster['rest']}"
    spread = bool(change or _RESPECTIVELY.search(question))
    plain = _RESPECTIVELY.sub("", plain)
    for spans in (time_spans(plain), place_spans(plain) if spread else ()):
        if len(spans) == 2 and _JOINED.fullmatch(plain, spans[0].end, spans[1].start):
            before = _BEFORE.search(plain, 0, spans[0].start)
            start = before.start() if before else spans[0].start
            whole = Span(start, spans[1].end)
            word = "in " if before else ""
            return [_tidy(replaced(plain, whole, word + s.of(plain))) for s in spans]
    both = _BOTH_OF.match(plain) if spread and not change else None
    both = both or (None if change else _TWICE.match(plain) or _TWO_NAMES.match(plain))
    if both:
        tail = (both["tail"] or "").replace(" each", "")
        return [_tidy(f"{both['head']} {both[name]}{tail}").replace("both ", "") for name in "ab"]
    return [question]


def _listed(question: str) -> list[str]:
    """A question for each of what is listed behind its colon."""
    match = _LISTED.match(question)
    if match is None:
        return []
    pairs = [(match["head"], "" if _PREPOSITION.match(match[k]) else ":", match[k]) for k in "ab"]
    return [_tidy(f"{head}{colon} {item}") for head, colon, item in pairs]


def _which(question: str) -> list[str]:
    """Which is larger, A or B: what is A, what is B.

    >>> _which("Which is higher, the target or the result?")
    ['What is the target?', 'What is the result?']
    """
    for pattern, asked in _WHICH:
        if match := re.match(pattern, question.rstrip("? "), re.IGNORECASE):
            rest = f" {_rest(match).strip()}".rstrip()
            where = match.groupdict().get("where") or ""
            a, b = match["a"].strip(), match["b"].strip()
            if same := held_to(a, b):
                return [asked.format(x + where, rest=rest) for x in (a, same)]
            b = _with_head(a, b)
            if head := _OF_THAT.match(a):
                b = re.sub(r"^(?:that|those)\b", head["head"], b)
            b = same_thing(a, shared_tail(a, owned(a, b)))
            first, second = (asked.format(x + where, rest=rest) for x in (a, b))
            alike = any(a.split()[k].lower() == b.split()[k].lower() for k in (0, -1))
            return [first, second if alike else condense([(first, "")], second)]
    return []


def _with_head(first: str, second: str) -> str:
    """the target for software or <for platforms>: with the head that both have."""
    opening = _PREPOSITION.match(second)
    found = re.search(rf"\b{opening.group()}\b", first) if opening else None
    return first[: found.start()] + second if found else second


def _rest(match: re.Match[str]) -> str:
    return match.groupdict().get("rest") or ""


def _tidy(text: str) -> str:
    text = re.sub(r"  +", " ", text)
    text = re.sub(r"\b(in|of|for|during) (?=(?:first|second) half)", r"\1 the ", text)
    return re.sub(r"\b(in|for) (?:in|for) ", r"\1 ", text).rstrip("?. ") + "?"

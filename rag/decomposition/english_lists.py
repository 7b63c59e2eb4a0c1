"""English questions of several things at once: the population and area of A, more A than B.

What is listed is asked for one by one; an adjective in front of a common noun is no thing of its
own (film and TV works).
"""

from __future__ import annotations

import re

from rag.decomposition.english_level import held_to
from rag.patterns import regex

_LIST = r"(?P<list>[^?;:]+?)"
# A list between what stands before and behind it in the question; the most particular first.
_FRAMES: tuple[re.Pattern[str], ...] = tuple(
    regex(f"^(?P<head>{head}){_LIST}(?P<tail>{tail})$", re.IGNORECASE)
    for head, tail in (
        (
            r"(?:what|how (?:large|big|high|great|long)) (?:is|are|was|were) (?:the )?",
            r" (?:of|in|at|for) .+",
        ),
        (
            r"how (?:large|big|high|much|many) (?:should|will|would|must) (?:the )?",
            r" (?:be|reach)\b.*",
        ),
        (
            r"how (?:much|fast) (?:did|do|has|have|will|should) (?:the )?",
            r"(?: (?:of|in) [^,?]+?)? (?:grow|rise|fall|increase|drop|grown|risen)\b.*",
        ),
        (r"who (?:are|were) (?:the )?", r" of .+"),
        (r"how many ", r" (?:does|do|did|are|were|has|have|had|will)\b.*"),
    )
)
_WANTED = regex(
    r"^how (?:large|big|high|great|much|long|many) (?:does|do|did|has|will|would) (?P<who>.+?) "
    rf"(?:want|plan|aim|expect|hope|intend|wish)(?:s|ed)?(?: for)? {_LIST}"
    r" to (?:be|reach|become|grow|get|have)\b(?: to| from)?(?P<tail>.*)$",
    re.IGNORECASE,
)
_BETWEEN = regex(r",?\s+(?:and|&)\s+|,\s+")
_OF = regex(r"^(?P<head>.+? of )(?P<rest>.+)$")
_CLAUSE = regex(r"\b(?:of|is|are|was|were|does|did|do|has|have|had|who|which|that|in|for|than)\b")
_MODIFIER = regex(r"\w+(?:ed|ly|al|ic|ive|ary|ble|scale|sized)$")
_QUANTITY = regex(
    r"(?:revenue|output|profit|income|population|area|size|growth|investment|share|staff|capacity|"
    r"cost|price|length|height|width|depth|budget|value|turnover|tax|yield|target|location|name|"
    r"address|purpose|date|chairman|director|manager|president|founder|mayor|ceo)",
    re.IGNORECASE,
)
_ARTICLE = regex(r"^(?:the|a|an|its|their)\s+", re.IGNORECASE)
_BOTH = regex(r"^both\s+", re.IGNORECASE)
_THAN = regex(
    r"^(?:does|do|did|has|have) (?P<a>.+?) "
    r"(?:(?:have|had|got|carry|serve|employ|own|sell|make|produce|run|use|cover) )?"
    r"(?P<more>more|fewer|less) (?P<what>.+?) than (?P<b>.+?)(?: does| do| did| has)?$",
    re.IGNORECASE,
)
_THERE = regex(
    r"^(?:are|were) there (?:more|fewer) (?P<a>[\w' -]+?) (?:or|than) (?P<b>[\w'-]+)(?P<tail>.*)$",
    re.IGNORECASE,
)
_COMPARED = regex(
    r"^how (?P<do>does|do|did) (?P<a>.+?) compare (?:with|to|against) (?P<b>.+)$", re.IGNORECASE
)
_FAR = regex(
    r"^how far (?:is|are|was|were) (?P<a>.+?) (?:away )?(?:from|short of|behind|off) "
    r"(?:its|their|the) (?P<b>.*?(?:target|goal|aim).*)$",
    re.IGNORECASE,
)
_BETWEEN_TWO = regex(
    r"^what (?P<be>is|was) the (?:difference|gap) between (?P<a>.+?) and (?P<b>.+)$", re.IGNORECASE
)
_EXCEED = regex(
    r"^(?:did|does|do|has|have|will) (?P<a>.+?) (?:exceed|surpass|beat|exceeded|surpassed|"
    r"fall short of|top|outgrow) (?P<b>.*?(?:target|goal|plan|result|level|output|figure).*)$",
    re.IGNORECASE,
)
_OF_WHAT = regex(r" (?:for|of) .+$")
_FIGURE = regex(  # the figure it later reached: the same, at another time
    r"^(?:the|that|its) (?:figure|level|value|number|one|result|amount)s?\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_A_YEAR = regex(r"(?:that (?:of|in) |in )?(\d{4})", re.IGNORECASE)
_LATER = regex(r"\b(?:later|eventually|in the end|finally|now|today|currently)\b")
_OVER_A_YEAR = regex(
    r"^how (?:did|has|have) (?P<what>.+?) (?:change|develop|grow|evolve)d? "
    r"(?:over the course of|in the course of|during|throughout|over) (?P<year>\d{4})$",
    re.IGNORECASE,
)
_AND_WHICH = regex(
    r"^(?P<head>.*?\bwhich \w[\w ]*? \w+ (?P<p>to|in|for|at|from|by) )(?P<a>.+?),? and which "
    r"(?P=p) (?P<b>.+)$",
    re.IGNORECASE,
)
_AND_WHEN = regex(
    r"^(?P<all>(?:what|which|how many) (?P<what>[\w' -]+?) (?P<do>did|does|do|has|have) (?P<s>.+?) "
    r"(?P<v>\w+)),? and (?P<wh>when|where|why|from whom)$",
    re.IGNORECASE,
)
_WHEN_AND_WHERE = regex(
    r"^(?P<a>when|where|why|how|by whom) and (?P<b>when|where|why|how|by whom) (?P<rest>.+)$",
    re.IGNORECASE,
)
_BE = {"are": "is ", "were": "was "}
_THE = regex(r"\bthe $", re.IGNORECASE)
_DATED = regex(r"\s+(?:at|in|by|for|during|on) (?:the )?(?:\w+ (?:half )?of )?\d{4}\b")
_ITS = regex(r"\b(?:its|their)\b")
_OWNER = regex(r"^(?:the )?.+?'s?(?= )")


def one_by_one(question: str) -> list[str]:
    """A question for each thing an English question lists or compares; [] for one that does not.

    >>> one_by_one("What are the population and area of Ghent?")
    ['What is the population of Ghent?', 'What is the area of Ghent?']
    >>> one_by_one("Does Ghent have more schools than Bruges?")
    ['How many schools does Ghent have?', 'How many schools does Bruges have?']
    """
    asked = question.strip().rstrip("?. ")
    rules = (_more_than, _more_there, _compared, _apart, _over_a_year, _wanted, _listed)
    return next(([f"{p}?" for p in found] for rule in rules if (found := rule(asked))), [])


def sharing_words(question: str) -> list[str]:
    """The two questions of one that says the words of both but once; [] for other questions.

    >>> sharing_words("Which line goes to Ghent and which to Bruges?")
    ['Which line goes to Ghent?', 'Which line goes to Bruges?']
    >>> sharing_words("What award did the firm win, and when?")
    ['What award did the firm win?', 'When did the firm win the award?']
    """
    asked = question.strip().rstrip("?. ")
    return [f"{part}?" for part in _elliptic(asked) or _wh_pairs(asked)]


def _more_than(asked: str) -> list[str]:
    match = _THAN.match(asked)
    if match is None:
        return []
    return [f"How many {match['what']} does {match[k]} have" for k in "ab"]


def _more_there(asked: str) -> list[str]:
    match = _THERE.match(asked)
    return [f"How many {match[k]} are there{match['tail']}" for k in "ab"] if match else []


def _compared(asked: str) -> list[str]:
    """How does A compare with B: what is A, what is B, the second with the owner of the first."""
    match = _COMPARED.match(asked)
    if match is None:
        return []
    be = "was" if match["do"].lower() == "did" else "is"
    if figure := _FIGURE.match(match["b"]):
        dated = _DATED.search(figure["rest"])
        when = dated.group() if dated else " later" if _LATER.search(figure["rest"]) else ""
        return [f"What {be} {match['a']}", f"What {be} {_DATED.sub('', match['a'])}{when}"]
    if year := _A_YEAR.fullmatch(match["b"]):
        return [f"What {be} {match['a']}", f"What {be} {_DATED.sub('', match['a'])} in {year[1]}"]
    other = held_to(match["a"], match["b"]) or owned(match["a"], match["b"])
    return [f"What {be} {match['a']}", f"What {be} {other}"]


def owned(a: str, b: str) -> str:
    """The second of two things with the owner of the first for its `its`.

    >>> owned("Ghent's target", "its result")
    "Ghent's result"
    """
    owner = _OWNER.match(a)
    return _ITS.sub(owner.group(), b, count=1) if owner else b


def shared_tail(a: str, b: str) -> str:
    """The second of two things with what both are of.

    >>> shared_tail("the 2023 output of rice", "the 2022 output")
    'the 2022 output of rice'
    """
    tail = re.search(rf"\b{re.escape(b.split()[-1])}( (?:of|for) .+)$", a)
    return b + tail[1] if tail else b


def _apart(asked: str) -> list[str]:
    """How far is A from its target, the gap between A and B, whether A exceeded B."""
    if far := _FAR.match(asked):
        return [f"What is {far['a']} now", f"What is the {far['b']} for {far['a']}"]
    if gap := _BETWEEN_TWO.match(asked):
        of = _OF_WHAT.search(gap["b"])
        a = gap["a"] if not of or _OF_WHAT.search(gap["a"]) else gap["a"] + of.group()
        return [f"What {gap['be']} {a}", f"What {gap['be']} {gap['b']}"]
    if more := _EXCEED.match(asked):
        b = owned(more["a"], more["b"])
        dated = "" if _DATED.search(b) else "".join(_DATED.findall(more["a"])[-1:])
        return [f"What was {more['a']}", f"What was {b}{dated}"]
    return []


def _over_a_year(asked: str) -> list[str]:
    match = _OVER_A_YEAR.match(asked)
    if match is None:
        return []
    return [f"What was {match['what']} at the {end} of {match['year']}" for end in ("start", "end")]


def _elliptic(asked: str) -> list[str]:
    """Which business goes to A and which to B."""
    match = _AND_WHICH.match(asked)
    return [f"{match['head']}{match[k]}" for k in "ab"] if match else []


def _wh_pairs(asked: str) -> list[str]:
    """When and where was it founded; what award did it win, and when."""
    if pair := _WHEN_AND_WHERE.match(asked):
        return [f"{pair[k].capitalize()} {pair['rest']}" for k in "ab"]
    match = _AND_WHEN.match(asked)
    if match is None:
        return []
    rest = f"{match['do']} {match['s']} {match['v']} the {match['what']}"
    return [match["all"], f"{match['wh'].capitalize()} {rest}"]


def _wanted(asked: str) -> list[str]:
    """How large does X want A and B to be: X's target for each."""
    match = _WANTED.match(asked)
    found = items(match["list"]) if match else []
    return (
        [f"What is {match['who']}'s target for {i}{match['tail']}" for i in found] if match else []
    )


def _listed(asked: str) -> list[str]:
    """The same question of each thing in a list."""
    matches = (m for frame in _FRAMES if (m := frame.match(asked)))
    match, found = next(((m, i) for m in matches if (i := items(m["list"]))), (None, []))
    if match is None:
        return []
    one = re.sub(
        r"\b(?:are|were) ", lambda m: _BE[m.group().strip().lower()], match["head"], count=1
    )
    if _THE.search(one):
        found = [_ARTICLE.sub("", item) for item in found]
    head = [one if _QUANTITY.fullmatch(item.split()[-1]) else match["head"] for item in found]
    return [f"{h}{i}{match['tail']}" for h, i in zip(head, found, strict=True)]


def items(text: str) -> list[str]:
    """The things that a list of noun phrases names; [] where it names but one.

    >>> items("schools, hospitals and libraries"), items("film and TV works")
    (['schools', 'hospitals', 'libraries'], [])
    >>> items("registered and daily users")
    ['registered users', 'daily users']
    """
    shared = _OF.match(text)  # the output of chips, panels and batteries
    if shared and not _BETWEEN.search(shared["head"]):
        return [shared["head"] + item for item in items(shared["rest"])]
    found = [_BOTH.sub("", item.strip()) for item in _BETWEEN.split(text) if item.strip()]
    if len(found) < 2 or any(_CLAUSE.search(item) for item in found):
        return []
    last = found[-1].split()
    for at, item in enumerate(found[:-1]):
        end = item.split()[-1]
        if len(last) < 2 or end.endswith("s") or _QUANTITY.fullmatch(end):
            continue
        if end == item and _MODIFIER.fullmatch(item):
            found[at] = f"{item} {last[-1]}"
        elif end == item or end.endswith("ing"):
            return []  # one noun is the head of both: film and TV works
    return found

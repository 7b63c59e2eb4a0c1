"""English questions of two values or of several named things, form by form.

Which does the plan want to be larger, A or B; by how much does A exceed B; tell me A and B.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.decomposition.english_level import held_to
from rag.decomposition.english_lists import items, owned
from rag.dialogue import condense
from rag.patterns import regex

_WANT = r"(?:wants?|plans?|aims?|hopes?|intends?|expects?|wish(?:es)?)(?: for| to see)?"
_MORE = r"(?:larger|bigger|higher|greater|lower|smaller|more|fewer|faster)"
_DO, _BE = r"(?:does|do|did|will|would|should)", r"(?:is|are|was|were)"
_WHICH_WANTED = regex(  # By 2030, which does the plan want to be larger: A or B?
    r"^(?P<front>(?:(?:to|by|in|for|until) [^,?]+?,? )?)"
    rf"which (?:one )?{_DO} (?P<who>.+?) {_WANT}(?: to be)? (?:the )?{_MORE}"
    r"(?P<rest>[^,:]*)[,:] (?P<a>.+?),? or (?P<b>.+)$",
    re.IGNORECASE,
)
_TO = regex(r"^to\b")
_MORE_WANTED = regex(  # Does the plan want more clinics or more schools by 2030?
    rf"^{_DO} (?P<who>.+?) {_WANT}(?: to \w+)? (?:more|fewer) (?P<a>.+?) (?:or|than) "
    r"(?:more |fewer )?(?P<b>[\w' -]+?)(?P<rest> (?:by|in|before|until) .+)?$",
    re.IGNORECASE,
)
_MORE_HELD = regex(  # Does the firm run more buses or more trams in Ghent?
    rf"^{_DO} (?P<who>.+?) (?P<verb>have|run|operate|employ|own|serve|use|make|sell|produce) "
    r"(?:more|fewer) (?P<a>.+?) or (?:more|fewer) (?P<b>[\w' -]+?)"
    r"(?P<rest> (?:on|in|at|for|by) .+)?$",
    re.IGNORECASE,
)
_WHO_HAS_MORE = regex(  # Did Ghent or Bruges have more trams?
    rf"^{_DO} (?P<a>[^,]+?) or (?P<b>[^,]+?) (?P<verb>have|run|operate|employ|own|serve|use|make"
    r"|sell|produce) (?:more|fewer) (?P<what>.+)$",
    re.IGNORECASE,
)
_NUMBER_WANTED = regex(  # compared with the number Bruges wants by 2030
    rf"^(?:the )?(?:number|figure|amount|total)(?: that)? (?P<who>.+?) {_WANT}(?: to have)?"
    r"(?P<when>(?: (?:by|in|for) .+)?)$",
    re.IGNORECASE,
)
_COUNTED = regex(
    r"^(?P<what>how (?:many|much) .+?) (?:did|does|do|has|have|had|are|is) ", re.IGNORECASE
)
_NEAR = regex(
    rf"^{_BE} (?P<a>.+?) (?:anywhere near|close to|near|on a par with|equal to|the same as|"
    r"in line with|different from|(?:above|higher|more|larger|bigger|greater|faster) or "
    r"(?:below|lower|less|smaller|slower)(?: than)?) "
    r"(?P<b>.+)$",
    re.IGNORECASE,
)
_BY_HOW_MUCH = regex(
    rf"^(?:by )?how (?:much|far|many [\w ]+?) (?:{_DO}|{_BE}) (?P<a>.+?) "
    rf"(?:exceed|surpass|top|beat|outstrip|{_MORE} than|ahead of|above|below|behind) (?P<b>.+)$",
    re.IGNORECASE,
)
_FAR = regex(
    rf"^how far (?:{_BE}|{_DO}) (?P<a>.+?) (?:away )?(?:from|short of|behind|off|above|below) "
    r"(?P<b>.+)$",
    re.IGNORECASE,
)
_DIFFER = regex(  # How do the nation's and the province's targets for X differ?
    rf"^how {_DO} (?P<a>[^,]+?['’]s?) (?:own )?and (?P<b>[^,]+?['’]s?) (?P<what>.+?) "
    r"(?:differ|compare)\b[^,]*$",
    re.IGNORECASE,
)
_LEVEL = regex(  # the level the whole province aims for by 2025
    r"^(?:the |that )?(?:level|figure|one|target|goal|number|value)s? (?:that |which )?"
    rf"(?P<who>.+?) (?:has set(?: itself)?|sets?(?: itself)?|{_WANT})(?P<when>.*)$",
    re.IGNORECASE,
)
_INDICATOR = regex(r"^(?P<what>.+?) (?:for|of|in) .+$")
_GREW = regex(  # did cars or steel grow faster in Hunan
    r"^(?P<front>(?:in|for|during) [^,?]+, )?(?:did|do|does|has|have) (?P<a>[^,]+?) or "
    r"(?P<b>[^,]+?) (?:grow|rise|increase|grown|risen) (?:faster|more|quicker)(?P<rest>.*)$",
    re.IGNORECASE,
)
_OF_TWO = regex(  # Of rice and wheat, which has the larger output in Hunan?
    r"^(?:of|between) (?P<a>[^,]+?) and (?P<b>[^,]+?), which (?:one )?(?:has|had) "
    rf"(?:the )?{_MORE} (?P<what>[\w ]+?)(?P<rest> (?:in|for|by) .+)?$",
    re.IGNORECASE,
)
_BESIDE = regex(
    rf"^(?P<head>(?!how {_DO})\w+ .+?),? (?:compared (?:with|to)|against|versus|vs\.?) "
    r"(?P<b>[^,]+)$",
    re.IGNORECASE,
)
_REQUEST = regex(
    r"^(?:please )?(?:can you |could you )?(?:tell me|give me|list|name|state|report|provide)"
    r"(?: me)?(?: about)?(?: (?:two|three|four|the following)(?: things| figures| facts)?:)?"
    r":? (?P<list>.+)$",
    re.IGNORECASE,
)
_WHAT_ARE = regex(rf"^what {_BE} (?P<list>the .+ (?:for|of|in) .+ and the .+)$", re.IGNORECASE)
_WHAT_FOR = regex(  # Compare what the plan wants for roads with what it wants for rail
    r"^compare (?P<a>what .+? \w+(?: by \d{4})? for .+?) "
    r"(?:with|to|and|against) what (?:it|they|the same \w+) \w+(?: by \d{4})? for (?P<b>.+)$",
    re.IGNORECASE,
)
_TWO_OBJECTS = regex(  # What revenue and output does the plan want by 2025
    r"^(?P<ask>what|which) (?P<a>(?!is |are |was |were )[\w-]+(?: [\w-]+){0,2}) and "
    r"(?P<b>[\w-]+(?: [\w-]+){0,3}) (?P<rest>(?:does|do|did|has|have|will|would) .+)$",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = regex(  # 2025 targets side by side: A versus B
    r"^(?P<head>[^:?,]{4,40}?)(?: side by side| compared| head to head| together)?: "
    r"(?P<a>[^:]+?) (?:versus|vs\.?|against|compared (?:with|to)) (?P<b>[^:]+?)(?:[.;] [^:]*)?$",
    re.IGNORECASE,
)
_CLAUSE = regex(r"\b(?:of|is|are|was|were|in|by|for|than|to|from|who|that|which)\b", re.IGNORECASE)
_HEAD_ONLY = regex(
    r"\b(?:compare|the|two|\d{4}|targets?|figures?|numbers?|goals?)\b", re.IGNORECASE
)
_SAID_ONCE = regex(r" one\b|(?<='s)(?= (?:for|in|of|by)\b)")  # the national <one>
_YEAR = regex(r"\b(?:19|20)\d\d\b")
_QUESTION = regex(r"\b(?:who|what|when|where|why|which|how|if|whether)\b", re.IGNORECASE)
_PERSON = regex(
    r"\b(?:chair(?:wo)?man|chair|manager|director|president|mayor|head|ceo|founder|leader|"
    r"secretary)\b",
    re.IGNORECASE,
)
_MANY = regex(r"^(?:the )?(?:two|three|four|five|six|seven|\d+|main)\b", re.IGNORECASE)
_WHOSE = regex(r"(?P<of> of (?!\d)[^,]+)$")
_OF_ANY = regex(r"\b(?:of|for|in|at|it|by)\b|['’]s? ")
_ITS = regex(r"^(?:its|their) (?P<thing>.+)$", re.IGNORECASE)
_ONE_FIGURE = regex(  # told as one figure: higher than the country's
    r"\b(?:national|country|nation|average|last year|previous year|year before)\b", re.IGNORECASE
)
_OWNER_ONLY = regex(r"^(?P<owner>.+?)(?:'s|s')$")
_OWNED = regex(r"'s? (?P<thing>.+)$")


def by_form(asked: str) -> list[str]:
    """The questions of one that has a known form; [] for others. Without question marks.

    >>> by_form("By how much does Ghent's target exceed its result")
    ["What is Ghent's target", "What is Ghent's result"]
    >>> by_form("Tell me the area of Ghent and the mayor of Bruges")
    ['What is the area of Ghent', 'Who is the mayor of Bruges']
    """
    rules: tuple[Callable[[str], list[str]], ...] = (
        _wanted,
        _more_wanted,
        _near,
        _far,
        _differing,
        _by_how_much,
        _grew,
        _of_two,
        _side_by_side,
        _beside,
        _what_for,
        _objects,
        _requested,
    )
    return next((found for rule in rules if (found := rule(asked))), [])


def _wanted(asked: str) -> list[str]:
    match = _WHICH_WANTED.match(asked)
    if match is None:
        return []
    when = f" {_TO.sub('by', (match['front'] or match['rest']).strip(' ,').lower())}".rstrip()
    return [f"What is the target of {match['who']} for {match[k]}{when}" for k in "ab"]


def _more_wanted(asked: str) -> list[str]:
    if match := _WHO_HAS_MORE.match(asked):
        return [f"How many {match['what']} does {match[k]} {match['verb']}" for k in "ab"]
    match = _MORE_HELD.match(asked) or _MORE_WANTED.match(asked)
    if match is None:
        return []
    verb, rest = match.groupdict().get("verb", "want"), match["rest"] or ""
    return [f"How many {match[k]} does {match['who']} {verb}{rest}" for k in "ab"]


def _near(asked: str) -> list[str]:
    """Was A anywhere near B: both, B in the words of A where it is but a level."""
    match = _NEAR.match(asked)
    if match is None:
        return []
    a, b = match["a"], match["b"]
    level, indicator = _LEVEL.match(b), _INDICATOR.match(a)
    if level and indicator:
        b = f"{indicator['what']} for {level['who']}{level['when']}"
    return [f"What is {a}", f"What is {_held(a, b)}"]


def _by_how_much(asked: str) -> list[str]:
    match = _BY_HOW_MUCH.match(asked)
    if match is None or _QUESTION.search(match["b"]) or _ONE_FIGURE.search(match["b"]):
        return []
    return [
        f"What is {match['a']}",
        f"What is {_held(match['a'], match['b'])}",
    ]


def _far(asked: str) -> list[str]:
    match = _FAR.match(asked)
    other = held_to(match["a"], match["b"]) if match else ""
    return [f"What is {match['a']}", f"What is {other}"] if match and other else []


def _differing(asked: str) -> list[str]:
    match = _DIFFER.match(asked)
    return [f"What are {match[k]} {match['what']}" for k in "ab"] if match else []


def _held(a: str, b: str) -> str:
    """B with the owner and the noun of A: its 2021 output -> the 2021 output of the firm."""
    if same := held_to(a, b):
        return same
    b, whose = owned(a, b), _WHOSE.search(a)
    its = _ITS.match(b)
    return same_thing(a, f"the {its['thing']}{whose['of']}" if its and whose else b)


def same_thing(a: str, b: str) -> str:
    """Bruges' after Ghent's port: Bruges' port.

    >>> same_thing("Ghent's port", "Bruges'")
    "Bruges' port"
    """
    owner, thing = _OWNER_ONLY.match(b), _OWNED.search(a)
    return f"{b} {thing['thing']}" if owner and thing else b


def _grew(asked: str) -> list[str]:
    match = _GREW.match(asked)
    if match is None:
        return []
    when = f" {(match['front'] or '').strip(' ,').lower()}".rstrip()
    return [f"How much did {match[k]} grow{match['rest']}{when}" for k in "ab"]


def _of_two(asked: str) -> list[str]:
    match = _OF_TWO.match(asked)
    if match is None:
        return []
    return [f"What is the {match['what']} of {match[k]}{match['rest'] or ''}" for k in "ab"]


def _beside(asked: str) -> list[str]:
    """How many schools are in Ghent compared with Bruges."""
    match = _BESIDE.match(asked)
    if match is None:
        return []
    wanted, counted = _NUMBER_WANTED.match(match["b"]), _COUNTED.match(match["head"])
    if wanted and counted:
        return [match["head"], f"{counted['what']} do {wanted['who']} want{wanted['when']}"]
    other = condense([(f"{match['head']}?", "")], f"And {match['b']}?").rstrip("?")
    return [] if other.lower().startswith("and ") else [match["head"], other]


def _side_by_side(asked: str) -> list[str]:
    """2030 targets: the area of A versus that of B: the target of each, in that year."""
    match = _SIDE_BY_SIDE.match(asked)
    if match is None or _QUESTION.search(asked):
        return []
    year = _YEAR.search(match["head"])
    when = f" in {year[0]}" if year else ""
    goal = "the target of " if "target" in match["head"].lower() else ""
    noun = " ".join(_HEAD_ONLY.sub(" ", match["head"]).split())
    sides = (_SAID_ONCE.sub(f" {noun}", match[k]) if noun else match[k] for k in "ab")
    return [f"What is {goal}{side}{when}" for side in sides]


def _what_for(asked: str) -> list[str]:
    """Compare what the plan wants for A with what it wants for B."""
    match = _WHAT_FOR.match(asked)
    if match is None:
        return []
    first = match["a"][:1].upper() + match["a"][1:]
    said, joint, _ = first.rpartition(" for ")
    return [first, f"{said}{joint}{match['b']}"]


def _objects(asked: str) -> list[str]:
    """What A and B does the plan want: a question for each, where both are nouns."""
    match = _TWO_OBJECTS.match(asked)
    if match is None or _CLAUSE.search(f"{match['a']} {match['b']}"):
        return []
    return [f"{match['ask']} {match[k]} {match['rest']}" for k in "ab"]


def _requested(asked: str) -> list[str]:
    """Tell me A, B and C: a question for each."""
    match = _REQUEST.match(asked) or _WHAT_ARE.match(asked)
    found = _named(match["list"]) if match and not _QUESTION.search(match["list"]) else []
    found = [*found[:1], *(_held(found[0], item) for item in found[1:])]
    if found and (whose := _WHOSE.search(found[0])):  # the area of Ghent and the mayor
        found[1:] = [f if _OF_ANY.search(f) else f"{f}{whose['of']}" for f in found[1:]]
    of = _WHOSE.search(found[-1]) if found else None
    tail = of["of"] if of and not any(" of " in item for item in found[:-1]) else ""
    return [f"{_asking(i)} {i}" for i in (*(f"{i}{tail}" for i in found[:-1]), *found[-1:])]


def _named(text: str) -> Sequence[str]:
    """What a list names, each with an article of its own; else what `items` tells apart."""
    found = [part.strip() for part in re.split(r",?\s+and (?=the )|,\s+(?=the )", text)]
    return (
        found
        if len(found) > 1 and all(f.lower().startswith("the ") for f in found)
        else items(text)
    )


def _asking(item: str) -> str:
    if _PERSON.search(item.split(" of ")[0]):
        return "Who is"
    return "What are" if _MANY.match(item) else "What is"

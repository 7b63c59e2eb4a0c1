"""How English questions are worded: interrogatives by kind, units, years that name documents.

Matched against folded text. A noun that says what is asked (what <share>, how <fast>) is looked at
only: it is translated with the other words.
"""

from __future__ import annotations

import re
from typing import Final

from rag.asking import Kind
from rag.patterns import regex

NUMERALS: Final = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen",
)  # fmt: skip

_COUNT = "|".join(NUMERALS)
_ENDS = r"of|in|for|to|at|by|on|and|or|from|with|that|is|are|was|were|do|does|did|has|have|had"


def _any(*alternatives: str) -> re.Pattern[str]:
    return regex("|".join(alternatives))


def _up_to(words: int) -> str:
    """Words before a noun: none that ends the phrase."""
    return rf"(?:(?!(?:{_ENDS})\b)[\w'’.&()-]+ ){{0,{words}}}?"


_AMOUNT = (
    r"(?:growth|rates?|share|percentage|proportion|ratio|number|amount|value|revenue|income|profit"
    r"|output|capacity|bandwidth|area|length|height|width|depth|diameter|aperture|size|scale|debt"
    r"|population|gdp|price|cost|salary|pay|investment|valuation|worth|turnover|total|volume|age"
    r"|consumption|rank|ranking|place|latency|pue|accuracy|capital|budget|subsid(?:y|ies)|fine"
    r"|increase|decrease|reduction|score|limit|ceiling|threshold|minimum|maximum|quota|reward"
    r"|expenditure|spending|exports?|imports?|balance|loans?|deposits?|speed|distance|temperature)\b"
    r"(?! (?:plan|policy|policies|platform|chain|system|cloud|zone|card|park|model|cent(?:er|re)"
    r"|industry|hub|project|measures?|targets? (?:are|were)|agreement|company|fund|office)\b)"
)
_ADJECTIVE = (
    r"(?:large|big|long|high|far|old|fast|tall|deep|wide|heavy|accurate|busy|strong|quickly|rapidly"
    r"|expensive|cheap|dense)"
)
_PERSON = (
    r"(?:person|executive|official|leader|mayor|expert|engineer|scientist|minister|governor|head"
    r"|chair\w*|president|manager|ceo|entrepreneur|professor|academician|secretary|director|judge"
    r"|founder|spokes\w+|researcher|boss|politician|scholar|author|teacher)"
)
_BODY = (
    r"(?:company|organi[sz]ation|agency|department|university|firm|institution|ministry|body|school"
    r"|enterprise|bureau|operator|developer|manufacturer|newspaper|bank|commission|supplier|unit"
    r"|start-?up|authority|carrier|institute|college|hospital|association|committee|partner|client"
    r"|customer|vendor|contractor|maker|producer|investor|shareholder|organi[sz]er|insurer|airline)"
)
_PLACE = (
    r"(?:city|province|country|region|place|county|district|prefecture|town|township|village|zone"
    r"|municipality|state|location|park)"
)
_PLURAL = r"(?!\w*(?:ss|us|is|was|has|does|as|this|its)\b)[a-z]{2,}(?:[^\W'’]s|ies|people|criteria)"
_VERB = (  # that looks like a plural right behind the interrogative
    r"(?:makes|sets|drives|causes|happens|allows|gives|helps|lies|stands|means|requires|says|counts"
    r"|distinguishes|supports|provides|leads|connects|links|powers|runs|owns|serves|uses)"
)
_MAKERS = (
    r"(?:issued|released|published|built|developed|operates|runs|owns|hosted|organi[sz]e[ds]|made"
    r"|manufactures|supplies|supplied)"
)
_MEANS = r"(?:means|methods?|ways?|measures?|mechanisms?|channels?)"
_WHICH = r"\b(?:which|what)"

# Most telling first: what one kind matches is left out before the next is tried.
INTERROGATIVES: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("why", _any(
        r"\bwhy\b|\b(?:for )?what reasons?\b(?! (?:are|were)\b)|\bon what grounds\b|\bhow come\b",
        r"\bwhat (?:is|was|are|were) the reasons?\b",
        r"\bwhat(?= (?:made|led|caused|drove|prompted)\b)",
    )),
    ("date", _any(
        rf"\bwhen\b|\b(?:(?:in|on|since|by|during|from|until) )?{_WHICH} (?:exact |calendar )?"
        r"(?:years?|months?|dates?|days?|weekday|quarter|period)\b",
        r"\bwhat (?:is|was|are|were)(?= the (?:[\w'’-]+ ){0,3}?(?:date|deadline|day)\b)",
        r"\bhow (?:soon|recently|early|late)\b",
    )),
    ("definition", _any(
        r"\bwhat is meant by\b|\bdefine\b",
        r"\bwhat (?:do|does|did|is|are)(?= .*\b(?:mean|means|stand for|refer to|short for)\b)",
        r"\bwhat(?= .{3,60}\b(?:refers? to|means?)\b)",
    )),
    ("how", _any(rf"\b(?:by|through|with) what (?:\w+ )?{_MEANS}\b|\bin (?:what|which) ways?\b")),
    ("list", _any(
        rf"{_WHICH}(?: of)?(?: the)? (?:{_COUNT})\b|\bwhat (?:are|were) the (?:{_COUNT})\b",
        rf"{_WHICH} (?:are|were)(?= the (?:\w+ ){{0,3}}?{_PLURAL}\b)",
        rf"{_WHICH} (?:kinds?|types?|sorts?|lines?|range|series) of\b|\bwho are\b",
        rf"(?<!among ){_WHICH}(?= (?!{_VERB}\b){_up_to(3)}{_PLURAL}\b)(?! {_up_to(2)}{_AMOUNT})"
        rf"(?! {_up_to(2)}(?:{_PERSON}|{_BODY}|{_PLACE}) [a-z]+s (?!{_ENDS}))",
        rf"^(?:list|name|enumerate)\b|\bwhere are(?= .*\b(?:{_COUNT})\b)",
    )),
    ("number", _any(
        rf"\bhow (?:many|much|often)\b|\bby how much\b|\bto what extent\b|\bhow(?= {_ADJECTIVE}\b)",
        rf"\b(?:(?:by|at|to|in) )?{_WHICH}(?= {_up_to(4)}{_AMOUNT})",
        rf"\bwhat (?:is|was|were|are|will|would|should)(?: be)?(?= {_up_to(7)}{_AMOUNT})",
        r"\bwhere (?:do|does|did|is|was|has)(?= .*\brank(?:s|ed)?\b)|\bwhat (?:rank|place)\b",
        r"\bwhat (?:is|was|were)(?=.*\bin (?:[efp]flops|[mk]w|[pt]b|gbps)\b)",
    )),
    ("other", _any(
        rf"\bwho(?= {_MAKERS}\b)",
        rf"\bwhat (?:is|was)(?= the (?:\w+ )?(?:title|name) of (?!.*\b{_PERSON}\b))",
    )),
    ("person", _any(
        rf"\bwho(?:se|m)?\b|{_WHICH}(?= {_up_to(3)}{_PERSON}\b)",
        rf"\bwhat (?:is|was)(?= the name of .*\b{_PERSON}\b)",
    )),
    ("organisation", _any(rf"\b(?:(?:by|to|at) )?{_WHICH}(?= {_up_to(3)}{_BODY}\b)")),
    ("place", _any(rf"\bwhere\b|\b(?:(?:in|to|from) )?{_WHICH}(?= {_up_to(3)}{_PLACE}\b)")),
    ("definition", _any(
        r"^what (?:is|are)(?= (?:an? |the )?[\w'’\"“”‘.-]+(?: [\w'’\"“”.-]+){0,3}\?*$)",
    )),
    ("how", _any(r"\bhow\b")),
    ("other", _any(r"\bwhat\b|\bwhich\b")),
)  # fmt: skip

# How many items there are is said right where they are asked for: which <four> areas.
STATED_COUNT: Final = regex(
    rf"(?:{_WHICH}|\b(?:what|which|where|who) (?:are|were)(?: the|(?: [\w'’-]+){{1,3}}['’]s?)?"
    rf"(?: \w+)?|\blist(?: the)?|\bname(?: the)?) ({_COUNT})\b"
)
# A year in a document's or award's name is no time: the <2022> State Council document.
NAMING_YEAR: Final = _any(
    r"\b(?:19|20)\d\d(?= (?:(?:state council|central|national|provincial|government|ndrc|miit) )?"
    r"(?:document|circular|notice|opinions?|guidelines?|regulations?|measures|catalogue)\b)",
    r"(?<=no\. \d of )(?:19|20)\d\d|(?<=no \d of )(?:19|20)\d\d|(?<=\bcsa )(?:19|20)\d\d(?= \w)",
)

# Units an answer may come in, by what is asked.
UNITS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("%", _any(
        rf"{_WHICH}(?: is| was)? {_up_to(4)}(?:percentage|share|proportion|rate)\b",
        r"\bhow (?:fast|quickly|rapidly)\b.*\b(?:grow|rise|increase|expand|fall|decline|drop)",
        r"\bhow much\b.*\b(?:grow|rise|increase|fall|decline|drop|expand|decrease)\b",
        r"\bhow accurate\b|\bgrowth rate\b|\brate of growth\b",
    )),
    ("个百分点", _any(r"\bhow many percentage points\b")),
    ("家", _any(
        rf"\bhow many {_up_to(4)}(?:compan(?:y|ies)|firms|enterprises|businesses|start-?ups)\b",
    )),
    ("人", _any(
        rf"\bhow many {_up_to(3)}(?:people|employees|workers|residents|students|staff|drivers|jobs"
        r"|farmers|annotators|users|experts|engineers|visitors|tourists|teachers)\b",
        r"\bhow many\b.*\b(?:does|did|do) .*\bemploy\b",
    )),
    ("元", _any(
        r"\bhow much\b.*\b(?:worth|paid|pay|cost|invest(?:ed)?|earn(?:ed)?|spen[dt]|money)\b",
        rf"\bwhat (?:is |was |were )?{_up_to(4)}(?:revenue|output value|market value|valuation"
        r"|price|cost|salary|investment|profit|contract amount|turnover)\b"
        r"(?! (?:growth|share|rate))",
    )),
)  # fmt: skip
IN_UNIT: Final = regex(r"\bin ([efp]flops|[mk]w|[pt]b|gbps)\b")
RELATIVE_TIME: Final = _any(
    r"\b(?:this|last|next) (?:year|quarter|month)\b|\bcurrent(?:ly)?\b|\bnow\b|\bso far\b",
    r"\bto date\b|\bat present\b",
)
GOAL: Final = _any(
    r"\b(?:aim|plan|target|goal|want|intend|hope|expect|strive)(?:s|ed|ned|ing)?\b(?! area)",
    r"\b(?:should|will|would|supposed to|is to|are to)\b|\bby 20\d\d\b",
)
RESULT: Final = _any(
    r"\bactual(?:ly)?\b|\balready\b|\bso far\b|\bcurrent(?:ly)?\b|\bnow\b|\bto date\b|\bin fact\b",
    r"\b(?:achieved|completed|realized)\b",
)
# Verbs that say which amount "how much" asks for.
WORTH: Final = regex(r"\b(?:worth|paid|pay|cost|costs|spent|spend|earn|earned|raised)\b")
# Words behind an interrogative after which no noun phrase follows that it asks about, and words
# that end such a phrase.
BEING: Final = regex(r"\b(?:is|are|was|were)\b")
AUXILIARY: Final = _any(
    r"\b(?:do|does|did|has|have|had|will|would|can|could|should|must|in|on|at|for|to|of|by)\b"
)
ENDS_PHRASE: Final = _any(
    rf"\b(?:{_ENDS}|be|been|being|will|would|can|could|should|may|might|must|into|than|which|who)\b",
    r"\b(?:when|where|under|over|between|among|during|as)\b",
)

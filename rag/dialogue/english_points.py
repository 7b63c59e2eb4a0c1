"""English words that point back: the second one, the former, of that, was that higher."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.dialogue.english_phrases import noun_phrases, topic
from rag.dialogue.names import works
from rag.dialogue.spans import place_spans, time_spans
from rag.dialogue.substitute import replaced
from rag.patterns import regex
from rag.text import is_chinese

Turns = Sequence[tuple[str, str]]

_ORDINALS = ("first one", "second two", "third three", "fourth four", "fifth five")
_NUMBERS = {word: n for n, words in enumerate(_ORDINALS, 1) for word in words.split()}
_POINT = regex(
    r"\bthe (?:(?P<nth>first|second|third|fourth|fifth|last)(?: (?P<size>two|three|four|five))?"
    r"|(?P<former>former|earlier)|(?P<latter>latter|later))"
    r"(?: (?:one|ones|of (?:them|these|those)))?"
    r"\b(?! (?:half|quarter|time|year|step|measure|months?|place|point|stage))",
    re.IGNORECASE,
)
_SERIES = regex(  # the first of Guizhou's three steps
    r"\bthe (?:first|second|third|fourth|fifth|last)(?P<of> of (?:[\w'’-]+ )*?[\w-]+s\b(?!['’]))",
    re.IGNORECASE,
)
_NO_MORE = regex(r"(?:and|but|what about|how about|[\s,?.])*", re.IGNORECASE)
_ONES = regex(r"^(?:and )?which (?P<ones>ones?)\b", re.IGNORECASE)
_COUNTED = regex(r"^how many (?P<rest>.+)$", re.IGNORECASE)
_THE_ONE = regex(
    r"^(?:and |what about |how about )+the one (?P<joint>on|of|for|about) (?:the )?"
    r"(?P<what>[^?]+?)\?*$",
    re.IGNORECASE,
)
_JOINED = regex(
    r"^(?:and |but |what about |how about )+(?P<joint>for|from|with) (?:the )?"
    r"(?P<what>[^?,]+?)\?*$",
    re.IGNORECASE,
)
_NAME_THEM = regex(
    r"^(?:and |please |can you |could you )*(?:name|list|tell me|spell out) "
    r"(?:them|these|those|all of them)(?: all)?(?:,? please)?[?.]*$",
    re.IGNORECASE,
)
_NAME_SOME = regex(
    r"^(?:and |please |can you |could you )*(?:name|give|list)(?: me)? "
    r"(?:an? |one|two|three|some|a few)(?: ?examples?)?(?: of them)?\W*$",
    re.IGNORECASE,
)
_QUOTED = regex(r"[“\"][^“”\"]{3,30}[”\"]")
_SUCH = regex(r"\b(?:such|of that (?:kind|sort) of|similar) (?P<noun>[a-z]+)\b", re.IGNORECASE)
_ARTICLE = regex(r"^(?:a|an|the|is|are|one of the|of)\s+", re.IGNORECASE)
_OF_THAT = regex(r"^(?:and )?of (?:that|those|these|them),? ", re.IGNORECASE)
_THAT = regex(
    r"(?P<verb>\b(?:was|is|were|does|did|has|would|will)) (?P<that>that|this|it)"
    r"(?=\s*\?*$| (?:higher|lower|more|less|above|below|faster|slower|compare|stack|grow|rise|fall"
    r"|increase|change|drop|rank|the (?:highest|largest|fastest)"
    r"|(?:a|an|just|only) |[\w ]{3,20} or\b"
    r"|(?:met|reached|achieved|hit|exceeded|final|official)\b))",
    re.IGNORECASE,
)
_WHAT_IS = regex(r"^what (?:is|was|are|were|will be) (?P<phrase>.+?)\s*\?*$", re.IGNORECASE)
_WHAT_DID = regex(  # what revenue did these firms earn in 2024
    r"^what (?P<what>[a-z -]+?) (?:did|does|do|has|have) (?P<who>.+?)"
    r" (?:earn|make|have|reach|achieve|post|report|earned|made|reached|achieved)"
    r"(?P<when>(?: (?:in|for|by|during) .+?)?)\s*\?*$",
    re.IGNORECASE,
)
_MUCH = regex(
    r"^how (?:much|fast|far|quickly|strongly) (?:did|does|do|will|has|have) (?P<phrase>.+?)"
    r" (?:grow|grown|rise|risen|increase|increased|expand)\b(?P<when>.*?)\s*\?*$",
    re.IGNORECASE,
)
_SHARE_OF = regex(r"^how much of (?P<whole>.+?) (?:is|was|are) (?P<part>.+?)\s*\?*$", re.IGNORECASE)
_SAME_POST = regex(  # and who holds that job at Bruges
    r"^(?:and |but )?who (?:holds|has|fills|is in|does) (?:that|this|the same) "
    r"(?:job|post|role|position|office) (?:at|for|in|with|of) (?P<owner>[^?]+?)\?*$",
    re.IGNORECASE,
)
_POST = regex(r"^(?P<who>who (?:is|was)) (?P<owner>[^?]+?)(?P<of>['’]s? [^?]+?)\?*$", re.IGNORECASE)
_WHO = regex(r"^who \w+ (?P<phrase>the .+?)\s*\?*$", re.IGNORECASE)
_LIST = regex(r"^(?:[^:]{1,40}:|yes,?) *", re.IGNORECASE)


def pointed_out(turns: Turns, question: str) -> str:
    """The question with such words written out, as far as the turns tell what is meant.

    >>> turns = [("Which sites did they visit?", "Huawei Cloud Shangtun, Zhongrong and Databao.")]
    >>> pointed_out(turns, "What does the second one make?")
    'What does Zhongrong make?'
    >>> pointed_out([("What was the growth in 2021?", "59.3%")], "Was that higher than planned?")
    'Was the growth in 2021 higher than planned?'
    """
    asked = turns[-1][0]
    if is_chinese(asked):
        return question
    question = _named_again(turns, question)
    if (post := _SAME_POST.match(question)) and (held := _POST.match(asked)):
        return f"{held['who']} {post['owner']}{held['of']}?"
    if match := _OF_THAT.match(question):
        share = _SHARE_OF.match(asked)
        of = f"{share['part']} in {share['whole']}" if share else topic(asked)
        return f"Of {of}, {question[match.end() :]}" if of else question
    if (found := _one(asked, question)) is not None:
        return found
    if (match := _POINT.search(question)) and (item := _item(turns, match)):
        if _NO_MORE.fullmatch(question[: match.start()] + question[match.end() :]):
            return _SERIES.sub(item, asked)
        return question[: match.start()] + item + question[match.end() :]
    if (match := _THAT.search(question)) and (phrase := subject_phrase(asked)):
        timed = time_spans(question)
        for span in reversed(time_spans(phrase)) if timed and match["that"] == "it" else ():
            phrase = re.sub(r"\s+(?:in|for)$", "", replaced(phrase, span, "").strip())
        return question[: match.start("that")] + phrase + question[match.end("that") :]
    return question


def _named_again(turns: Turns, question: str) -> str:
    """Name them: of what was quoted or counted last; how many such areas: of that sort of areas."""
    asked, answer = turns[-1]
    if (things := _COUNTED.match(asked)) and _NAME_SOME.match(question):
        return f"Which {things['rest']}"
    if _NAME_THEM.match(question):
        quoted = _QUOTED.findall(f"{asked} {answer}")
        things = _COUNTED.match(asked)
        return (
            f"What are the {quoted[-1]}?"
            if quoted
            else f"Which {things['rest']}"
            if things
            else question
        )
    if match := _SUCH.search(question):
        sort = regex(rf"(?:[\w-]+ ){{1,2}}{re.escape(match['noun'].removesuffix('s'))}s?\b")
        said = " ".join(text for turn in reversed(turns) for text in turn)
        named = [m[0] for m in sort.finditer(said)]
        name = _ARTICLE.sub("", named[0]) if named else ""
        plural = name if name.endswith("s") or not match["noun"].endswith("s") else f"{name}s"
        return question[: match.start()] + plural + question[match.end() :] if name else question
    return question


def _one(asked: str, question: str) -> str | None:
    """Which ones?: of what was counted; and the one on security: beside the one that was named."""
    counted, ones = _COUNTED.match(asked), _ONES.search(question)
    things = noun_phrases(counted["rest"]) if counted and ones else ()
    if counted and ones and things and things[0].start == 0:
        name = things[0].of(counted["rest"])
        return f"Which {name}{question[ones.end('ones') :]}"
    match = _THE_ONE.match(question) or _JOINED.match(question)
    if match and (time_spans(match["what"]) or place_spans(match["what"])):
        return None
    at = asked.find(f" {match['joint']} ") if match else -1
    old = next((s for s in noun_phrases(asked) if 0 <= at < s.start), None)
    return replaced(asked, old, match["what"]) if match and old else None


def subject_phrase(asked: str) -> str:
    """What a question for an amount or an event asks of, with its time; "" for any other.

    >>> subject_phrase("How much did software revenue in Guizhou grow in 2021?")
    'software revenue growth in Guizhou in 2021'
    """
    if match := _WHAT_DID.match(asked):
        return f"{match['what']} of {match['who']}{match['when']}"
    if match := _WHAT_IS.match(asked) or _WHO.match(asked):
        return match["phrase"]
    if match := _MUCH.match(asked):
        what, joint, where = match["phrase"].partition(" in ")
        return f"{what} growth{joint}{where}{match['when']}"
    return ""


def _item(turns: Turns, match: re.Match[str]) -> str:
    """What an ordinal picks: of the series asked about, the list answered, else of the turns."""
    if match["nth"] and not match["size"] and (series := _SERIES.search(turns[-1][0])):
        return f"the {_counted_out(match['nth'].lower(), series['of'])}{series['of']}"
    if match["former"] and match["former"].lower() == "earlier":
        named = [w for _, answer in turns for w in works(answer)]
        return named[0] if named else ""
    items = english_items(turns[-1][1])
    if len(items) < 2:
        spoken = [t for asked, _ in turns if (t := topic(asked))]
        items = list(dict.fromkeys(spoken))
    if len(items) < 2:
        return ""
    if match["size"]:
        count = _NUMBERS[match["size"].lower()]
        chosen = items[-count:] if match["nth"].lower() == "last" else items[:count]
        return f"{', '.join(chosen[:-1])} and {chosen[-1]}"
    if match["former"]:
        return items[0]
    if match["latter"] or match["nth"].lower() == "last":
        return items[-1]
    at = _NUMBERS[match["nth"].lower()] - 1
    return items[at] if at < len(items) else ""


def _counted_out(nth: str, series: str) -> str:
    """The last of three steps as the third: documents number what they tell."""
    ends = (words.split()[0] for words in _ORDINALS if f" {words.split()[1]} " in f"{series} ")
    return next(ends, nth) if nth == "last" else nth


def english_items(answer: str) -> list[str]:
    """The items of the list that an answer begins with."""
    sentence = re.split(r"[.;](?:\s|$)", _LIST.sub("", answer))[0]
    parts = re.split(r",\s+(?:and\s+)?|\s+and\s+", sentence)
    return [p.strip() for p in parts if p.strip()]

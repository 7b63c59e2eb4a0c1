"""What a question speaks of: 云上鲲鹏, 贵安的华为云数据中心, 贵阳研发的预警系统."""

from __future__ import annotations

from collections.abc import Sequence

from rag.dialogue.forms import continued, grouped, trimmed
from rag.dialogue.spans import (
    NAMED,
    inside,
    joins_names,
    noun_phrases,
    place_spans,
    with_neighbours,
)
from rag.dialogue.vocabulary import ATTRIBUTE, attribute_kind, listed, relational
from rag.patterns import regex
from rag.types import Span
from rag.words import Word, in_dictionary, words

_FUNCTION = frozenset(
    ("uj", "ul", "uz", "ug", "ud", "uv", "u", "p", "d", "r", "c", "y", "x", "m", "t")
)
_LEAD = regex(
    r"(?:请问|想问一?下|请?(?:帮我)?(?:介绍|说明|概括|解释|说说|讲讲|谈谈|列出|列举)一下|(?:按照|根据|据|按)[^，,]{2,30}[，,]|截至[^，,]{2,12}[，,]"
    r"|除了?[^，,]{1,14}[，,]|[，,\s])*"
)
_HEADS = tuple(
    w for kind in ("body", "work", "event", "thing") for w in listed(f"head:{kind}") if len(w) > 1
)
_WORKS = tuple(word for word in listed("head:work") if len(word) > 1)
_ONE_SORT = regex(r"[那这](?!几|些|[两三四五六七八九]|[里边儿块头])")  # 贵州<这类>节点
_GLUED = regex(  # cut wrongly: 科创|城有, 数据|宝在, 标注|师有, 白山|云拿过
    r"[城云奖县市镇区园院校所站局司部厅厂宝师员商网链码群机器][是有为在由给对]|[一-鿿][拿获得做出办开]过|局由|包[打有是]"
)
_CUT_OFF = ("前", "后", "总", "现", "上", "最高", "最低", "最多", "最少")  # behind a noun phrase
_FIRMS = ("公司", "集团", "大学", "医院", "学院", "协会", "委员会", "银行")
_VENUES = ("中心", "大会", "平台", *_FIRMS)
_EDITION = regex(r"(?<!\d)(?:19|20)\d{2}$")  # <2025>中国国际大数据产业博览会
_TERM = regex(  # what is asked to be explained goes whole: <科技入黔>是什么意思
    r"^(?:请问|那么?)?(?P<term>[^，,。的“”\"《》年月]{2,12}?)(?:这个(?:词|说法|提法))?"
    r"(?:是什么意思|是?什么含义|指的?是?什么(?!方面)|是什么概念|怎么理解)[?？]?$"
)
_SUPERLATIVE = regex(r"最[大小高低早新先长快多]$")  # 全球最大<的云数据中心>
_FIRST_OF = regex(r"(?:头一|第一|首|唯一的?一?)[个部家座条份项]")  # 全国<头一个>专项规划
_NTH = regex(r"第[一二三四五六七八九十百\d]+[次届批期轮]?$")
_AND = regex(r"[、和与及跟]")
_THESE = regex(r"等?的?[这那]?(?:几|[两二三四五六七八九十\d]+)?[个家地座]?的?")
_OF_OBJECT = regex(r"[了过为给对替向由][^，。《“]{0,2}$")  # 承担了《…》, 为《…》


def topic_span(text: str, times: Sequence[Span], questions: Sequence[Span]) -> Span | None:
    """The noun phrase a question begins with: 云上鲲鹏, 贵安的华为云数据中心, 贵阳研发的预警系统.

    What stands in quotation marks before the question word is meant before all else.
    """
    if term := _TERM.match(text):
        return Span(*term.span("term"))
    end = next((q.start for q in questions if q.start > 0), len(text))
    found = [_undated(text, w, times) for w in words(text) if w.span.end <= end]
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    named = [m for m in NAMED.finditer(text, start, end) if m.end() <= end]
    if named and not _acted_on(text, Span(*named[0].span()), start):
        return _around_name(text, Span(*named[0].span()), end)
    if (group := grouped(text, start)) and group.end <= end:
        return group
    first = _phrase(text, found, times, _behind_verb(text, questions, start))
    if first is None:
        return None
    first = _whole_owner(text, trimmed(text, first), found, times)
    if nth := _NTH.search(text, start, first.start):  # <第三十四>次集体学习
        first = Span(nth.start(), first.end)
    on = continued(text, first.end)
    if on and _only_places(text, first) and not _ONE_SORT.match(text, first.end):
        on = None
    owned = _phrase(text, found, times, on) if on else None
    if owned and _SUPERLATIVE.search(owned.of(text)) and text.startswith("的", owned.end):
        noun = _phrase(text, found, times, owned.end + 1)
        owned = Span(owned.start, noun.end) if noun and noun.start == owned.end + 1 else owned
    if owned and owned.start == on and not relational(owned.of(text)):
        return trimmed(text, Span(first.start, owned.end))
    if _only_places(text, first):
        several = _several(text, first, found, times)
        return several or _behind_time(text, first, found, times) or first
    return first


def _behind_time(
    text: str, place: Span, found: Sequence[Word], times: Sequence[Span]
) -> Span | None:
    """A place with the noun behind a time: <贵州2025年数据加工产业>标注哪些东西."""
    after = next((t.end for t in times if t.start == place.end), place.end)
    after += text[after : after + 1] == "的"
    first = _FIRST_OF.match(text, after)
    after = first.end() if first else after
    owned = _phrase(text, found, times, after) if after > place.end else None
    rest = inside(text, owned) if owned and owned.start == after else []
    while len(rest) > 1 and rest[-1].tag.startswith("v") and rest[-1].tag != "vn":
        rest.pop()
    last = rest[-1] if rest else None
    if last and last.tag.startswith(("n", "l", "j")) and not relational(last.text):
        return Span(place.start, last.span.end)
    return None


def _several(text: str, first: Span, found: Sequence[Word], times: Sequence[Span]) -> Span | None:
    """Places in a row with the noun that is said of them all: 贵州、甘肃<这两个枢纽节点>."""
    end = first.end
    for place in place_spans(text):
        end = place.end if _AND.fullmatch(text, end, place.start) else end
    if end == first.end:
        return None
    all_of = _THESE.match(text, end)
    noun = _phrase(text, found, times, all_of.end()) if all_of else None
    named = noun is not None and all_of is not None and noun.start == all_of.end()
    return Span(first.start, noun.end if noun and named else end)


def _whole_owner(text: str, first: Span, found: Sequence[Word], times: Sequence[Span]) -> Span:
    """A body without a name goes with its document: 四<部门>的算力枢纽方案."""
    if first.of(text) not in listed("head:body") or text[first.end : first.end + 1] != "的":
        return first
    owned = _phrase(text, found, times, first.end + 1)
    if owned is None or owned.start != first.end + 1 or not owned.of(text).endswith(_WORKS):
        return first
    before = next((w for w in found if w.span.end == first.start and w.tag == "m"), None)
    return Span(before.span.start if before else first.start, owned.end)


def _undated(text: str, word: Word, times: Sequence[Span]) -> Word:
    """A word cut across the end of a time without what belongs to the time: <年云上>贵州."""
    cut = (t.end for t in times if t.overlaps(word.span) and t.end < word.span.end)
    end = next((end for end in cut if text[end - 1] in "年月日"), None)
    return word if end is None else Word(text[end : word.span.end], "n", Span(end, word.span.end))


def _acted_on(text: str, name: Span, start: int) -> bool:
    """Whether a name is what somebody did something to: 超算中心承担了<《哪吒2》>的渲染."""
    before = text[start : name.start]
    return bool(_OF_OBJECT.search(before)) and bool(noun_phrases(before))


def _behind_verb(text: str, questions: Sequence[Span], start: int) -> int:
    """Where the phrase to look for begins: of 谁运营超算中心 it is the object."""
    if not questions or questions[0].start > start:
        return start
    verb = next((w for w in words(text) if w.span.start == questions[0].end), None)
    return verb.span.end if verb and verb.text in listed("verb") else start


def _around_name(text: str, name: Span, end: int) -> Span:
    """The name with its place and the noun behind it: 贵安的“四大赋能”, “X”行动计划."""
    before = [p for p in place_spans(text) if p.end in (name.start, name.start - 1)]
    owned = [p for p in before if text[p.end : name.start] in ("", "的")]
    behind = _phrase(text, [w for w in words(text) if w.span.end <= end], (), name.end)
    headed = behind and behind.start == name.end and behind.of(text).endswith(_HEADS)
    stop = behind.end if behind and headed else name.end
    # <贵阳>贵安的“再出发”计划
    return Span(with_neighbours(text, owned[0]).start if owned else name.start, stop)


def _phrase(text: str, found: Sequence[Word], times: Sequence[Span], start: int) -> Span | None:
    """The first run of words from `start` that may be one noun phrase, final attributes cut off."""
    run = _run(text, [w for w in found if w.span.start >= start], times)
    glued = next((w for w in words(text) if run and w.span.start == run[-1].span.end), None)
    named = run and glued and glued.text == "算是" and run[-1].text[-1] in "超智云"  # 贵安超|算是
    if glued and (named or _GLUED.fullmatch(glued.text)):
        at = glued.span.start
        run.append(Word(glued.text[0], "n", Span(at, at + 1)))
    run = _to_head(run)
    while len(run) > 1 and (
        (relational(run[-1].text) and not _acts(run[-1], found)) or run[-1].text in _CUT_OFF
    ):
        if run[-1].text in _WORKS and all(w.tag[0] in "abdm" for w in run[:-1]):
            break  # <新办法>, <第二批措施>
        last = run.pop()
        if held := _held(last):
            run.append(held)
    if len(run) > 1 and run[-1].text in listed("verb") and run[-2].text.endswith(_VENUES):
        run.pop()  # 超算中心<运营>方
    if len(run) > 1 and _predicate(run[-1]) and found[-1:] == run[-1:]:
        run.pop()  # 满帮<覆盖>多少个城市
    if not run:
        return None
    if len(run) == 1 and len(run[0].text) == 1 and run[0].tag.startswith("v"):
        return None  # 第二站<去>的什么企业
    last = run[-1]
    tail = len(last.text) > 1 and last.text[-1] in "到在于"  # 贵安|到 is cut as one word
    edition = _EDITION.search(text[: run[0].span.start])
    return Span(edition.start() if edition else run[0].span.start, last.span.end - tail)


def _held(word: Word) -> Word | None:
    """The thing in a compound of it and its attribute: <汽车>销量; None for any other word."""
    size = len(word.text) - ATTRIBUTE
    thing = word.text[:size]
    if size < ATTRIBUTE or relational(thing) or not in_dictionary(thing):
        return None
    if word.text[size:] not in listed("of:number"):
        return None
    return Word(thing, word.tag, Span(word.span.start, word.span.start + size))


def _acts(word: Word, found: Sequence[Word]) -> bool:
    """Whether a person that is no more than named does something: 贵州<领导>见了谁."""
    after = next((w for w in found if w.span.start == word.span.end), None)
    verb = after is not None and after.tag.startswith("v") and after.text not in listed("copula")
    return verb and attribute_kind(word.text) == "person"


def _predicate(word: Word) -> bool:
    """Whether a word right before a question word asks rather than names: 网络<直联>多少."""
    known = word.tag.startswith("v") and word.text in (*listed("verb"), "直联", "直连")
    return known or word.text == "试点"


def _run(text: str, found: Sequence[Word], times: Sequence[Span]) -> list[Word]:
    """Words up to the first that ends the phrase; brackets and blanks of names belong to it."""
    run: list[Word] = []
    for at, word in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if run and _inside_name(run, word, found[at + 1 : at + 5]):
            run.append(word)
            continue
        joint = bool(run) and joins_names(text, word)
        dated = any(t.overlaps(word.span) for t in times)
        ends = _ends_phrase(word, run, after.text if after else "")
        if dated or (ends and not joint and not _attributive(run, word, found[at + 1 :])):
            if run:
                break
            continue
        run.append(word)
    return run


def _attributive(run: Sequence[Word], word: Word, behind: Sequence[Word]) -> bool:
    """Whether a verb tells which amount is asked for: 医保<缴费>标准是多少, 高考<报名>人数."""
    known = (*listed("verb"), *listed("change"), *listed("set"), *listed("copula"))
    if not run or not behind or not word.tag.startswith("v") or word.text in known:
        return False
    rest = [w for w in behind if w.text not in listed("copula")]
    verbs = all(w.tag.startswith("v") and w.text not in known for w in rest[:-1])
    return len(word.text) > 1 and bool(rest) and verbs and relational(rest[-1].text)


def _inside_name(run: Sequence[Word], word: Word, behind: Sequence[Word]) -> bool:
    """Brackets and blanks that stand in names: 好活(贵州)网络科技, Baishan Canvas平台."""
    if word.text in "(（":
        return any(w.text in ")）" for w in behind)
    if word.text in ")）":
        return any(w.text in "(（" for w in run)
    between = bool(behind) and behind[0].tag == "eng" and run[-1].tag == "eng"
    return word.text.isspace() and between


def _to_head(run: list[Word]) -> list[Word]:
    """Up to the noun that names the sort of thing, where one is there: 实施方案<布局>."""
    ends = (*listed("head:work"), *listed("head:event"))
    heads = [i for i, w in enumerate(run) if i and w.text.endswith(ends)]
    return run[: heads[-1] + 1] if heads else run


def _ends_phrase(word: Word, run: Sequence[Word], after: str) -> bool:
    if run and word.tag.startswith("v") and run[-1].text.endswith(_FIRMS):
        return True  # <数据宝公司>运营什么
    if word.text in listed("between"):
        return True  # 贵州<专门>研究了什么
    if run and after in ("过", "了", "着"):
        return True  # 超算中心<渲染>过, 新区<规划>了, but 影视<渲染>的产值
    if word.tag.startswith("v") and word.tag != "vn":
        begun = any(not w.tag.startswith("v") for w in run)  # 超|聚变 is a name cut into verbs
        inner = word.text in (*listed("inner"), *listed("head:event"), "通知", "规划")
        return word.text in listed("copula") or (begun and not inner)
    return word.tag in _FUNCTION


def _only_places(text: str, span: Span) -> bool:
    rest = span.of(text)
    for place in sorted(place_spans(rest), reverse=True):
        rest = rest[: place.start] + rest[place.end :]
    return not rest.strip()

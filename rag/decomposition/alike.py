"""What a question in a row shares with the one before it, by its form.

管乙的又是哪年出的, after 关于甲的那部法规; 做支撑的四项又是什么, after 框架里打底的三项是什么.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.dialogue.frame import frame
from rag.dialogue.names import bodies, is_name, works
from rag.dialogue.spans import interrogative_spans, noun_phrases, place_spans, time_spans
from rag.dialogue.substitute import replaced
from rag.dialogue.vocabulary import any_of, head_of, listed, relational
from rag.patterns import regex
from rag.places import find_places
from rag.types import Span
from rag.words import Word, in_dictionary, is_common, words

LEAST_NAME = 2  # characters
SAME = 3  # characters of a subject that are enough to tell that it is the same
AGAIN = regex(rf"^(?:{any_of('again')}|[，,])+")

_SELF = regex(r"(?:它|其)?(?:自己|自身|本身)的?")
_FASTER = regex(  # <甲省>涨得比全国快多少
    r"(?P<one>.+?)(?:的?(?:增速|增幅|涨幅))?(?:涨|增长?|跑|升|降|跌)?得?"
    r"(?:比|高出|高于|超过|领先).+$"
)
_OTHER_ONE = regex(  # <管垃圾分类>的又是哪年出的, <医疗健康>那部又是哪年的
    r"(?P<of>[^，,？?的]{2,12}?)(?:的|[那这][部座家个份条所]的?)又?"
    r"(?P<rest>(?:[是在有由叫归何哪几]|什么).*)$"
)
_THAT_BODY = regex(rf"[这那该][家所座个]?(?:{any_of('head:body')}|{any_of('head:venue')})")
_THAT_KIND = regex(  # 政府采购<那部地方法规>几时生效
    r"[那这][部座家个份条所](?P<kind>[\u4e00-\u9fff]{2,8}?)(?=[几哪何什是多在有由从又])"
)
_ACT = r"(?P<verb>占|达到?|有|是|为|做|排)"
_COUNT = r"[一二两三四五六七八九十\d]+[项个条大种类]"
# Of the question before, with what it shares as `frame`; and of a piece that shares it.
_FRAMES = tuple(
    (regex(before), regex(piece))
    for before, piece in (
        (  # 甲在乙里|现在占多少，<规划到2027年占多少>
            rf"(?P<frame>.{{3,}}?[里中内][，,]?)(?:现在|目前|眼下|如今|当前|现){_ACT}",
            r"(?:规划|计划|力争|打算|预计|想|要|到|在)*\d{4}年[底末]?"
            rf"(?:想|要|打算|计划|应)*{_ACT}",
        ),
        (  # “三四五”框架里|打底的三项是什么，<做支撑的四项又是什么>
            rf"(?P<frame>[^，,？?]{{2,14}}(?:里头?|中|当中|内)[，,]?)(?P<verb>)[^，,？?]*{_COUNT}",
            rf"(?P<verb>)[^，,？?]{{0,8}}{_COUNT}[^，,？?]{{0,6}}(?:是|有|指)",
        ),
        (  # 甲介绍的那份计划|想要多少户农家，<冷链物流要做多大规模>
            r"(?P<frame>[^，,？?]{2,16}的[那这][份个部次项套]"
            r"(?:计划|规划|方案|条例|政策|文件|行动|法规|办法))(?P<verb>)",
            r"(?P<verb>)[^，,？?]{2,10}(?:要|想|力争|打算|应|得)[^，,？?]{0,6}(?:多少|多大|几|哪)",
        ),
    )
)
_DATED = regex(r"\d{4}|十[一二三四五]五")
_HOW_MUCH = regex(r"[底末初]?(?:又|则|就)?(?:是|有|为|达到?)?(?:多少|几|多大)[^，,？?]{0,3}[?？]*")
_EVENTS = ("大会", "会议", "论坛", "博览会")
_SEVERAL = ("企业", "单位", "部门", "机构")  # counted more often than meant
_NO_NAME = regex(r"[，,。？?的]")
SAME_END = 4  # characters that two questions both end in
LONGEST_NAME = 10  # characters of what gives way to another
_ALSO_DOES = regex(
    r"(?P<one>[\u4e00-\u9fff]{2,10}?)又(?P<does>(?![有是为达])[^，,？?又]{1,6}(?:几[\u4e00-\u9fff]|多少))[?？]*$"
)
_COPULA = regex(r"(?:是|有|为|叫|达到?)$")
_ATTRIBUTE = regex(
    r"(?P<what>[\u4e00-\u9fff]{2,5}?)(?:是|有|为|叫|达到?)?(?:多少|几[个名人家]|多大|谁|什么|哪位)[^，,？?]{0,2}[?？]*$"
)
_COUNTED_OF = regex(
    r"(?P<owner>[^，,？?]{2,}?)(?:一?共|总共)?有(?:多少|几[个家名座])[\u4e00-\u9fff]{2,8}[?？]*$"
)
_ALSO_COUNTED = regex(
    r"(?P<one>[\u4e00-\u9fff]{2,8}?)又(?P<asked>有(?:多少|几)[^，,？?]{0,3}[?？]*)$"
)
_ROOT = "g"  # tag of a character that is no word by itself
_HAN = regex(r"[\u4e00-\u9fff]+")
_ASKING = regex(r"[各哪几何谁能可要想会了着过又还完到出后前]")  # in no name: 哪年, 能办
_PREDICATE = "vprdmu"  # first letters of the tags of what may follow a subject
_WHO_RUNS = regex(  # 谁在管甲公司, 哪家公司运营乙中心
    r"^由?(?P<who>谁|哪[家个位](?:公司|单位|机构|部门|企业|人)?)(?:在|来)?"
    r"(?P<act>(?:[当主]?管|负责|运营|管理|掌管|主持|建设?|承建|投资|领导|经营)着?)"
    r"(?P<what>[^，,？?]{2,})[?？]*$"
)
_SEATED = regex(  # 甲公司总部在哪: of the firm, not of its seat
    r"^(?P<what>[^，,？?]+?)的?(?:总部|地址|位置|所在地|厂址|校址|注册地)(?:是|设|放|在)*在?(?=哪|什么地方)哪"
)
_WHICH_IS = regex(  # 哪部条例是全国首部数据开放法规: of the one so described
    r"^哪一?[家个座部款项位所][^，,？?是]{0,8}是(?P<what>[^，,？?]{4,24}[^的，,？?])[?？]*$"
)
_IT = regex(
    r"(?:它|其|该|这[家个座部款项位所]|此)(?!们|中|他|次|时|外)(?:公司|企业|条例|法规|项目|系统)?"
)
_SETTLED = regex(  # 甲公司落户乙市多久了: of the firm, wherever it is
    r"^(?P<what>[^，,？?的]{2,14}?)(?:落户|入驻|进驻|扎根|落地|搬到)[^，,？?多几哪何什于在是]{1,6}?"
    r"(?=[于在是]?(?:多久|几年|多少年|哪|何时|什么时候))"
)
_HELD_TO = regex(  # <跟国家要求比，>甲省的审批快几天
    r"^(?:相较于?|相比于?|比起|[跟与和同较])[^，,？?]{2,12}?(?:相?比较?|来说)?[，,]"
)
_EVENT = regex(
    r"(?P<event>[^，,？?]{4,24}(?:学习|会议|大会|论坛|调研|座谈会|发布会|讲话))(?:是|在|于)*"
    r"(?:哪一?天|几号|什么时候|何时|几月几[号日])"
)
_TOLD_THERE = regex(
    r"(?:[又还也])?(?:讲|提|点|强调|要求|讨论|指出|部署|通过|签|归纳|安排)[了出到过]"
)
_WHEN_DONE = regex(r"(?:是?在?|打|从|自)(?:哪一?[年天月]|什么时候|何时|几[时月号])")
_WHO = regex(r"(?:是|为|叫)?(?:谁|哪位|什么名字?|哪一?个人)[?？]*$|^谁")


def at_another_time(before: str, piece: str) -> str:
    """2023年又多少, after 甲港的吞吐量2019年多少: the same at another time; "" for other pieces.

    >>> at_another_time("甲港的吞吐量2019年多少？", "2023年又多少？")
    '甲港的吞吐量2023年多少？'
    """
    said, mine = _times(before), _times(piece)
    if len(said) != 1 or len(mine) != 1 or mine[0].start > 1:
        return ""
    end, asked = piece[mine[0].end :], interrogative_spans(before)
    if (
        not asked
        or not _HOW_MUCH.fullmatch(end)
        or before[said[0].end :] != before[asked[0].start :]
    ):
        return ""
    return replaced(before, said[0], mine[0].of(piece))


def _times(text: str) -> list[Span]:
    return [s for s in time_spans(text) if _DATED.search(s.of(text))]


def of_another(before: str, piece: str) -> str:
    """城南又要建几所, after 到2027年，城北要建几所学校: the same of another; "" for other pieces.

    >>> of_another("到2027年，城北要建几所学校？", "城南又要建几所？")
    '到2027年，城南要建几所学校？'
    """
    owner, other = _COUNTED_OF.match(before), _ALSO_COUNTED.match(piece)
    if owner and other and not is_name(other["one"]) and not find_places(other["one"]):
        return f"{owner['owner']}{other['one']}{other['asked']}"  # 甲有多少货主？司机又有多少？
    if same := _of_its_own(before.rstrip("?？"), piece.rstrip("?？")):
        return f"{same}？"
    match = _ALSO_DOES.match(piece)
    at = before.find(match["does"]) if match else -1
    if match is None or at < 0 or before[at:].rstrip("?？") == match["does"]:
        return ""
    front, comma, one = before[:at].rpartition("，")
    if not 1 < len(one) <= LONGEST_NAME:
        return ""
    return f"{front}{comma}{match['one']}{before[at:]}"


def _of_its_own(before: str, piece: str) -> str:
    """玉米每亩补多少, after 水稻每亩补多少: of its own thing, as both end in the same words."""
    ends = zip(reversed(before), reversed(piece), strict=False)
    size = next((i for i, (a, b) in enumerate(ends) if a != b), min(len(before), len(piece)))
    front, comma, one = before[: len(before) - size].rpartition("，")
    other = piece[: len(piece) - size].removesuffix("又")
    named = 1 < len(other) <= LONGEST_NAME and abs(len(one) - len(other)) <= 2
    asks = size >= SAME_END and interrogative_spans(before[len(before) - size :])
    if not (named and asks) or head_of(other) == other or time_spans(other):
        return ""
    return f"{front}{comma}{other}{before[len(before) - size :]}"


def of_the_event(before: str, piece: str) -> str:
    """点出了哪些问题, after 甲市那次集体学习在哪天: of the event, not of whoever held it.

    >>> of_the_event("甲市第三次集体学习是哪天？", "讲了哪三点？")
    '甲市第三次集体学习讲了哪三点？'
    """
    match = _EVENT.match(before)
    return match["event"] + piece if match and _TOLD_THERE.match(piece) else ""


def of_the_owner(before: str, piece: str) -> str:
    """年产值多少, after 甲公司员工几个: of the same owner; "" for other pieces.

    >>> of_the_owner("绿源公司员工几个？", "年产值多少？")
    '绿源公司年产值多少？'
    """
    asked, own = interrogative_spans(before), _ATTRIBUTE.match(piece)
    said = _COPULA.sub("", before[: asked[0].start]) if asked else ""
    head = head_of(said)
    owner = said.removesuffix(head)
    if not own or not head_of(own["what"]) or not head or not is_name(owner) or "的" in said:
        return ""
    return owner + piece


def shared_frame(before: str, piece: str) -> str:
    """What stands before the time or the count that a piece gives another of; "" without one."""
    for frame_of, like in _FRAMES:
        match = frame_of.match(before)
        if match and (other := like.match(piece)):
            return match["frame"] if match["verb"] == other["verb"] else ""
    return ""


def of_that_kind(before: str, piece: str) -> str:
    """A piece with the noun that it leaves out after 的 or 那部; "" for other pieces.

    >>> of_that_kind("关于采购的那部地方法规几时生效？", "管垃圾分类的又是哪年出的？")
    '管垃圾分类的地方法规是哪年出的？'
    """
    other = _OTHER_ONE.match(AGAIN.sub("", piece))
    if other is None:
        return ""
    kind, topic = _THAT_KIND.search(before), frame(before).topic
    works = (w for w in listed("head:work") if topic and topic.of(before).endswith(w))
    noun = f"的{kind['kind']}" if kind else next(works, "")
    return f"{other['of']}{noun}{other['rest']}" if noun else ""


def of_that_body(before: str, piece: str) -> str:
    """这家中心有多大, after a question about a film made there: of the body, not of the film.

    >>> of_that_body("《甲片》有几成特效是在贵安超算做的？", "这家中心有几台机器？")
    '贵安超算有几台机器？'
    """
    that = _THAT_BODY.match(piece)
    if that is None or not works(before):
        return ""
    places = place_spans(before)
    behind = {p.start: p.end for p in noun_phrases(before, places)}
    led = (before[s.start : behind[s.end]] for s in places if s.end in behind)
    named = [*bodies(before), *led]
    return named[-1] + piece[that.end() :] if named else ""


def of_itself(before: str, piece: str) -> str:
    """自己涨了多少, after 甲省涨得比全国快多少: 甲省涨了多少; "" for other pieces."""
    own, than = _SELF.match(piece), _FASTER.match(before)
    return f"{than['one']}{piece[own.end() :]}" if own and than else ""


def of_its_kind(before: str, piece: str) -> str:
    """中心由谁运营, after 甲超算中心哪年投用: what a mere noun of a kind is one of.

    >>> of_its_kind("甲超算中心哪年投用？", "中心由谁运营？")
    '甲超算中心由谁运营？'
    >>> of_its_kind("甲超算中心哪年投用？", "中心城区有多少人？")
    ''
    """
    found = words(piece)
    kind, behind = found[0].text, found[1] if len(found) > 1 else None
    if behind is None or kind in _SEVERAL or kind not in (*listed("head:body"), *_EVENTS):
        return ""
    noun = behind.tag.startswith("n") and not relational(behind.text)
    named = before[: before.find(kind)] + kind
    if noun or not before.find(kind) > 0 or _NO_NAME.search(named) or interrogative_spans(named):
        return ""
    return named + piece[len(kind) :]


def of_the_described(before: str, piece: str) -> str:
    """它哪天施行, after 哪部条例是全国首部采购法规: of the one so described.

    >>> of_the_described("哪部条例是全国首部采购法规？", "它哪天施行？")
    '全国首部采购法规哪天施行？'
    """
    described, it = _WHICH_IS.match(before), _IT.match(piece)
    return f"{described['what']}{piece[it.end() :]}" if described and it else ""


def turned(before: str) -> str:
    """A question with what it speaks of first.

    >>> turned("谁在管甲公司？")
    '甲公司是谁管？'
    """
    before = _HELD_TO.sub("", before)
    if match := _WHO_RUNS.match(before):
        return f"{match['what']}是{match['who']}{match['act']}？"
    before = _SETTLED.sub(r"\g<what>是", before)
    return _SEATED.sub(r"\g<what>在哪", before)


def of_the_first(turns: Sequence[tuple[str, str]], piece: str) -> Sequence[tuple[str, str]]:
    """The turns that a piece leans on: 哪年建的 is not of the person that was asked for last."""
    kept = list(turns)
    while len(kept) > 1 and _WHEN_DONE.match(AGAIN.sub("", piece)) and _WHO.search(kept[-1][0]):
        kept.pop()
    first = kept[0][0][:SAME]
    alike = len(kept) > 1 and all(asked.startswith(first) for asked, _ in kept)
    return kept[:1] if alike and _WHEN_DONE.match(AGAIN.sub("", piece)) else kept


def opens_with_name(piece: str) -> bool:
    """Whether a piece begins with a word of no dictionary that something is said of: a name.

    >>> [opens_with_name(p) for p in ("瓴泓有多少员工", "营收有多少", "员工有多少")]
    [True, False, False]
    """
    found = words(piece)
    if found and len(found[0].text) == 1 and found[0].tag == _ROOT:
        size = len("".join(w.text for w in found[:2]))
        return size == LEAST_NAME and not is_common(piece[:size]) and _said_of(found[2:])
    first = found[0] if found else None
    if len(found) > 1 and [w.tag for w in found[:2]] == ["ns", "n"] and len(found[1].text) == 1:
        return _said_of(found[2:])  # 白山云: a place and a character
    if first is None or len(first.text) < LEAST_NAME or not _HAN.fullmatch(first.text):
        return False
    known = in_dictionary(first.text) or relational(first.text)
    acts = not first.tag.startswith("n") and any(c in listed("verb") for c in first.text)
    acts = acts or not first.tag.startswith(("n", "v")) or _ASKING.search(first.text) is not None
    return not (known or acts) and _said_of(found[1:])


def _said_of(found: Sequence[Word]) -> bool:
    return bool(found) and found[0].tag[0] in _PREDICATE and found[0].text != "占"

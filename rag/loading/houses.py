"""Publishing houses by name: which names are none, which sites only pass on what others wrote."""

from __future__ import annotations

from rag.dates import parse_date
from rag.patterns import regex

# In lower case. A page of an aggregator names its true source in the text or not at all.
_AGGREGATOR_NAMES = """
zaker 今日头条 头条 头条号 头条新闻 搜狐 搜狐网 搜狐号 搜狐新闻 网易 网易号 网易新闻 新浪 新浪网
新浪新闻 新浪财经 腾讯 腾讯网 腾讯新闻 企鹅号 凤凰 凤凰网 凤凰号 百度 百家号 百度新闻 东方财富
东方财富网 东方财富号 一点资讯 一点号 uc头条 大鱼号 天天快报 微信 微信公众号 公众号 微博
新浪微博 知乎 知乎专栏 雪球 同花顺 同花顺财经 和讯 和讯网 中金在线 金融界 快资讯 360个人图书馆
百度文库 豆丁网 道客巴巴 原创力文档 人人文库 简书 csdn bilibili 哔哩哔哩 抖音 快手 小红书 rss
rsshub msn 趣头条
"""
_NOBODY_NAMES = """
网络 互联网 本站 本网 本报 本刊 原创 未知 其他 综合 转载 网站 匿名 佚名 管理员 admin
administrator editor source user users 微软用户 用户 lenovo dell hp asus thinkpad microsoft
windows python-docx
"""
_NO_HOUSES = frozenset((_AGGREGATOR_NAMES + _NOBODY_NAMES).split())
_EDGES = " \t\u00a0\u3000《》“”\"'（）()【】[]<>|｜丨:：,，.。;；"
_PAIRS = {"）": "（", ")": "(", "》": "《", "】": "【", "]": "[", "”": "“"}  # closing: opening
_AROUND = regex(
    r"^(?:综合|据|转自|转载自|摘自|来自)(?=.{2})|(?:微信公众号|官方微信|官方微博|公众号)$"
)
_NO_NAME = regex(r"[。！？/]|https?:|XX|注明|\d{4}")


def house_name(raw: str) -> str:
    """A raw name without brackets, blanks and the words that lead to it.

    >>> house_name("《某某日报》 "), house_name("综合某某社"), house_name("某某网（贵阳）")
    ('某某日报', '某某社', '某某网（贵阳）')
    """
    value = _bare(raw)
    name = _AROUND.sub("", value)
    return value if name == value else _bare(name)


def _bare(raw: str) -> str:
    """`raw` without brackets around it; one that closes a bracket inside the name stays."""
    return strip_edges(" ".join(raw.split()), _EDGES)


def strip_edges(text: str, edges: str) -> str:
    """`text.strip(edges)`, but a bracket that closes one inside stays.

    >>> strip_edges("（某某文集（编写））。", "（）。"), strip_edges("（某某）", "（）")
    ('某某文集（编写）', '某某')
    """
    name = text.strip(edges)
    after = text[text.find(name) + len(name) :][:1]
    opening = _PAIRS.get(after)
    closes = opening is not None and name.count(opening) > name.count(after)
    return name + after if closes else name


def is_house(name: str) -> bool:
    """Can `name` be a publisher or an author: a name, and not that of an aggregator?

    >>> [is_house(v) for v in ("某某日报", "ZAKER", "百家号", "网络", "XXX（非本网）", "a.com/x")]
    [True, False, False, False, False, False]
    """
    if not 2 <= len(name) <= 40 or name.lower() in _NO_HOUSES:
        return False
    return _NO_NAME.search(name) is None and parse_date(name) is None

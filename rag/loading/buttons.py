"""Single lines that a web page adds around a text, known by their wording.

A pattern must match the whole line. Prose, figures with their units and list items match none.
"""

from __future__ import annotations

import re

from rag.patterns import regex

LONGEST = 120  # characters; a longer line is no button
_LONGEST_ROW = 600  # characters of a row of links or of a menu set with wide gaps

_URL = r"(?:https?:)?//[^\s<>()\[\]（），。]+"
_LINK = rf"!?\[[^\]\n]{{0,80}}\]\(\s?(?:{_URL}|[#/][^\s()]*)\s?\)"
_BETWEEN = r"[\s|｜/／>»›·•—,，、]*"


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_SITE = _any(
    "登录 注册 搜索 首页 网站首页 网站地图 联系我们 关于我们 设为首页 加入收藏 无障碍浏览 无障碍"
    " 长者模式 长者专区 繁体版 繁体 简体版 简体 English 移动版 电脑版 手机版 客户端 微信 微博 返回"
)
_PLACE = _any("首页 主页 顶部 列表 目录 上页 上一页 客户端 页面 栏目 APP")
_CHANNEL = _any("微信 微博 新浪微博 QQ QQ空间 朋友圈 好友 空间 人人网 豆瓣 复制链接 更多 一键")
_REACTION = _any("点赞 收藏 在看 评论 举报 纠错 我要纠错 转发 分享 打赏 赞赏 喜欢")
_WIDGET = (
    _any(
        "打印 打印本页 打印本稿 关闭 关闭窗口 关闭本页 收藏 保存 复制 我要纠错 字体 字号"
        " 大 中 小 默认 分享"
    )
    + r"|T\|T|A[+-]?"
)
_FOLLOW = _any("二维码 公众号 关注我们 蓝字 卡片 阅读原文 客户端 查看更多 订阅")
_OTHERS = _any("阅读 推荐 新闻 链接 文章 稿件 报道")
_LICENCE = _any("ICP备 ICP证 公网安备 网站标识码 网信备 互联网新闻信息服务许可证")
# A clause about copyright in a law is a numbered item or an article; a page's own notice is not.
_NO_ITEM = r"(?!第.{1,5}条|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])"

_PATTERNS = (
    ("link", rf"{_BETWEEN}(?:{_LINK}{_BETWEEN})+"),
    ("bare address", rf"(?:(?:原文|本文|来源)?(?:链接|地址|网址)\s?[:：]\s?)?<?{_URL}>?"),
    ("image file name", r"[^\s，。]{1,60}\.(?:jpe?g|png|gif|webp|bmp|svg)"),
    ("navigation", r"(?:您?(?:当前|现在|所在)的?位置|您现在的位置是?)\s?[:：>].{0,58}"),
    ("navigation", r"(?:网站)?首页\s?(?:[>»›/|｜-]+\s?[^>»›/|｜。，]{1,16}\s?){1,6}"),
    (
        "navigation",
        rf"[\[【(（<〈«]?\s?(?:返回|回到|进入|打开)[^\s，。]{{0,12}}{_PLACE}\s?[\]】)）>〉»]?",
    ),
    ("navigation", r"[<«]{0,2}\s?[上下]一?[篇页条章](?:\s?[:：].{0,50})?\s?[>»]{0,2}"),
    ("navigation", rf"{_SITE}(?:[\s|｜/·]{{1,12}}{_SITE}){{1,12}}"),
    ("navigation", r"首页|网站首页|返回|网站地图|联系我们|关于我们|设为首页|加入收藏|无障碍浏览"),
    (
        "sharing",
        rf"[\[【]?\s?(?:分享|转发)[到至给]?\s?[:：]?(?:[\s|｜、/]{{0,4}}{_CHANNEL}){{0,8}}\s?[\]】]?",
    ),
    ("sharing", r"用?(?:微信)?扫(?:一扫|码|描|描二维码)[^。；\d]{0,40}"),
    ("sharing", rf"请?(?:长按|识别|点击|关注|戳)[^。，]{{0,20}}{_FOLLOW}[^。，]{{0,20}}"),
    ("sharing", rf"{_REACTION}(?:[\s|｜/·、和]{{0,4}}(?:{_REACTION}|\d{{1,6}})){{1,12}}|点赞|在看"),
    ("prompt", r"(?:阅读|查看|展开|点击)(?:原文|全文|更多|余下全文|剩余全文)\s?[>»∨↓]{0,3}"),
    ("prompt", r"加载(?:更多|中)[.…]{0,6}|更多(?:精彩|内容|资讯|新闻|>>)[^。\d]{0,16}|猜你喜欢"),
    ("prompt", rf"(?:相关|推荐|延伸|热门){_OTHERS}\s?[:：]?"),
    ("page widget", rf"(?:[\[【(（]?\s?(?:{_WIDGET})\s?[\]】)）]?\s?[:：|｜/]?\s?){{2,12}}"),
    ("page widget", r"(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s?[:：]\s?\[?\d{0,9}\]?\s?次?"),
    ("page widget", r"[\[【]?(?:打印本页|关闭窗口|打印|关闭|收起|展开|播放|暂停|广告)[\]】]?"),
    (
        "page number",
        r"[-–—·~]\s?\d{1,4}\s?[-–—·~]|第\s?\d{1,4}\s?页(?:[\s，,/／]*共\s?\d{1,4}\s?页)?",
    ),
    ("copyright", r".{0,30}(?:版权所有|Copyright|©|All rights reserved).{0,90}"),
    ("copyright", rf".{{0,40}}{_LICENCE}.{{0,60}}"),
    (
        "copyright",
        _NO_ITEM + r".{0,40}未经(?:本[网站报社刊]|书面|许可|授权|允许|同意)[^。]{0,16}"
        r"(?:不得|禁止|严禁|请勿).{0,60}",
    ),
    ("copyright", _NO_ITEM + r".{0,40}(?:不得|禁止|严禁|请勿|谢绝)(?:擅自)?转载.{0,60}"),
    ("copyright", _NO_ITEM + r".{0,40}转载[请须时](?:务必)?(?:注明|标明|联系|授权).{0,60}"),
)
_WHOLE = tuple((reason, regex(p, re.IGNORECASE)) for reason, p in _PATTERNS)

_CELL = regex(r"[|｜丨]|[ \u00a0\u3000]{2,}| · ")
_BAR = regex(r"[|｜丨]| · ")
_FIGURE = regex(r"\d|[。；]")


def reason_of(text: str) -> str | None:
    """Why a line standing alone is no part of a document; None when nothing says so.

    >>> [reason_of(t) for t in ("[首页](//a.cn/)", "5.jpeg", "【打印】【关闭】", "上一篇：某")]
    ['link', 'image file name', 'page widget', 'navigation']
    >>> [reason_of(t) for t in ("首页 > 新闻 > 正文", "分享到：微信", "某网 版权所有", "大数据")]
    ['navigation', 'sharing', 'copyright', None]
    """
    if len(text) > _LONGEST_ROW:
        return None
    for reason, pattern in _WHOLE if len(text) <= LONGEST else _WHOLE[:1]:
        if pattern.fullmatch(text):
            return reason
    return "navigation" if is_menu(text) else None


def is_menu(text: str) -> bool:
    """Four or more short cells without figures, at least half of them divided by bars: a menu.

    >>> is_menu("要闻 | 城市 | 原创 | 视频  直播"), is_menu("2024年 | 23.5% | 1200 | 9")
    (True, False)
    """
    cells = [c.strip() for c in _CELL.split(text) if c.strip()]
    if len(cells) < 4 or 2 * len(_BAR.findall(text)) < len(cells) - 1 or _FIGURE.search(text):
        return False
    return all(len(c) <= 10 for c in cells)

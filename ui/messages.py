"""Every string of the page, in Chinese and English."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final, Literal

from rag.cli.language import speaks_chinese

Lang = Literal["zh", "en"]
LANGUAGE_COOKIE = "policyqa_lang"

MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    # Frame
    "brand": ("政策问答", "Policy Q&A"),
    "nav": ("主导航", "Main navigation"),
    "chat": ("问答", "Ask"),
    "library": ("文库", "Library"),
    "language": ("English", "中文"),
    "language_title": ("Switch the interface to English", "界面切换为中文"),
    "theme": ("切换深浅色", "Switch between light and dark"),
    "sign_out": ("退出登录", "Sign out"),
    "signed_in": ("已登录：{user}", "Signed in as {user}"),
    "offline": (
        "连接不到服务器。请确认它在运行，然后重试。",
        "The server cannot be reached. Check that it is running, then try again.",
    ),
    "expired": ("登录已过期，请重新登录。", "You are no longer signed in."),
    "sign_in": ("去登录", "Sign in"),
    "too_fast": (
        "操作太频繁，请等 {seconds} 秒再试。",
        "That was too quick; try again in {seconds} s.",
    ),
    "refused_request": ("服务器没有接受这次操作。", "The server did not accept this."),
    "skip": ("跳到提问框", "Skip to the question box"),
    # Asking
    "conversation": ("问答记录", "Questions and answers"),
    "question": ("问题", "Question"),
    "placeholder": ("就文库中的文件提问……", "Ask the documents …"),
    "ask": ("提问", "Ask"),
    "stop": ("停止", "Stop"),
    "clear": ("新对话", "New conversation"),
    "filters": ("筛选范围", "Filters"),
    "since": ("起始日期", "From"),
    "until": ("截止日期", "Until"),
    "publisher": ("发布机构", "Publisher"),
    "set": ("文档集", "Document set"),
    "all": ("全部", "All"),
    "date_hint": ("如 2025 或 2025-03", "2025 or 2025-03"),
    "reset": ("清除筛选", "Clear filters"),
    "welcome": ("用文件的原话回答", "Answers in the documents’ own words"),
    "welcome_text": (
        "文库中有 {count} 篇文档。每条回答都是原文引句，点编号可在原处核对；"
        "文档里没有的，会直接说没有。",
        "The library holds {count} documents. Every answer is a quotation; its number opens the "
        "place it stands in. What the documents do not say is not answered.",
    ),
    "welcome_written": (
        "据文件作答，句句可核对",
        "Answers that rest on the documents",
    ),
    "welcome_written_text": (
        "文库中有 {count} 篇文档。回答由语言模型撰写，只列出与所引原文相符的句子，"
        "点编号可在原处核对；文档里没有的，会直接说没有。",
        "The library holds {count} documents. A language model writes the answers; only sentences "
        "that agree with the text they cite are shown, and their numbers open it. What the "
        "documents do not say is not answered.",
    ),
    "empty_index": ("文库还是空的", "The library is empty"),
    "empty_index_text": (
        "先放入文档，再来提问：在“文库”页拖入文件即可。",
        "Add documents first: drop files on the Library page.",
    ),
    "to_library": ("去文库添加文档", "Add documents"),
    "examples": ("可以这样问", "For example"),
    "working": ("正在查找依据……", "Looking for evidence …"),
    "in_line": (
        "前面还有 {count} 个问题，请稍候……",
        "{count} questions are before yours …",
    ),
    "stopped": ("已停止。", "Stopped."),
    "not_now": ("请稍后再试", "Not just now"),
    "again": ("再问一次", "Ask again"),
    "understood": ("按上文理解为：", "Understood as: "),
    "answer": ("回答", "Answer"),
    "citation": ("引文 {number}，查看{title}原文", "Citation {number}: show it in {title}"),
    "basis": ("依据的文档", "Rests on"),
    "quoted": ("摘录原文，未经改写（{generator}）", "Quoted, not reworded ({generator})"),
    "written": (
        "由 {generator} 撰写，每句都与所引原文核对过",
        "Written by {generator}; every sentence was held against the text it cites",
    ),
    "supported": ("与引文相符", "agrees with its source"),
    "partly": ("仅部分有据", "only partly supported"),
    "unsupported": ("没有依据", "not supported"),
    "contradicted": ("与引文矛盾", "contradicts its source"),
    "withheld": (
        "另有 {count} 句没有依据，未列入回答",
        "{count} more sentences without support, not part of the answer",
    ),
    "conflicting": ("各来源说法不一", "Sources disagree"),
    "undated": ("未注明日期", "undated"),
    "quotes": ("{count} 处引文", "{count} quotes"),
    "refused": ("不作回答", "No answer"),
    "nearest": ("最接近的原文（不是答案）", "Nearest text (not an answer)"),
    "no_evidence": ("没有依据", "not in the documents"),
    "wrong_time": ("时间不符", "another time"),
    "wrong_place": ("地点不符", "another place"),
    "wrong_subject": ("对象不符", "another subject"),
    "only_target": ("只有目标", "only a target"),
    "failed": ("没能完成", "This did not work"),
    "unexpected": (
        "处理时出现意外错误，已记入服务器日志。请换个说法再试。",
        "Something unexpected went wrong; the server’s log has the details. Try other words.",
    ),
    "filtered": ("筛选：{what}", "Filters: {what}"),
    "notice_undated": (
        "所依据的文档都未注明日期，无法判断新旧。",
        "None of these documents carries a date: how recent they are is unknown.",
    ),
    "notice_before": (
        "最新的依据发布于 {date}，早于所问的时间（{asked}），可能不是最终数字。",
        "The newest of these documents is from {date}, before the time asked about ({asked}).",
    ),
    "notice_old": (
        "最新的依据发布于 {date}，距今较久，情况可能已变。",
        "The newest of these documents is from {date}: things may have changed since.",
    ),
    # Tools under an answer
    "copy_markdown": ("复制（Markdown）", "Copy (Markdown)"),
    "copy_gbt": ("复制（GB/T 7714）", "Copy (GB/T 7714)"),
    "copied": ("已复制", "Copied"),
    "not_copied": ("复制失败", "Not copied"),
    "up": ("有帮助", "Helpful"),
    "down": ("有问题", "Not right"),
    "rated": ("谢谢，已记录。", "Thank you, noted."),
    "not_rated": ("评价没有记录：", "Your rating was not kept:"),
    "comment": ("补充说明（可选）", "Comment (optional)"),
    "send": ("提交", "Send"),
    # Source panel
    "source": ("原文", "Source"),
    "panel_empty": ("点回答中的编号", "Choose a number in an answer"),
    "panel_empty_library": ("点文档的标题", "Choose the title of a document"),
    "panel_empty_library_text": ("这里会显示它的全文。", "Its text appears here."),
    "panel_empty_text": (
        "这里会显示它在原文中的位置，引句高亮。",
        "The place it was taken from appears here, with the quote marked.",
    ),
    "close": ("关闭原文", "Close the source"),
    "back": ("回到回答", "Back to the answer"),
    "back_list": ("回到列表", "Back to the list"),
    "text_view": ("文本", "Text"),
    "page_view": ("原件页面", "Page"),
    "page": ("第 {page} 页", "page {page}"),
    "page_of": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "page_image": ("{title}第 {page} 页的图像", "Image of page {page} of {title}"),
    "previous_page": ("上一页", "Previous page"),
    "next_page": ("下一页", "Next page"),
    "goes_on": ("引句延续到下一页，翻页", "The quote goes on overleaf: turn the page"),
    "no_page": ("无法显示页面图像。", "The page cannot be shown."),
    "original": ("下载原文件", "Download the original"),
    "address": ("原网址", "Original address"),
    "earlier": ("显示前文", "Show what comes before"),
    "later": ("显示后文", "Show what comes after"),
    "find": ("在本文中查找", "Search in this document"),
    "find_button": ("查找", "Find"),
    "found": ("{count} 处，当前第 {at} 处", "{at} of {count}"),
    "not_found": ("没有找到“{words}”", "“{words}” does not occur"),
    "previous": ("上一处", "Previous"),
    "next": ("下一处", "Next"),
    "to_quote": ("回到引句", "Back to the quote"),
    "author": ("作者", "Author"),
    "number": ("文号", "Number"),
    "file": ("文件", "File"),
    "gone": ("文档已不在索引中", "The document is no longer in the index"),
    "gone_text": (
        "它在回答之后被替换或移除了。请重新提问。",
        "It was replaced or removed after the answer was given. Ask again.",
    ),
    # Library
    "documents": ("文档", "Documents"),
    "title": ("标题", "Title"),
    "date": ("日期", "Date"),
    "passages": ("段落", "Passages"),
    "problems": ("提示", "Notes"),
    "actions": ("操作", "Actions"),
    "count": ("{count} 篇", "{count} documents"),
    "range": ("第 {first}–{last} 篇，共 {count} 篇", "{first}–{last} of {count}"),
    "title_filter": ("按标题、机构或文件名筛选", "Filter by title, publisher or file name"),
    "apply": ("筛选", "Filter"),
    "no_match": ("没有符合的文档", "No document matches"),
    "remove": ("移除", "Remove"),
    "confirm_remove": ("从索引中移除{title}？", "Remove {title} from the index?"),
    "cancel": ("取消", "Cancel"),
    "removed": ("已移除{title}。", "{title} was removed."),
    "reindex": ("重新读取", "Read again"),
    "reindex_all": ("全部重新读取", "Read everything again"),
    "no_date": ("无日期", "no date"),
    "no_publisher": ("无发布机构", "no publisher"),
    "no_passages": ("无可检索段落", "nothing to search"),
    "conflict": ("元数据有出入", "metadata disagree"),
    "upload": ("添加文档", "Add documents"),
    "drop": ("把文件拖到这里，或", "Drop files here, or"),
    "choose": ("选择文件", "choose files"),
    "upload_limits": (
        "{types}；单个文件不超过 {size} MB，一次最多 {files} 个",
        "{types}; up to {size} MB each, {files} at a time",
    ),
    "uploading": ("上传中", "Uploading"),
    "too_large": ("太大，上限 {size} MB", "Too large; the limit is {size} MB"),
    "upload_failed": ("上传失败，请重试", "The upload failed; try again"),
    "too_many": (
        "一次最多 {files} 个文件，其余未处理。",
        "At most {files} files at a time; the others were left out.",
    ),
    "outcomes": ("处理结果", "Results"),
    "waiting": ("等待处理", "waiting"),
    "processing": ("正在读取", "reading"),
    "added": ("已加入，{passages} 个段落", "added, {passages} passages"),
    "replaced": ("已替换旧版，{passages} 个段落", "replaced, {passages} passages"),
    "unchanged": ("内容未变，无需处理", "unchanged"),
    "outcome_removed": ("已移除", "removed"),
    "outcome_failed": ("未加入", "not added"),
    "summary": ("成功 {done} 个，失败 {failed} 个", "{done} done, {failed} failed"),
    "dismiss": ("收起", "Dismiss"),
    "previous_set": ("上一页", "Previous"),
    "next_set": ("下一页", "Next"),
}


def say(lang: Lang, key: str, **values: object) -> str:
    """The message `key` in a language, with its placeholders filled in. Plain text, not HTML.

    >>> say("en", "page", page=3), say("zh", "page", page=3)
    ('page 3', '第 3 页')
    """
    text = MESSAGES[key][lang == "en"]
    return text.format(**values) if values else text


def language(cookie: str | None, accepted: str | None) -> Lang:
    """The visitor's language: chosen before, else the browser's, else the server's.

    >>> language("en", "zh-CN"), language(None, "fr, zh-TW;q=0.8, en;q=0.5"), language("?", "en-US")
    ('en', 'zh', 'en')
    """
    if cookie == "zh" or cookie == "en":
        return "en" if cookie == "en" else "zh"
    for part in (accepted or "").split(","):
        known = re.match(r"\s*(zh|en)\b", part, re.IGNORECASE)
        if known:
            return "en" if known[1].lower() == "en" else "zh"
    return "zh" if speaks_chinese(os.environ) else "en"


def both(text: str, lang: Lang) -> str:
    """The half of a two-language error message the reader needs, the whole when it has one part.

    >>> both("文件太大。 / Too large.", "en"), both("问题是空的。 The question is empty.", "zh")
    ('Too large.', '问题是空的。')
    >>> both("另存为其中一种格式 / save it as one of these", "zh")
    '另存为其中一种格式'
    """
    match = re.match(
        r"(?s)(.*[\u3000-\u9fff\uff00-\uffef][^A-Za-z]*?)(?:\s*/\s+(?=[A-Za-z])|\s(?=[A-Z]))(.*)$",
        text,
    )
    if not match:
        return text
    return match[2] if lang == "en" else match[1].rstrip(" /")

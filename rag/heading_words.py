"""The words and shapes by which a line without a mark is told to be a heading, or not to be one."""

from __future__ import annotations

import re

from rag.patterns import regex

# Verbs that policy headings are built from: one of them anywhere makes a short line eligible.
_VERBS = """
加快 加强 加大 推进 推动 打造 建设 发展 提升 提高 强化 完善 培育 壮大 构建 实施 优化 深化 健全 促进
创新 坚持 夯实 做强 做优 做大 做实 持续 集聚 护航 扩大 落实 保障 引领 支撑 赋能 改善 激发 释放 融合
拓展 巩固 凸显 茁壮 营造 增强 聚焦 抓好 抢抓 开展 统筹 规范 防范 守住 补齐 聚力 助力 迈向 稳步 全面
扎实 着力 积极 大力 切实 为什么 如何 怎样 怎么
"""
# Nouns that a heading ends with.
_NOUNS = """
情况 目标 原则 思路 任务 措施 举措 要求 意义 背景 问题 建议 布局 定位 概况 简介 说明 条件 流程 范围
对象 标准 方式 依据 内容 职责 附则 总则 手记 链接 解读 特点 特征 亮点 成效 成果 现状 趋势 展望 结论
名单 清单 综合 摘要 前言 引言 结语 概述 定义 政策 重点 安排 部署 方向 路径 格局 体系 机制 影响 原因
作用 优势 经验 启示 做法 案例 数据 指标 程序 材料 部分
"""
HEADS = regex(
    rf"{'|'.join(_VERBS.split())}|(?:{'|'.join(_NOUNS.split())})(?:[（(].{{1,20}}[）)])?$"
    r"|[（(][一二两三四五六七八九十\d]+[个项条大点].*[）)]$"
)
# Endings of a document's own title, which is no section of it.
TITLE_ENDS = regex(
    r"(?:意见|通知|规划|纲要|方案|办法|条例|规定|细则|公报|公告|通告|决定|报告|计划|解读|综述|侧记"
    r"|要点|讲话)(?:[（(].{1,30}[）)])?$"
)
# Bylines, captions, menus and other lines around an article.
CREDIT = regex(
    r"(?:本报|新华社|.{0,14})(?:记者|通讯员)(?!手记|观察|调查|了解)[\s:：]*\S{2,}"
    r"|.{0,8}(?:来源|编辑|责编|作者|编审|审核|校对|统筹|供稿|摄影|发布时间|发布日期|日期|时间|电话"
    r"|传真|邮箱|邮编|联系人|单位|字号|字体|分享|浏览)\s*[:：]"
    r"|.*[/／][文图摄]|.*(?:摄|供图|资料图|图片|翻拍)[）)]?$|.*(?:图为|制图)"
    r"|.*\.(?:jpe?g|png|gif|webp|pdf)$"
    r"|https?:|www\.|[图表]\s*\d+|版权|上一篇|下一篇|返回|.*[|｜>©]"
)
REPORTERS = regex(
    r".{0,14}(?:记者|通讯员)(?!手记|观察|调查|了解)[\s:：]*\S{2,4}"
    r"(?:[\s、/／文图摄]+\S{1,4}){0,6}$"
)
FILE = regex(r"\S+\.(?:jpe?g|png|gif|webp|pdf|docx?)$", re.IGNORECASE)
DATE = regex(
    r"[（(\[]?(?:\d{2,4}|[〇零一二三四五六七八九]{4})\s*[-年./]\s*\d{1,2}\s*"
    r"(?:[-月./]\s*\d{0,2}\s*日?)?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[）)\]]?$"
    r"|\d{1,2}月\d{1,2}日$|〔?\d{4}〕?第?\d+号$"
)
NO_BOX = regex(r"【(?:答|[^】]{0,20}(?:记者|报道|讯|电|编者按)\s*(?:】|\s))|【[^】]{0,30}记者")
AMOUNT = regex(r"\d(?!\d{3}年)")  # "3.5亿元…", "5G…"; a year may open a heading
# Openings of a sentence that tells or continues something: it does not name its paragraph.
NOT_NAMES = regex(
    r"[“‘\"'（(\d]|第[一二三四五六七八九十]|[一二三四五六七八九十]+是|同时|此外|另外|目前|当前|截至"
    r"|近|今|去|日前|其中|其次|首先|最后|但|而|因此|因为|由于|随着|据|在|从|到|对于|如果|虽然"
    r"|这|那|我|他|她|它|你|不仅|只有|于是|如今|彼时|数据显示|记者"
)
SAYS = regex(r"说|表示|介绍|认为|指出|强调|告诉|了[。：:]$")

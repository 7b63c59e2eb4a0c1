"""How times are written: one pattern whose outermost named group tells the kind of expression.

Patterns only; `rag.times` says which days they mean. All are matched against folded text.
"""

from __future__ import annotations

import calendar
from typing import Final

from rag.patterns import regex

NUMBER: Final = r"(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])"
MONTHS: Final = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
# Years of the five-year plans, by the numeral before 五.
PLANS: Final = {
    "十": (2001, 2005),
    "十一": (2006, 2010),
    "十二": (2011, 2015),
    "十三": (2016, 2020),
    "十四": (2021, 2025),
    "十五": (2026, 2030),
    "十六": (2031, 2035),
}
YEARS_FROM_NOW: Final = {"今": 0, "本": 0, "当": 0, "去": -1, "上": -1, "前": -2, "明": 1}

ENGLISH_NUMBERS: Final = {
    word: value
    for value, words in enumerate(
        ("first 1st one", "second 2nd two", "third 3rd three", "fourth 4th four", "five", "six",
         "seven", "eight", "nine", "ten", "eleven", "twelve"),
        1,
    )
    for word in words.split()
}  # fmt: skip

_YEAR = r"(?:19|20)\d{2}"
_ENGLISH_NUMBER = "|".join(ENGLISH_NUMBERS)
_CODE = r"(?:h[12]|q[1-4])"
_CODE_END = r"(?![a-z\d])"  # 2023h1公司: no boundary of a word, Han characters are letters too
_REPORT = r"(?:[一三]季报|半年报|中报|年?年报)"  # of a company: 2023一季报, 2022年年报
_HALF_OR_QUARTER = r"(?:[上下]半年|半年度|第?[一二三四]季度)"  # 2023上半年
_PART = (
    r"(?:[上下]半年|半年度"
    rf"|第?[一二三四1-4]季度|[前头]{NUMBER}个?(?:月|季度)"
    rf"|{_CODE}{_CODE_END}|\d{{1,2}}月?[-—–~至到]\d{{1,2}}月"
    rf"|{NUMBER}\s*月(?:份)?\s*"
    r"(?:\d{1,2}\s*[日号](?:\s*(?:至|到|-|—|–)\s*(?:\d{1,2}月)?\d{1,2}\s*日)?)?"
    # not 2024年中国, 2024年初步, 2024年中了标
    r"|年?(?:[初底末](?![步级期])|中(?![国央华东西部小期心标型了过])))"
)
# What follows a part of this or last year; looser wording would swallow the sentence behind it.
_PART_OF_NAMED_YEAR = (
    rf"(?:[上下]半年|第?[一二三四]季度|[前头]{NUMBER}个?(?:月|季度)|\d{{1,2}}月?[-—–~至到]\d{{1,2}}月"
    rf"|{NUMBER}月(?:\d{{1,2}}[日号])?|[初底末])"
)
_EXPRESSIONS = (
    r"(?P<years>(?P<from_year>\d{4})\s*年?\s*[-—–~至到]+\s*(?P<to_year>\d{4})\s*年)",
    rf"(?P<year>(?<!\d)(?P<number>(?:1[0-9]|20)\d{{2}})(?:\s*年?(?:{_REPORT}|{_HALF_OR_QUARTER})"
    rf"|\s*年(?:度)?(?:(?:的)?[全整]年(?![级度])|\s*(?:的)?\s*{_PART})?"
    r"|(?=[一-鿿]{2,8}年度)))",  # 2022住房公积金年度
    rf"(?P<iso>(?<![\da-z.]){_YEAR}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?(?!\d|\s*[万亿元%]))",
    r"(?P<plan>[“\"']?(?P<plan_name>十[一二三四五六]?)五[”\"']?(?P<plan_end>时期末|末|收官)?"
    r"(?=[”\"'时期末收开规数发以来的,，。\s]|贵|全|国|省|$))",
    r"(?P<century>(?P<ordinal>\d{2})世纪(?:(?P<tens>\d)0年代)?)",
    r"(?P<this_year>(?P<which>今年|本年度?|当年|去年|上年|前年|明年)"
    rf"(?:\s*(?:的)?\s*(?P<part_of_it>{_PART_OF_NAMED_YEAR}))?)",
    rf"(?P<part>[上下]半年|第?[一二三四]季度|[前头]{NUMBER}个?(?:月|季度)"
    r"|(?<!\d)\d{1,2}月?[-—–~至到]\d{1,2}月(?!\s*\d))",
    r"(?P<month>(?<!\d)(?P<month_number>\d{1,2})\s*月(?:份)?"
    r"(?:\s*(?P<day_number>\d{1,2})\s*[日号])?)",
    r"(?P<now>截至目前|目前|现在|当前|眼下|至今|如今|近日|日前|最新"
    r"|下一?步|下一?阶段|接下来|now|currently|so far|to date)",
    rf"(?P<coded>(?<![\da-z])(?P<coded_year>{_YEAR}|[12]\d)[-\s]?(?P<code>{_CODE}){_CODE_END})",
    # 2q23, 1h2023, as analysts write
    rf"(?P<recoded>(?<![\da-z.])(?P<nth>[1-4])(?P<part_code>[hq])(?P<year_behind>{_YEAR}|[12]\d)"
    r"(?![\da-z]))",
    rf"(?P<english>(?<!\.)\b(?:(?:early|late|end of|(?:(?P<english_ordinal>{_ENGLISH_NUMBER})\s+"
    r"(?P<english_part>half|quarter)"
    rf"|first\s+(?P<english_count>{_ENGLISH_NUMBER}|\d{{1,2}})\s+months"
    rf"|(?P<english_code>{_CODE}))(?:\s+of|\s+in|,)?"
    rf"|(?:(?P<english_from>{'|'.join(MONTHS)})\s*(?:[-–—~]|to|through|until)\s*)?"
    rf"(?P<english_month>{'|'.join(MONTHS)})(?:\s+\d{{1,2}},?)?)\s+)?(?P<english_year>{_YEAR})\b(?!\s*[元点]))",
)
EXPRESSION: Final = regex("|".join(_EXPRESSIONS))
YEAR_IN_HAN: Final = regex(r"[〇零一二三四五六七八九]{4}(?=年)")
DIGITS: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
NAME: Final = regex(r"《[^》]*》|〔[^〕]*〕")  # names of documents: their years are no times

"""How questions are worded: interrogatives by kind, units, goal or result. Patterns, no logic.

All patterns are matched against folded text (`rag.text.fold`): half-width, lower case, simplified.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from rag.patterns import regex

Kind = Literal[
    "number", "date", "person", "place", "organisation", "list", "definition", "how", "why", "other"
]

_COUNT = r"[一二两三四五六七八九十\d]+"
_MEASURE = (
    r"(?:亿元|万元|百分点|平方公里|平方米|公里|千米|工作日|卡时|eflops|pb|gbps|kw|mw|%"
    r"|[个家户人名位项条款台架辆部次座种类所间年天岁届倍元亿万吨亩米点分成度层集首张本只头艘枚场支队级号]"
    r"|[篇份片页票股章节字句代群])?"
)
# No number is asked for behind these: 这几个地方, 十几年前, 近几年, 好几家.
_SOME = r"(?<![十〇百千这那近好某])几"
_WAY = "(?:方式|方法|途径|办法|手段|法子|渠道|门路|路子|招数?|打法|方子)"
# The office or relation before it makes "叫什么" ask for a person, not for the name of a thing.
_OFFICE = "[长记师理员家授人任官者席]"


def _any(*alternatives: str) -> re.Pattern[str]:
    return regex("|".join(alternatives))


# Most telling first: what one kind matches is blanked out before the next is tried.
INTERROGATIVES: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("why", _any(
        r"为了?[什啥]么?|(?<![一-鿿])为何|为何(?![?？]?$)|凭啥|什么原因|何以|原因是[什啥]么?|是何[原缘][因由故]|出于[什啥]么?|什么缘故",
        r"图个?[什啥]么?|[冲奔]着[什啥]么?|针对[什啥]么?(?=问题|毛病|情况|现象|[?？]|$)|何必|什么来由",
        r"(?<![在要去])干[嘛吗](?![的用了吃])(?=[^，,。；;？?]{2})",  # 干嘛选这里, unlike 在干嘛
        r"(?:讲究|特殊|道理|奥妙|用意|意义|目的|初衷|必要性?|难|好)(?:究竟|到底)?(?:在哪[里儿]?|何在|在于什么)",
        r"原因(?:究竟|到底|主要|又|是|出)*(?:在哪[里儿]?|何在|在于什么|有哪些)",
        r"凭[什啥]么?(?=[^，,。；;？?]{0,8}(?:敢|看[好中上]|相中|选|挑|押|认[为准定]|瞄准|盯上|相信|觉得|断定|说))",
    )),
    ("date", _any(
        r"[什啥]么?时候|何时|几时|什么时间|哪一?年(?:哪一?月)?|哪一?个?(?:世纪|年代|朝代|时期)|哪[一两二三几]?[天日]",
        r"哪个?月份?|几月(?:几[日号])?|几号(?![文线楼馆厅院])|何年|何[日月]|哪日|多久以前|从哪一?天|几几年(?:几月(?:几[号日])?)?",
    )),
    ("how", _any(r"哪些(?:方式|方法|途径|办法|手段|法子)")),
    ("list", _any(
        r"有?哪些|哪几(?:[个项种类家处部座件位名款批张样步点份片块]|大(?:类|方面)?|方面|条(?!例))?|谁[和跟与]谁",
        rf"哪(?!一)(?:{_COUNT})(?:[个项条种类家点步部座处件位名款批样份片块]|方(?!面)|大(?:类|方面)?)?(?:方面)?",
        r"分别[是有为指叫]?(?:[什啥]么?|哪\w?)?|各[是叫]?[什啥]么?|包括[什啥]么?|(?:有|存在|面临)[什啥]么?",
    )),
    ("number", _any(
        r"百分之几|百分之多少|多大(?:规模|程度|比例|比重)?",
        r"多高|多长时间|多长|多远|多重|多宽|多深|多久|几成|第几",
        rf"(?:大约|大概)?多少{_MEASURE}|{_SOME}{_MEASURE}(?=[^乎])|多少|若干(?=[?？]?$)",
    )),
    ("person", _any(
        r"[是由]?谁(?!家)",
        rf"(?<={_OFFICE})(?:的名字)?(?:是|叫)什么名?字?|(?<=导)叫什么(?:名字)?",
        r"哪位|何人|哪一位|哪个人",
    )),
    ("place", _any(
        r"在?哪一?[个座]?(?:城市|国家|地区|省份?|市州?|县|地方|区)|在?哪[里儿]|在哪|何处|何地|什么地方",
    )),
    ("organisation", _any(
        r"谁家(?:公司|企业|单位)?|何(?:公司|企业|机构|部门|单位|大学|协会|集团)|哪个?一?(?:家|所|个)?(?:公司|企业|机构|部门|单位|大学|学校|医院|集团|协会|平台|媒体|报社)",
    )),
    ("definition", _any(
        r"(?<![在要能])[做干搞](?:什么|啥)(?:业务|生意)?的(?=[?？]?$)",
        r"什么是|是[什啥]么?意思|有?什么含义|是?指(?:的是)?[什啥]么?|指的?是?[什啥]么?|何谓|何为",
        r"怎么理解|如何理解|[什啥]么?叫",
        r"是个?什么样?的?(?:平台|东西|系统|工程|概念|机构|组织)",
        r"[是算]个?(?:什么|啥)(?:性质|定位|类型|来头|身份|角色)的?",
    )),
    ("how", _any(
        rf"如何|怎么[样办]?|怎样|咋样?|[靠凭用]?[什啥]么?{_WAY}|[靠凭用]什么",
    )),
    # Mostly an amount that is not told (几十家企业的园区在哪里), so after all others: 几十天办完.
    ("number", _any(rf"{_SOME}[十百千万]+{_MEASURE}(?!以?[来间前后多])")),
    ("other", _any(
        r"叫[什啥]么?(?:名字|名称)?|[什啥]么?(?:名字|名称|样的?)?|哪(?![吒咤])[一个部项种款座条届则套类次]*|何种?"
        rf"|{_SOME}",
    )),
)  # fmt: skip
# What a question without an interrogative ends with, as typed into a search box: 贵安 机架 数量.
# 目标, 情况 and the like behind it say nothing of the kind.
_ENDINGS: Final[tuple[tuple[Kind, str], ...]] = (
    ("date", r"时间|日期|年份|年月|日子"),
    ("number", (
        r"数量|总数|[户家人架台件项个]数|(?:企业|机构|公司|平台|项目|学校|医院|专家|岗位|案例)数|规模|产值|收入|营收|增速|增幅|增长率|增加值|占比|比重|比例|金额"
        r"|合同额|投资额|[交贸]易额|销售额|利润|产量|面积|容量|带宽|机架|准确率|使用率|覆盖率|市值|总投资"
        r"|票房|用户数?|得分|排名|名次|次数|时长"
    )),
    ("person", (
        r"董事长|总经理|副?总裁|负责人|创始人|(?<!副)主任|局长|厅长|书记|校长|院长|科长|处长|主席|会长"
        r"|经理"
    )),
    ("list", r"名单|清单|目录|名录"),
)  # fmt: skip
KEYWORDS: Final = tuple(
    (kind, regex(rf"({ends})(?:目标|情况|数据|数值)?\s*$")) for kind, ends in _ENDINGS
)
FILLER: Final = regex(
    r"^[^,，。?？]{0,8}(?:问|请教)一?下[,，:：]|请问|请?帮我列(?:一下|出来?|全)?|请列(?:全|出来?|举)|想问一?下|麻烦|告诉我|文中|文件里|材料里|资料里|报道里|据介绍|一下|吗|呢|[?？]"
)

TARGET: Final = _any(
    r"目标|计划|规划|力争|预期|预计|打算|准备|拟|争取|有望|设定|定的|愿景|到\s*20\d\d\s*年",
    r"将(?:要|会|达|突破|建|实现|有|在|形成|推)",
    r"想(?:达到|突破|超过|做到|实现|完成|冲到)",
    r"要(?:达到|突破|超过|建成|实现|培育|增长|做到|形成|求)",
    r"aims?\b|aimed|plans?\b|planned|targets?\b|goals?\b|should\b|expected|\bby 20\d\d",
)
ACTUAL: Final = _any(
    r"实际|真实(?!性|姓名|身份|案例|故事)|现有|已经|已(?!知)|真的|结账|兑现|目前|现在|眼下|如今|最终|最后|到底|究竟|真正|事实上|到现在|迄今|截至",
    r"完成了?(?!时)|达到了|实现了|做到了|达标|核算下来|收官",
    r"(?:涨|增长|提高|提升|下降|增加|减少|新增|建成|引进|带动|突破|超过|达|落地)了[^，,。？?]{0,4}(?:多少|几)",
    r"(?:[干做拿跑交拉卖][出到下成]?|[挣赚建招铺修种产])了[^，,。？?]{0,2}(?:多少|几)",
    r"(?:哪一?年|什么时候|何时|几时|哪一?[天月日])[^，,。；;？?]{1,12}的[？?]?$",
    r"actual|already|so far|currently|\bnow\b|\bhas\b|\bhave\b",
)
# What the question sets aside: 现有数量，而不是规划数.
SET_ASIDE: Final = regex(r"(?:而?不是|而非|不要|不算|不含)[^，,。；;？?]*")
# 目前的目标是多少 asks for a goal for all its 目前; 目标最终完成了多少 does not.
GOAL_NAMED: Final = regex(r"目标|计划|规划|力争|打算|预期|aims?\b|plan|target|goal")
RESULT_NAMED: Final = regex(
    r"实际|最终|actual|(?<![要应将能会])完成了?[^，,。？?]{0,12}目标的?(?:几|多少|百分|一半|比例)|达标"
)

QUOTED: Final = regex(r"[“\"「『‘']([^”\"」』’']{2,30})[”\"」』’']|《([^》]{2,60})》")
STATED_COUNT: Final = regex(
    rf"(?<![第十百千万亿\d.年几])({_COUNT})\s*"
    r"(?:大|个|项|条|种|类|点|方面|步|部分|家|位|座|方|重|处|样|件|份|部(?![门委]))(?![月年])"
)
# A number in quotation marks whose meaning is asked: “5+2+2”的那个“5”指什么.
QUOTED_COUNT: Final = regex(rf"[“\"‘「]({_COUNT})[”\"’」](?:分别|具体|各|到底)*(?:是?指|是|代表)")
# Words that ask for all there are, whatever the interrogative: 都有谁, 都选在哪儿, 列全, 企业名单.
SEVERAL: Final = regex(
    r"都[^，,。；;？?]{0,8}(?:谁|哪|[什啥]么)|有谁|列[全出举]|都[给帮]?我?列|逐[一项条个]|名单|清单$"
)
# 有几条原则，各叫什么: their names are asked for, not only their number.
NAMES_OF_SEVERAL: Final = regex(
    r"几[^，,。；;？?]{1,10}[，,][^，,。；;？?]*(?:[各都][是叫有]|分别[是叫为]|是?哪几)"
)
RELATIVE_TIME: Final = regex(
    r"今年|去年|前年|明年|上半年|下半年|季度|截至目前|目前|现在|当前|眼下|如今|近日"
    r"|前[一二两三四五六七八九十\d]+个?月"
)
# What a name in quotation marks means is told by a sentence, however many things the name counts.
MEANING: Final = regex(r"意思|含义|怎么理解|如何理解|怎么讲")
UNIT: Final = regex(
    rf"(?:多少|(?<!第){_SOME}[十百千万]*)(?!个?点(?!位))\s*(?:个(?=人))?"
    r"(亿元|万元|个?百分点|工作日|卡时|eflops|pb|gbps|[个家户人名位项条台架辆部次座种类所年天倍元亿万吨亩米届岁号%])"
)
RATE: Final = regex(
    # 毛利率, 失业率; 汇率, 功率, 频率, 分辨率 and 效率 are no shares.
    r"(?:占比|比重|比例|份额|增速|增幅|涨幅|降幅|(?<![汇功频辨效码])率"
    r"|增长了?|提高了?|下降了?|上升了?)(?:是|为|有|达到?|到了?|约|大概|大约)*(?:多少|几)"
    rf"|几成|多大的?(?:比例|比重|份额)|百分之几|百分之多少|(?:多少|{_SOME})个?点(?!位)"
)

# Nouns that only amounts of money answer, right before the interrogative: 票房有多少.
MONEY: Final = regex(
    r"(?:票房|投资|产值|收入|金额|[交贸]易额|销售额|成交额|合同额|进出口额|出口额|进口额|零售总额|营收|资本|资金|利润总?额?|市值"
    r"|预算|支出|经费|造价|罚款|奖金|余额|生产总值|税收|增加值|总额|学费|价格|票价|花了|花费"
    r"|工资|薪水|薪酬|月薪|年薪|[挣赚]了?)"
    r"(?:是|为|有|达到?|到了?|约|大概|大约|共|一共|总共|合计|最终|最后|分别|各)*(?:多少|几)(?![个家户%成倍名人项])"
    r"|多少[\u4e00-\u9fff]{0,3}?(?:补贴|补助|奖励|奖金|资金|经费|钱|税款|贷款|工资|薪水|罚款)"
)
AGE: Final = regex(r"年龄(?:是|为|有)?(?:多大|多少|几)|多大(?:年纪|岁数)")
COMPUTING: Final = regex(
    r"算力(?:总?规模|总量)?(?:现在|目前|到底)*(?:是|为|有|达到?|约|大约|共|一共|总共)*(?:多[少大]|几)(?![%成倍个家台项次])"
)
PEOPLE: Final = regex(
    r"(?:员工|职工|雇员|人口|人员|学生|患者|乘客|观众)(?:总?数)?(?:是|为|有|达到?|约|大约|共|一共|总共)*(?:多少|几)(?![%成倍])"
    r"|(?:多少|几)[名个位]?(?:员工|职工|雇员|在校生|教师)"
)

# Where a year of two digits begins: 21年全省…; 20年来 and 20年间 are lengths of time.
SHORT_YEAR = regex(
    r"(?<![\d.第近过])(?=(?:1[5-9]|2\d)年(?![来间前后内多余以期代历里,，。?？]"
    r"|的(?:历史|经验|时间|积累|努力|坚守|从业|合作|奋斗|等待|老|发展|变化|建设|探索|[?？]|$)|$))"
)

# What says that a result is wanted, and nothing of what: <实际>产值. Terms keep it:
# 实际控制人, 实际利用外资.
ACTUALLY = regex(
    r"(?:实际(?:上|的)?|真正的?)(?!控制|利用|使用|到位|情况|困难|问题|需[求要]|应用|操作|工作|行动|效果|意义)"
)

# A year that is typed without 年: 2022全年, 2025数博会; no count (2000家), no number (2022号).
BARE_YEAR = regex(
    r"(?<![a-zA-Z\d.\-—–/:第〔\[])20[0-4]\d(?=\s*(?:[\u4e00-\u9fff]|$))"
    r"(?!\s*(?:[年万亿多余来个家户人名位项条台架辆部次座种类天倍元吨亩米届岁号度点期版级件份套所只]|平方|公里|千米|兆瓦|卡时|至|到))"
)

# What stands right before a word that the question counts or quotes.
COUNTED = regex(r"[“\"‘「『]$|(?<![第十百千])[一二两三四五六七八九十][大个项条种]?$")

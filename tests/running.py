"""The command line as a user runs it, and a small corpus to run it on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent

# A made-up city keeps the facts of these files from being mistaken for real ones.
PLAN = """# 青山市软件产业发展计划

来源：青山市工业和信息化局
日期：2025-03-18

## 一、发展现状

2024年，青山市软件业务收入达到38.6亿元，同比增长12.4%。全市共有规模以上软件企业57家。

## 二、三项重点任务

1. 建设青山软件园二期，新增办公面积6万平方米。
2. 培育开源社区，支持高校开设开源课程。
3. 设立软件人才公寓，首批提供800套。

## 三、发展目标

力争到2027年，软件业务收入突破60亿元。
"""
NOTICE = """青山市数据中心能耗通报

来源：青山市发展和改革委员会  发布日期：2025年6月5日

截至2025年5月底，青山市在用数据中心共9个，平均电能利用效率为1.28。
其中采用自然冷源的数据中心有4个。
"""
TABLE = """<html><head><title>青山市数字经济主要指标</title></head><body>
<h1>青山市数字经济主要指标</h1><p>发布日期：2025-01-20</p>
<table><tr><th>指标</th><th>2023年</th><th>2024年</th></tr>
<tr><td>数字经济增加值（亿元）</td><td>212.5</td><td>246.0</td></tr>
<tr><td>5G基站数（个）</td><td>3120</td><td>4085</td></tr></table></body></html>
"""
ROWS = (
    {
        "id": "q1",
        "text": "青山市大数据局于2019年挂牌成立，首任局长为周明远。",
        "date": "2019-04-02",
    },
    {"id": "q2", "text": "绿江县2024年建成乡村数字驿站31个。", "title": "绿江县数字乡村"},
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


class Cli:
    """Runs `policyqa` in a process of its own, in `cwd`, speaking Chinese unless told otherwise."""

    def __init__(self, cwd: Path) -> None:
        self.cwd = cwd

    def environment(self, **changes: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("POLICYQA_", "LC_"))}
        ours = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
        return kept | ours | changes

    def command(self, *arguments: object, strict: bool = True) -> list[str]:
        """`strict` turns warnings into errors. Not for a command that is interrupted: a file that
        Ctrl-C meets between its opening and its `with` would be told as unclosed."""
        warnings = ("-W", "error") if strict else ()
        return [sys.executable, *warnings, "-m", "rag.cli", *map(str, arguments)]

    def __call__(self, *arguments: object, stdin: bytes = b"", **environment: str) -> Run:
        return self.python(self.command(*arguments), stdin, **environment)

    def python(self, command: list[str], stdin: bytes = b"", **environment: str) -> Run:
        done = subprocess.run(
            command,
            cwd=self.cwd,
            env=self.environment(**environment),
            input=stdin,
            capture_output=True,
            timeout=300,
        )
        err = done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in err, err
        return Run(done.returncode, done.stdout, err)


def write_corpus(folder: Path) -> Path:
    """Four small files of different formats; the notice is GB18030."""
    folder.mkdir()
    (folder / "plan.md").write_text(PLAN, "utf-8")
    (folder / "notice.txt").write_bytes(NOTICE.encode("gb18030"))
    (folder / "table.html").write_text(TABLE, "utf-8")
    rows = (json.dumps(row, ensure_ascii=False) for row in ROWS)
    (folder / "rows.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    return folder

"""Text that would run as a program on a page that forgets to escape it."""

from __future__ import annotations

from pathlib import Path

RUN = "window.pwned=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script src=data:text/javascript,{RUN}></script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror='{RUN}'",
    f'"><img src=x onerror="{RUN}">',
    f"'><img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><set onbegin={RUN} attributeName=x>",
    f"<svg><a xlink:href='javascript:{RUN}'><text y=20>x</text></a></svg>",
    f"<svg><foreignObject><img src=x onerror={RUN}></foreignObject></svg>",
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f"<math><maction actiontype=statusline xlink:href=javascript:{RUN}>x</maction></math>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<a href='JaVaScRiPt&colon;{RUN}'>x</a>",
    f"<a href='data:text/html,<script>{RUN}</script>'>x</a>",
    f"<iframe src='javascript:{RUN}'></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}></select>",
    f"<textarea autofocus onfocus={RUN}></textarea>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}></audio>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<div style='animation-name:pq-appear' onanimationstart={RUN}>x</div>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f"<link rel=stylesheet href='javascript:{RUN}'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<base href='https://attacker.invalid/'>",
    f"<form action='javascript:{RUN}'><button>x</button></form>",
    f"<button formaction='javascript:{RUN}'>x</button>",
    f"<template><img src=x onerror={RUN}></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
    f"<plaintext><img src=x onerror={RUN}>",
    f"${{{RUN}}}",
    f"`+({RUN})+`",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    "{{#each this}}{{this}}{{/each}}",
    f"{{@html '<img src=x onerror={RUN}>'}}",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"[x](javascript:{RUN})",
    f"![x](x' onerror='{RUN})",
    f'"}}\' data-open=\'{{}}\' onmouseover="{RUN}" autofocus tabindex=1 onfocus="{RUN}"',
    f"\u202e<img src=x onerror={RUN}>\u202c",
)


def write_payloads(folder: Path) -> None:
    """One document for each payload, which is its title, in its text and in its file name."""
    folder.mkdir(parents=True)
    for number, payload in enumerate(PAYLOADS):
        name = f"{number:02} {payload.replace('/', '∕')}"[:80]
        text = (
            f"{payload}\n\n来源：{payload}\n日期：2025-03-{number % 28 + 1:02}\n\n"
            f"青山市第{number}号标记为 {payload} 。"
            f"2024年青山市第{number}项指标达到{number + 7}亿元。\n"
        )
        (folder / f"{name}.txt").write_text(text, "utf-8")

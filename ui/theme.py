"""How the page looks: Gradio's own variables set to the page's, and the static files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio.themes import Base

STATIC = Path(__file__).parent / "static"
SANS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "sans-serif",
)
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def theme() -> Base:
    """Gradio's plain theme in system fonts and the page's colours; nothing is fetched for it."""
    from gradio.themes import Base

    return Base(font=SANS, font_mono=MONO).set(
        body_background_fill="var(--pq-ground)",
        body_background_fill_dark="var(--pq-ground)",
        body_text_color="var(--pq-ink)",
        body_text_color_dark="var(--pq-ink)",
        background_fill_primary="var(--pq-surface)",
        background_fill_primary_dark="var(--pq-surface)",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        block_shadow_dark="none",
    )


def head() -> str:
    """The document's head: style sheet and script in line, so that nothing else is fetched.

    The style sheet is not given to Gradio as `css`, which rewrites its selectors.
    """
    style = (STATIC / "page.css").read_text("utf-8")
    script = (STATIC / "page.js").read_text("utf-8")
    referrer = '<meta name="referrer" content="same-origin">'
    return f"{referrer}<style>{style}</style><script>{script}</script>"

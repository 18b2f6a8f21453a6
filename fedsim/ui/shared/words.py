"""Names in sentences that Streamlit shows as they are."""

import re

from fedsim.text.format import NBSP

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$:])")
NOT_SPOKEN = MARKDOWN
"""What a screen reader would read out as it stands, where a label is heard and not seen."""


def plain(text: str) -> str:
    """Text in which Markdown finds nothing to do within a line: names come from files and from people."""
    return MARKDOWN.sub(r"\\\1", text)


def tied(text: str) -> str:
    """With no line break before a percent sign or within ε = 3."""
    return text.replace(" %", f"{NBSP}%").replace("ε = ", f"ε{NBSP}={NBSP}")


def sentence(text: str) -> str:
    """Plain words as the app shows them."""
    return tied(plain(text))

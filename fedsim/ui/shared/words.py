"""Names in sentences that Streamlit shows as they are."""

import re

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$:])")


def plain(text: str) -> str:
    """Text in which Markdown finds nothing to do within a line: names come from files and from people."""
    return MARKDOWN.sub(r"\\\1", text)

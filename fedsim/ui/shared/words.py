"""Names in sentences that Streamlit shows as they are."""

import re

from fedsim.settings.hospitals import UNPRINTABLE
from fedsim.text.format import NBSP

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$:&])")
AT_START = re.compile(r"^(\s*)(?:(\d+)([.)])|([-+=]))", re.MULTILINE)
"""What makes a list or a heading of a line."""
UNSEEN = re.compile(r"(?![\n\r])" + UNPRINTABLE.pattern)
"""What is nothing to see, or turns the direction of what follows."""
JOINER = "\u2060"
"""Takes no room and allows no break."""
MADE_OF_TEXT = re.compile(
    r"(?<=:)(?=[\w+-]+:|material/|//)"  # emoji, icons, addresses
    r"|(?<=\bwww)(?=\.)|(?<=@)(?=\w)"  # addresses
    r"|(?<=(?<!\S)[-<>~])(?=(?:->|>|-|=)(?!\S))",  # arrows, dashes and signs
    re.IGNORECASE,
)
"""Within what Streamlit turns into something else after Markdown is read, where a backslash is no help."""


def plain(text: str) -> str:
    """Text that Streamlit shows as it stands, wherever it reads Markdown: names come from files and from people."""
    text = UNSEEN.sub("\ufffd", text)
    text = MARKDOWN.sub(r"\\\1", MADE_OF_TEXT.sub(JOINER, text))
    return AT_START.sub(lambda found: f"{found[1]}{found[2] or ''}\\{found[3] or found[4]}", text)


def tied(text: str) -> str:
    """With no line break before a percent sign or within ε = 3."""
    return text.replace(" %", f"{NBSP}%").replace("ε = ", f"ε{NBSP}={NBSP}")


def sentence(text: str) -> str:
    """Plain words as the app shows them."""
    return tied(plain(text))


def spoken(text: str) -> str:
    """Plain words where a label is heard and not seen: a screen reader would read out the marks that `plain` leaves."""
    text = UNSEEN.sub("\ufffd", text)
    return " ".join(MADE_OF_TEXT.sub(JOINER, MARKDOWN.sub(" ", text)).split())

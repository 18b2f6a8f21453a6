"""A live figure has no words of its own: none stand in its JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PARTS = Path(__file__).parents[2] / "fedsim" / "ui" / "parts"
FILES = sorted(PARTS.rglob("*.js"))
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|(?P<quote>["'])(?P<inner>(?:\\.|(?!(?P=quote))[^\\\n])*)(?P=quote)|[`{}]""", re.DOTALL
)
"""In code: a comment, a literal, or where a template or a block begins or ends."""
IN_TEMPLATE = re.compile(r"\\.|\$\{|`|[^\\`$]+|\$", re.DOTALL)
SENTENCE = re.compile(r"[^\W\d_]{2,}[,:;.!?…]* [^\W\d_]{2,}|^[A-Z][a-z]+[.:!?…]?$|[\u3400-\u9fff]{2,}")
"""Two words side by side, one alone with a capital, or Chinese."""
SHOWN = re.compile(
    r"""(?:\b(?:textContent|innerText|title|placeholder|alt|ariaLabel)\s*="""
    r"""|["'](?:aria-(?:label|description|roledescription|valuetext)|title|placeholder|alt)["'][,:])"""
    r"""\s*(?P<quote>["'`])[^"'`$]*[^\W\d_][^"'`]*(?P=quote)"""
)
"""A literal with letters put where it is seen or heard."""
KEYS = {"Enter", "Escape", "Home", "End"}
STYLES = re.compile(r"[a-z-]+: ?[^;{}]+;|\{[^}]*:[^}]*\}")
TAGS = {"a", "button", "dialog", "input", "select", "summary", "svg", "textarea"}
CLASSES = {
    name
    for path in (*PARTS.rglob("*.css"), PARTS / "federation_draw.js")
    for name in re.findall(r"\.([a-z][\w-]*)", path.read_text("utf-8"))
}
NO_WORDS = {
    "(prefers-reduced-motion: reduce)", "control play", "control spoken", "fill: var(--st-background-color, white)",
    "input, select, textarea, button, a[href], summary", "transform: translate(·px, ·px)", "xMidYMid slice",
}  # fmt: skip
"""What looks like words and is none."""


def literals(source: str) -> Iterator[str]:
    """Text of every string in a file; what a template fills in is read as code, and stands in it as "·"."""
    yield from _code(source, 0)[1]


def _code(source: str, start: int) -> tuple[int, list[str]]:
    """Up to the brace that closes it."""
    found, depth, place = [], 0, start
    while token := TOKEN.search(source, place):
        place = token.end()
        if token["inner"] is not None:
            found.append(token["inner"])
        elif token[0] == "`":
            place, inner = _template(source, place)
            found += inner
        elif token[0] in "{}":
            depth += 1 if token[0] == "{" else -1
            if depth < 0:
                return place, found
    return len(source), found


def _template(source: str, start: int) -> tuple[int, list[str]]:
    text, found, place = "", [], start
    while (token := IN_TEMPLATE.match(source, place)) and token[0] != "`":
        place = token.end()
        if token[0] == "${":
            place, inner = _code(source, place)
            found += inner
        text += "·" if token[0] == "${" else token[0]
    return place + 1, [*found, text]


def is_code(text: str) -> bool:
    """Names of classes, a selector of elements, a key, or a style sheet."""
    words = set(re.split(r"[\s,]+", text.strip()))
    return words <= CLASSES | TAGS or text in KEYS | NO_WORDS or bool(STYLES.search(text))


def shown(source: str) -> list[str]:
    """What a person would read."""
    found = [text for text in literals(source) if SENTENCE.search(text) and not is_code(text)]
    return found + [each[0] for each in SHOWN.finditer(source)]


def test_the_search_finds_words_and_leaves_code() -> None:
    assert shown('// "A comment is no string."\nh("b", {class: "quiet strong"}, words.next); on("Escape");') == []
    assert shown('root.append("press it", `${n} scans are ${left ? "left over" : ""}`, h("p", {}, "Next"))') == [
        "press it",
        "left over",
        "· scans are ·",
        "Next",
    ]
    assert shown('it.textContent = "next";') == ['textContent = "next"']
    assert shown('it.setAttribute("aria-label", "next"); h("b", {"aria-label": `step`})') == [
        '"aria-label", "next"',
        '"aria-label": `step`',
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PARTS)))
def test_a_part_has_no_words_of_its_own(path: Path) -> None:
    assert shown(path.read_text("utf-8")) == []

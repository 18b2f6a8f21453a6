"""What a page shows and speaks, read off an AppTest: every text a person meets, and which of them are English."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import pyarrow as pa
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

READ = {
    "alt", "body", "caption", "captions", "content", "delta", "description", "help", "label", "message", "options",
    "placeholder", "text", "title",
}  # fmt: skip
"""Fields of Streamlit's messages, and keys of a chart's specification or a table's columns, that hold words."""
AS_IT_IS, LISTS = {"Dataframe", "VegaLiteChart", "Html", "Iframe"}, {"Selectbox", "MultiSelect"}
"""Messages without Markdown, and those whose options have none."""
NO_WORDS_IN_PARTS = {"address", "dp", "figure", "id", "language", "phase", "rows", "status", "tag", "verdict"}
"""Keys of what a live figure is fed with that hold no words, unless they stand among its `words`."""
NOTHING_TO_READ = {"link", "noise_at"}
"""The same, with all that is within."""
NO_WORD_IN_PARTS = re.compile(r"#[0-9A-Fa-f]{6}|data:image/\S+")
"""Colours and images."""
SPOKEN_IN_CHARTS = {*READ, "labelExpr", "noData"}
NO_WORDS = re.compile(
    r"<(style|script).*?</\1>|:material/\w+:|:[a-z-]+\[|</?[a-z][^>]*>|&#?\w+;|\]\([^)]*\)|`[^`]*`|https?://\S+",
    re.DOTALL,
)
WORD = re.compile(r"[A-Za-z]{3,}")


def shown(app: AppTest) -> list[str]:
    """Every text on a page, charts' and tables' included."""
    return [text for node in nodes(app._tree) if getattr(node, "proto", None) for text in texts(node.proto)]


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)


def texts(message: Message) -> Iterator[str]:
    """Words in a message of Streamlit's, whatever it draws."""
    if message.DESCRIPTOR.name == "Dataframe":
        yield message.alt
        yield from in_table(message.arrow_data.data, json.loads(message.columns or "{}"))
        return
    if message.DESCRIPTOR.name == "BidiComponent":
        yield from in_part(json.loads(message.json or "{}"))
        return
    for field, value in message.ListFields():
        many = value if field.is_repeated else [value]
        if field.message_type:
            for each in many if not field.message_type.GetOptions().map_entry else ():
                yield from texts(each)
        elif field.name == "spec":
            yield from in_json(json.loads(value))
        elif field.name in READ:
            yield from (str(each) for each in many)


def marked(app: AppTest) -> Iterator[str]:
    """Every text on a page that Streamlit reads as Markdown."""
    for node in nodes(app._tree):
        if getattr(node, "proto", None):
            yield from _marked(node.proto)


def unmarked(app: AppTest) -> Iterator[str]:
    """Every text that stands as it is: options of a list, what a field holds, and all within tables and charts."""
    for node in nodes(app._tree):
        proto = getattr(node, "proto", None)
        if proto is None:
            continue
        if proto.DESCRIPTOR.name in ("Selectbox", "MultiSelect"):
            yield from proto.options
        elif proto.DESCRIPTOR.name == "TextInput":
            yield from (proto.value, proto.default)
        elif proto.DESCRIPTOR.name == "Dataframe":
            yield from texts(proto)
        elif proto.DESCRIPTOR.name == "VegaLiteChart":
            yield proto.spec
            for each in proto.datasets:
                yield from in_table(each.data.data, {})


def _marked(message: Message) -> Iterator[str]:
    if message.DESCRIPTOR.name in AS_IT_IS:
        return
    for field, value in message.ListFields():
        many = value if field.is_repeated else [value]
        if field.message_type:
            for each in many if not field.message_type.GetOptions().map_entry else ():
                yield from _marked(each)
        elif field.name in READ - {"alt"} and not (field.name == "options" and message.DESCRIPTOR.name in LISTS):
            yield from (str(each) for each in many)


def in_json(value: Any, key: str = "") -> Iterator[str]:
    """Words of a chart's specification; data within it are names."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from in_json(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from in_json(inner, key)
    elif isinstance(value, str) and key in SPOKEN_IN_CHARTS:
        yield from re.findall(r"'([^']*)'", value) if key == "labelExpr" else [value]


def in_part(value: Any, key: str = "", no_words: Collection[str] = NO_WORDS_IN_PARTS) -> Iterator[str]:
    """Words that a live figure is fed with, wherever they stand; places that it fills itself are none."""
    if isinstance(value, dict):
        for name in value.keys() - NOTHING_TO_READ:
            yield from in_part(value[name], name, () if name == "words" else no_words)
    elif isinstance(value, list):
        for inner in value:
            yield from in_part(inner, key, no_words)
    elif isinstance(value, str) and key not in no_words and not NO_WORD_IN_PARTS.fullmatch(value):
        yield re.sub(r"\{\w+\}", " ", value)


def in_table(data: bytes, columns: dict[str, Any]) -> Iterator[str]:
    """Headings and words of a table.

    Args:
        data: the table in Arrow's form.
        columns: how each is shown, by its name.
    """
    table = pa.ipc.open_stream(data).read_all()
    for name, column in zip(table.column_names, table.columns, strict=True):
        how = columns.get("_index" if name.startswith("__index") else name) or {}
        if how.get("hidden"):
            continue
        yield how.get("label") or name
        yield how.get("help") or ""
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            yield from (str(value) for value in column.unique().to_pylist() if value is not None)


def english(texts: Iterable[str], names: Collection[str]) -> list[str]:
    """What still holds plain words, other than names, in the pseudo-language."""
    found = ((text, set(WORD.findall(NO_WORDS.sub(" ", text))) - set(names)) for text in texts)
    return sorted({f"{sorted(words)} in {text[:160]!r}" for text, words in found if words})

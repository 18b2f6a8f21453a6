"""What a page leaves unexplained: controls without help, and the field's words where no tooltip says what they mean."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from google.protobuf.message import Message
from shown import nodes
from streamlit.testing.v1 import AppTest

from fedsim.text.glossary import found

VALUED = {"ButtonGroup", "Checkbox", "Multiselect", "MultiSelect", "NumberInput", "Radio", "Selectbox", "Slider",
          "TextArea", "TextInput", "DateInput", "FileUploader"}  # fmt: skip
SELF_EVIDENT = {
    "explore-part": "the names of the page's parts are the options",
    "privacy-part": "likewise",
    "cells": "Share or Count, beside the matrix that it changes",
    "lines": "its options say what the lines are",
    "tried-source": "its options say whose images they are",
    "kept-which": "its options say which runs they are",
    "gallery-": "the options are the hospitals",
    "language": "the options are names of languages",
    "sees-": "the label says whose box it is, of which class and how many images",
    "name-": "the label says whose name it is, and is heard alone",
    "number-": "likewise, how many there are",
}
"""Of controls without help: how their keys begin, and why they need none."""
HEADING = re.compile(r"^(?:#+ (.*)|\*\*([^*]*)\*\*)$", re.MULTILINE)
"""A line of its own; a sentence that begins with a bold name is none."""


def unhelped(app: AppTest) -> list[str]:
    """Everything on a page that should have a tooltip and has none."""
    protos = [node.proto for node in nodes(app._tree) if getattr(node, "proto", None)]
    return [said for proto in protos for said in _of(proto)]


def unsaid(app: AppTest) -> list[str]:
    """Lists that nothing is chosen in, or may be, where Streamlit would say so in words of its own."""
    lists = [node.proto for node in nodes(app._tree) if getattr(node, "proto", None)]
    lists = [each for each in lists if each.DESCRIPTOR.name in ("MultiSelect", "Selectbox") and not each.placeholder]
    return [each.label for each in lists if each.DESCRIPTOR.name == "MultiSelect" or _is_empty(each)]


def _is_empty(selectbox: Message) -> bool:
    return not selectbox.options or not (selectbox.HasField("default") or selectbox.set_value)


def _of(proto: Message) -> Iterator[str]:
    kind = proto.DESCRIPTOR.name
    if kind == "Dataframe":
        yield from _columns(proto.arrow_data.data, json.loads(proto.columns or "{}"))
    elif kind in VALUED and not proto.help:
        key = proto.id.rpartition("-None")[2] or proto.id
        if not any(f"-{begin}" in proto.id for begin in SELF_EVIDENT):
            yield f"{kind} {proto.label!r} ({key[-40:]}) has no help"
    elif kind == "Metric" and not proto.help:
        yield f"metric {proto.label!r} has no help"
    elif kind == "Markdown" and not proto.help:
        for one, other in HEADING.findall(proto.body)[:1]:
            if words := [term.word for term in found(one or other)]:
                yield f"heading {proto.body[:80]!r}: {words}"


def _columns(data: bytes, columns: dict[str, Any]) -> Iterator[str]:
    for name in pa.ipc.open_stream(data).read_all().column_names:
        how = columns.get("_index" if name.startswith("__index") else name) or {}
        title = how.get("label") or name
        if not how.get("hidden") and not how.get("help") and (words := [term.word for term in found(title)]):
            yield f"column {title!r}: {words}"

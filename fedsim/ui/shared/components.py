"""Live figures: a file of JavaScript in `ui/parts`, mounted on a page and fed with data.

The server serves the files themselves, which the Content-Security-Policy allows: Streamlit would run a script that is
handed to it in words as a blob.
"""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

PARTS = Path(__file__).parents[1] / "parts"
"""Where the files are: `NAME.js`, whose default export Streamlit calls with each new data, and perhaps `NAME.css`."""


def component(name: str, data: Any, key: str, **options: Any) -> Any:
    """Mount a part.

    Args:
        name: its file's, without the ending.
        data: what it draws, as JSON; words too, in the reader's language, as a part has none of its own.
        key: stays the same as long as the part should update in place.
        options: `height`, `default` and callbacks, as Streamlit has them.

    Returns:
        Its state and triggers, as attributes.
    """
    full = f"fedsim.{name}"
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(full) is None:
        manager.register_from_manifest(
            ComponentManifest("fedsim", "", [ComponentConfig(name, PARTS.name)]), PARTS.parent
        )
    return _mounter(full, name)(data=data, key=key, **options)


@cache
def _mounter(full: str, name: str) -> ComponentRenderer:
    """What mounts it, declared once a process: a live picture is mounted every second."""
    style = f"{name}.css" if (PARTS / f"{name}.css").exists() else None
    return st.components.v2.component(full, js=f"{name}.js", css=style)

"""Reads a command's options."""

import argparse
import re
from typing import Any

from fedsim.language import _, commas, ngettext
from fedsim.settings.config import ConfigError
from fedsim.text.cli.commands import Help
from fedsim.text.format import width, wrapped

argparse._ = _  # type: ignore[attr-defined]
argparse.ngettext = ngettext  # type: ignore[attr-defined]
# It looks its own words up with the standard library's gettext, which knows nothing of our catalogues.

FILLER = "\0"
"""Behind a letter as wide as two: argparse, which counts letters, then counts columns. It is not printed."""


class Columns(argparse.HelpFormatter):
    """Help in a terminal's columns, of which a letter of Chinese takes two."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _filled(_("usage: ") if prefix is None else prefix))

    def format_help(self) -> str:
        """Argparse's headings end in a Latin colon whatever the language."""
        text = super().format_help().replace(FILLER, "")
        return re.sub(r"^(\S.*):$", lambda heading: Help.HEADING.format(title=heading[1]), text, flags=re.MULTILINE)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        return _filled(super()._format_action_invocation(action))

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)


def _filled(text: str) -> str:
    return "".join(letter + FILLER * (width(letter) - 1) for letter in text)


class Parser(argparse.ArgumentParser):
    """Ends on a wrong option with one line, as on every other error."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=Columns)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """As argparse does, but lists what may be chosen as every list is written."""
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(
                action, Help.NO_CHOICE.format(value=value, choices=commas(map(str, action.choices)))
            )

    def error(self, message: str) -> None:  # type: ignore[override]
        raise ConfigError("wrong-usage", message=message, command="python -m fedsim --help")

"""Reads a command's options."""

import argparse

from fedsim.language import _, ngettext
from fedsim.settings.config import ConfigError

argparse._ = _  # type: ignore[attr-defined]
argparse.ngettext = ngettext  # type: ignore[attr-defined]
# It looks its own words up with the standard library's gettext, which knows nothing of our catalogues.


class Parser(argparse.ArgumentParser):
    """Ends on a wrong option with one line, as on every other error."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise ConfigError("wrong-usage", message=message, command="python -m fedsim --help")

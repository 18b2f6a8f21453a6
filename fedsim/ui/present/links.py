"""The addresses at which phones open the same step, and the codes that their cameras read."""

from functools import lru_cache
from urllib.parse import urlencode, urlsplit

import segno

from fedsim.ui.door import is_here


def addresses(page: str, run: str | None, steps: int) -> list[dict[str, object]] | None:
    """One a step: the address, and its QR code (ISO/IEC 18004) as rows of "0" and "1".

    Args:
        page: the address at which this browser has the page.
        run: the kept run that is presented; None is the one that ships with the app.
        steps: how many.

    Returns:
        None where only this machine can open them.
    """
    parts = urlsplit(page)
    if not parts.hostname or is_here(parts.hostname):
        return None
    asked = {"run": run} if run else {}
    found = (f"{page.split('?')[0]}?{urlencode({'step': step + 1, **asked})}" for step in range(steps))
    return [{"address": each, "rows": _rows(each)} for each in found]


@lru_cache(maxsize=256)
def _rows(address: str) -> list[str]:
    return ["".join(str(module) for module in row) for row in segno.make(address, error="m", micro=False).matrix]

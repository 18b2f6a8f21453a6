"""Whose a run is on a shared server: of the browser that started it, and of who has a link with its key."""

import hashlib
import hmac

from fedsim.runs.state import RunState


def mark(visitor: str) -> str:
    """What is kept of a visitor with a run: 64 hexadecimal digits, which do not give away who it is.

    Args:
        visitor: a secret of the browser.
    """
    return hashlib.sha256(b"fedsim visitor:" + visitor.encode()).hexdigest()


def key_of(state: RunState) -> str | None:
    """What lets somebody else stop a run, for a link; None where it is nobody's."""
    if state.asker is None:
        return None
    return hmac.new(state.asker.encode(), state.id.encode(), hashlib.sha256).hexdigest()[:32]


def is_of(state: RunState, visitor: str, key: str | None = None) -> bool:
    """Whether a run is this visitor's, or of who has the key; one that is nobody's is not."""
    if state.asker is None:
        return False
    own = hmac.compare_digest(state.asker, mark(visitor))
    return own or (key is not None and hmac.compare_digest((key_of(state) or "").encode(), key.encode()))

"""Whether a disk has room: a shared server keeps some of it free."""

import shutil
from pathlib import Path

from fedsim.settings.limits import MB, in_force


def lacks_room(folder: Path, num_bytes: int = 0) -> int | None:
    """The bytes that are free on a folder's disk, where too few would be left; None where there is room.

    Args:
        folder: where something is to be written; it need not be there yet.
        num_bytes: how much.
    """
    place = next((each for each in (folder, *folder.parents) if each.is_dir()), None)
    try:
        free = shutil.disk_usage(place).free if place else None
    except OSError:
        return None  # who writes there will learn what is wrong
    return free if free is not None and free - num_bytes < in_force().min_free_mb * MB else None

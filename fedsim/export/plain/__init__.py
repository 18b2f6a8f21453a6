"""A run as a plain script, or as a notebook, in Flower and PyTorch: it repeats the run without fedsim, to learn from.

Both are made of one source, `run.txt`, of which only the parts are taken that the run needs. A run that has something
that no part repeats is refused: never does a script come to other numbers.
"""

import io
import zipfile

from fedsim.errors import FedsimError
from fedsim.export.plain.covered import obstacle
from fedsim.export.plain.images import files_of, has_rows
from fedsim.export.plain.source import notebook_of, source_of
from fedsim.runs.state import RunState


def script(state: RunState) -> bytes:
    """`run.py` and the images, in a ZIP file.

    Raises:
        FedsimError: a plain script cannot repeat this run, or its images are not there any more.
    """
    return _packed(state, "run.py")


def notebook(state: RunState) -> bytes:
    """`run.ipynb` and the images, in a ZIP file; raises as `script`."""
    return _packed(state, "run.ipynb")


def _packed(state: RunState, name: str) -> bytes:
    if problem := obstacle(state):
        raise FedsimError(problem)
    files, facts = files_of(state)
    source = source_of(state, facts, rows=has_rows(state))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(name, source if name.endswith(".py") else notebook_of(source))
        for place, content in files.items():
            folder.writestr(place, content)
    return file.getvalue()

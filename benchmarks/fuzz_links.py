"""Open links that nobody meant: settings with wild values, alone and together, on every page.

    python -m benchmarks.fuzz_links --links 2000 --seed 0

Prints each link that ended in an exception, and how many did. Every link is drawn from the seed; the pages run in this
process (Streamlit's AppTest), nothing is trained, and runs are kept in a folder that is thrown away.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import Declared, declared

ROOT = Path(__file__).parents[1]
PAGES = ("simulate", "present", "compare", "try_it", "runs", "scenarios", "explore", "privacy", "data", "learn")
SETTINGS = declared(SimulationConfig)
NAMES = (*SETTINGS, "excluded")

Link = dict[str, list[str]]

NUMBERS = (
    "0",
    "-1",
    "1",
    "2",
    "3",
    "29",
    "50",
    "1e309",
    "-1e-309",
    "inf",
    "-inf",
    "nan",
    "1_0",
    "0x10",
    "1,5",
    "１２",
    "²",
    "9" * 30,
    "9" * 5000,
    str(2**31),
    str(2**63),
    "1.0",
    "1.5",
    "-0.0",
    "+7",
)
TEXTS = (
    "",
    " ",
    "none",
    "None",
    "auto",
    "all",
    "true",
    "[]",
    "{}",
    "%",
    "%00",
    "%ED%A0%80",
    "\0",
    "a\0b",
    "\ud800",
    "\u202eabc",
    "\u200fabc",
    "\u2066x",
    "a\nb",
    "é" * 70,
    "x" * 10_000,
    "![x](http://127.0.0.1:9/a.png)",
    "<img src=//e.org/a>",
    "../../etc/passwd",
    "a.npz",
    "\0.npz",
    "~nobody/a.npz",
    "/dev/zero.npz",
    "x" * 5000 + ".npz",
    "{name}",
    "$a$",
    ":smile:",
    "'; DROP TABLE runs;--",
)
LISTS = (
    ",",
    ",,,",
    ";;;",
    "=",
    "A",
    "A,A",
    "A, A ",
    "A,B",
    " ,B",
    "A,B,\0",
    "A,\u202eB",
    "A,B," + "C" * 61,
    "A," + "B" * 10_000,
    ",".join(map(str, range(21))),
    ",".join(f"H{i}" for i in range(10_000)),
    "21",
    "1",
    "0",
)
TABLES = (
    "A=XX",
    "A=",
    "=CNV",
    "A=CNV,CNV",
    "A=CNV;A=DME",
    "Z=CNV",
    "A=CNV,DME,DRUSEN,NORMAL",
    "A=" + "X" * 10_000,
    "A=\0",
    "A=0",
    "A=" + ",".join(f"c{i}" for i in range(10_000)),
    "A=blur",
    "A=blur:1e309",
    "A=blur:nan",
    "A=blur:-1:2:3",
    "A=magic",
    "A=none",
    "A:blur",
    ";".join(f"H{i}=blur:1" for i in range(10_000)),
)
SETS = ("synthetic-oct", "digits", "octmnist", "pathmnist", "bloodmnist", "OCTMNIST", "chestmnist")
OTHERS = ("run", "utm_source", "Rounds", "rounds ", "x" * 1000, "\0", "__proto__", "hospital", "<b>", "\u202e")


def links(seed: int) -> Iterator[Link]:
    """Without end: every setting by turns with a wild value, then several settings together, and so on."""
    rng = random.Random(seed)
    while True:
        for name in NAMES:
            yield {name: [_value(rng, name)]}
            yield _several(rng)


def _several(rng: random.Random) -> Link:
    """Settings that often make sense, a wild one among them, some twice, and what is no setting."""
    link = {name: [_value(rng, name, wild=0.15)] for name in rng.sample(NAMES, rng.randint(2, 8))}
    if rng.random() < 0.2:
        name = rng.choice(list(link))
        link[name].append(_value(rng, name))
    if rng.random() < 0.2:
        link[rng.choice(OTHERS)] = [rng.choice(TEXTS)]
    return link


def _value(rng: random.Random, name: str, wild: float = 0.85) -> str:
    one = SETTINGS.get(name)
    if rng.random() >= wild:
        return _sensible(rng, name, one)
    like = (
        SETS if name == "dataset" else LISTS if name == "hospitals" else TABLES if one is None or one.each else NUMBERS
    )
    return rng.choice(rng.choice((like, like, NUMBERS, TEXTS, LISTS, TABLES)))


def _sensible(rng: random.Random, name: str, one: Declared | None) -> str:
    if name == "hospitals":
        return rng.choice(("2", "3", "20", "A,B", "Berlin,Oslo,Kyiv", "A,A", ",B"))
    if one is None:
        return rng.choice(("none", "A=CNV", "A=CNV,DME,DRUSEN,NORMAL", "A=0;B=1"))
    if name == "dataset":
        return rng.choice(SETS)
    if one.each:
        return rng.choice(("none", *(f"A={kind}" for kind in one.each)))
    if one.choices:
        return rng.choice(one.choices)
    return str(rng.choice((*one.setting.steps, one.low, one.high, one.default)))


def open_link(link: Link) -> list[str]:
    """Open every page with a link, as a new visitor each time; what raised, a line a page."""
    return [f"{page}: {error}" for page in PAGES for error in open_page(page, link)]


def open_page(page: str, link: Link) -> list[str]:
    """Open one page with a link; what raised."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update({_sent(name): list(map(_sent, values)) for name, values in link.items()})
    try:
        app.switch_page(f"pages/{page}.py").run()
    except Exception as error:  # whatever it is, it is what is looked for
        return [f"{type(error).__name__}: {error}"]
    return [f"{each.message} {each.stack_trace}" for each in app.exception]


def _sent(text: str) -> str:
    """As it arrives: a browser sends bytes, and a half of a character is no character."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def count(first: int, step: int, seed: int, number: int) -> int:
    """Open every `step`th link and print those that raised, and what; how many times."""
    from fedsim.runs.store import Store
    from fedsim.ui.shared import resources

    with tempfile.TemporaryDirectory() as folder:
        os.environ["FEDSIM_HOME"] = folder
        store = Store(Path(folder) / "fedsim.sqlite")
        with patch.object(resources, "_warm_up", lambda: None), patch.object(resources, "open_store", lambda: store):
            opened = islice(links(seed), first, number, step)
            found = 0
            for link in opened:
                for error in open_link(link):
                    short = {name: [value[:80] for value in values] for name, values in link.items()}
                    print(short, error, sep="\n  ", flush=True)
                    found += 1
            return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz_links", description=__doc__.splitlines()[0])
    parser.add_argument("--links", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    start = time.monotonic()
    some = partial(count, step=options.processes, seed=options.seed, number=options.links)
    with ProcessPoolExecutor(options.processes) as pool:
        raised = sum(pool.map(some, range(options.processes)))
    pages = options.links * len(PAGES)
    print(f"{raised} of {pages} pages raised: {options.links} links, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()

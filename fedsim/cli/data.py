"""`python -m fedsim data`: list, describe and download data sets."""

import argparse
import sys
import threading

from tqdm import tqdm

from fedsim import data
from fedsim.cli.interrupt import interruptible
from fedsim.data.splits import lacking
from fedsim.errors import RunStopped
from fedsim.language import commas
from fedsim.text.cli.data import Data, classes
from fedsim.text.cli.report import Report
from fedsim.text.datasets import citations, class_titles, in_progress, licence, source, title
from fedsim.text.format import number, padded


def list_data(options: argparse.Namespace) -> int:
    for entry in data.entries():
        where = padded(Data.HERE if entry.on_disk else Data.TO_DOWNLOAD, 16)
        sizes = "/".join(map(str, entry.sizes))
        of = padded(classes(len(entry.classes)), 11, right=True)
        called = {"name": entry.name, "title": title(entry.name, entry.title)}
        print(Data.ROW.format(classes=of, sizes=sizes, where=where, **called))
    for name, why in data.unusable().items():
        print(Data.UNUSABLE.format(name=name, why=why))
    return 0


def show_data(options: argparse.Namespace) -> int:
    entry = data.info(options.name)
    sizes = [(Data.SIZE if it in entry.sizes_on_disk else Data.SIZE_TO_DOWNLOAD).format(size=it) for it in entry.sizes]
    counts = {"train": entry.num_train, "validation": entry.num_val, "test": entry.num_test}
    rows = {
        Data.NAME: entry.name,
        Data.TITLE: title(entry.name, entry.title),
        Data.CLASSES: "\n".join(
            name if full == name else Data.CLASS.format(cls=name, title=full)
            for name, full in zip(entry.classes, class_titles(entry), strict=True)
        ),
        Data.IMAGES: Data.SPLITS.format(**{name: number(count) for name, count in counts.items()}),
        Data.SIZES: commas(sizes),
        Data.COLOUR: Data.GREY if entry.channels == 1 else "RGB",
        Data.LICENCE: licence(entry),
        Data.SOURCE: source(entry),
        Data.CITE: "\n".join(citations(entry)),
    }
    for name, text in rows.items():
        if text:
            print(f"{padded(name, 8)} " + text.replace("\n", "\n" + " " * 9))
    for problem in lacking(data.load(entry.name, min(entry.sizes_on_disk))) if entry.on_disk else ():
        print(Report.WARNING.format(warning=problem))
    return 0


def download_data(options: argparse.Namespace) -> int:
    stop = threading.Event()
    with tqdm(total=1.0, bar_format="{l_bar}{bar}| {desc}", disable=not sys.stderr.isatty()) as bar:

        def show(share: float, step: data.Step) -> None:
            if stop.is_set():
                raise RunStopped("stopped")
            bar.set_description_str(in_progress(step), refresh=False)
            bar.update(share - bar.n)

        path = interruptible(lambda: data.download(options.name, options.size, show), stop)
    print(path)
    return 0

"""`python -m fedsim data`: list, describe and download data sets."""

import argparse
import sys

from tqdm import tqdm

from fedsim import data
from fedsim.text.datasets import citations, class_titles, in_progress, licence, source, title


def list_data(options: argparse.Namespace) -> int:
    for entry in data.entries():
        sizes = "/".join(map(str, entry.sizes))
        where = "on this machine" if entry.on_disk else "to download"
        shown = title(entry.name, entry.title)
        print(f"{entry.name:16} {len(entry.classes):3} classes  {sizes:>13} px  {where:16} {shown}")
    for name, why in data.unusable().items():
        print(f"{name:16} cannot be used: {why}")
    return 0


def show_data(options: argparse.Namespace) -> int:
    entry = data.info(options.name)
    rows = {
        "name": entry.name,
        "title": title(entry.name, entry.title),
        "classes": "\n".join(f"{name}: {full}" for name, full in zip(entry.classes, class_titles(entry), strict=True)),
        "images": f"{entry.num_train} train, {entry.num_val} validation, {entry.num_test} test",
        "sizes": ", ".join(
            f"{size} px{'' if size in entry.sizes_on_disk else ' (to download)'}" for size in entry.sizes
        ),
        "colour": "grey" if entry.channels == 1 else "RGB",
        "licence": licence(entry),
        "source": source(entry),
        "cite": "\n".join(citations(entry)),
    }
    for name, text in rows.items():
        print(f"{name:8} " + text.replace("\n", "\n" + " " * 9))
    return 0


def download_data(options: argparse.Namespace) -> int:
    with tqdm(total=1.0, bar_format="{l_bar}{bar}| {desc}", disable=not sys.stderr.isatty()) as bar:

        def show(share: float, step: data.Step) -> None:
            bar.set_description_str(in_progress(step), refresh=False)
            bar.update(share - bar.n)

        path = data.download(options.name, options.size, show)
    print(path)
    return 0

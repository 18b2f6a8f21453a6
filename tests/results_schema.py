"""The results file's names and nesting, as they were fixed from the first version; more may be added."""

from typing import Any

TEMPLATE: dict[str, Any] = {
    "schema": 1,
    "status": "finished",
    "error": None,
    "engine": "inprocess",
    "config": {},
    "versions": {"flwr": "...", "torch": "..."},
    "dataset": {"name": "...", "classes": ["CNV"], "num_train": 0, "num_val": 0, "num_test": 0},
    "hospitals": [{"name": "A", "excluded": ["DME"], "num_examples": 0, "class_counts": [0]}],
    "rounds": [
        {
            "round": 0,
            "seconds": 0.0,
            "loss": 0.0,
            "accuracy": 0.0,
            "balanced_accuracy": 0.0,
            "macro_f1": 0.0,
            "auc": 0.0,
            "confusion_matrix": [[0]],
            "epsilon": None,
            "bytes_up": 0,
            "bytes_down": 0,
            "hospitals": [
                {
                    "name": "A",
                    "participated": True,
                    "status": "ok",
                    "num_examples": 0,
                    "seconds": 0.0,
                    "train_loss": 0.0,
                    "train_accuracy": 0.0,
                    "update_norm": 0.0,
                    "global_accuracy_on_own_classes": 0.0,
                    "local_accuracy": 0.0,
                    "local_confusion_matrix": [[0]],
                    "epsilon": None,
                    "delta": None,
                    "clip_norm": None,
                    "clipped": None,
                }
            ],
            "delta": None,
            "clip_norm": None,
            "noise_std": None,
            "signal_to_noise": None,
        }
    ],
    "baselines": {
        "alone": [
            {
                "name": "A",
                "epochs": [{"epoch": 1, "train_accuracy": 0.0, "val_accuracy": 0.0}],
                "accuracy": 0.0,
                "confusion_matrix": [[0]],
            }
        ],
        "pooled": {"accuracy": 0.0, "confusion_matrix": [[0]]},
    },
    "attacks": [
        {
            "target": "update",
            "hospital": "A",
            "reason": None,
            "fpr": [0.0],
            "tpr": [0.0],
            "auc": 0.0,
            "auc_low": 0.0,
            "auc_high": 0.0,
            "tpr_at_1_percent_fpr": 0.0,
            "advantage": 0.0,
            "num_members": 0,
            "num_non_members": 0,
            "accuracy_on_members": 0.0,
            "accuracy_on_non_members": 0.0,
            "found_low": 0.0,
            "found_high": 0.0,
        }
    ],
    "timing": {"first_round_s": 0.0, "total_s": 0.0},
}

ADDED: dict[str, Any] = {
    "id": "0123abcd",
    "about": {"name": None, "tags": ["..."], "note": None},
    "sample": ["A"],
    "times": {"queued_at": 0.0, "started_at": 0.0, "ended_at": 0.0, "rounds": [0.0]},
    "made_by": {"fedsim": "...", "code": "...", "packages": {}, "device": "cpu", "processor": "...", "threads": 1},
    "target": {"accuracy": 0.0, "rounds_to_target": 0, "bytes_to_target": 0, "seconds_to_target": 0.0},
    "partition": {"pooled_class_counts": [0], "heterogeneity": 0.0},
}
"""Names that files of earlier versions lack."""


def misfits(results: Any, template: Any = None, place: str = "results") -> list[str]:
    """What the results lack, or hold in another type: nothing where they fit.

    Null is taken anywhere below the top, since a part may not have been measured.
    """
    if template is None:
        template = TEMPLATE | {name: part for name, part in ADDED.items() if name in (results or ())}
    if isinstance(template, dict):
        if not isinstance(results, dict):
            return [] if results is None else [f"{place} is no object: {results!r}"]
        missing = [f"{place}.{name} is missing" for name in template if name not in results]
        shared = [(name, part) for name, part in template.items() if name in results and part is not None]
        return missing + [text for name, part in shared for text in misfits(results[name], part, f"{place}.{name}")]
    if isinstance(template, list):
        if not isinstance(results, list):
            return [] if results is None else [f"{place} is no list: {results!r}"]
        return [text for index, part in enumerate(results) for text in misfits(part, template[0], f"{place}[{index}]")]
    kinds = (int, float) if type(template) is float else type(template)
    return [] if results is None or isinstance(results, kinds) else [f"{place} is {results!r}"]

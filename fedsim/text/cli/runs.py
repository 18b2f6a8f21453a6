"""Kept runs on the terminal."""

from fedsim.language import Said, ngettext


class Runs:
    """The list of them, and what is done with one."""

    HELP = Said("list, show, resume, export, import or delete the runs that are kept")
    LIST = Said("the newest runs, one a line")
    LIMIT = Said("so many at most (default {n})")
    AS_JSON = Said("print JSON instead")
    SHOW = Said("what a run was, how it ended and what it says")
    RESUME = Said("let a run that was interrupted or stopped go on from its last model")
    RESUME_LOG = Said(
        "go on logging to MLflow or TensorBoard: name where `run --log-to` logged to, which is not remembered; what is "
        "missing there of the run is logged first, and a place that has nothing of it gets it from the beginning"
    )
    REPLAY = Said("print a kept run round by round, as it was while it ran")
    SPEED = Said("rounds a second (default 1)")
    DELETE = Said("delete runs; `runs restore` takes it back for a week")
    RESTORE = Said("take a deletion back")
    EXPORT = Said("write a run as a file")
    FORMAT = Said(
        "html: a report that works offline; json: the results file; csv, parquet: a row a round and hospital; toml: "
        "its settings, for `run --config`; model: the weights as safetensors, with a model card; script, notebook: "
        "the run in plain Flower and PyTorch, to learn from; png, svg: a picture a chart; figures: all of these with "
        "their numbers"
    )
    OUT = Said("the file, or a folder (default: here)")
    IMPORT = Said("take results files in as kept runs, such as `runs export` and `run --json` write")
    FILE = Said("a results file")
    IMPORTED = Said("Run {id} is taken in: {run}, {how}")
    LOG = Said("log runs to MLflow or TensorBoard, as `run --log-to` does")
    LOGGED = Said("Run {id} is logged to {target}.")
    COMPARE = Said("runs side by side: a row a group that differs in nothing but the seed")
    TABLE = Said("of the table (default markdown)")
    METRIC = Said(
        "what they are compared by (default accuracy): of a round, the test accuracy, the accuracy at the worst "
        "hospital, the AUC, the test loss, epsilon spent, seconds, or MB sent"
    )
    VALUE = Said("the round that counts of a run: the last one (default), the best one, or the mean of the last K")
    LAST = Said("of how many last rounds a mean is (default {n})")
    ID = Said("the run, as `runs list` names it")
    ROW = Said("{id}  {when}  {star} {accuracy:>7}  {name}, {how}")
    NONE = Said("No run is kept yet: `python -m fedsim run` makes one.")
    NAME = Said("Name: {name}")
    TAGS = Said("Tags: {tags}")
    NOTE = Said("Note: {note}")


def deleted(number: int) -> str:
    return ngettext("{n} run is deleted.", "{n} runs are deleted.", number).format(n=number)


def restored(number: int) -> str:
    return ngettext("{n} run is back.", "{n} runs are back.", number).format(n=number)

"""A run on the terminal: its lines and its bar."""

from fedsim.language import Said


class Report:
    """A line each."""

    STOPPED = Said("Stopped.")
    KEPT_AGAIN = Said("Runs are kept again.")
    LEFT_OUT = Said("Hospital {hospital} is left out from round {round} on.")
    IS_BACK = Said("Hospital {hospital} is back from round {round} on.")
    WARNING = Said("Warning: {warning}")
    IMAGES = Said("{dataset}: {train} train, {test} test images, on {device}")
    HOSPITAL = Said("  hospital {name}: {images}, has never seen {classes}")
    HOSPITAL_ALL = Said("  hospital {name}: {images}, has seen every class")
    HOSPITALS = Said("  {hospitals}: from {least} to {most} images each, the median {median}")
    NEVER_SEEN = Said("  {hospitals} never saw {classes}")
    SEEN_ALL = Said("  {hospitals} saw every class")
    SAMPLE = Said(
        "  what takes a pass over the test images for each (baselines, models and scanners of their own) is done for a "
        "sample of {n}: {hospitals}"
    )
    SPREAD = Said("from {least} to {most}, the median {median}")
    MORE_FAILED = Said("  {hospitals} more failed")
    HOSPITAL_FAILED = Said("  hospital {name} failed: {error}")
    WHO = Said("  {who}")
    VIRTUAL = Said("  virtual time {time}, where the median hospital's round is 1")
    ACCURACY = Said("accuracy")
    ACCURACY_OWN = Said("mean accuracy of own models")
    ROUND = Said("round {round:3}  {what} {accuracy}  loss {loss}  on own classes: {own}  {seconds} s")
    ROUND_PRIVATE = Said(
        "round {round:3}  {what} {accuracy}  loss {loss}  on own classes: {own}  epsilon {epsilon}  {seconds} s"
    )
    ATTACK_SUCCESS = Said("           attack success, {aim}: {share}")
    NEWCOMER = Said("           at {hospital}, which takes no part: {came} on its own classes as it comes")
    NEWCOMER_TUNED = Said(
        "           at {hospital}, which takes no part: {came} on its own classes as it comes, {tuned} after "
        "fine-tuning there"
    )
    SHORTCUT = Said("           {said}")
    ALONE = Said("alone {hospital}: accuracy {accuracy} after {epochs} ({seconds} s)")
    ALONE_BEFORE = Said("alone {hospital}: accuracy {accuracy} after {epochs} ({seconds} s, trained before)")
    POOLED = Said("pooled: accuracy {accuracy} after {epochs} ({seconds} s)")
    POOLED_BEFORE = Said("pooled: accuracy {accuracy} after {epochs} ({seconds} s, trained before)")
    UPDATE = Said(
        "membership test of hospital {hospital}'s update: AUC {auc} ({low} to {high}), {share} of the members at 1 % "
        "false positives"
    )
    UPDATE_NOT_DONE = Said("membership test of hospital {hospital}'s update: not done. {reason}")
    GLOBAL = Said(
        "membership test of the global model, hospital {hospital}: AUC {auc} ({low} to {high}), {share} of the members "
        "at 1 % false positives"
    )
    GLOBAL_NOT_DONE = Said("membership test of the global model, hospital {hospital}: not done. {reason}")


class Bar:
    """What is being trained, beside the bar."""

    ROUND = Said("round {round}")
    TOGETHER = Said("round {round}, hospital {hospital}, batch {done} of {total}")
    ALONE = Said("alone {hospital}, batch {done} of {total}")
    POOLED = Said("pooled, batch {done} of {total}")


class Privacy:
    """What is promised, before, during and without a run."""

    HEADLINE = Said(
        "  privacy {dp}: noise multiplier {noise}, clip norm {clip_norm}, hospitals weighted by their images"
    )
    HEADLINE_EQUAL = Said("  privacy {dp}: noise multiplier {noise}, clip norm {clip_norm}, hospitals weighted equally")
    NOBODY_HIDDEN = Said("epsilon: no guarantee, since without noise nobody is hidden")
    ANSWER = Said("epsilon {epsilon} at delta {delta} after {rounds} with noise multiplier {noise}")
    LARGER = Said("The same noise on the averaged model, shared by more hospitals:")
    LARGER_ROW = Said("  {hospitals}  noise multiplier {noise:<8} delta {delta:<8} epsilon {epsilon}")

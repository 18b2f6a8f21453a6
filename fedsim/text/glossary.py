"""The field's words, each explained in a sentence or two: tooltips and the glossary have them from here."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from fedsim.language import N_, Said, _, language, paragraph


class Glossary:
    """The list that every page has at the end of its sidebar."""

    TITLE = Said("Glossary")
    SEARCH = Said("Search the glossary")
    SEARCH_HELP = Said("Words are shown that have this in their name or explanation.")
    NOTHING = Said("No word is like that.")
    ENTRY = Said("{word}: {says}")


class Term(NamedTuple):
    """A word.

    Attributes:
        forms: as it may stand in a text, between upright strokes; the first is what it is called.
        says: what it means.
    """

    forms: str
    says: str

    @property
    def word(self) -> str:
        """What it is called, in the language in force."""
        return self.all_forms[0]

    @property
    def all_forms(self) -> list[str]:
        return _(self.forms).split("|")


TERMS = (
    Term(
        N_("federated learning|federation"),
        N_("Hospitals train one model together. The model travels between them and a server; images never do."),
    ),
    Term(N_("round|rounds"), N_("All hospitals train once on their own images, and their models are averaged.")),
    Term(N_("local epoch|local epochs"), N_("One pass of a hospital over its own images within a round.")),
    Term(N_("epoch|epochs"), N_("One pass of a training over all of its images.")),
    Term(
        N_("shared model"), N_("What the server makes of the hospitals' models each round: all begin the next with it.")
    ),
    Term(
        N_("update|updates"),
        N_("What a hospital's training changed of the shared model: it goes to the server, and no image does."),
    ),
    Term(
        N_("weights"),
        N_("The numbers that a model is made of: training changes them, and they travel in place of images."),
    ),
    Term(N_("alone"), N_("A hospital trains by itself, on its own images, and takes part in nothing.")),
    Term(N_("pooled"), N_("One model trained on all images in one place: what sharing them would come to.")),
    Term(
        N_("baseline|baselines"),
        N_("Models that the federation is compared with: each hospital alone, and all pooled."),
    ),
    Term(N_("strategy|strategies"), N_("How the server makes one model of the hospitals' updates.")),
    Term(N_("FedAvg"), N_("The plain strategy: the hospitals' models are averaged, by their numbers of images.")),
    Term(
        N_("robust rule|Krum|geometric median|centred clipping"),
        N_("How updates become one model so that a few that are false cannot spoil it."),
    ),
    Term(N_("non-IID"), N_("Hospitals' images differ in kind, not only by chance.")),
    Term(
        N_("heterogeneity"),
        N_("How much the hospitals' images differ. 0: all have the same mix of classes; 1: nothing in common."),
    ),
    Term(N_("label skew"), N_("Some diseases are common at one hospital and rare or missing at another.")),
    Term(N_("quantity skew"), N_("Some hospitals have many more images than others.")),
    Term(N_("Dirichlet"), N_("A way to deal images unevenly by chance; its number alpha says how unevenly.")),
    Term(N_("alpha"), N_("How evenly Dirichlet deals: small numbers give each class to few hospitals, 100 is even.")),
    Term(N_("shards"), N_("Images are sorted by class and cut into pieces; each hospital draws a few.")),
    Term(
        N_("shortcut"),
        N_("A mark on a hospital's images that gives the disease away: a model learns the mark instead."),
    ),
    Term(N_("batch size"), N_("How many images a model looks at before each of its small steps.")),
    Term(N_("learning rate"), N_("How large a step of the training is: too small is slow, too large goes astray.")),
    Term(N_("seed|seeds"), N_("All chance follows from this number: the same seed gives the same run again.")),
    Term(N_("accuracy"), N_("The share of test images that a model names rightly.")),
    Term(
        N_("balanced accuracy"),
        N_("The mean of what a model finds of each class: rare classes count as much as common ones."),
    ),
    Term(
        N_("macro-F1"),
        N_("The mean over the classes of how much a model finds of each and how often it is right to name it."),
    ),
    Term(
        N_("AUC"),
        N_("The area under the ROC curve: how often a case looks more like one than a non-case. 50 % is guessing."),
    ),
    Term(N_("recall"), N_("The share of a class's images that a model finds.")),
    Term(
        N_("confusion matrix|confusion matrices"),
        N_("What a model takes for what: a row is what images show, a column what the model says of them."),
    ),
    Term(N_("loss"), N_("How sure a model is of what is wrong: training makes it small. 0 is always right and sure.")),
    Term(N_("standard deviation"), N_("How far single values are from their mean, typically.")),
    Term(
        N_("confidence interval"),
        N_("A range made so that it holds the true value in 95 of 100 repetitions: the shorter, the surer."),
    ),
    Term(N_("effect size"), N_("How large a difference is beside how much it varies from seed to seed.")),
    Term(
        N_("differential privacy"),
        N_("A bound on what anybody can learn about one hospital, or one image, from the model: noise hides them."),
    ),
    Term(N_("epsilon|ε"), N_("How much may be learnt about one of them at most: the smaller, the more is hidden.")),
    Term(
        N_("delta|δ"),
        N_("The chance that the promise of epsilon fails: far below one divided by how many there are."),
    ),
    Term(N_("noise multiplier"), N_("How much noise is added, beside how long an update may be.")),
    Term(N_("clip norm"), N_("How long an update may be: longer ones are shortened, so that noise can hide each.")),
    Term(N_("clipping|clipped"), N_("Updates that are longer than the clip norm are shortened to it.")),
    Term(
        N_("signal to noise"),
        N_("How large the averaged update is beside its noise; below 1 the noise is larger."),
    ),
    Term(N_("privacy budget"), N_("How much epsilon a run may spend before it has to stop.")),
    Term(N_("central"), N_("The server adds the noise: it sees the updates, and those who get the model do not.")),
    Term(
        N_("local level"),
        N_("Each hospital adds noise before it sends: not even the server sees its update without it."),
    ),
    Term(N_("record level"), N_("Noise within each hospital's training hides single images, not the hospital.")),
    Term(
        N_("membership test|membership inference"),
        N_("Somebody tries to tell from a model whose images it was trained on."),
    ),
    Term(N_("participation"), N_("Which hospitals take part in which round: in practice some are always away.")),
    Term(N_("drop out|dropout"), N_("A hospital that began a round does not send its model.")),
    Term(N_("straggler|stragglers"), N_("A hospital that is late: its model may come after the round is closed.")),
    Term(N_("poisoning"), N_("A hospital that cheats sends what spoils the shared model.")),
    Term(N_("label flip"), N_("A hospital that cheats trains with false labels: one disease is called another.")),
    Term(
        N_("backdoor|backdoors"),
        N_("Images with a secret mark are taken for what a cheat wants; others stay right."),
    ),
    Term(N_("attack success"), N_("The share of images with which hospitals that cheat reach their aim.")),
    Term(
        N_("cosine|cosines"),
        N_("How alike two updates' directions are: 1 the same, 0 nothing in common, −1 opposite."),
    ),
    Term(
        N_("checkpoint|checkpoints"),
        N_("A model that was kept during a run: to go on from it, or to look at it later."),
    ),
    Term(N_("sweep"), N_("Many runs that differ in one setting.")),
    Term(N_("replay"), N_("See a run's rounds again, one after another.")),
)


def explanation(text: str) -> str:
    """What the terms in a text mean, a sentence each; nothing where it has none."""
    return paragraph(_(term.says) for term in found(text))


def found(text: str) -> Iterator[Term]:
    """The terms in a text, once each; of "local epoch", not "epoch" too."""
    pattern, by_form = _forms(language())
    yield from dict.fromkeys(by_form[match[0].casefold()] for match in pattern.finditer(text))


@lru_cache
def _forms(spoken: str) -> tuple[re.Pattern[str], dict[str, Term]]:
    """Every form of every term in a language, the longest first, and whose it is."""
    by_form = {form.casefold(): term for term in TERMS for form in term.all_forms}
    longest = sorted(by_form, key=len, reverse=True)
    return re.compile("|".join(_whole(form) for form in longest), re.IGNORECASE), by_form


def _whole(form: str) -> str:
    """A form of a script with spaces is a word of its own; Chinese has none between its words."""
    return rf"(?<!\w){re.escape(form)}(?!\w)" if not re.search(r"[\u4e00-\u9fff]", form) else re.escape(form)

"""The sentences about updates say what there is, and name nobody where nobody stands apart."""

import pytest

from fedsim.analysis.agreement import Agreement
from fedsim.analysis.fairness import fairness_frame
from fedsim.text.agreement import in_short, served

NOBODY = Agreement(0, {}, {}, (), {})
THREE = {("A", "B"): -0.25, ("A", "C"): -0.15, ("B", "C"): 0.61}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (NOBODY, "No round of training is finished yet."),
        (Agreement(3, {}, {}, (), {}), "No two updates of the same round could be compared in this run."),
        (
            Agreement(3, THREE, {}, ("A",), {}),
            "The updates of Hospital A point away from the others': cosine −0.20 on average. Hospital B and Hospital C "
            "agree with one another: 0.61.",
        ),
        (
            Agreement(3, THREE | {("A", "B"): 0.01, ("A", "C"): 0.03}, {}, ("A",), {}),
            "The updates of Hospital A have little in common with the others': cosine 0.02 on average. Hospital B and "
            "Hospital C agree with one another: 0.61.",
        ),
        (
            Agreement(3, THREE, {}, (), {}),
            "No hospital stands apart from all others. Nearest are the updates of B and C: cosine 0.61 on average; "
            "farthest apart those of A and B: −0.25.",
        ),
        (Agreement(1, {("A", "B"): 0.5}, {}, (), {}), "The updates of A and B have a cosine of 0.50 on average over "
                                                      "1 round."),
        (
            Agreement(3, {}, {"A": 0.5, "B": 0.25}, (), {}),
            "The cosine of a hospital's update and the mean of all is 0.25 to 0.50, on average over the rounds in "
            "which it took part.",
        ),
        (
            Agreement(3, {}, {"A": 0.5, "B": -0.25}, (), {}),
            "The cosine of a hospital's update and the mean of all is −0.25 to 0.50, on average over the rounds in "
            "which it took part. Hospital B points away from the mean.",
        ),
        (
            Agreement(3, {}, {}, (), {"A": 9.96}),
            "No two updates of the same round could be compared in this run. Hospital A sends updates 10 times as "
            "long as the median hospital's.",
        ),
        (
            Agreement(3, {}, {}, (), {"A": 4.0, "B": 9.96}),
            "No two updates of the same round could be compared in this run. Updates much longer than the median "
            "hospital's: A and B; the longest 10 times.",
        ),
    ],
)  # fmt: skip
def test_what_is_seen_is_said(found: Agreement, said: str) -> None:
    assert in_short(found) == said


def test_how_evenly_they_are_served_is_said() -> None:
    from tiny import finished

    assert served(fairness_frame([])) == ""
    assert served(fairness_frame([finished(0), finished(1)])) == (
        "After round 1, on their own classes: worst served Hospital B with 25 %, best Hospital A with 75 %. "
        "The spread (standard deviation) is 25 points."
    )

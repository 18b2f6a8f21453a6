"""What a round came to: the server's evaluation of the global model, or the hospitals' of their own ones."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from flwr.app import ArrayRecord, Message, MetricRecord, RecordDict

from fedsim.errors import RuleMet, RunStopped
from fedsim.events import (
    Answers,
    AttackSuccess,
    Emit,
    HospitalRound,
    Matrix,
    Pace,
    RoundFinished,
    ShortcutAccuracy,
    ShouldStop,
)
from fedsim.federation.attack_success import successes, targeted
from fedsim.federation.directions import Compass, Directions
from fedsim.federation.guard import Guard
from fedsim.federation.membership_test import Attacker
from fedsim.federation.newcomers import try_there
from fedsim.federation.own_models import Scores, from_record, mean_score, score, to_record
from fedsim.federation.replies import not_finite, read_replies
from fedsim.federation.strategies import strategy_of
from fedsim.federation.strategies.base import Evaluated
from fedsim.hospitals.participation.attendance import ABSENT, IDLE
from fedsim.hospitals.participation.clock import round_time
from fedsim.hospitals.population import Population
from fedsim.privacy.protection import protect
from fedsim.settings.alike import MOST_EACH, sample_places
from fedsim.settings.presence import takes_part
from fedsim.settings.stop_at import ended_early
from fedsim.training.local import DivergedError, evaluate
from fedsim.training.metrics import accuracy_on, measure


class Evaluator:
    """Watches a federation: evaluates every round and reports it."""

    REMEMBERED = ("_accuracies", "_own_told")
    PARTS = ("guard", "_compass")

    def __init__(self, population: Population, emit: Emit, should_stop: ShouldStop) -> None:
        self._population, self._emit, self._should_stop = population, emit, should_stop
        self._model = population.model()
        self._hospitals = tuple(HospitalRound(name=name) for name in population.config.hospital_names)
        self._own_classes = [population.classes_of(place) for place in range(len(self._hospitals))]
        self._own_scores: dict[int, Scores] = {}
        self._on_own_images: dict[int, float] = {}
        self._sample = sample_places(population.config)
        self._members = [place for place in self._sample if takes_part(population.config.hospitals[place])]
        self._round_started = time.perf_counter()
        self._pace, self._attacker = Pace(), Attacker(population)
        self._cheats = targeted(population.config, population.dataset.classes)
        self.protection, strategy = protect(population), strategy_of(population.config)
        self.evaluated, self.at_hospitals = strategy.evaluated, strategy.at_hospitals
        self.weighting = strategy.weighting or self.protection.mechanism.weighting
        self.guard = Guard(population.config, self.protection, strategy)
        self._compass = Compass(population.config.seed, self.protection.learned, self._sample)
        self._directions, self._accuracies = Directions(), list[float]()
        self._received: dict[int, ArrayRecord] = {}

    def allow(self, server_round: int) -> None:
        """Asked before a round.

        Raises:
            RuleMet: the rounds before it have come to what the run was to end at.
            BudgetSpent: it would spend too much.
        """
        if why := ended_early(self._population.config, self._accuracies):
            raise RuleMet(why)
        self.guard.allow(server_round)

    def observe(self, server_round: int, sent: RecordDict, replies: dict[int, Message]) -> None:
        """Keep what the hospitals did in this round; raises where the round cannot count."""
        self._hospitals = read_replies(self._population, server_round, sent, replies, self.protection.learned)
        self._directions = self._compass.measure(sent, replies)
        self.guard.spend(server_round, self._hospitals)
        if self._population.config.attack != "none":  # whether this round is the last, its accuracy tells
            self._received = {
                place: reply.content.array_records["arrays"]
                for place, reply in replies.items()
                if place in self._attacker.places and reply.has_content()
            }

    def observe_own(self, server_round: int, scores: dict[int, Scores | None]) -> None:
        """Keep how the hospitals' own models do; one that could not tell still has what it told last.

        Raises:
            RoundFailed: the answers of some are not finite.
        """
        if places := [place for place, score in sorted(scores.items()) if score is None]:
            raise not_finite(self._population.config, server_round, places)
        self._own_scores |= {place: score for place, score in scores.items() if score is not None}

    def evaluate(self, server_round: int, arrays: ArrayRecord) -> MetricRecord | None:
        """Evaluate what a round came to, and report it.

        Raises:
            RoundFailed: the shared model's answers are not finite.
        """
        if self._should_stop():
            raise RunStopped("stopped")
        self._pace.due()
        self._model.load_state_dict(arrays.to_torch_state_dict())
        position = self._compass.position(arrays)
        try:
            scores, of_each = self._of_own_models() if self.evaluated is Evaluated.OWN else self._of_global_model()
            self._on_own_images = self._of_own_images(of_each)
            there = try_there(self._population, self._model, server_round, self._go_on)
            report = replace(self._report(server_round, scores, of_each), newcomers=there, position=position)
        except DivergedError as error:
            raise not_finite(self._population.config, server_round) from error
        self._accuracies.append(report.accuracy)
        attacks = self._is_attacked(server_round)
        for attacked in self._attacker.on_updates(self._received) if attacks else ():
            self._emit(attacked)
        self._emit(report)
        for attacked in self._attacker.on_global(arrays) if attacks else ():
            self._emit(attacked)
        return MetricRecord({"loss": scores.loss, "accuracy": scores.metrics.accuracy})

    def _go_on(self) -> None:
        """Asked after each batch too, since an evaluation may take long; at a pace."""
        if self._pace.due() and self._should_stop():
            raise RunStopped("stopped")

    def _of_global_model(self) -> tuple[Scores, dict[int, Scores]]:
        """One pass over the test set, from which every global number of the round is derived."""
        answers = evaluate(self._model, self._population.test, self._go_on)
        self._emit(Answers("together", None, answers.probabilities))
        metrics = measure(self._population.test.labels.cpu().numpy(), answers.probabilities)
        scores = Scores(answers.loss, metrics)
        return scores, dict.fromkeys(range(len(self._hospitals)), scores)

    @property
    def _own_told(self) -> dict[int, dict[str, Any]]:
        """The hospitals' own evaluations as they tell them."""
        return {place: dict(to_record(scores)) for place, scores in self._own_scores.items()}

    @_own_told.setter
    def _own_told(self, told: Mapping[int, dict[str, Any]]) -> None:
        found = {place: from_record(MetricRecord(values)) for place, values in told.items()}
        self._own_scores = {place: scores for place, scores in found.items() if scores is not None}

    def _of_own_models(self) -> tuple[Scores, dict[int, Scores]]:
        """The own evaluations of the hospitals that take part, of many those of a sample, and their mean.

        Before the first round every hospital's model is the initial one.
        """
        if not self._own_scores:
            tests = {place: self._population.test_at(place) for place in self._members}
            by_images = {
                id(test): score(self._model, test) for test in {id(test): test for test in tests.values()}.values()
            }
            self._own_scores = {place: by_images[id(test)] for place, test in tests.items()}
        of_each = {place: self._own_scores[place] for place in self._members}
        return mean_score([*of_each.values()]), of_each

    def _successes(self, scores: Scores) -> tuple[AttackSuccess, ...]:
        """Of the hospitals that cheat; marked images are shown to the global model alone."""
        marked = self._matrix_on_marked if self.evaluated is Evaluated.GLOBAL else None
        return successes(self._cheats, scores.metrics.confusion_matrix, marked)

    def _shortcuts(self, scores: Scores) -> tuple[ShortcutAccuracy, ...]:
        """Whether the global model reads a hospital's mark; own models are not asked."""
        if self.evaluated is Evaluated.OWN:
            return ()
        return self._population.shortcut_of(self._model, None, self._go_on, scores.metrics.accuracy)

    def _matrix_on_marked(self) -> Matrix:
        test = self._population.marked_test
        return evaluate(self._model, test, self._go_on).confusion_matrix(test.labels)

    def _of_own_images(self, of_each: Mapping[int, Scores]) -> dict[int, float]:
        """Accuracy on what hospitals' scanners take, by place, where that is not the data set's own images.

        Args:
            of_each: the hospitals' own evaluations, where rounds are evaluated on own models: they are on these images.
        """
        population, known = self._population, dict[int, float]()
        places = [place for place in self._sample if place in of_each]
        for place in places:
            own, test = of_each[place], population.test_at(place)
            if test is not population.test and id(test) not in known:
                scores = own if self.evaluated is Evaluated.OWN else score(self._model, test, self._go_on)
                known[id(test)] = scores.metrics.accuracy
        tests = {place: id(population.test_at(place)) for place in places}
        return {place: known[test] for place, test in tests.items() if test in known}

    def _is_attacked(self, server_round: int) -> bool:
        """In the last round alone; the rounds up to it have been evaluated."""
        config = self._population.config
        if config.attack == "none" or server_round == 0:
            return False
        return self.guard.is_last(server_round) or ended_early(config, self._accuracies) is not None

    def _report(self, server_round: int, scores: Scores, of_each: Mapping[int, Scores]) -> RoundFinished:
        started, self._round_started = self._round_started, time.perf_counter()
        on_own = {place: accuracy_on(each.metrics.confusion_matrix, self._own_classes[place])
                  for place, each in of_each.items()}  # fmt: skip
        hospitals = [
            replace(
                hospital,
                global_accuracy_on_own_classes=on_own.get(place),
                global_accuracy_on_own_images=self._on_own_images.get(place),
                cosine_to_mean=self._directions.to_mean.get(place),
                sketch=self._directions.sketches.get(place),
            )
            for place, hospital in enumerate(self.guard.of_hospitals(self._hospitals))
        ]
        return RoundFinished(
            round=server_round,
            seconds=self._round_started - started,
            loss=scores.loss,
            **vars(scores.metrics),
            **self.guard.of_round(),
            attack_success=self._successes(scores),
            shortcut=self._shortcuts(scores),
            virtual_time=round_time(self._hospitals, self._population.config.deadline),
            bytes_up=sum(hospital.bytes_up for hospital in self._hospitals),
            bytes_down=sum(hospital.bytes_down for hospital in self._hospitals),
            similarity=self._directions.similarity,
            **_spread([share for share in on_own.values() if share is not None]),
            **_one_by_one(hospitals),
        )


def _spread(shares: Sequence[float]) -> dict[str, Any]:
    """Least, quartiles and greatest, and the standard deviation."""
    if not shares:
        return {}
    quantiles = np.quantile(shares, (0, 0.25, 0.5, 0.75, 1)).tolist()
    return {"on_own_classes": tuple(quantiles), "std_on_own_classes": float(np.std(shares))}


def _one_by_one(hospitals: Sequence[HospitalRound]) -> dict[str, Any]:
    """Who is told of by itself: of many hospitals, those that were asked."""
    if len(hospitals) <= MOST_EACH:
        return {"hospitals": tuple(hospitals)}
    away = Counter(each.status for each in hospitals if each.status in (IDLE, ABSENT))
    told = tuple(each for each in hospitals if each.status not in away)
    return {"hospitals": told, "num_idle": away[IDLE], "num_absent": away[ABSENT]}

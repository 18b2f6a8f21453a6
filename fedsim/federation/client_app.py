"""The hospital's side: receive the global model, train it on own images, send it back."""

import time
from collections.abc import Callable, Sequence
from functools import partial

import torch
from flwr.app import ArrayRecord, ConfigRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp
from torch import nn

from fedsim.federation import arrays
from fedsim.federation.arrays import to_numpy
from fedsim.federation.checkpoints import FETCH, HAND_BACK
from fedsim.federation.local_test import RECORD, on_test_images
from fedsim.federation.mods import NOISE_MULTIPLIER, mods_for, told
from fedsim.federation.own_models import SCORES, score, to_record
from fedsim.federation.strategies import strategy_of
from fedsim.federation.strategies.base import Visit
from fedsim.hospitals.adversaries import adversary_of
from fedsim.hospitals.identity import NUM_THREADS
from fedsim.hospitals.participation.watched import watched
from fedsim.hospitals.population import Held, Population, load_population
from fedsim.privacy.mechanisms.base import Place
from fedsim.privacy.protection import Protection, protect
from fedsim.seeds import numpy_rng, seed_for
from fedsim.settings.config import SimulationConfig
from fedsim.training.local import MAX_OWN_EXAMPLES, Adjust, DivergedError, evaluate, torch_rng, train_local

OnBatch = Callable[[int, int, int, int], None]
"""Told (round, hospital, batches done, batches in all); may raise to stop the training."""


def make_client_app(
    config: SimulationConfig, on_batch: OnBatch | None = None, go_on: Callable[[], object] = lambda: None
) -> ClientApp:
    """Build the app that every hospital runs; its `partition-id` says which hospital it is.

    Args:
        config: the run's settings.
        on_batch: progress and stop, where the app runs in the caller's process.
        go_on: called after each batch of an evaluation; may raise to stop.
    """
    app, held = ClientApp(), Held(load_population(config))
    protection, strategy = protect(held()), strategy_of(config)

    @app.query()
    def introduce(message: Message, context: Context) -> Message:
        return Message(RecordDict({"hospital": ConfigRecord({"place": _hospital(context)})}), reply_to=message)

    @app.query(FETCH)
    def fetch(message: Message, context: Context) -> Message:
        return Message(RecordDict({**context.state}), reply_to=message)

    @app.query(HAND_BACK)
    def hand_back(message: Message, context: Context) -> Message:
        context.state.update(message.content)
        return Message(RecordDict(), reply_to=message)

    @app.train(mods=mods_for(protection))
    def train(message: Message, context: Context) -> Message:
        torch.set_num_threads(NUM_THREADS)
        population, hospital = held(), _hospital(context)
        model = population.model()
        model.load_state_dict(message.content.array_records["arrays"].to_torch_state_dict())
        part = strategy.local_round(model, visit(population, message, context))
        fit = partial(_fit(population, hospital, message, protection), adjust=part.adjust)
        reply = RecordDict({**_train(population, model, hospital, _round(message), on_batch, go_on, fit)})
        reply["arrays"] = ArrayRecord(model.state_dict())
        if "seconds" in reply.metric_records["metrics"]:  # it trained to the end
            part.finish(reply, context)
        _cheat(population, hospital, message, protection.learned, reply)
        return Message(reply, reply_to=message)

    @app.evaluate()
    def evaluate_own(message: Message, context: Context) -> Message:
        torch.set_num_threads(NUM_THREADS)
        population = held()
        model = population.model()
        model.load_state_dict(message.content.array_records["arrays"].to_torch_state_dict())
        try:
            own = strategy.own_model(model, visit(population, message, context))
            scores = score(own, population.test_at(_hospital(context)), go_on)
        except DivergedError:
            return Message(RecordDict({SCORES: to_record(None)}), reply_to=message)
        return Message(RecordDict({SCORES: to_record(scores)}), reply_to=message)

    return app


def _cheat(population: Population, hospital: int, message: Message, learned: Sequence[str], reply: RecordDict) -> None:
    """Let the hospital's adversary change the model in a reply, last of all that the hospital does by itself."""
    send = adversary_of(population.config.hospitals[hospital].adversary).send
    if send is not None:
        received, trained = (to_numpy(each.array_records["arrays"]) for each in (message.content, reply))
        rng = numpy_rng(population.config.seed, "cheat", _round(message), hospital)
        reply["arrays"] = arrays.to_record(send(received, trained, learned, rng))


def visit(population: Population, message: Message, context: Context) -> Visit:
    """What a strategy may use at the hospital."""
    config, hospital, shard = population.config, _hospital(context), population.trained_on(_hospital(context))

    def train(model: nn.Module, epochs: int | None, adjust: Adjust | None, what: str) -> None:
        seed = seed_for(config.seed, f"batches-{what}", _round(message), hospital)
        train_local(
            model,
            shard,
            generator=torch_rng(seed),
            epochs=config.local_epochs if epochs is None else epochs,
            batch_size=config.batch_size,
            lr=config.lr,
            optimizer=config.optimizer,
            adjust=adjust,
        )

    return Visit(message.content, context, shard, train)


def _round(message: Message) -> int:
    return int(told(message, "server-round"))


def _hospital(context: Context) -> int:
    return int(context.node_config["partition-id"])


def _fit(population: Population, hospital: int, message: Message, protection: Protection) -> Callable[..., None]:
    """`train_local`, or its record-level private form with the noise that the server asks for."""
    seed = partial(seed_for, round=_round(message), hospital=hospital)
    batches = partial(train_local, generator=torch_rng(seed(population.config.seed, "batches")))
    if protection.mechanism.clips_at is not Place.TRAINING:
        return batches
    from fedsim.privacy.record import train_record_level  # Opacus takes seconds to import

    of_noise = protection.seed(_round(message))
    return partial(
        train_record_level,
        generator=torch_rng(seed(of_noise, "batches")),  # which images are drawn is part of the noise
        noise_generator=torch.Generator(population.device).manual_seed(seed(of_noise, "record-noise")),
        noise_multiplier=told(message, NOISE_MULTIPLIER),
        clip_norm=protection.clip_norm,
    )


def _train(
    population: Population,
    model: nn.Module,
    hospital: int,
    round: int,
    on_batch: OnBatch | None,
    go_on: Callable[[], object],
    fit: Callable[..., None],
) -> dict[str, MetricRecord | ConfigRecord]:
    """Train in place and measure. A loss that is not finite is reported as NaN: the server decides."""
    config, shard = population.config, population.trained_on(hospital)
    tick = (lambda done, total: on_batch(round, hospital, done, total)) if on_batch else (lambda done, total: None)
    started = time.perf_counter()
    try:
        fit(
            model,
            shard,
            epochs=config.local_epochs,
            batch_size=config.batch_size,
            lr=config.lr,
            optimizer=config.optimizer,
            on_batch=tick,
        )
        seconds = time.perf_counter() - started
        sample = shard.thin_out(MAX_OWN_EXAMPLES)
        own = evaluate(model, sample, go_on)
        looked_at = {RECORD: on_test_images(population, model, go_on)} if hospital in watched(config, round) else {}
    except DivergedError:
        lost = {"num-examples": len(shard), "hospital": hospital, "train-loss": float("nan")}
        return {"metrics": MetricRecord({**lost})}
    metrics = {
        "num-examples": len(shard),
        "hospital": hospital,
        "seconds": seconds,
        "train-loss": own.loss,
        "train-accuracy": own.accuracy(sample.labels),
    }
    return {"metrics": MetricRecord({**metrics}), **looked_at}

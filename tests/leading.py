"""A federation of doubles: the real server, and hospitals whose training is a function."""

from collections.abc import Callable

from flwr.app import ArrayRecord, ConfigRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

from fedsim.events import Event
from fedsim.federation.engines.inprocess import InProcessGrid
from fedsim.federation.server_app import make_server_app
from fedsim.settings.config import SimulationConfig
from tests.tiny import hearing

Train = Callable[[int, int, dict], tuple[dict, dict]]


def double(train: Train, places: tuple[int, ...] = (0, 1, 2)) -> ClientApp:
    """A ClientApp whose training is (round, hospital, weights) -> (weights, metrics); nodes sit at `places`."""
    app = ClientApp()

    def hospital(context: Context) -> int:
        return places[int(context.node_config["partition-id"])]

    @app.query()
    def introduce(message: Message, context: Context) -> Message:
        return Message(RecordDict({"hospital": ConfigRecord({"place": hospital(context)})}), reply_to=message)

    @app.train()
    def fit(message: Message, context: Context) -> Message:
        weights = message.content["arrays"].to_torch_state_dict()
        weights, metrics = train(message.content["config"]["server-round"], hospital(context), weights)
        measured = {
            "num-examples": 1,
            "hospital": hospital(context),
            "seconds": 0.5,
            "train-loss": 0.5,
            "train-accuracy": 0.5,
        } | metrics
        reply = RecordDict({"arrays": ArrayRecord(weights), "metrics": MetricRecord(measured)})
        reply["local-test"] = ConfigRecord({"confusion-matrix": [0] * 15 + [1]})
        return Message(reply, reply_to=message)

    return app


def lead(
    config: SimulationConfig,
    train: Train,
    places: tuple[int, ...] = (0, 1, 2),
    stop: Callable[[], bool] = lambda: False,
    events: list[Event] | None = None,
) -> tuple[list[Event], list[dict]]:
    events = [] if events is None else events
    final: list[dict] = []
    grid = InProcessGrid(double(train, places), len(config.hospitals))
    make_server_app(config, hearing(events), stop, final.append)(grid, Context(1, 1, {}, RecordDict(), {}))
    return events, final


def unchanged(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
    return weights, {}

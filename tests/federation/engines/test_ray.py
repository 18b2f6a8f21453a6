"""Flower's own simulation gives what the engine in this process gives."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from fedsim.errors import FedsimError
from fedsim.events import Event, RoundFinished
from fedsim.federation.engines import get_engine
from fedsim.settings.config import SimulationConfig

ROOT = Path(__file__).parents[3]
LOOK = """
import ipaddress, json, os, subprocess, sys
from pathlib import Path
from fedsim.events import RoundFinished
from fedsim.federation.engines import get_engine
from fedsim.settings.config import SimulationConfig

def family(pid):
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()
    return [pid, *(each for child in children for each in family(int(child)))]

def address(words):  # as the kernel writes it, in words of four bytes each turned round
    found = bytes.fromhex(words)
    turned = b"".join(found[start : start + 4][::-1] for start in range(0, len(found), 4))
    return str(ipaddress.ip_address(turned[12:] if turned[:12] == bytes(10) + b"\\xff\\xff" else turned))

def look(event):
    if not isinstance(event, RoundFinished) or event.round != 1:
        return
    names, sockets = [], set()
    for pid in family(os.getpid()):
        try:
            names.append(Path(f"/proc/{pid}/cmdline").read_text().replace("\\0", " ").strip().split(" ")[0])
            if pid != os.getpid() and "dashboard.py" in Path(f"/proc/{pid}/cmdline").read_text():
                names.append("dashboard.py")
            sockets |= {link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir()}
        except OSError:
            continue
    ends = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            parts = row.split()
            if f"socket:[{parts[9]}]" in sockets:
                ends |= {address(end.split(":")[0]) for end in parts[1:3] if end.split(":")[1] != "0000"}
    print(json.dumps([names, sorted(ends)]))

config = SimulationConfig.from_dict(json.loads(sys.argv[1]))
get_engine("ray")(config, look, lambda: False)
"""
"""Prints the processes that a run on Ray has started by round 1, and the addresses of all their sockets."""


def run(config: SimulationConfig) -> tuple[dict[str, torch.Tensor], list[RoundFinished]]:
    events: list[Event] = []
    final = get_engine(config.engine)(config, events.append, lambda: False)
    return final, [event for event in events if isinstance(event, RoundFinished)]


@pytest.mark.ray
def test_ray_gives_the_same_rounds_as_this_process(config: SimulationConfig) -> None:
    weights, here = run(config)
    ray_weights, there = run(replace(config, engine="ray"))
    assert [finished.round for finished in there] == [0, 1, 2]
    assert [finished.accuracy for finished in there] == [finished.accuracy for finished in here]
    assert [finished.confusion_matrix for finished in there] == [finished.confusion_matrix for finished in here]
    assert [hospital.name for hospital in there[-1].hospitals] == ["A", "B", "C"]
    for one, other in zip(here[1:], there[1:], strict=True):
        assert [h.local_accuracy for h in one.hospitals] == [h.local_accuracy for h in other.hospitals]
    for name, values in weights.items():
        torch.testing.assert_close(ray_weights[name], values)


@pytest.mark.ray
def test_ray_gives_the_same_rounds_where_some_drop_out_and_in_one_everybody(config: SimulationConfig) -> None:
    config = replace(config, dropout=0.5, rounds=4)
    weights, here = run(config)
    ray_weights, there = run(replace(config, engine="ray"))
    took_part = [[hospital.participated for hospital in finished.hospitals] for finished in here[1:]]
    assert sorted({sum(each) for each in took_part}) == [0, 1, 2]
    assert [[h.participated for h in finished.hospitals] for finished in there[1:]] == took_part
    assert [finished.confusion_matrix for finished in there] == [finished.confusion_matrix for finished in here]
    for name, values in weights.items():
        torch.testing.assert_close(ray_weights[name], values)


@pytest.mark.ray
@pytest.mark.parametrize("dp", ["central-client", "local", "record"])
def test_hospitals_on_ray_clip_and_add_the_same_noise(config: SimulationConfig, dp: str) -> None:
    config = replace(config, dp=dp, noise_multiplier=1.0, rounds=1, samples_per_hospital=50)
    weights, here = run(config)
    ray_weights, there = run(replace(config, engine="ray"))
    assert [finished.epsilon for finished in there] == [finished.epsilon for finished in here]
    assert all(torch.equal(values, ray_weights[name]) for name, values in weights.items())


@pytest.mark.ray
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ray_listens_on_this_machine_alone_and_talks_to_nobody_else(config: SimulationConfig) -> None:
    """Looked at between two rounds, in a process of its own, and in all that it has started."""
    asked = json.dumps(replace(config, engine="ray").to_dict())
    done = subprocess.run([sys.executable, "-c", LOOK, asked], cwd=ROOT, capture_output=True, text=True)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("[[")]
    names, addresses = json.loads(line)
    assert {"gcs_server", "raylet"} <= {Path(name).name for name in names}
    assert not [name for name in names if "dashboard.py" in name]
    assert {address.removeprefix("::ffff:") for address in addresses} == {"127.0.0.1"}


def test_without_ray_the_run_fails_with_a_sentence_and_the_process_lives(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flower itself would end the whole process, pages and all."""

    def leave(*args: object, **options: object) -> None:
        raise AssertionError("Flower was about to end the process")

    import flwr.simulation  # noqa: F401 - its submodule is patched

    monkeypatch.setattr(sys.modules["flwr.simulation.run_simulation"], "flwr_exit", leave)
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(FedsimError, match=r"\bRay\b"):
        run(replace(config, engine="ray"))

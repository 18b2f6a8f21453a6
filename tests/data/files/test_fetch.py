"""Downloads come whole or not at all, whatever the server does."""

import hashlib
import socket
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from bad_server import Server

from fedsim.data.base import DataError, Step
from fedsim.data.files import transfer
from fedsim.data.files.fetch import fetch
from fedsim.data.files.transfer import Remote
from fedsim.errors import Problem, RunStopped
from fedsim.text.datasets import in_progress


def quiet(share: float, step: Step) -> None:
    pass


def remote(server: Server) -> Remote:
    return Remote(server.url, hashlib.md5(server.body).hexdigest(), Problem.of("as-told", words="put it there by hand"))


def get(server: Server, path: Path, progress=quiet, **kwargs) -> Path:
    return fetch(remote(server), path, progress, pause=0.01, **kwargs)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "octmnist.npz"


def left_over(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if not file.name.startswith("."))


def test_whole_file_arrives_with_its_progress(server: Server, path: Path) -> None:
    seen: list[tuple[float, str]] = []
    assert get(server, path, lambda share, step: seen.append((share, in_progress(step)))) == path
    assert path.read_bytes() == server.body
    shares = [share for share, what in seen if what.startswith("Downloading octmnist.npz")]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert any("0.4 of 0.4 MB" in what for _, what in seen)
    assert left_over(path) == ["octmnist.npz"]


def test_file_that_is_there_is_not_downloaded_again(server: Server, path: Path) -> None:
    get(server, path)
    get(server, path)
    assert len(server.ranges) == 1


def test_damaged_file_is_replaced(server: Server, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(server.body[:1000])
    get(server, path)
    assert path.read_bytes() == server.body


def test_cut_transfer_is_resumed_where_it_ended(server: Server, path: Path) -> None:
    server.cuts = [200_000, 100_000]
    get(server, path)
    assert path.read_bytes() == server.body
    starts = [int(asked[len("bytes=") : -1]) for asked in server.ranges if asked]
    assert len(server.ranges) == 3
    assert 0 < starts[0] <= 200_000
    assert starts[0] < starts[1] <= 300_000


def test_server_without_range_starts_anew(server: Server, path: Path) -> None:
    server.cuts, server.knows_range = [200_000], False
    get(server, path)
    assert path.read_bytes() == server.body
    assert server.ranges[0] == ""
    assert server.ranges[1] != ""
    assert len(server.ranges) == 2


def test_every_try_cut_gives_up_and_keeps_the_part(server: Server, path: Path) -> None:
    server.cuts = [100_000, 0, 0]
    with pytest.raises(DataError, match=r"the connection was cut\): put it there by hand"):
        get(server, path, num_tries=3)
    assert len(server.ranges) == 3
    assert left_over(path) == ["octmnist.npz.part"]
    get(server, path)
    assert server.ranges[3] != ""
    assert path.read_bytes() == server.body


def test_wrong_checksum_leaves_nothing(server: Server, path: Path) -> None:
    with pytest.raises(DataError, match="another checksum than 0123"):
        fetch(Remote(server.url, "0123"), path, quiet)
    assert left_over(path) == []
    assert len(server.ranges) == 1


def test_foreign_part_is_found_out_and_dropped(server: Server, path: Path) -> None:
    path.parent.mkdir()
    path.with_name("octmnist.npz.part").write_bytes(b"x" * 5000)
    get(server, path)
    assert path.read_bytes() == server.body
    assert server.ranges == ["bytes=5000-", ""]


@pytest.mark.parametrize("extra", [b"", b"more"])
def test_part_as_long_as_the_file_is_checked_too(server: Server, path: Path, extra: bytes) -> None:
    path.parent.mkdir()
    path.with_name("octmnist.npz.part").write_bytes(server.body + extra)
    get(server, path)
    assert path.read_bytes() == server.body


def test_part_that_starts_elsewhere_is_refused(server: Server, path: Path) -> None:
    server.cuts, server.shift = [200_000], 1
    with pytest.raises(DataError, match="another part than asked for"):
        get(server, path)
    assert "octmnist.npz" not in left_over(path)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_refusal_is_final(server: Server, path: Path, status: int) -> None:
    server.statuses = [status]
    with pytest.raises(DataError, match=rf"127\.0\.0\.1.*answers {status}"):
        get(server, path)
    assert len(server.ranges) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_server_is_asked_again(server: Server, path: Path, status: int) -> None:
    server.statuses = [status, status]
    get(server, path)
    assert len(server.ranges) == 3
    assert path.read_bytes() == server.body


def test_no_server_says_what_to_do(path: Path) -> None:
    with socket.socket() as taken:  # bound and not listening, so that nothing else answers there
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/x.npz"
        with pytest.raises(DataError, match=r"x\.npz cannot be downloaded \(the server cannot be reached\): connect"):
            fetch(Remote(url, "0"), path, quiet, num_tries=2, pause=0.01)


def test_giving_up_keeps_the_part_for_the_next_time(server: Server, path: Path) -> None:
    def stop(share: float, step: Step) -> None:
        raise RunStopped("stop")

    with pytest.raises(RunStopped):
        get(server, path, stop)
    assert left_over(path) == ["octmnist.npz.part"]
    get(server, path)
    assert server.ranges[1].startswith("bytes=")
    assert path.read_bytes() == server.body


def test_giving_up_while_waiting_for_the_next_try(server: Server, path: Path) -> None:
    def stop(share: float, step: Step) -> None:
        if "trying again" in in_progress(step):
            raise RunStopped("stop")

    server.cuts = [0]
    with pytest.raises(RunStopped):
        fetch(remote(server), path, stop, pause=60.0)


def test_full_disk_is_named(server: Server, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda folder: SimpleNamespace(free=100_000))
    with pytest.raises(DataError, match=r"disk of .* is full .*0 MB are missing"):
        get(server, path)


def test_folder_that_cannot_be_made_is_named(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DataError, match="set MEDMNIST_ROOT"):
        get(server, tmp_path / "file" / "octmnist.npz")


def test_two_at_once_download_once(server: Server, path: Path) -> None:
    threads = [threading.Thread(target=get, args=(server, path)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.ranges) == 1
    assert path.read_bytes() == server.body


@pytest.mark.parametrize("cut", [0, 200_000])
def test_who_waits_for_a_silent_server_may_give_up(server: Server, path: Path, cut: int) -> None:
    server.stalls, server.cuts = True, [cut]
    asked: list[float] = []

    def give_up(share: float, step: Step) -> None:
        asked.append(share)
        if len(asked) > 5:
            raise RunStopped("stopped")

    with pytest.raises(RunStopped):
        get(server, path, give_up)
    server.over.set()
    assert not path.exists()
    part = path.with_name(f"{path.name}.part")
    assert part.exists()
    assert server.body.startswith(part.read_bytes())

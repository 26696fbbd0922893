"""Regular files are read; everything else is refused at once, with the reason."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from outbound_lint.run.reading import LIMIT, Unreadable, read

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX files")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A working directory with something outside it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.yaml").write_bytes(b"outside\n")
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def _reason(path: Path, root: Path) -> str:
    """Read in a thread, so that a hang is a failure and not a stuck suite."""
    results: list[bytes | Unreadable] = []
    thread = threading.Thread(
        target=lambda: results.append(read(str(path), root=str(root))), daemon=True
    )
    thread.start()
    thread.join(5)
    assert not thread.is_alive(), "read hangs"
    assert isinstance(results[0], Unreadable), "it was read"
    assert results[0].hint
    return results[0].reason


def _failing(code: int) -> Callable[..., int]:
    def fail(*args: object, **kwargs: object) -> int:
        raise OSError(code, "raised by the test")

    return fail


@pytest.mark.parametrize("content", [b"", b"a: b\r\n", b"\0\xff", b"x" * 100_000])
def test_a_file_is_read_byte_for_byte(work: Path, content: bytes) -> None:
    (work / "a.yaml").write_bytes(content)
    assert read(str(work / "a.yaml"), root=str(work)) == content


def test_a_file_of_exactly_the_limit_is_read_whole(work: Path) -> None:
    with (work / "a.yaml").open("wb") as file:
        file.truncate(LIMIT)
    data = read(str(work / "a.yaml"), root=str(work))
    assert len(data) == LIMIT


def test_of_a_huge_file_one_byte_more_than_the_limit_is_read(work: Path) -> None:
    with (work / "a.yaml").open("wb") as file:
        file.truncate(50 * 1024 * LIMIT)  # sparse
    data = read(str(work / "a.yaml"), root=str(work))
    assert len(data) == LIMIT + 1


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs /proc")
def test_a_file_of_size_0_with_content_is_read() -> None:
    data = read("/proc/self/status", root="/proc")
    assert isinstance(data, bytes)
    assert data.startswith(b"Name:")


@posix
def test_a_pipe_without_a_writer_is_refused_at_once(work: Path) -> None:
    os.mkfifo(work / "a.yaml")
    assert "named pipe" in _reason(work / "a.yaml", work)


@posix
def test_a_writer_that_waits_at_a_pipe_is_not_woken(work: Path) -> None:
    os.mkfifo(work / "a.yaml")
    woken = threading.Event()

    def write() -> None:
        with (work / "a.yaml").open("wb"):
            woken.set()

    threading.Thread(target=write, daemon=True).start()
    assert "named pipe" in _reason(work / "a.yaml", work)
    assert not woken.wait(0.1)
    with (work / "a.yaml").open("rb"):
        assert woken.wait(5)


@posix
def test_a_socket_is_refused(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(work)  # socket names are short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("a.yaml")
        assert "socket" in _reason(work / "a.yaml", work)


@posix
def test_a_device_is_refused() -> None:
    assert "character device" in _reason(Path("/dev/zero"), Path("/dev"))


def test_a_folder_with_the_name_of_a_file_is_refused(work: Path) -> None:
    (work / "a.yaml").mkdir()
    assert "folder" in _reason(work / "a.yaml", work)


def test_a_link_that_stays_inside_is_read(work: Path) -> None:
    (work / "a.yaml").write_bytes(b"inside\n")
    (work / "sub").mkdir()
    (work / "sub" / "link.yaml").symlink_to("../a.yaml")
    assert read(str(work / "sub" / "link.yaml"), root=str(work)) == b"inside\n"


@pytest.mark.parametrize("target", ["../outside/secret.yaml", "/dev/zero", "/etc/passwd"])
def test_a_link_that_leads_outside_is_refused(work: Path, target: str) -> None:
    (work / "a.yaml").symlink_to(target)
    assert "leads outside" in _reason(work / "a.yaml", work)


def test_a_link_to_a_link_that_leads_outside_is_refused(work: Path) -> None:
    (work / "first.yaml").symlink_to("second.yaml")
    (work / "second.yaml").symlink_to("../outside/secret.yaml")
    assert "leads outside" in _reason(work / "first.yaml", work)


def test_a_file_in_a_linked_folder_that_leads_outside_is_refused(work: Path) -> None:
    (work / "folder").symlink_to("../outside")
    assert "leads outside" in _reason(work / "folder" / "secret.yaml", work)


def test_a_sibling_whose_name_begins_like_the_working_directory_is_outside(work: Path) -> None:
    (work.parent / "work2").mkdir()
    (work.parent / "work2" / "b.yaml").write_bytes(b"")
    (work / "a.yaml").symlink_to("../work2/b.yaml")
    assert "leads outside" in _reason(work / "a.yaml", work)


def test_a_file_elsewhere_that_is_not_a_link_is_read(work: Path) -> None:
    assert read(str(work / "../outside/secret.yaml"), root=str(work)) == b"outside\n"


def test_a_link_elsewhere_is_refused(work: Path) -> None:
    (work.parent / "outside" / "a.yaml").symlink_to("secret.yaml")
    assert "leads outside" in _reason(work.parent / "outside" / "a.yaml", work)


def test_links_above_the_working_directory_do_not_matter(work: Path) -> None:
    (work / "a.yaml").write_bytes(b"inside\n")
    above = work.parent / "above"
    above.symlink_to(work.parent)
    assert read(str(above / "work" / "a.yaml"), root=str(above / "work")) == b"inside\n"
    assert read(str(above / "work" / "a.yaml"), root=str(work)) == b"inside\n"
    assert read(str(work / "a.yaml"), root=str(above / "work")) == b"inside\n"
    (work / "folder").symlink_to("../outside")
    assert "leads outside" in _reason(work / "folder" / "secret.yaml", above / "work")


def test_a_link_to_itself_is_refused(work: Path) -> None:
    (work / "a.yaml").symlink_to("b.yaml")
    (work / "b.yaml").symlink_to("a.yaml")
    assert "back to itself" in _reason(work / "a.yaml", work)


def test_a_link_to_nothing_is_refused(work: Path) -> None:
    (work / "a.yaml").symlink_to("gone.yaml")
    assert "leads to nothing" in _reason(work / "a.yaml", work)


def test_a_file_that_no_longer_exists_is_reported(work: Path) -> None:
    assert "no longer exists" in _reason(work / "gone.yaml", work)


def test_a_file_below_a_file_does_not_exist(work: Path) -> None:
    (work / "a.yaml").write_bytes(b"")
    assert "no longer exists" in _reason(work / "a.yaml" / "b.yaml", work)


def test_a_name_that_is_too_long_is_reported(work: Path) -> None:
    assert "too long" in _reason(work / ("a" * 300 + ".yaml"), work)


@pytest.mark.parametrize("name", ["a\0.yaml", "a\ud800.yaml"])
@posix
def test_a_name_that_no_file_can_have_is_reported(work: Path, name: str) -> None:
    assert "name" in _reason(work / name, work)


@posix
def test_a_name_that_is_not_utf8_is_read(work: Path) -> None:
    path = os.path.join(os.fsencode(work), b"\xe9.yaml")
    with open(path, "wb") as file:
        file.write(b"latin\n")
    assert read(os.fsdecode(path), root=str(work)) == b"latin\n"


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM])
def test_a_file_without_permission_is_reported(
    work: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    (work / "a.yaml").write_bytes(b"")
    monkeypatch.setattr(os, "open", _failing(code))
    assert _reason(work / "a.yaml", work) == "no permission to read this file"


def test_a_folder_that_can_not_be_searched_is_reported(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "scandir", _failing(errno.EACCES))
    assert _reason(work, work) == "no permission to read this folder"


def test_an_error_while_reading_is_reported_and_the_file_closed(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "a.yaml").write_bytes(b"a")
    handles: list[int] = []

    def fail(handle: int, size: int) -> bytes:
        handles.append(handle)
        raise OSError(errno.EIO, "raised by the test")

    monkeypatch.setattr(os, "read", fail)
    assert os.strerror(errno.EIO) in _reason(work / "a.yaml", work)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handles[0])


@posix
@pytest.mark.parametrize("kind", ["pipe", "link outside", "other file"])
def test_a_file_replaced_before_it_is_opened_is_refused(
    work: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = work / "a.yaml"
    path.write_bytes(b"regular")
    really_open = os.open

    def replace(name: str, flags: int) -> int:
        path.rename(work / "old")
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "link outside":
            path.symlink_to("../outside/secret.yaml")
        else:
            path.write_bytes(b"other")
        return really_open(name, flags)

    monkeypatch.setattr(os, "open", replace)
    assert _reason(path, work)

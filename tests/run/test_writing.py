"""Changed files: each is written completely or not at all, or there is a reason why not."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from outbound_lint.run import change_writing, writing
from outbound_lint.run.change_writing import Change, write_changes
from outbound_lint.run.writing import replace_files
from tests.run.changing import NEW, OLD, Program, change

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX files")

NOBODY = 65534


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A working directory with something outside it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.yaml").write_bytes(OLD)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "a.yaml").write_bytes(OLD)
    return tmp_path / "work"


@pytest.fixture(params=["in a child process", "in this process"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in this process":
        monkeypatch.delattr(os, "fork", raising=False)


both_ways = pytest.mark.usefixtures("_both_ways")


def write(root: Path, *changes: Change) -> list[str | None]:
    """Write changes; no other file may be left."""
    before = set(root.rglob("*"))
    reasons = write_changes(changes, root=os.fspath(root))
    assert set(root.rglob("*")) == before
    return reasons


def failing(code: int) -> Callable[..., object]:
    def fail(*args: object, **options: object) -> object:
        raise OSError(code, os.strerror(code))

    return fail


@both_ways
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o666, 0o755])
def test_a_file_gets_the_new_bytes_and_keeps_its_mode(work: Path, mode: int) -> None:
    (work / "a.yaml").chmod(mode)
    assert write(work, change(work / "a.yaml")) == [None]
    assert (work / "a.yaml").read_bytes() == NEW
    assert stat.S_IMODE((work / "a.yaml").stat().st_mode) == mode


def test_nothing_to_write() -> None:
    assert write_changes([], root=os.curdir) == []


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_new_file_is_never_open_to_more_than_the_old_one(
    work: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    monkeypatch.delattr(os, "fork")
    (work / "a.yaml").chmod(mode)
    created: list[int] = []
    really_open = os.open

    def spy(path: str, flags: int, *args: int) -> int:
        handle = really_open(path, flags, *args)
        if flags & os.O_CREAT:
            created.append(stat.S_IMODE(os.fstat(handle).st_mode))
        return handle

    monkeypatch.setattr(os, "open", spy)
    assert write(work, change(work / "a.yaml")) == [None]
    assert created == [0o600]


@both_ways
@pytest.mark.parametrize("name", ["\U0001f600" * 62 + ".yaml", "x" * 250 + ".yaml", ".yaml"])
def test_a_name_may_be_as_long_as_the_system_permits(work: Path, name: str) -> None:
    (work / name).write_bytes(OLD)
    assert write(work, change(work / name)) == [None]
    assert (work / name).read_bytes() == NEW


@both_ways
@posix
def test_a_file_that_can_not_be_written_does_not_stop_the_others(work: Path) -> None:
    (work / "changed.yaml").write_bytes(OLD + b"more: 1\n")
    (work / "folder.yaml").mkdir()
    os.mkfifo(work / "pipe.yaml")
    (work / "link.yaml").symlink_to("../outside/a.yaml")
    (work / "broken.yaml").symlink_to("gone.yaml")
    (work / "z.yaml").write_bytes(OLD)
    names = "a changed folder gone pipe link broken z".split()
    assert write(work, *(change(work / f"{name}.yaml") for name in names)) == [
        None,
        "the file changed since it was read",
        "this is a folder, not a regular file",
        "the file no longer exists",
        "this is a named pipe, not a regular file",
        "the link leads outside the working directory",
        "the link leads to nothing",
        None,
    ]
    assert (work / "a.yaml").read_bytes() == (work / "z.yaml").read_bytes() == NEW
    assert (work / "changed.yaml").read_bytes() == OLD + b"more: 1\n"
    assert (work.parent / "outside" / "a.yaml").read_bytes() == OLD


@both_ways
@pytest.mark.parametrize("now", [b"", OLD[:-1], OLD + b"\n", OLD.replace(b"\r", b""), NEW[:-1]])
def test_any_other_byte_is_a_change(work: Path, now: bytes) -> None:
    (work / "a.yaml").write_bytes(now)
    assert write(work, change(work / "a.yaml")) == ["the file changed since it was read"]
    assert (work / "a.yaml").read_bytes() == now


@both_ways
def test_a_change_at_the_last_moment_is_noticed(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_slowly(new: str, data: bytes, **options: str) -> None:
        writing.write_new(new, data, replacing=options["replacing"])
        (work / "a.yaml").write_bytes(b"saved in an editor\n")

    monkeypatch.setattr(change_writing, "write_new", write_slowly)
    assert write(work, change(work / "a.yaml")) == ["the file changed since it was read"]
    assert (work / "a.yaml").read_bytes() == b"saved in an editor\n"


@both_ways
def test_the_second_of_two_changes_of_a_file_is_refused(work: Path) -> None:
    second = change(work / "a.yaml", after=b"second\n")
    assert write(work, change(work / "a.yaml"), second) == [
        None,
        "the file changed since it was read",
    ]
    assert (work / "a.yaml").read_bytes() == NEW


@both_ways
def test_a_file_that_has_the_new_bytes_already_is_left(work: Path) -> None:
    (work / "a.yaml").write_bytes(NEW)
    before = (work / "a.yaml").stat()
    assert write(work, change(work / "a.yaml")) == [None]
    assert (work / "a.yaml").stat().st_ino == before.st_ino


class TestLinks:
    @both_ways
    def test_a_link_stays_and_its_target_is_replaced(self, work: Path) -> None:
        (work / "sub").mkdir()
        (work / "a.yaml").rename(work / "sub" / "real.yaml")
        (work / "first.yaml").symlink_to("sub/real.yaml")
        (work / "second.yaml").symlink_to("first.yaml")
        assert write(work, change(work / "second.yaml")) == [None]
        assert os.readlink(work / "second.yaml") == "first.yaml"
        assert os.readlink(work / "first.yaml") == "sub/real.yaml"
        assert (work / "sub" / "real.yaml").read_bytes() == NEW

    @both_ways
    def test_a_link_that_was_changed_to_lead_outside_is_refused(self, work: Path) -> None:
        found = change(work / "a.yaml")
        (work / "a.yaml").unlink()
        (work / "a.yaml").symlink_to("../outside/a.yaml")
        assert write(work, found) == ["the link leads outside the working directory"]
        assert (work.parent / "outside" / "a.yaml").read_bytes() == OLD

    @both_ways
    def test_a_folder_that_became_a_link_outside_is_refused(self, work: Path) -> None:
        (work / "sub").mkdir()
        (work / "a.yaml").rename(work / "sub" / "a.yaml")
        found = change(work / "sub" / "a.yaml")
        shutil.rmtree(work / "sub")
        (work / "sub").symlink_to("../outside")
        assert write(work, found) == ["the link leads outside the working directory"]
        assert sorted(os.listdir(work.parent / "outside")) == ["a.yaml"]
        assert (work.parent / "outside" / "a.yaml").read_bytes() == OLD

    @both_ways
    def test_a_file_elsewhere_is_written_but_no_link_there(self, work: Path) -> None:
        outside = work.parent / "outside"
        (outside / "link.yaml").symlink_to("a.yaml")
        assert write(work, change(outside / "link.yaml")) == [
            "the link leads outside the working directory"
        ]
        assert write(work, change(outside / "a.yaml")) == [None]
        assert sorted(os.listdir(outside)) == ["a.yaml", "link.yaml"]
        assert (outside / "a.yaml").read_bytes() == NEW

    @both_ways
    def test_other_names_of_the_file_keep_the_old_bytes(self, work: Path) -> None:
        os.link(work / "a.yaml", work / "other.yaml")
        assert write(work, change(work / "a.yaml")) == [None]
        assert (work / "a.yaml").read_bytes() == NEW
        assert (work / "other.yaml").read_bytes() == OLD


class TestPermissions:
    """Root may do anything, so what the system says is replaced; see the next class."""

    @both_ways
    def test_a_file_without_permission_is_left(
        self, work: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (work / "b.yaml").write_bytes(OLD)
        monkeypatch.setattr(os, "access", lambda path, _: not path.endswith("a.yaml"))
        both = change(work / "a.yaml"), change(work / "b.yaml")
        assert write(work, *both) == ["no permission to write it", None]
        assert (work / "a.yaml").read_bytes() == OLD
        assert (work / "b.yaml").read_bytes() == NEW

    @both_ways
    @posix
    def test_a_read_only_file_system_is_named(
        self, work: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=os.ST_RDONLY))
        assert write(work, change(work / "a.yaml")) == ["the file system is read-only"]

    @both_ways
    @pytest.mark.parametrize(
        ("operation", "reason"),
        [
            ("open", "no permission to create files in its folder"),
            ("replace", "no permission to replace it"),
        ],
    )
    def test_what_the_folder_does_not_permit(
        self, work: Path, monkeypatch: pytest.MonkeyPatch, operation: str, reason: str
    ) -> None:
        monkeypatch.setattr(os, operation, failing(errno.EACCES))
        assert write(work, change(work / "a.yaml")) == [reason]
        assert (work / "a.yaml").read_bytes() == OLD

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
    @both_ways
    def test_root_keeps_owner_and_group(self, work: Path) -> None:
        os.chown(work / "a.yaml", 1234, 5678)
        (work / "a.yaml").chmod(0o4750)
        assert write(work, change(work / "a.yaml")) == [None]
        status = (work / "a.yaml").stat()
        assert (status.st_uid, status.st_gid) == (1234, 5678)
        assert stat.S_IMODE(status.st_mode) == 0o4750


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that belongs to a user who is not root, with a file."""
    folder = Path(tempfile.mkdtemp())
    (folder / "a.yaml").write_bytes(OLD)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        os.chown(folder / "a.yaml", NOBODY, NOBODY)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


def write_as_user(folder: Path, name: str = "a.yaml") -> str:
    """Write a change as a user who is not root; return the reason, or nothing."""

    def run() -> bytes:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        return (write(folder, change(folder / name))[0] or "written").encode()

    return Program(run).output().decode()


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="changes the user")
class TestPermissionsOfAUser:
    @pytest.mark.parametrize("mode", [0o600, 0o4750])
    def test_what_is_permitted_is_written(self, shared: Path, mode: int) -> None:
        (shared / "a.yaml").chmod(mode)
        assert write_as_user(shared) == "written"
        assert (shared / "a.yaml").read_bytes() == NEW
        assert stat.S_IMODE((shared / "a.yaml").stat().st_mode) == mode

    def test_a_read_only_file_is_refused_although_its_folder_permits_it(self, shared: Path) -> None:
        (shared / "a.yaml").chmod(0o444)
        assert write_as_user(shared) == "no permission to write it"
        assert (shared / "a.yaml").read_bytes() == OLD

    def test_a_read_only_folder_is_reported(self, shared: Path) -> None:
        shared.chmod(0o555)
        assert write_as_user(shared) == "no permission to create files in its folder"
        assert (shared / "a.yaml").read_bytes() == OLD

    def test_an_unreadable_file_is_reported(self, shared: Path) -> None:
        (shared / "a.yaml").chmod(0o200)
        assert write_as_user(shared) == "no permission to read this file"

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
    def test_a_file_of_another_user_that_anyone_may_write_is_written(self, shared: Path) -> None:
        os.chown(shared / "a.yaml", 0, 0)
        (shared / "a.yaml").chmod(0o666)
        assert write_as_user(shared) == "written"
        assert (shared / "a.yaml").stat().st_uid == NOBODY
        assert stat.S_IMODE((shared / "a.yaml").stat().st_mode) == 0o666


class TestFullDisk:
    @both_ways
    @posix
    def test_a_file_that_becomes_too_large_is_left_and_the_others_are_written(
        self, work: Path
    ) -> None:
        import resource

        (work / "b.yaml").write_bytes(OLD)
        large = change(work / "a.yaml", after=b"x" * 100_000)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
        try:
            reasons = write(work, large, change(work / "b.yaml"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert reasons == ["file too large", None]
        assert (work / "a.yaml").read_bytes() == OLD
        assert (work / "b.yaml").read_bytes() == NEW

    @both_ways
    @pytest.mark.parametrize("operation", ["open", "chmod"])
    def test_no_space_left(
        self, work: Path, monkeypatch: pytest.MonkeyPatch, operation: str
    ) -> None:
        (work / "a.yaml").chmod(0o640)
        monkeypatch.setattr(os, operation, failing(errno.ENOSPC))
        assert write(work, change(work / "a.yaml")) == ["no space left on device"]
        assert (work / "a.yaml").read_bytes() == OLD


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("operation", ["replace", "chmod", "stat"])
def test_an_interruption_without_a_child_process_leaves_nothing_behind(
    work: Path, monkeypatch: pytest.MonkeyPatch, operation: str, error: type[BaseException]
) -> None:
    monkeypatch.delattr(os, "fork", raising=False)
    (work / "a.yaml").chmod(0o640)

    def interrupt(*_: object) -> None:
        raise error

    changes = [change(work / "a.yaml")]
    with monkeypatch.context() as patch:
        patch.setattr(os, operation, interrupt)
        with pytest.raises(error):
            write_changes(changes, root=os.fspath(work))
    assert os.listdir(work) == ["a.yaml"]
    assert (work / "a.yaml").read_bytes() == OLD


def test_all_or_none_with_names_that_begin_alike(tmp_path: Path) -> None:
    paths = [tmp_path / f"{'x' * 200}{number}" for number in range(3)]
    replace_files((os.fspath(path), NEW) for path in paths)
    assert [path.read_bytes() for path in paths] == [NEW] * 3
    assert len(os.listdir(tmp_path)) == 3


def test_all_or_none_when_the_last_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(OLD)
    files = (tmp_path / "a", NEW), (tmp_path / "no" / "b", NEW)
    with pytest.raises(FileNotFoundError):
        replace_files((os.fspath(path), data) for path, data in files)
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == OLD

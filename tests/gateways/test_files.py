"""Files by content in a folder."""

import hashlib

import pytest

from foundation.errors import Invalid, NotFound
from gateways.files import FolderFiles


@pytest.fixture
def files(tmp_path):
    return FolderFiles(tmp_path / "files")


def test_what_was_saved_is_read_again_by_a_key_of_its_content(files):
    key = files.save("受灾照片".encode(), suffix=".jpg")
    assert key == hashlib.sha256("受灾照片".encode()).hexdigest() + ".jpg"
    assert files.read(key) == "受灾照片".encode()
    assert files.path(key).parts[-3:] == (key[:2], key[2:4], key)


def test_the_same_content_is_kept_once(files):
    keys = {files.save(b"same", suffix=suffix) for suffix in (".pdf", "pdf", ".PDF")}
    assert len(keys) == 1
    assert list(files.keys()) == sorted(keys)


def test_a_file_without_suffix_is_kept(files):
    assert files.read(files.save(b"", suffix="")) == b""


@pytest.mark.parametrize("suffix", ["/../x", ".tar.gz", ".", "..", " ", ".exe\n", ".ü", ".toolongasuffix", "\x00"])
def test_a_strange_suffix_is_refused(files, suffix):
    with pytest.raises(Invalid):
        files.save(b"x", suffix=suffix)


@pytest.mark.parametrize(
    "key",
    ["", "../secrets.env", "/etc/passwd", "ab/cd", "g" * 64, "a" * 63, "a" * 64 + "/x", "a" * 64 + ".pdf\n", "\x00"],
)
def test_what_is_no_key_is_not_found(files, tmp_path, key):
    (tmp_path / "secrets.env").write_text("secret")
    for attempt in (files.read, files.path, files.delete):
        with pytest.raises(NotFound):
            attempt(key)


def test_a_key_without_file_is_not_found(files):
    with pytest.raises(NotFound):
        files.read("a" * 64)


def test_a_deleted_file_is_gone_and_may_be_deleted_again(files):
    key = files.save(b"x", suffix=".txt")
    files.delete(key)
    files.delete(key)
    assert list(files.keys()) == []
    with pytest.raises(NotFound):
        files.read(key)


def test_a_write_that_breaks_leaves_nothing(files, monkeypatch):
    def full(descriptor):
        raise OSError("no space left")

    monkeypatch.setattr("gateways.files.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.save(b"x", suffix=".txt")
    assert list(files.keys()) == []
    assert not [path for path in files._folder.rglob("*") if path.is_file()]


def test_strange_files_in_the_folder_are_not_listed(files):
    key = files.save(b"x", suffix=".txt")
    (files.path(key).parent / ".new-123").write_bytes(b"half")
    assert list(files.keys()) == [key]

"""Sealing: pass phrases, two of three, streams, uploads that never lie in plain on the disk."""

import hashlib
import io
import os
import zipfile
from itertools import permutations

import pytest

from procurement.core import safe, sealing
from procurement.core.sealing_uploads import SealingUploadHandler, SkipFile
from procurement.core.sniffing import Inspector


def test_a_pass_phrase_opens_its_own_key_and_no_other_does():
    _public, secret = sealing.new_identity()
    blob = sealing.wrap_secret(secret, "下辛店 九月 开标 二人")

    assert sealing.unwrap_secret(blob, "下辛店 九月 开标 二人") == secret
    with pytest.raises(sealing.WrongPassphrase):
        sealing.unwrap_secret(blob, "下辛店 九月 开标 三人")
    altered = blob[:-1] + bytes([blob[-1] ^ 1])
    with pytest.raises(sealing.WrongPassphrase):
        sealing.unwrap_secret(altered, "下辛店 九月 开标 二人")


def three():
    return {name: sealing.new_identity() for name in ("A", "B", "C")}


def test_any_two_in_any_order_open_the_secret():
    people = three()
    layers = sealing.two_of_three(b"secret", {name: pair[0] for name, pair in people.items()})
    assert sorted(layers) == sorted(f"{a}|{b}" for a, b in permutations("ABC", 2))
    for first, second in permutations("ABC", 2):
        peeled = sealing.peel(layers[f"{first}|{second}"], people[first][1])
        assert sealing.peel(peeled, people[second][1]) == b"secret"


def test_one_alone_opens_nothing():
    people = three()
    layers = sealing.two_of_three(b"secret", {name: pair[0] for name, pair in people.items()})
    for _public, secret in people.values():
        for layer in layers.values():
            try:
                peeled = sealing.peel(layer, secret)
            except sealing.Unopenable:
                continue
            assert b"secret" not in peeled
            with pytest.raises(sealing.Unopenable):
                sealing.peel(peeled, secret)


def test_the_same_person_cannot_be_two_of_the_three():
    public, _secret = sealing.new_identity()
    other, _secret = sealing.new_identity()
    with pytest.raises(ValueError, match="three different"):
        sealing.two_of_three(b"secret", {"A": public, "B": public, "C": other})


def test_a_stream_comes_back_byte_for_byte_and_alteration_is_seen():
    public, secret = sealing.new_identity()
    plain = os.urandom(300_000)
    sealed = io.BytesIO()
    digest = sealing.seal_stream(io.BytesIO(plain), sealed, public)
    assert digest == hashlib.sha256(sealed.getvalue()).hexdigest()

    opened = io.BytesIO()
    assert (
        sealing.open_stream(io.BytesIO(sealed.getvalue()), opened, secret)
        == hashlib.sha256(plain).hexdigest()
    )
    assert opened.getvalue() == plain

    broken = bytearray(sealed.getvalue())
    broken[150_000] ^= 1
    with pytest.raises(sealing.Unopenable):
        sealing.open_stream(io.BytesIO(bytes(broken)), io.BytesIO(), secret)
    with pytest.raises(sealing.Unopenable):
        sealing.open_stream(io.BytesIO(sealed.getvalue()[:-10]), io.BytesIO(), secret)


def handler(folder, public, *, limit=1_000_000, name="方案.pdf"):
    made = SealingUploadHandler(
        recipient=public,
        folder=folder,
        limit=limit,
        too_large="太大",
        inspecting=lambda name: Inspector(name, ("pdf", "zip")),
    )
    made.new_file("file", name, "", None)
    return made


def feed(made, plain, size=65_536):
    for start in range(0, len(plain), size):
        made.receive_data_chunk(plain[start : start + size], start)


def test_an_upload_lies_sealed_on_the_disk_and_nowhere_in_plain(tmp_path):
    public, secret = sealing.new_identity()
    plain = b"%PDF-" + b"MARKER" * 40_000 + b"\n%%EOF\n"
    made = handler(tmp_path, public)
    feed(made, plain)
    upload = made.file_complete(len(plain))

    assert [path.name for path in tmp_path.iterdir()] == [upload.path.name]
    sealed = upload.path.read_bytes()
    assert b"MARKER" not in sealed
    assert upload.sealed_sha256 == hashlib.sha256(sealed).hexdigest()
    assert upload.plain_sha256 == hashlib.sha256(plain).hexdigest()
    opened = io.BytesIO()
    sealing.open_stream(io.BytesIO(sealed), opened, secret)
    assert opened.getvalue() == plain


def test_an_upload_that_is_cut_off_leaves_nothing(tmp_path):
    made = handler(tmp_path, sealing.new_identity()[0])
    feed(made, b"%PDF-" + b"x" * 200_000)
    made.abandon()
    assert list(tmp_path.iterdir()) == []


def test_too_large_and_wrong_kind_are_skipped_with_the_reason(tmp_path):
    public = sealing.new_identity()[0]
    large = handler(tmp_path, public, limit=100_000)
    with pytest.raises(SkipFile):
        feed(large, b"%PDF-" + b"x" * 200_000)
    wrong = handler(tmp_path, public)
    with pytest.raises(SkipFile):
        feed(wrong, b"MZ" + b"x" * 10_000)
    short = handler(tmp_path, public)
    feed(short, b"MZ")
    assert short.file_complete(2) is None
    assert (large.refusal, wrong.refusal, short.refusal) == (
        "太大",
        "文件内容不是 PDF，看起来是 EXE。请用正确的格式保存后重新上传。",
        "文件内容不是 PDF，看起来是 EXE。请用正确的格式保存后重新上传。",
    )
    assert list(tmp_path.iterdir()) == []


def archived(names, size=10):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, os.urandom(size))
    return content.getvalue()


def test_an_archive_is_judged_by_its_end_while_it_is_sealed(tmp_path):
    """The directory of a zip comes last: nothing plain is kept to wait for it, and what is refused is gone."""
    public, secret = sealing.new_identity()
    plain = archived(["方案.pdf", "业绩/合同.pdf"], size=3_000_000)
    good = handler(tmp_path, public, limit=10_000_000, name="附件.zip")
    feed(good, plain)
    upload = good.file_complete(len(plain))
    opened = io.BytesIO()
    sealing.open_stream(io.BytesIO(upload.path.read_bytes()), opened, secret)
    assert opened.getvalue() == plain
    upload.discard()

    trap = archived(["方案.pdf", "../../etc/cron.d/x"], size=3_000_000)
    bad = handler(tmp_path, public, limit=10_000_000, name="附件.zip")
    feed(bad, trap)
    assert bad.file_complete(len(trap)) is None
    assert (bad.refusal, list(tmp_path.iterdir())) == ("压缩包中含有不允许的路径。", [])


def test_what_the_server_keeps_needs_its_own_key(settings, tmp_path):
    settings.DRAFT_KEY, settings.DRAFT_KEY_FILE = "", tmp_path / "keys" / "drafts.key"
    blob = safe.lock("报价 288000.00".encode(), "draft:1")
    assert safe.unlock(blob, "draft:1").decode() == "报价 288000.00"
    with pytest.raises(safe.Unreadable):
        safe.unlock(blob, "draft:2")
    assert (tmp_path / "keys" / "drafts.key").stat().st_mode & 0o777 == 0o600
    settings.DRAFT_KEY_FILE = tmp_path / "other" / "drafts.key"
    with pytest.raises(safe.Unreadable):
        safe.unlock(blob, "draft:1")

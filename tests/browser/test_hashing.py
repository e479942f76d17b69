"""The hash of a recording is worked out in the browser, from a file that is not sent."""

import hashlib
import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
STATIC = Path(__file__).resolve().parents[2] / "static"
SCRIPTS = ("vendor/js-sha256-0.11.1.min.js", "js/hashing.js")
FIELD = """<input id="sha" data-hash-choose="选择" data-hash-reading="正在计算"
    data-hash-done="已算出：" data-hash-failed="读不出来">"""


def page_with_field(page: Page) -> None:
    page.set_content(FIELD)
    for script in SCRIPTS:
        page.add_script_tag(path=STATIC / script)


# Around the ends of a block (64), of its room for the length (56) and of a slice (4 MB).
@pytest.mark.parametrize("size", [1, 55, 56, 63, 64, 65, 119, 120, 4_194_304, 9_000_001])
def test_the_hash_is_that_of_the_file(page: Page, tmp_path: Path, size: int) -> None:
    recording = tmp_path / "开标室.mp4"
    recording.write_bytes(os.urandom(size))
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page_with_field(page)
    page.get_by_label("选择").set_input_files(recording)
    expect(page.locator("#sha")).to_have_value(hashlib.sha256(recording.read_bytes()).hexdigest())
    expect(page.get_by_role("status")).to_have_text("已算出： 开标室.mp4")
    assert sent == []


def test_an_empty_file_and_a_second_choice(page: Page, tmp_path: Path) -> None:
    empty, other = tmp_path / "空.mp4", tmp_path / "第2段.mp4"
    empty.touch()
    other.write_bytes(b"sound and picture")
    page_with_field(page)
    page.get_by_label("选择").set_input_files(empty)
    expect(page.get_by_role("status")).to_have_text("读不出来")
    expect(page.locator("#sha")).to_have_value("")
    page.get_by_label("选择").set_input_files(other)
    expect(page.locator("#sha")).to_have_value(hashlib.sha256(other.read_bytes()).hexdigest())

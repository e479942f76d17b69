"""Documents fetch our own static files and nothing else."""

import pytest

from procurement.core.pdf import _OwnFilesOnly, render_pdf


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000/static/css/print.css",
        "https://example.cn/logo.png",
        "file:///etc/passwd",
        "static:/static/css/no-such-file.css",
    ],
)
def test_a_document_fetches_nothing_else(address, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    with pytest.raises(ValueError, match="a document may not fetch"):
        _OwnFilesOnly()(address)


def test_a_document_cannot_climb_out_of_the_static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    with pytest.raises(Exception, match="outside of the base path"):
        _OwnFilesOnly()("static:/static/../../secret_key")


def test_the_style_is_found_with_its_app_and_under_its_hashed_name(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    plain = _OwnFilesOnly()("static:/static/css/print.css")
    assert plain.content_type == "text/css"
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "print.0a1b2c.css").write_bytes(plain.read())
    hashed = _OwnFilesOnly()("static:/static/css/print.0a1b2c.css")
    assert hashed.read() == (tmp_path / "css" / "print.0a1b2c.css").read_bytes()


def test_the_layout_is_drawn_without_a_complaint(settings, tmp_path, caplog):
    settings.STATIC_ROOT = tmp_path
    caplog.set_level("WARNING", logger="weasyprint")
    document = render_pdf(
        "layouts/print.html",
        {
            "document_title": "成交通知书",
            "verify_address": "https://example.cn/verify/1/",
            "sha256": "3f2a" * 16,
        },
    )
    assert (document[:5], caplog.messages) == (b"%PDF-", [])

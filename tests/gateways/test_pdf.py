"""PDF: Chinese with its fonts inside, and nothing fetched from anywhere. Reads the result with poppler's tools."""

import base64
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from gateways import weasyprint_pdf
from gateways.nulls import KeptPages
from gateways.weasyprint_pdf import WeasyprintRenderer, missing_parts, prepared

PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>一户一档</title>
<style>@page {{ @bottom-center {{ content: "第" counter(page) "页" }} }} h2 {{ break-before: page }}</style></head>
<body><h1>张三丰户</h1><p>致贫原因：因病。<b>家庭人均纯收入</b> 7,500.00 元。</p>
<svg width="200" height="40"><text x="0" y="20">图表文字</text></svg>
<h2>帮扶记录</h2><p>Visit on 2026-05-04. 光伏发电务工。</p>{more}</body></html>"""


def poppler(tmp_path: Path, pdf: bytes, tool: str) -> str:
    path = tmp_path / "printed.pdf"
    path.write_bytes(pdf)
    command = [tool, path, "-"] if tool == "pdftotext" else [tool, path]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_this_machine_has_what_printing_needs():
    assert missing_parts() == []


def test_what_is_missing_is_named(monkeypatch):
    from weasyprint.text import ffi  # noqa: PLC0415 - imported where it is changed

    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    monkeypatch.setattr(weasyprint_pdf, "CHINESE_FONT", "No Such Font")
    assert [part.split(" ")[0] for part in missing_parts()] == ["libharfbuzz-subset", "The"]


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_two_chinese_pages_carry_their_fonts_and_can_be_searched(tmp_path, language):
    pdf = WeasyprintRenderer().render(PAGE.format(more=""), language=language)

    assert "Pages:           2" in poppler(tmp_path, pdf, "pdfinfo")
    fonts = poppler(tmp_path, pdf, "pdffonts").splitlines()[2:]
    assert {font.split("+")[1].split()[0] for font in fonts} == {"Noto-Sans-CJK-SC", "Noto-Sans-CJK-SC-Bold"}
    assert all(font.split()[-5:-2] == ["yes", "yes", "yes"] for font in fonts)  # embedded, cut down, searchable
    printed = poppler(tmp_path, pdf, "pdftotext")
    for words in ("张三丰户", "致贫原因", "家庭人均纯收入", "7,500.00", "图表文字", "帮扶记录", "光伏发电", "第2页"):
        assert words in printed
    assert len(pdf) < 1_000_000  # the whole font has 20 MB


def test_no_address_but_data_is_fetched(tmp_path):
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    secret = tmp_path / "secret.css"
    secret.write_text("h1::after { content: 'STOLEN' }")
    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    more = f"""<img src="{address}/img.png"><link rel="stylesheet" href="{address}/a.css">
        <link rel="stylesheet" href="file://{secret}"><link rel="attachment" href="file://{secret}">
        <style>@import url("{address}/b.css"); @import url("file://{secret}");
        @font-face {{ font-family: f; src: url("{address}/f.woff") }}
        p {{ font-family: f; background: url("{address}/bg") }}</style>
        <svg width="9" height="9"><image href="{address}/svg.png"/><use href="file://{secret}"/></svg>
        <object data="{address}/o"></object><embed src="file://{secret}"><a href="{address}/link">go</a>"""
    try:
        pdf = WeasyprintRenderer().render(PAGE.format(more=more), language="zh")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert asked == []
    assert "STOLEN" not in poppler(tmp_path, pdf, "pdftotext")
    assert b"EmbeddedFile" not in pdf


def test_a_picture_inside_the_page_is_printed(tmp_path):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">内嵌图</text></svg>'
    data = base64.b64encode(svg.encode()).decode()
    more = f'<img src="data:image/svg+xml;base64,{data}">'
    pdf = WeasyprintRenderer().render(PAGE.format(more=more), language="zh")
    assert "内嵌图" in poppler(tmp_path, pdf, "pdftotext")


def test_a_page_keeps_the_language_and_the_fonts_it_names():
    assert prepared("<html><svg width=1>", "zh_Hans").startswith('<html lang="zh-Hans"><svg font-family="')
    named = '<html class="a" lang="en"><svg style="font-family: serif"></svg>'
    assert prepared(named, "zh_Hans") == named


def test_kept_pages_are_there_to_be_read(tmp_path):
    pages = KeptPages()
    pdf = pages.render("<h1>张三丰户</h1>", language="zh")
    assert pages.pages == ["<h1>张三丰户</h1>"]
    assert "Pages:           1" in poppler(tmp_path, pdf, "pdfinfo")

"""The page of a report in a real browser: it is searched, filtered, read on a phone, and inert.

Chromium is spoken to over its own pipe, so that no driver and no package is needed. Where there is
no Chromium the tests are skipped, unless CRISISFIGURES_NEEDS_BROWSER is set.
"""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crisisfigures.validation import Profile, ValidationReport, checks, sample_table, validate

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--disable-dev-shm-usage", "--remote-debugging-pipe"),
)

SCRIPT, IMAGE = "<script>pwned=1</script>", "<img src=http://pwned.example/ onerror=pwned=1>"
LONG = "Ministerium" * 3_000


class Browser:
    """One page of a browser, and what it did."""

    def __init__(self, profile: Path) -> None:
        reads, theirs = os.pipe()
        ours, writes = os.pipe()
        # The browser reads commands from descriptor 3 and answers on 4.
        self._process = subprocess.Popen(
            [
                *("bash", "-c", f'exec "$@" 3<&{ours} 4>&{theirs}', "bash"),
                *(str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", "about:blank"),
            ],
            pass_fds=(ours, theirs),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(ours)
        os.close(theirs)
        self._in, self._out = os.fdopen(writes, "wb"), os.fdopen(reads, "rb")
        self._sent, self._rest, self._session = 0, b"", None
        self.events: list[dict[str, Any]] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for part in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{part}.enable")

    def close(self) -> None:
        self._in.close()
        self._out.close()
        self._process.terminate()
        self._process.wait(30)

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._sent += 1
        said = {"id": self._sent, "method": method, "params": parameters}
        if self._session:
            said["sessionId"] = self._session
        self._in.write(json.dumps(said).encode() + b"\0")
        self._in.flush()
        while True:
            answer = self._next()
            if answer.get("id") == self._sent:
                assert "error" not in answer, answer
                return answer["result"]

    def _next(self) -> dict[str, Any]:
        """Return the next message; events are kept."""
        while b"\0" not in self._rest:
            part = os.read(self._out.fileno(), 1 << 20)
            assert part, "the browser has ended"
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        if "method" in told:
            self.events.append(told)
        return told

    def open(self, file: Path, *, script: bool = True, width: int = 1280) -> None:
        """Open a file as a page of this width, once it is loaded."""
        self._call("Emulation.setScriptExecutionDisabled", value=not script)
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.events.clear()
        self._call("Page.navigate", url=file.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._next()

    def ask(self, expression: str) -> Any:
        """Return what an expression is on the page, also what it promises."""
        answer = self._call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def type(self, text: str) -> None:
        """Type as with a keyboard, into what has the focus."""
        self._call("Input.insertText", text=text)

    def press(self, key: str) -> None:
        codes = {"Tab": 9, "Enter": 13, " ": 32}
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r" if key == "Enter" else key} if key != "Tab" else {}
            self._call(
                "Input.dispatchKeyEvent",
                **{"type": kind, "key": key, "windowsVirtualKeyCode": codes[key], **text},
            )

    def picture(self, file: Path) -> None:
        """Keep what is seen, for a person to look at."""
        shot = self._call("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def events_of(self, *methods: str) -> list[dict[str, Any]]:
        return [event["params"] for event in self.events if event["method"] in methods]


@pytest.fixture(scope="module")
def browser(tmp_path_factory) -> Iterator[Browser]:
    if CHROMIUM is None:
        assert "CRISISFIGURES_NEEDS_BROWSER" not in os.environ, "there is no Chromium here"
        pytest.skip("there is no Chromium here")
    opened = Browser(tmp_path_factory.mktemp("browser"))
    yield opened
    opened.close()


ALL = {
    "bounds-not-ordered": 1,
    "date-not-iso": 1,
    "unknown-measure": 50,  # and eleven more, on demand
    "unknown-word": 1,
    "unknown-place-code": 1,
    "unresolved-place": 1,
}


def _report() -> ValidationReport:
    """Return the report of 60 unknown measures in Ménaka, and of faults with hostile texts."""
    many = tuple({"measure": "kiled", "place_name": "Ménaka", "event": str(n)} for n in range(60))
    few = (
        {"measure": SCRIPT, "source": IMAGE},
        {"low": 50.0, "source": "وزارة الصحة\u202e"},
        {"published_on": LONG, "source": LONG},
        {"place": None, "place_system": None, "place_name": IMAGE},
        {"basis": "=SUM(A1:A9)\x1b[31m"},
        {"place": "MLX", "event": "march"},
    )
    return validate(
        sample_table((*many, *few)),
        profile=Profile(severity=dict.fromkeys({*checks()} - {*ALL}, "off")),
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(_report().to_html(), encoding="utf-8")
    return file


SHOWN = """[...document.querySelectorAll(".code")].filter(s => s.checkVisibility())
    .map(s => [s.dataset.code, [...s.querySelectorAll("tbody tr")]
    .filter(r => r.checkVisibility()).length])"""
SETTLED = "new Promise(done => setTimeout(() => done(true), 250))"
WIDE = """[...document.querySelectorAll("body *")].filter(e => e.checkVisibility()
    && !e.closest(".unseen, .skip, thead, option") && e.getBoundingClientRect().right
    > document.documentElement.clientWidth + 0.5).map(e => e.outerHTML.slice(0, 80))"""


def _shown(browser: Browser) -> dict[str, int]:
    assert browser.ask(SETTLED)
    return dict(browser.ask(SHOWN))


def _choose(browser: Browser, name: str, value: str) -> None:
    browser.ask(
        f"{{ const s = document.getElementById('{name}'); s.value = {json.dumps(value)};"
        "s.dispatchEvent(new Event('change')); }"
    )


def test_the_page_fetches_nothing_says_nothing_and_runs_nothing_of_the_data(browser, page):
    browser.open(page)
    assert _shown(browser) == ALL
    asked = [told["request"]["url"] for told in browser.events_of("Network.requestWillBeSent")]
    assert asked == [page.as_uri()]
    assert browser.ask("performance.getEntriesByType('resource').length") == 0
    noise = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
    assert browser.events_of(*noise) == []
    assert browser.ask("typeof pwned") == "undefined"
    assert browser.ask("document.querySelectorAll('img, iframe, body script, [style]').length") == 0
    assert SCRIPT in browser.ask("document.getElementById('code-unknown-measure').textContent")


def test_what_is_no_script_of_ours_is_refused(browser, page, tmp_path):
    changed = tmp_path / "changed.html"
    changed.write_text(
        page.read_text("utf-8").replace("<main>", f"<main>{SCRIPT}{IMAGE}"), encoding="utf-8"
    )
    browser.open(changed)
    assert browser.ask("typeof pwned") == "undefined"
    refused = [told["entry"]["text"] for told in browser.events_of("Log.entryAdded")]
    assert any("Content Security Policy" in text for text in refused)
    assert _shown(browser) == ALL


def test_a_search_shows_the_findings_with_all_its_words_and_tells_how_many(browser, page):
    browser.open(page)
    browser.ask("document.getElementById('search').focus()")
    browser.type("menaka KILED")
    assert _shown(browser) == {"unknown-measure": 50}
    told = "document.getElementById('result').textContent"
    assert browser.ask(told) == "60 of 66 listed findings fit the filter."
    browser.type(" nowhere")
    assert _shown(browser) == {}
    assert browser.ask("document.getElementById('none').checkVisibility()")
    browser.ask("document.querySelector('#none button').click()")
    assert _shown(browser) == ALL
    assert browser.ask(told) == "66 findings."
    assert browser.ask("document.activeElement.id") == "search"
    browser.type("unresolved-place")
    assert _shown(browser) == {"unresolved-place": 1}


def test_filters_narrow_what_is_shown(browser, page):
    browser.open(page)
    _choose(browser, "by-code", "date-not-iso")
    assert _shown(browser) == {"date-not-iso": 1}
    _choose(browser, "by-code", "")
    _choose(browser, "by-column", "high")
    assert _shown(browser) == {"bounds-not-ordered": 1}
    _choose(browser, "by-column", "")
    browser.ask("document.querySelector('[name=severity][value=error]').click()")
    assert _shown(browser) == {"unknown-place-code": 1, "unresolved-place": 1}


def test_more_findings_are_shown_on_demand_by_keyboard(browser, page):
    browser.open(page)
    button = "document.querySelector('#code-unknown-measure .more button')"
    assert browser.ask(f"{button}.textContent") == "Show 11 more of 11"
    browser.ask(f"{button}.focus()")
    browser.press("Enter")
    assert _shown(browser)["unknown-measure"] == 61
    assert not browser.ask(f"{button}.checkVisibility()")
    assert browser.ask("document.activeElement.rowIndex") == 51


def test_the_first_key_leads_past_the_summary(browser, page):
    browser.open(page)
    browser.press("Tab")
    assert browser.ask("document.activeElement.className") == "skip"
    browser.press("Enter")
    assert browser.ask("location.hash") == "#findings"


@pytest.mark.parametrize("width", [320, 360, 700, 1000, 1280])
@pytest.mark.parametrize("values", [True, False])
def test_nothing_is_wider_than_the_screen(browser, page, tmp_path, width, values):
    file = page
    if not values:
        file = tmp_path / "report.html"
        file.write_text(_report().to_html(values=False), encoding="utf-8")
    browser.open(file, width=width)
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.ask(WIDE) == []


def test_without_script_all_is_there_and_nothing_asks_for_one(browser, page):
    browser.open(page, script=False)
    # The page's own script is off; the questions of the test are still answered.
    assert not browser.ask("document.querySelector('.filters').checkVisibility()")
    assert dict(browser.ask(SHOWN)) == {**ALL, "unknown-measure": 61}


def test_everything_that_is_operated_has_a_name_and_every_table_its_heads(browser, page):
    browser.open(page)
    assert browser.ask(
        "[...document.querySelectorAll('input, select')].every(e => e.labels.length === 1)"
    )
    assert browser.ask("[...document.querySelectorAll('th')].every(th => th.scope)")
    levels = browser.ask("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert browser.ask("document.getElementById('result').getAttribute('aria-live')") == "polite"


CONTRAST = """(() => {
  const lum = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const behind = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  const low = new Set();
  for (const e of document.querySelectorAll("body *")) {
    if (!e.checkVisibility() || e.closest("option")) continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [lum(rgb(getComputedStyle(e).color)), lum(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.add(e.tagName + "." + e.className + " " + ratio.toFixed(2));
  }
  return [...low];
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_what_is_behind_it(browser, page, scheme):
    browser._call(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    browser.open(page)
    is_dark = "matchMedia('(prefers-color-scheme: dark)').matches"
    assert browser.ask(is_dark) == (scheme == "dark")
    assert browser.ask(CONTRAST) == []
    browser._call("Emulation.setEmulatedMedia", features=[])


def test_a_hundred_thousand_findings_are_no_burden(browser, tmp_path):
    table = sample_table({"measure": "kiled"})
    table = table.loc[table.index.repeat(100_000)].reset_index(drop=True)
    table["event"] = table.index.astype("str")
    html = validate(table).to_html()
    assert "The first 500 of 100,000 are listed here." in html
    assert len(html) < 1_000_000
    file = tmp_path / "report.html"
    file.write_text(html, encoding="utf-8")
    browser.open(file)
    assert _shown(browser)["unknown-measure"] == 50
    told = "document.getElementById('result').textContent"
    assert browser.ask(told) == "100,000 findings; 500 of them are listed here."
    # All of them on one page are slower to load, and yet can be searched.
    file.write_text(validate(table[:20_000]).to_html(samples=None), encoding="utf-8")
    browser.open(file)
    browser.ask("document.getElementById('search').focus()")
    browser.type("kiled")
    assert _shown(browser)["unknown-measure"] == 50
    assert browser.ask(told) == "20,000 of 20,000 listed findings fit the filter."

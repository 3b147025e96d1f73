"""The HTML file in a real browser: Chromium, without a network, at three widths, with and without scripts, on screen and paper."""

import contextlib
import functools
import itertools
from dataclasses import dataclass, field

import pytest

WIDTHS = (1400, 800, 400)
OWN = ("file:", "data:", "blob:", "about:")
MEGABYTE = 1_000_000

# Contrast of every piece of text with what lies behind it, by WCAG 2.2's definition of relative luminance.
CONTRAST = """() => {
    const parse = text => { const m = text.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
    const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
    const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const behind = element => {
        const layers = [];
        for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
        return layers.reverse().reduce((under, layer) => over(layer, under),
            matchMedia("(prefers-color-scheme: dark)").matches && getComputedStyle(document.documentElement).colorScheme.includes("dark")
                ? [18, 18, 18] : [255, 255, 255]);
    };
    const poor = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, style = getComputedStyle(element);
        if (!walker.currentNode.data.trim() || element.closest("svg, script, style") || !element.checkVisibility()) continue;
        const under = behind(element), lights = [luminance(over(parse(style.color), under)), luminance(under)].sort((a, b) => b - a);
        const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        const ratio = (lights[0] + 0.05) / (lights[1] + 0.05);
        if (ratio < (large ? 3 : 4.5)) poor.push(`${ratio.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 40)}`);
    }
    return poor;
}"""

FIRST_SCREEN = """() => {
    const said = [], range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        range.selectNodeContents(walker.currentNode);
        const box = range.getBoundingClientRect();
        if (walker.currentNode.parentElement.checkVisibility() && box.height && box.bottom <= innerHeight) said.push(walker.currentNode.data);
    }
    return said.join(" ");
}"""


@dataclass
class View:
    """A page that was opened, and everything that it complained of, asked the network for, or showed in a dialogue."""

    page: object
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def opening(browser):
    """Opens a report: ``with opening(report, width=..., java_script_enabled=...) as view``."""

    @contextlib.contextmanager
    def _opening(report, width=1400, **options):
        context = browser.new_context(offline=True, viewport={"width": width, "height": 900}, **options)
        view = View(context.new_page())
        view.page.on("console", lambda message: view.complaints.append(f"{message.type}: {message.text}"))
        view.page.on("pageerror", lambda error: view.complaints.append(str(error)))
        view.page.on("dialog", lambda dialog: (view.complaints.append(dialog.message), dialog.dismiss()))
        view.page.on("request", lambda request: view.requests.append(request.url))
        view.page.goto(report.html.as_uri(), wait_until="load")
        try:
            yield view
        finally:
            context.close()

    return _opening


@pytest.fixture
def opened(opening, report):
    """The same for each report in turn."""
    return functools.partial(opening, report)


def words(text):
    return " ".join(text.split()).lower()


def test_it_is_one_file_under_a_megabyte(report):
    assert report.html.stat().st_size < MEGABYTE


def test_it_opens_without_a_complaint_and_asks_nobody_for_anything(opened, report):
    with opened() as view:
        assert view.complaints == []
        assert [url for url in view.requests if not url.startswith(OWN)] == []
        assert [url for url in view.requests if url.startswith("file:")] == [report.html.as_uri()]


def test_nothing_in_it_would_load_from_elsewhere(opened):
    loading = "link[href], script[src], img[src], source, iframe, object, embed, video, audio, image[href], use[href], base"
    with opened() as view:
        found = view.page.eval_on_selector_all(
            loading, "items => items.map(i => i.src || i.href?.baseVal || i.href || i.tagName)"
        )
        assert [address for address in found if not address.startswith(("data:", "#"))] == []
        assert view.page.eval_on_selector_all("style", "items => items.map(i => i.textContent).join(' ')").count("url(http") == 0


def test_no_name_in_the_report_becomes_markup_or_a_script(opened):
    with opened() as view:
        assert view.page.evaluate("window.hostile") is None
        assert view.page.locator("img[src=x]").count() == 0
        assert view.page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
        ) == []  # fmt: skip


def test_hostile_names_are_shown_as_they_were_written_and_what_cannot_be_seen_by_its_code(opening, reports):
    with opening(reports["hostile"]) as view:
        shown = view.page.inner_text("body")
    for written in (
        "<script>window.hostile = 1</script>",
        "{{ 7 * 7 }} {% raw %}",
        "]]>--><!--",
        "\N{MATHEMATICAL LEFT ANGLE BRACKET}U+202E",
    ):
        assert written in shown
    assert not {"\u202e", "\u202c", "\u200b", "\u0007"} & set(shown)


@pytest.mark.parametrize("width", WIDTHS)
def test_nobody_has_to_scroll_sideways(opened, width):
    with opened(width) as view:
        page, shown = view.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert page <= shown


def test_the_first_screen_says_the_opinion(opened, report):
    with opened() as view:
        assert report.opinion in words(view.page.evaluate(FIRST_SCREEN))


def test_title_language_and_encoding_are_stated(opened):
    with opened() as view:
        assert view.page.title().strip()
        assert view.page.locator("html").get_attribute("lang").startswith("en")
        assert view.page.evaluate("document.characterSet") == "UTF-8"
        assert view.page.evaluate("document.compatMode") == "CSS1Compat"
        assert "width=device-width" in view.page.locator("meta[name=viewport]").get_attribute("content")


def test_headings_descend_one_level_at_a_time_from_one_title(opened):
    with opened() as view:
        levels = view.page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "items => items.map(i => Number(i.tagName[1]))")
        texts = view.page.locator("h1, h2, h3, h4, h5, h6").all_text_contents()
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    assert all(text.strip() for text in texts)


def test_every_link_within_the_page_leads_somewhere(opened):
    with opened() as view:
        targets = view.page.eval_on_selector_all("a[href^='#']", "items => items.map(i => decodeURIComponent(i.hash.slice(1)))")
        ids = view.page.eval_on_selector_all("[id]", "items => items.map(i => i.id)")
    assert len(targets) >= 8
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))


def test_every_link_says_where_it_leads(opened):
    with opened() as view:
        names = view.page.eval_on_selector_all("a[href]", "items => items.map(i => i.textContent.trim() || i.ariaLabel || '')")
    assert all(names)


def test_the_contents_lead_to_every_chapter(opened):
    """A link leads to a heading, or to the part of the page that begins with it."""
    with opened() as view:
        linked = view.page.eval_on_selector_all(
            "nav a[href^='#']", "items => items.map(i => decodeURIComponent(i.hash.slice(1)))"
        )
        chapters = view.page.eval_on_selector_all(
            "h2:not(nav h2)", "items => items.map(i => [i.id, i.closest('section, article, header')?.id, i.textContent.trim()])"
        )
    assert chapters
    assert [title for heading, part, title in chapters if not {heading, part} & set(linked)] == []


def test_every_table_has_header_cells_that_say_what_they_head(opened):
    with opened() as view:
        tables = view.page.eval_on_selector_all(
            "table",
            "items => items.map(t => [t.querySelectorAll('th').length, [...t.querySelectorAll('th')].every(h => h.scope)])",
        )
    assert tables
    assert all(count and scoped for count, scoped in tables)


def test_every_picture_has_a_name_for_those_who_cannot_see_it(opened):
    """By the names that Chromium computes for assistive technology."""
    with opened() as view:
        session = view.page.context.new_cdp_session(view.page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        charts = view.page.locator("svg:not([aria-hidden=true])").count()
    pictures = [n for n in nodes if not n["ignored"] and n["role"]["value"] in {"image", "img", "SvgRoot", "graphics-document"}]
    assert charts
    assert len(pictures) >= charts
    assert all(node.get("name", {}).get("value", "").strip() for node in pictures)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(opened, scheme):
    with opened(color_scheme=scheme) as view:
        assert view.page.evaluate(CONTRAST) == []


def test_landmarks_lead_a_screen_reader_about(opened):
    with opened() as view:
        assert view.page.locator("main").count() == 1
        assert view.page.locator("nav").count() >= 1
        named = view.page.eval_on_selector_all(
            "nav", "items => items.every(i => i.ariaLabel || i.getAttribute('aria-labelledby'))"
        )
        assert named


def test_it_reads_the_same_without_scripts(opened):
    with opened() as view:
        scripted = words(view.page.inner_text("main"))
    with opened(java_script_enabled=False) as view:
        assert words(view.page.inner_text("main")) == scripted
        assert view.complaints == []


def test_it_prints_with_the_opinion_on_the_first_sheet(opened, report, judge, tmp_path):
    with opened() as view:
        (tmp_path / "printed.pdf").write_bytes(view.page.pdf(format="A4"))
    judge("qpdf", "--check", tmp_path / "printed.pdf")
    assert report.opinion in words(judge("pdftotext", "-f", "1", "-l", "1", tmp_path / "printed.pdf", "-"))
    assert len(judge("pdftotext", tmp_path / "printed.pdf", "-").split("\f")) <= 20 + 2 * len(report.record["evidence"])

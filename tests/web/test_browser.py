"""The page as people use it: in a browser, by mouse and by keys, on a screen and on a phone."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, sync_playwright
from pypdf import PdfReader
from starlette.requests import Request

from dossiers import Person, Store
from tests.web.conftest import country, planner, region, service, work_off
from web import Site

pytestmark = pytest.mark.browser

WIDTHS = {"screen": 1440, "tablet": 820, "phone": 360}
PASTE = """(field, text) => {
    const carried = new DataTransfer();
    carried.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: carried, bubbles: true}));
}"""

BESIDE = """one => {
    const {top, bottom} = document.querySelector(one).getBoundingClientRect();
    const fields = [...document.querySelectorAll("input, select, a, button")];
    return fields.filter(field => {
        const place = field.getBoundingClientRect(), x = place.left + place.width / 2;
        const seen = [top + 2, bottom - 2].map(y => document.elementFromPoint(x, y));
        return !field.matches(one) && seen.includes(field);
    }).map(field => field.id);
}"""
"""Gives what can be pressed or filled in at the height of something else."""
SEEN = """() => {
    const field = document.activeElement;
    const {left, right, top, bottom} = field.getBoundingClientRect();
    const across = [left + 2, (left + right) / 2, right - 2];
    return across.every(x => document.elementFromPoint(x, (top + bottom) / 2) === field);
}"""
"""Tells whether what has the focus is seen whole."""
LITTLE = 6
"""Times what a browser takes to read a table that opening it may take of script."""
READ_ANEW = """one => {
    const all = document.querySelector(one), written = all.innerHTML, began = performance.now();
    all.innerHTML = written;
    return (performance.now() - began) / 1000;
}"""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {
    "runOnly": {"type": "tag", "values": RULES},
    # Who speaks to a computer says what stands on a button, so it is in what that is called.
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}
FAR = 10_000
"""Milliseconds between two times that is read out how far a job is."""
WORKING = threading.Lock()
"""Who holds this has the jobs wait."""
HEARD = """() => {
    const heard = document.querySelector("#heard"), all = (window.all = []);
    new MutationObserver(() => heard.textContent && all.push(heard.textContent)).observe(
        heard, {childList: true, characterData: true, subtree: true});
}"""
"""Keeps all that is read out from now on."""


async def somebody(request: Request) -> Person:
    """Whoever a browser says it is; else who keeps this computer."""
    name = request.headers.get("x-person", "")
    return Person(name, name.lower()) if name else await planner(request)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        installed = shutil.which("chromium") or playwright.chromium.executable_path
        if not Path(installed).exists():
            pytest.skip("there is no Chromium: make test-page installs one")
        # Root, as in a container, has no sandbox to give.
        opened = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page at an address, and work its jobs off meanwhile."""
    with Store(str(tmp_path_factory.mktemp("kept") / "dossiers.sqlite")) as store:
        site = Site(service, store, somebody)
        config = uvicorn.Config(site, port=0, lifespan="off", log_level="critical")
        server = uvicorn.Server(config)
        ended = threading.Event()

        def work() -> None:
            while not ended.wait(0.1):
                with WORKING:
                    work_off(store)

        threads = [threading.Thread(target=server.run), threading.Thread(target=work)]
        for thread in threads:
            thread.start()
        while not server.started:
            ended.wait(0.05)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        ended.set()
        for thread in threads:
            thread.join()


@contextmanager
def visited(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open the page, and hold it to asking nobody else and complaining of nothing."""
    context = browser.new_context(base_url=address, locale="nl-NL", **options)
    page = context.new_page()
    page.set_default_timeout(30_000)
    elsewhere: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda one: elsewhere.append(one.url) if address not in one.url else None)
    page.on("console", lambda one: complaints.append(one.text))
    page.on("pageerror", lambda one: complaints.append(str(one)))
    yield page
    context.close()
    assert elsewhere == []
    assert complaints == []


def bring(page: Page, tmp_path: Path, document: dict[str, Any]) -> None:
    """Bring a region, and wait for its preview."""
    file = tmp_path / "regio.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    page.goto("/")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Lees het bestand").click()
    page.wait_for_selector("#preview table")


def blameless(page: Page) -> None:
    """Hold what is shown against WCAG 2.2 AA, and to its width."""
    found = Axe().run(page, options=AXE)
    assert found.response["violations"] == [], found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"
    assert page.locator("table:not([aria-labelledby]):not(:has(> caption))").count() == 0


def test_a_negotiator_goes_from_her_figures_to_a_plan_with_the_keys_only(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with visited(browser, address) as page:
        bring(page, tmp_path, region())
        page.get_by_role("textbox", name="De opgave: minstens").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("150")
        page.wait_for_selector("#preview .outcome.bad")
        page.get_by_label("Aa, aa: woningen").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Control+A")
        page.keyboard.type("120")
        page.wait_for_selector("#preview td.more")
        page.wait_for_selector("#heard:has-text('Bouwt meer')", state="attached")
        heard = page.inner_text("#heard")
        assert heard.startswith("Dit kan.")
        assert "Bouwt meer: Aa, Bee." in heard
        assert re.search(r"Alles bij elkaar: .* \+\d", heard)
        page.get_by_role("button", name="Naar beneden").first.focus()
        page.keyboard.press("Enter")
        assert page.input_value("input[name=goals]") == "1 0"
        page.get_by_label("Wat is er anders, en waarom?").focus()
        page.keyboard.type("Bee kan meer")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=versie 2: Bee kan meer", state="attached")
        page.get_by_role("button", name="Reken het beste programma door").press("Enter")
        page.wait_for_selector("#totals")
        page.locator("a.why").nth(1).press("Enter")
        page.wait_for_selector(".why-panel h3")
        page.wait_for_selector("#heard:has-text('Waarom niet meer?')", state="attached")


def test_how_far_a_job_is_is_read_out_now_and_then_and_only_what_changed(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with visited(browser, address) as page:
        page.clock.install()
        bring(page, tmp_path, region())
        steps = count(1)

        def further(route: Route) -> None:
            if "hx-request" not in route.request.headers:
                return route.continue_()
            told = f"<p class='outcome'>Stap {min(next(steps), 3)}.</p><p>U kunt weg.</p>"
            return route.fulfill(body=told, content_type="text/html")

        page.route("**/jobs/*", further)
        with WORKING:
            page.locator("form.compute button").first.click()
            page.wait_for_selector("#progress")
            page.evaluate(HEARD)
            for step in (1, 2, 3):
                page.clock.fast_forward(700)
                page.wait_for_selector(f"#progress:has-text('Stap {step}.')")
            assert (
                page.locator("[role=status] #progress, #progress[role], [aria-live]").count() == 0
            )
            assert page.evaluate("all") == []
            for _ in range(3):
                page.clock.fast_forward(FAR)
                page.wait_for_selector("#heard:has-text('Stap 3.')", state="attached")
            assert page.evaluate("all") == ["Stap 3."]


def test_a_municipality_is_looked_up_among_many(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with visited(browser, address) as page:
        bring(page, tmp_path, country())
        page.get_by_role("button", name="Reken het beste programma door").press("Enter")
        page.get_by_label("Zoek een gemeente").fill("plaats 22")
        assert page.inner_text(".find [role=status]") == "1 van 42 gemeenten"
        assert page.locator(".map .found").count() == 1
        page.locator("#new_build-year ~ details summary").click()
        page.wait_for_selector(".later table")
        shown = page.locator(".tall tbody tr:not(.total):visible")
        assert {one.split()[1] for one in shown.all_inner_texts()} == {"22"}
        page.locator(".later a.why:visible").first.click()
        page.wait_for_selector(".later .why-panel h3")
        page.get_by_text("Wat er gebeurt als het meer of minder wordt").click()
        page.wait_for_selector(".why-panel .later table")
        blameless(page)


def test_a_block_of_cells_from_a_spreadsheet_is_pasted(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with visited(browser, address) as page:
        bring(page, tmp_path, region())
        page.get_by_label("Aa, aa: woningen").evaluate(PASTE, "30\t7\n1.090\t60\n12\t1\n")
        columns = ("dwellings", "most_per_year")
        names = [f"capacity/{pool}/{column}" for pool in ("aa", "bee") for column in columns]
        values = [page.input_value(f"input[name='{name}']") for name in names]
        assert values == ["30", "7", "1.090", "60"]
        assert "niet zijn geplakt: 2." in page.inner_text("section:has(#capacity) .unpasted")
        page.get_by_label("Aa, aa: woningen").press("Control+z")
        assert page.get_by_label("Aa, aa: woningen").input_value() == "40"
        assert page.get_by_label("Bee, bee: woningen").input_value() == "100"


def test_every_change_can_be_taken_back_the_last_first(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """By keys and by a button, also when one was refused; what is being typed a browser undoes."""
    with visited(browser, address) as page:
        bring(page, tmp_path, region())
        back = page.get_by_role("button", name="Neem de laatste wijziging terug")
        assert back.is_disabled()
        total = page.locator("[name='agreements/total/at_least']")
        slider = page.locator("[data-slides='agreements/total/at_least']")
        left = page.evaluate("one => one.getBoundingClientRect().left", slider.element_handle())
        part = page.evaluate(
            "one => one.closest('section').getBoundingClientRect().left", slider.element_handle()
        )
        assert left - part >= 5  # the ring of its focus is clipped at the edge of its section
        slider.press("ArrowRight")
        moved = total.input_value()
        assert moved != "100"
        page.get_by_role("button", name="Naar beneden").first.press("Enter")
        page.locator("[name='remove/social']").check()
        page.locator("[name='agreements/total/binding']").select_option("no")
        total.fill("heel veel")
        total.press("Tab")
        page.wait_for_selector("#preview .findings, #preview .bad")
        page.keyboard.press("Control+z")
        assert total.input_value() == moved
        page.wait_for_selector("#preview .good")
        for _ in range(3):
            back.click()
        assert page.locator("[name='agreements/total/binding']").input_value() == "yes"
        assert not page.locator("[name='remove/social']").is_checked()
        assert page.input_value("input[name=goals]").split() == ["0", "1"]
        assert page.locator("[data-order] > li").first.get_attribute("data-place") == "0"
        page.keyboard.press("Control+z")
        assert total.input_value() == "100"
        assert back.is_disabled()


def test_a_table_is_filled_in_by_keys_and_grows_with_what_is_pasted(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    lines = [f"jaar {number}\tBee\tSociale huur\t\t{number}" for number in range(1, 31)]
    with visited(browser, address) as page:
        bring(page, tmp_path, region())
        page.get_by_text("Cijfers die er nog niet zijn").press("Enter")
        page.locator("[id='open-demands']").press("Enter")
        page.wait_for_selector("#table-demands table")
        first = "demands/+1/variant"
        page.wait_for_function(f"document.activeElement.name === {json.dumps(first)}")
        page.locator(f"[name='{first}']").evaluate(PASTE, "\n".join(lines))
        assert page.input_value("[name='demands/+30/dwellings']") == "30"
        # After 25 rows another part begins under its own heads.
        assert page.locator("#table-demands .part + .part:last-child").count() == 1
        page.locator("[name='demands/+25/dwellings']").press("ArrowDown")
        assert page.evaluate("document.activeElement.name") == "demands/+26/dwellings"
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.name") == "demands/+25/dwellings"
        page.locator("[name='demands/+30/dwellings']").press("ArrowDown")
        assert page.evaluate("document.activeElement.name") == "demands/+31/dwellings"
        page.keyboard.type("x")
        page.wait_for_selector("[name='demands/+32/dwellings']")
        page.wait_for_selector("#preview a[href='#demands/+31/dwellings']")
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 900})
            blameless(page)
        page.locator("[name='demands/+31/dwellings']").fill("")
        page.get_by_role("button", name="Bewaar als nieuwe versie").press("Enter")
        page.wait_for_selector("text=versie 2", state="attached")
        told = page.text_content("[id='open-demands']")
        assert told
        assert "wijzig 30 rijen" in told


def test_a_table_of_hundreds_of_rows_is_opened_for_little_more_than_it_takes_to_read_it(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    large = region()
    large["tables"]["capacity"] += [
        {"pool": f"p{number}", "municipality": "GM0002", "dwellings": 1} for number in range(400)
    ]
    with visited(browser, address) as page:
        bring(page, tmp_path, large)
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable")

        def spent() -> float:
            metrics = devtools.send("Performance.getMetrics")["metrics"]
            return float(next(one["value"] for one in metrics if one["name"] == "ScriptDuration"))

        before = 0.0
        for _ in range(2):  # first its usual columns, then all of them
            before = spent()
            with page.expect_response("**/preview"):
                page.locator("#open-capacity").click()
            page.wait_for_selector("#busy:not(.htmx-request)", state="attached")
        opened = spent() - before
        read = median(page.evaluate(READ_ANEW, "#table-capacity") for _ in range(5))
        assert opened < LITTLE * read
        # The link that came with the first table was one that opens it whole; fields work in it.
        page.locator("input[name='capacity/p399/dwellings']").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.type("x")
        page.wait_for_selector("#preview .outcome.bad")


def test_every_cell_of_a_long_table_is_seen_where_its_field_is_gone_to_by_keys(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """Beside what a change does there is no room for all columns: they are slid."""
    long = region()
    rows = long["tables"]["capacity"]
    rows += [{"pool": f"p{n}", "municipality": "GM0002", "dwellings": 1} for n in range(40)]
    for one in rows:
        one |= {"most_per_year": 40, "first_year": 2026, "last_year": 2027, "status": "hard"}
    options = {"viewport": {"width": 1280, "height": 900}}
    with visited(browser, address, **options) as page:
        bring(page, tmp_path, long)
        page.locator("input[name='capacity/p3/dwellings']").focus()
        for _ in range(2 * len(rows[0]) - 4):
            seen = page.evaluate(SEEN)
            assert seen, page.evaluate("document.activeElement.name")
            page.keyboard.press("Tab")
        # Past all of them there is a way that does not lead through hundreds of cells.
        page.keyboard.press("Control+Home")
        page.locator(".desk > .onward").press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.outlook') !== null")


@pytest.mark.parametrize("width", [WIDTHS["phone"], WIDTHS["tablet"]])
def test_no_cell_stands_half_under_what_leads_to_the_outcome(
    browser: Browser, address: str, tmp_path: Path, width: int
) -> None:
    with visited(browser, address, viewport={"width": width, "height": 600}) as page:
        bring(page, tmp_path, region())
        page.locator("#open-capacity").click()
        page.wait_for_selector("#table-capacity input[type=checkbox]")
        page.locator("#capacity").evaluate("one => one.scrollIntoView()")
        assert page.evaluate(BESIDE, ".jump a") == []
        page.locator("footer").scroll_into_view_if_needed()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        end = page.locator("footer").bounding_box()
        link = page.locator(".jump a").bounding_box()
        assert end
        assert link
        assert end["y"] + end["height"] <= link["y"]


def test_two_people_on_one_scenario_see_that_the_other_saved(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with visited(browser, address) as page, visited(browser, address) as other:
        bring(page, tmp_path, region())
        other.goto(page.url)
        other.get_by_label("Aa, aa: woningen").fill("45")
        other.get_by_role("button", name="Bewaar als nieuwe versie").press("Enter")
        other.wait_for_selector("text=versie 2", state="attached")
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        page.wait_for_selector("aside .newer.notice:has-text('versie 2')")
        assert page.locator("#preview table").count() == 1
        blameless(page)


def press(page: Page, selector: str) -> None:
    """Press Enter on the first of what is found."""
    page.locator(selector).first.press("Enter")
    page.wait_for_load_state()


def seat(chair: Page, name: str, person: str) -> None:
    """Give a party a place, and let somebody act for it."""
    if not chair.locator("select[name=kind]").is_visible():
        press(chair, "details:has([name=kind]) summary")
    chair.locator("form:has([name=kind]) [name=name]").fill(name)
    chair.keyboard.press("Enter")
    chair.wait_for_selector(f"h3:has-text('{name}')")
    press(chair, "details:has([name=person]) summary")
    chair.locator("[name=person]:visible").fill(person)
    chair.locator("[name=seat]").select_option(label=f"handelt voor {name}")
    press(chair, "form:has([name=seat]) button:has-text('Toelaten')")
    chair.wait_for_selector(f"li:has-text('{person}')")


def put_in(party: Page, called: str) -> None:
    """Put in what was typed at once: its preview still has to be asked for."""
    party.locator("#called").fill(called)
    party.keyboard.press("Enter")
    party.wait_for_selector(f"h1:has-text('{called}')")


def share(party: Page, audience: str, told: str) -> None:
    """Share one's position, on the page of the table."""
    party.locator("tr:has-text('Inzet') select").select_option(audience)
    press(party, "tr:has-text('Inzet') button")
    party.wait_for_selector(f"tr:has-text('Inzet') td:has-text('{told}')")


def test_a_chair_and_two_parties_find_the_nearest_plan_with_the_keys_only(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    vera, as_anna, as_bert = (
        visited(browser, address, extra_http_headers={"X-Person": name})
        for name in ("Vera", "Anna", "Bert")
    )
    with vera as chair, as_anna as anna, as_bert as bert:
        bring(chair, tmp_path, region())
        press(chair, ".top ol li:nth-child(2) a")
        press(chair, "a[href$='/table']")
        table = chair.url
        seat(chair, "Aa", "anna")
        seat(chair, "Bee", "bert")
        press(chair, "form[action$='/versions/1/share'] button")
        chair.wait_for_selector("td:has-text('iedereen aan tafel')")
        for party in (anna, bert):
            party.goto(table)
            press(party, "tbody th a")
            party.wait_for_selector("#preview table")
        anna.locator("[name='agreements/social/at_least']").fill("80%")
        put_in(anna, "Inzet Aa")
        press(bert, "a[href*='change=social']")
        bert.locator("[name='change/social/at_least']").fill("")
        bert.locator("[name='change/social/at_most']").fill("20%")
        put_in(bert, "Inzet Bee")
        for party in (anna, bert):
            party.goto(table)
            assert party.locator("tbody th:has-text('Inzet')").count() == 1
        assert "Inzet Aa" not in chair.request.get(table).text()
        for party in (anna, bert):
            share(party, "chair", "en de voorzitter")
        chair.reload()
        press(chair, "form[action$='/nearest'] button")
        chair.wait_for_selector("#gives")
        assert chair.locator("section:has(#gives) tbody tr").count() == len((anna, bert))
        for width in WIDTHS.values():
            chair.set_viewport_size({"width": width, "height": 900})
            blameless(chair)
        assert anna.request.get(chair.url).status == 404
        for party in (anna, bert):
            share(party, "table", "iedereen aan tafel")
        chair.reload()
        press(chair, "form[action$='/share'] button")
        anna.reload()
        press(anna, "section:has(#outcomes) a")
        anna.wait_for_selector("#gives")
        blameless(anna)


def test_weights_are_slid_and_a_choice_is_made_by_keys_only(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    two = region()
    for one, stock in zip(two["tables"]["municipalities"], (700, 300), strict=True):
        one["stock"] = stock
    with visited(browser, address) as page:
        bring(page, tmp_path, two)
        page.locator(".weighing summary").press("Enter")
        page.locator("input[name='weigh/spread/stock']").focus()
        for _ in range(20):
            page.keyboard.press("ArrowRight")
        # Half of 25 % and half of 70 %.
        page.wait_for_selector(".weighed tr:has-text('Aa') >> text=47,5%")
        page.wait_for_selector("#divided-1")
        blameless(page)
        page.locator("details.add summary").press("Enter")
        page.locator("details.add a[href*='add=either']").press("Enter")
        page.wait_for_selector("#new fieldset.said")
        for number in range(2):
            page.locator("[id='more-new/options']").press("Enter")
            page.wait_for_selector(f"[id='new/options.{number}']")
            focused = page.evaluate("document.activeElement.id")
            assert focused == f"new/options.{number}.kind"
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("#preview .findings a")
        blameless(page)
        page.locator("#preview .findings a").first.press("Enter")
        page.locator("#new button:has-text('Voeg deze toch niet toe')").press("Enter")
        page.wait_for_selector("#new fieldset.said", state="detached")
        page.locator(".agreement a:has-text('Meer wijzigen')").first.press("Enter")
        page.wait_for_selector(".agreement fieldset.said")
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 900})
            blameless(page)


def test_a_slider_moves_a_number_and_a_goal_is_dragged(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    large = region()
    large["agreements"][0]["at_least"] = 5000
    for one in large["tables"]["capacity"]:
        one["dwellings"] *= 100
    with visited(browser, address) as page:
        bring(page, tmp_path, large)
        total = page.locator("input[data-slides='agreements/total/at_least']")
        total.press("ArrowRight")
        assert page.input_value("input[name='agreements/total/at_least']") == "5.200"
        page.locator("input[name='agreements/total/at_least']").fill("6.400")
        assert total.input_value() == "6400"
        slider = page.locator("input[data-slides='agreements/social/at_least']")
        slider.focus()
        page.keyboard.press("ArrowRight")
        assert page.input_value("input[name='agreements/social/at_least']") == "31%"
        page.locator("input[name='agreements/social/at_least']").fill("40%")
        assert slider.input_value() == "40"
        page.wait_for_selector("#preview td.more")
        goals = page.locator(".goals li")
        goals.nth(1).drag_to(goals.nth(0), target_position={"x": 5, "y": 2})
        assert page.input_value("input[name=goals]") == "1 0"


def test_paper_shows_what_is_folded_and_numbers_as_wide_as_they_are(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with visited(browser, address) as page:
        bring(page, tmp_path, region())
        source = page.get_by_text("Woondeal", exact=True)
        number = page.locator("input[name='agreements/total/at_least']")
        assert not source.is_visible()
        wide = number.evaluate("field => field.offsetWidth")
        page.emulate_media(media="print")
        assert source.is_visible()
        assert number.evaluate("field => field.offsetWidth") < wide / 2


def test_what_is_broader_than_paper_lies_on_its_side_and_pages_say_of_what_they_are(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """A table of many years was cut off at the edge, and a page did not say of which region."""
    long = region() | {"horizon": {"first_year": 2026, "last_year": 2037}}
    with visited(browser, address) as page:
        bring(page, tmp_path, long)
        press(page, "form.compute button.primary")
        page.wait_for_selector("#years")
        written = page.pdf(format="A4", prefer_css_page_size=True)
    pages = PdfReader(BytesIO(written)).pages
    assert "Twee gemeenten, versie 1" in " ".join(pages[0].extract_text().split())
    (broad,) = [one for one in pages if one.mediabox.width > one.mediabox.height]
    assert {str(year) for year in range(2026, 2038)} <= {*broad.extract_text().split()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_is_blameless(
    browser: Browser, address: str, tmp_path: Path, scheme: str, language: str
) -> None:
    with visited(browser, address, color_scheme=scheme) as page:
        two = region()
        bring(page, tmp_path, two | {"goals": [*two["goals"], "smooth_years"]})
        scenario = page.url
        page.goto(f"{address}/?lang={language}")
        blameless(page)
        page.goto(scenario)
        page.wait_for_selector("#preview table")
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 900})
            blameless(page)
        page.locator("details.add summary").click()
        page.locator("details.add a").nth(1).click()
        page.wait_for_selector("#new fieldset")
        blameless(page)
        page.goto(scenario)
        deal = tmp_path / "deal.csv"
        deal.write_text("municipality;dwellings\nGM0001;40\nGM0002;55\n", encoding="utf-8")
        page.set_input_files("#plan", deal)
        for button, told in (
            ("form:has(#plan) button", "#tables"),
            ("button[value=room]", "table.room"),
            ("button[value=prices]", "#prices"),
            ("button[value=alternatives]", "#alternatives"),
            ("form:has([value=front]) button", "#front"),
        ):
            page.locator(button).click()
            page.wait_for_selector(told)
            blameless(page)
            page.goto(scenario)
        page.locator("form.compute button").first.click()
        page.wait_for_selector("#totals")
        blameless(page)
        plan = page.url
        for other in ("audit", "present"):
            page.goto(f"{plan}/{other}")
            page.wait_for_selector("h1")
            blameless(page)
        page.goto(plan)
        page.locator(".top ol a").nth(1).click()
        blameless(page)
        page.locator("a.button[href$='/table']").click()
        blameless(page)


def test_what_cannot_be_or_is_refused_is_blameless(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    # A browser itself complains of answers that say what is wrong.
    context = browser.new_context(base_url=address, locale="nl-NL", color_scheme="dark")
    page = context.new_page()
    page.set_viewport_size({"width": WIDTHS["phone"], "height": 900})
    bring(page, tmp_path, region())
    scenario = page.url
    for asked, told in (
        ("150", "text=versie 2"),
        ("veel", "[role=alert]"),
        ("160", "[role=alert]"),
    ):
        page.goto(f"{scenario}?version=1")
        page.wait_for_selector("#preview table")
        page.get_by_role("textbox", name="De opgave: minstens").fill(asked)
        page.get_by_role("button", name="Bewaar als nieuwe versie").press("Enter")
        page.wait_for_selector(told, state="attached")
        blameless(page)
    page.goto(scenario)
    page.get_by_role("button", name="Reken het beste programma door").press("Enter")
    page.wait_for_selector("#ways")
    blameless(page)
    page.goto("/nergens")
    blameless(page)
    context.close()


def test_a_file_that_is_nearly_right_is_corrected_with_one_click(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    slipped = region()
    slipped["agreements"][0]["at_leest"] = slipped["agreements"][0].pop("at_least")
    file = tmp_path / "bijna.json"
    file.write_text(json.dumps(slipped), encoding="utf-8")
    # A browser itself complains of the answer that says what is wrong.
    context = browser.new_context(base_url=address, locale="nl-NL")
    page = context.new_page()
    page.set_viewport_size({"width": WIDTHS["phone"], "height": 900})
    page.goto("/")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Lees het bestand").click()
    page.wait_for_selector("form[action='/corrections']")
    blameless(page)
    page.get_by_role("button", name="Verbeter dit").press("Enter")
    page.wait_for_selector("#preview table")
    context.close()

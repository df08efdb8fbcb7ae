"""Every page, with who is to look at it: for axe, for narrow screens, for old browsers, for the contact sheet."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.administrator_places import ADMINISTRATOR_PAGES, administrator_places
from tests.browser.conftest import WIDE, Site, first_link
from tests.browser.inspection_places import INSPECTION_FILES, inspection_places
from tests.browser.matter_places import MATTER_PAGES, matter_places
from tests.ledger.sender import Sender
from tests.rolling.papers import six_pages
from tests.sheets.making import xlsx
from tests.sheets.returns import listing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SCHEME = Path(__file__).parents[1] / "plans/scheme.txt"

# name → (who, address); a word in braces is found in the demo
PAGES = {
    "sign_in": ("", "/accounts/login/"),
    "closed": ("", "/accounts/closed/"),
    "forgotten": ("", "/accounts/forgotten/"),
    "inactive": ("", "/accounts/inactive/"),
    "no_post": ("outsider", "/"),
    "refused": ("resident", "/"),
    "not_there": ("secretary", "/entries/99999999/"),
    "sign_out": ("secretary", "/accounts/logout/"),
    "password": ("secretary", "/accounts/password/change/"),
    "confirm_password": ("secretary", "/accounts/reauthenticate/"),
    "style": ("secretary", "/style/"),
    "workbench": ("secretary", "/"),
    "workbench_above": ("subdistrict", "/"),
    "books": ("secretary", "/ledger/"),
    "book": ("secretary", "/ledger/activity/?period=2025"),
    "book_of_all_units": ("district", "/ledger/activity/?period=2025"),
    "book_beside_record": ("secretary", "/ledger/activity/?period=2025&entry={entry}"),
    "book_empty": ("secretary", "/ledger/activity/?period=2019"),
    "record_activity": ("secretary", "/ledger/activity/new/"),
    "record_media_item": ("secretary", "/ledger/media_item/new/"),
    "record_fund": ("secretary", "/ledger/fund/new/"),
    "record_home_visit": ("secretary", "/ledger/home_visit/new/"),
    "record_quiz": ("secretary", "/ledger/quiz/new/"),
    "number": ("secretary", "/ledger/activity/numbers/new/"),
    "number_of_others": ("secretary", "/ledger/activity/numbers/new/?kind=external"),
    "number_correct": ("secretary", "{number}numbers/"),
    "import_new": ("secretary", "/ledger/activity/import/"),
    "import_columns": ("secretary", "{import_columns}"),
    "import_rows": ("secretary", "{import_rows}"),
    "import_row": ("secretary", "{import_rows}rows/2/"),
    "book_new": ("subdistrict", "/books/new/"),
    "book_draft": ("subdistrict", "{book_draft}"),
    "book_extend": ("subdistrict", "/ledger/activity/extend/"),
    "book_help": ("secretary", "/ledger/activity/help/"),
    "draft": ("secretary", "{draft}"),
    "entry": ("secretary", "/entries/{entry}/"),
    "entry_saved": ("secretary", "/entries/{entry}/saved/"),
    "entry_correct": ("secretary", "/entries/{entry}/correct/"),
    "entry_corrected": ("worker", "/entries/{correction}/corrected/"),
    "entry_erase": ("secretary", "/entries/{entry}/erase/"),
    "entry_again": ("secretary", "/entries/{entry}/again/"),
    "entry_photos": ("secretary", "/entries/{entry}/again/photos/?print=1"),
    "entry_sign_in": ("secretary", "/entries/{entry}/again/sign-in/?print=1&rows=12"),
    "entry_twins": ("secretary", "/entries/{entry}/twins/"),
    "entry_void": ("secretary", "/entries/{entry}/void/"),
    "collections": ("subdistrict", "/collections/"),
    "collection_new": ("subdistrict", "/collections/new/"),
    "collection": ("subdistrict", "{collection}"),
    "collection_prefill": ("subdistrict", "{collection}prefill/"),
    "collection_asked": ("secretary", "{collection}"),
    "collection_fill": ("secretary", "{filling}"),
    "collection_link": ("", "{link}"),
    **ADMINISTRATOR_PAGES,
    "duties": ("secretary", "/duties/"),
    "duty_new": ("subdistrict", "/duties/new/"),
    "duty": ("subdistrict", "{duty}"),
    "duty_turn": ("secretary", "{duty_turn}"),
    "dispatches": ("subdistrict", "/dispatches/"),
    "dispatch_new": ("subdistrict", "/dispatches/new/"),
    "dispatch_series": ("subdistrict", "/dispatches/series/"),
    "dispatch_draft": ("subdistrict", "{dispatch_draft}"),
    "dispatch_edit": ("subdistrict", "{dispatch_draft}edit/"),
    "dispatch_to_sign": ("leader", "{dispatch_signing}"),
    "dispatch_sent": ("subdistrict", "{dispatch_sent}"),
    "closing": ("subdistrict", "/closing/"),
    "closing_of_community": ("secretary", "/closing/?month=2025-03"),
    "bundles": ("district", "/closing/bundles/"),
    "bundle": ("district", "{bundle}"),
    "plans": ("subdistrict", "/plans/"),
    "plan": ("subdistrict", "{plan}"),
    "plan_by_unit": ("subdistrict", "{plan}?by=unit"),
    "plan_gaps": ("subdistrict", "{plan}?by=gaps"),
    "plan_revise": ("subdistrict", "{plan}revise/"),
    "plan_reading": ("subdistrict", "{draft_plan}reading/"),
    "plan_publish": ("subdistrict", "{draft_plan}publish/"),
    "papers": ("subdistrict", "/papers/"),
    "paper_batch": ("subdistrict", "{batch}"),
    "paper": ("subdistrict", "{paper}"),
    "paper_changes": ("subdistrict", "{paper}?view=changes"),
    "paper_to_compare": ("subdistrict", "{paper}?view=check"),
    "paper_outline": ("subdistrict", "{paper}?view=outline"),
    "paper_numbers": ("subdistrict", "{paper}?view=facts"),
    "paper_decisions": ("subdistrict", "{paper}decisions/"),
    "fact_enter": ("subdistrict", "{paper}numbers/1/"),
    "paste": ("secretary", "/paste/"),
    "task_new": ("subdistrict", "{clause}task/"),
    "tasks": ("subdistrict", "/tasks/"),
    "task": ("subdistrict", "{task}"),
    "task_change": ("subdistrict", "{task}change/"),
    "task_return": ("secretary", "{own_task}return/"),
    "notices": ("subdistrict", "/notices/"),
    "search": ("subdistrict", "/search/?q=宣传"),
    "search_nothing": ("subdistrict", "/search/?q=查无此名"),
    "metrics": ("subdistrict", "/figures/?period=2025"),
    "metric_new": ("subdistrict", "/figures/new/?book=activity"),
    "metric_change": ("subdistrict", "{own_metric}change/"),
    "metric_new_computed": ("subdistrict", "/figures/new/?book=%3D"),
    "figure": ("subdistrict", "/figures/safe_community.volunteers/?period=2025"),
    "figure_computed": ("subdistrict", "/figures/base.participants_per_activity/?period=2025"),
    "figures_compared": (
        "subdistrict",
        "/figures/compare/?period=2025&first=safe_community.events&second=base.activity_entries",
    ),
    "checking": ("subdistrict", "/checking/"),
    "rolls": ("secretary", "/rolls/"),
    "roll": ("secretary", "/rolls/volunteers/"),
    "roll_elderly": ("secretary", "/rolls/elderly/"),
    "roll_due": ("secretary", "/rolls/due/"),
    "roll_export": ("secretary", "/rolls/volunteers/export/"),
    "roll_approve": ("secretary", "/rolls/volunteers/approve/"),
    "person_new": ("secretary", "/rolls/volunteers/new/"),
    "person": ("secretary", "{person}"),
    "person_correct": ("secretary", "{person}correct/elderly/"),
    "person_merge": ("secretary", "{person}merge/"),
    "person_erase": ("secretary", "{person}erase/"),
    "forms": ("subdistrict", "/forms/"),
    "form_new": ("subdistrict", "/forms/new/"),
    "form": ("subdistrict", "{form}"),
    "form_of_community": ("secretary", "{form}"),
    "form_unbound": ("subdistrict", "{form_unbound}"),
    "form_headings": ("subdistrict", "{form_unbound}headings/"),
    "form_change": ("subdistrict", "{form}change/"),
    "form_filled": ("subdistrict", "{form_filled}"),
    "burden": ("subdistrict", "/forms/burden/"),
    "one_table": ("subdistrict", "/forms/tables/"),
    "one_table_of": ("subdistrict", "{one_table}?source=book:activity&period=2025"),
    **MATTER_PAGES,
    "rolling": ("subdistrict", "/rolling/"),
    "rolling_paper": ("subdistrict", "{rolling}"),
    "reports": ("subdistrict", "/reports/"),
    "report": ("subdistrict", "/reports/safe_community/annual/?period=2025"),
}
# routes that show no page: what is sent to them changes something or is answered with a file
NO_PAGES = {
    "figure-target", "post-switch", "view-keep", "view-drop", "draft-discard", "evidence-show", "evidence-thumbnail",
    "plan-export", "plan-undo",
    "proposal-new", "proposal-decide", "clause-mark", "task-move", "task-delegate", "report-download", "report-write",
    "account_language", "account_large_print", "queue-token", "closing-bundle", "closing-program",
    "dispatch-scan", "dispatch-copy", "dispatch-file", "duty-paper",
    "collection-layout", "collection-output", "collection-withdraw", "link_blank",
    "import-do", "entry-note", "hosting-answer", "book-template", "person-open", "person-end",
    "form-fill", "form-turn", "form-blank", "form-again", "burden-paper",
    "meeting-sign-in", "meeting-minutes", *INSPECTION_FILES, "meeting-calendar", "meeting-paper", "link_calendar", "rota-sheet", "analysis-index",
    "matter-supervision", "matter-link", "matter-sheet-new", "matter-sheet-file", "matter-erase", "handover-paper", "matter-paper",
    "rolling-again", "rolling-compute", "rolling-return", "rolling-save", "rolling-copy",
    "job-again", "key-withdraw",
    "paper-original", "paper-plan", "paper-change", "paper-changes", "paper-confirm", "paste-task",
}  # fmt: skip


def sign_everybody_in(site: Site, chromium: Browser) -> dict[str, Any]:
    """Return what the browser keeps of the sign-in of each person who looks at a page."""
    kept: dict[str, Any] = {}
    for username in sorted({who for who, _ in PAGES.values() if who}):
        context = chromium.new_context(viewport=WIDE, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{site.url}/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", site.passwords[username])
        page.click("main button")
        page.wait_for_url(lambda there: "/accounts/login/" not in there)
        kept[username] = context.storage_state()
        context.close()
    return kept


def find_places(site: Site, chromium: Browser, states: dict[str, Any]) -> dict[str, str]:
    """Return the addresses that the demo decides: entries, a draft, plans, tasks; makes those that it lacks."""
    found: dict[str, str] = {}
    looks = {
        "security": administrator_places,
        "secretary": _of_secretary,
        "worker": _of_worker,
        "subdistrict": _of_subdistrict,
        "district": _of_district,
    }
    for who, look in looks.items():
        context = chromium.new_context(viewport=WIDE, locale="zh-CN", storage_state=states[who])
        found |= look(context.new_page(), site)
        context.close()
    return found


def _of_secretary(page: Page, site: Site) -> dict[str, str]:
    page.goto(f"{site.url}/ledger/activity/new/")
    page.fill("[name='v.theme']", "防火宣传")
    page.click("button[value=draft]")
    found = {"draft": path_of(page, site)}
    page.goto(f"{site.url}/ledger/activity/?period=2025")
    entry = re.search(r"entry=(\d+)", page.locator("main table").inner_html())
    assert entry
    found |= _numbers_and_imports(page, site)
    found |= matter_places(page, site)
    page.goto(f"{site.url}/rolls/elderly/")
    found["person"] = first_link(page, r"^/rolls/people/\w+/$")
    page.goto(f"{site.url}/tasks/")
    return found | {"entry": entry[1], "own_task": first_link(page, r"^/tasks/\w+/$")}


def _numbers_and_imports(page: Page, site: Site) -> dict[str, str]:
    """Record an estimate of days far ahead; paste a table to be confirmed, and one that is read."""
    page.goto(f"{site.url}/ledger/activity/numbers/new/?kind=estimate")
    for name, text in {"start": "2031-12-01", "end": "2031-12-31", "v.entry": "3"}.items():
        page.fill(f"[name='{name}']", text)
    page.click("main .btn-primary")
    page.wait_for_url(re.compile(r"/entries/\d+/"))
    found = {"number": path_of(page, site)}
    for name in ("import_columns", "import_rows"):
        page.goto(f"{site.url}/ledger/activity/import/")
        rows = f"日期\t活动名称\t参加人数\n2025.9.5\t夜校{uuid.uuid4().hex[:8]}\t25\n2025.2.30\t读书会\t若干\n"
        page.fill("[name=pasted]", rows)
        page.click("main .btn-primary")
        page.wait_for_url(re.compile("/imports/"))
        if name == "import_rows" and page.locator("button[value=columns]").count():
            page.click("button[value=columns]")
        found[name] = path_of(page, site)
    page.locator("button[value=take]").wait_for(timeout=60_000)
    return found


def _roll(page: Page, site: Site) -> dict[str, str]:
    """Hand in last year's paper."""
    page.goto(f"{site.url}/rolling/")
    page.set_input_files("input[name=paper]", {"name": "总结.docx", "mimeType": XLSX, "buffer": six_pages()})
    page.click("main aside .btn-primary")
    page.wait_for_url(re.compile(r"/rolling/\w+/$"))
    return {"rolling": path_of(page, site)}


def _of_worker(page: Page, site: Site) -> dict[str, str]:
    page.goto(f"{site.url}/ledger/activity/new/")
    page.fill("[name='v.theme']", "园区消防演练")
    page.fill("[name='v.participants']", "68")
    page.click("button[value=send]")
    page.wait_for_url(re.compile("/saved/"))
    page.goto(page.url.replace("/saved/", "/correct/"))
    page.fill("[name='v.participants']", "86")
    page.fill("[name=reason]", "两位数字写倒了")
    page.click("main .btn-primary")
    page.wait_for_url(re.compile("/corrected/"))
    return {"correction": re.sub(r"\D", "", path_of(page, site))}


def _of_district(page: Page, site: Site) -> dict[str, str]:
    """Upload the bundle of an office that founded two units and recorded nothing."""
    sender = Sender()
    sender.found("CC-90", "澄川区远山街道办事处", kind="subdistrict")
    sender.found("CC-90-01", "远山社区居民委员会", parent="CC-90")
    sender.seal()
    page.goto(f"{site.url}/closing/bundles/")
    file = {"name": "三月.zip", "mimeType": "application/zip", "buffer": sender.bundle()}
    page.set_input_files("input[name=file]", file)
    page.locator("form:has(input[type=file]) button").first.click()
    page.wait_for_url(re.compile(r"/bundles/\w+/"))
    return {"bundle": path_of(page, site)}


def _of_subdistrict(page: Page, site: Site) -> dict[str, str]:
    page.goto(f"{site.url}/plans/")
    plan = first_link(page, r"^/plans/\w+/$")
    own = SCHEME.read_bytes() + f"\n附注：{uuid.uuid4()}\n".encode()  # the same text twice would be the same plan
    page.set_input_files("input[type=file]", {"name": "方案.txt", "mimeType": "text/plain", "buffer": own})
    page.locator("form:has(input[type=file]) button").first.click()
    page.wait_for_url(re.compile("/reading/"))
    found = {"plan": plan, "draft_plan": path_of(page, site).partition("reading/")[0]}
    page.goto(f"{site.url}{plan}?by=gaps")
    found["clause"] = first_link(page, r"^/plans/\w+/clauses/\w+/task/$").removesuffix("task/")
    found |= _papers(page, site) | _own_metric(page, site)
    found |= _roll(page, site)
    found |= _documents(page, site) | inspection_places(page, site)
    found |= _forms(page, site)
    found |= _ask_for_a_table(page, site)
    found["book_draft"] = _bring_a_sheet(page, site)
    page.goto(site.url + plan)
    return found | {"task": first_link(page, r"^/tasks/\w+/$")}


def _documents(page: Page, site: Site) -> dict[str, str]:
    """The documents of the demo, by the stage to which they have come; its reporting duty and a turn of 听荷社区."""
    page.goto(f"{site.url}/duties/")
    found = {"duty": str(page.locator("main table a").first.get_attribute("href"))}
    page.goto(site.url + found["duty"])
    row = page.locator("main tbody tr", has_text="听荷社区").first
    found["duty_turn"] = str(row.locator("a").first.get_attribute("href"))
    for name in ("drafting", "signing", "sent"):
        page.goto(f"{site.url}/dispatches/?state={name}")
        found[f"dispatch_{name}"] = str(page.locator("main table a").first.get_attribute("href"))
    return found | {"dispatch_draft": found["dispatch_drafting"]}


def _forms(page: Page, site: Site) -> dict[str, str]:
    """The forms of the demo; hand in a table of 一表通."""
    found = {}
    for name, title in {"form": "平安宣传工作月报表", "form_unbound": "宣传情况汇总表"}.items():
        page.goto(f"{site.url}/forms/")
        page.locator("main td a", has_text=title).first.click()
        page.wait_for_load_state()
        found[name] = path_of(page, site)
    page.goto(f"{site.url}{found['form']}")
    found["form_filled"] = first_link(page, r"^/forms/filled/\w+/$")
    rows = [["HD_01", "HD_02", "HD_03"], ["活动名称", "日期", "参加人数"], ["夜校", "2025-09-05", 25]]
    page.goto(f"{site.url}/forms/tables/")
    page.set_input_files("input[name=file]", {"name": "活动.xlsx", "mimeType": XLSX, "buffer": xlsx({"表": rows})})
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/forms/tables/\w+/"))
    return found | {"one_table": path_of(page, site)}


def _bring_a_sheet(page: Page, site: Site) -> str:
    """Paste a sheet that no ledger is kept of yet."""
    page.goto(f"{site.url}/books/new/")
    rows = "日期\t社区\t点位名称\t隐患类型\t整改(处)\t经费(元)\n2025.9.5\t听荷社区\t红叶楼\t电线\t2\t120.5\n"
    page.fill("[name=pasted]", rows)
    page.click("main .btn-primary")
    page.wait_for_url(re.compile(r"/books/\w{32}/"))
    return path_of(page, site)


def _own_metric(page: Page, site: Site) -> dict[str, str]:
    """Make a metric on site."""
    page.goto(f"{site.url}/figures/new/?book=activity")
    page.fill("[name=label]", f"活动记录{uuid.uuid4().hex[:6]}")
    page.click("button[value=keep]")
    page.wait_for_url(re.compile(r"/figures/base\.local\."))
    return {"own_metric": path_of(page, site).partition("?")[0]}


def _papers(page: Page, site: Site) -> dict[str, str]:
    """Hand in a damaged paper that tells numbers."""
    told = f"砚湖街道平安宣传情况汇报\n\n一、主要做法\n全年共悬挂横幅160余條,发放手册□□册,开展宣傳(chuán)12场。\n附注：{uuid.uuid4()}\n"
    page.goto(f"{site.url}/papers/")
    page.set_input_files("input[type=file]", {"name": "汇报.txt", "mimeType": "text/plain", "buffer": told.encode()})
    page.locator("form:has(input[type=file]) button").first.click()
    page.wait_for_url(re.compile("/batches/"))
    return {"batch": path_of(page, site), "paper": first_link(page, r"^/papers/\w{20,}/$")}


def _ask_for_a_table(page: Page, site: Site) -> dict[str, str]:
    """Ask two communities for a table, drop what one of them sent back with a column renamed, make a link for the
    other."""
    page.goto(f"{site.url}/collections/new/")
    page.fill("[name=title]", f"消防检查台账{uuid.uuid4().hex[:4]}")
    page.fill("[name=due_on]", "2027-01-15")
    page.set_input_files("[name=layout]", {"name": "台账.xlsx", "mimeType": XLSX, "buffer": xlsx(listing())})
    page.click("details[data-units] summary")
    for name in ("听荷社区", "云杉社区"):
        page.check(f"input[data-label='{name}']")
    unit = page.get_attribute("input[data-label='听荷社区']", "value")
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/collections/\w{32}/"))
    head = ("序号", "活动日期", "活动名称", "参加人数", "经费（元）", "人均（元）", "备注")
    row = (1, "2026-10-05", "消防演练", "约30人", 600, "=E4/D4", "")
    back = xlsx(listing([row], unit="听荷社区居民委员会", head=head))
    page.set_input_files("[name=files][multiple]", {"name": "听荷社区.xlsx", "mimeType": XLSX, "buffer": back})
    page.click("button[value=drop]")
    page.wait_for_load_state()
    here = path_of(page, site)
    page.click("button[value=links]")
    told = re.search(r"/link/[\w-]+/", page.input_value("main aside textarea >> nth=0"))
    assert told
    return {"collection": here, "filling": f"{here}fill/{unit}/", "link": told[0]}


def path_of(page: Page, site: Site) -> str:
    """Return the path of the address at which a page stands."""
    return page.url.removeprefix(site.url).partition("?")[0]

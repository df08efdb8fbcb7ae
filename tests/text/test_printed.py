"""A document says the same whatever it arrives as: text, a Word document, a page printed by one program or another."""

import html
import re
import shutil
import subprocess

import pytest

from tests.text.samples import corpus, word_document
from yiben.text.articles import articles
from yiben.text.reading import read_bytes
from yiben.text.repairing import repair

UNITS = ("听荷社区", "云杉社区", "各社区居委会", "民政科", "司法所", "“邻里互助”服务队", "物业公司", "综合科")
ACTS = (
    "完成独居老人登记，建立“一户一册”互助台账，报街道综合科备案",
    "召开居民代表会议，征求对互助公约的意见不少于30条，整理后张榜公布",
    "印制宣传手册300册，发放到每个楼栋，并在宣传栏（公告栏）张贴",
    "组织1场消防演练，检查楼道照明，对查出的问题列出清单、逐项整改",
    "汇总本季度活动情况，报送总结一份，照片不少于3张",
    "与辖区学校签订共建协议，开放活动室，安排专人值班",
)


def rules():
    """Fifty dated rules of different lengths, so that pages break them everywhere."""
    lines = ["青禾街道邻里互助工作细则", "一、任务和时限"]
    for number in range(50):
        day = f"2026年{number % 12 + 1}月{number % 27 + 1}日前"
        lines.append(
            f"{number + 1}、{UNITS[number % 8]}要在{day}{ACTS[number % 6]}。" + "情况特殊的另行商定。" * (number % 4)
        )
    return "\n".join(lines)


def documents():
    folder = corpus()
    found = {"rules": rules()}
    if folder is not None:
        compiled = repair((folder / "003.txt").read_text(encoding="utf-8")).text
        second = articles(compiled)[1]
        found["compiled"] = compiled[second.body : second.end]
        found["gold"] = (folder / "gold" / "d01.txt").read_text(encoding="utf-8")
    return found


def told(data):
    """What is told to be done, by whom, until when: without blanks, which no page keeps."""
    return [
        (re.sub(r"\s", "", task.text), task.owner, task.deadline, task.target and task.target.value)
        for task in read_bytes(data).tasks
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("printed")
    for name, text in documents().items():
        (where / f"{name}.txt").write_text(text, encoding="utf-8")
        (where / f"{name}.docx").write_bytes(word_document(text))
        lines = "".join(f"<p style='text-indent:2em;margin:0'>{html.escape(line)}</p>" for line in text.split("\n"))
        (where / f"{name}.html").write_text(f"<meta charset=utf-8><body style='font-size:16pt'>{lines}")
    return where


@pytest.fixture(scope="module")
def printed(folder):
    """PDFs of LibreOffice: justified, paragraphs not indented."""
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder / "pdf"]
    subprocess.run([*command, *sorted(folder.glob("*.docx"))], check=True, capture_output=True)
    return folder / "pdf"


@pytest.fixture(scope="module")
def browsed(folder):
    """PDFs of a browser: ragged, paragraphs indented, marks in boxes of their ink."""
    if shutil.which("chromium") is None:
        pytest.skip("no browser")
    for page in sorted(folder.glob("*.html")):
        target = f"--print-to-pdf={folder / page.stem}.browsed.pdf"
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", target, page]
        subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", documents())
def test_a_word_document_sets_the_tasks_of_its_text(folder, name):
    assert told((folder / f"{name}.docx").read_bytes()) == told((folder / f"{name}.txt").read_bytes()) != []


@pytest.mark.parametrize("name", documents())
def test_a_printed_document_sets_the_tasks_of_its_text(folder, printed, name):
    assert told((printed / f"{name}.pdf").read_bytes()) == told((folder / f"{name}.txt").read_bytes())


@pytest.mark.parametrize("name", documents())
def test_a_page_printed_by_a_browser_sets_the_tasks_of_its_text(folder, browsed, name):
    assert told((browsed / f"{name}.browsed.pdf").read_bytes()) == told((folder / f"{name}.txt").read_bytes())

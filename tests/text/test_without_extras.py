"""No optional package changes what is read: the gold set gives the same without any of them as with all of them there."""

import hashlib
import json
import subprocess
import sys

import pytest

from tests.text.samples import REPORT, SCHEME, SUMMARY, corpus
from yiben.text.json_form import as_json
from yiben.text.reading import read_text

EXTRAS = ("rjieba", "jieba", "opencc", "ftfy", "pypinyin", "rapidocr", "onnxruntime", "numpy")
DAMAGED = "為推動(dòng)?jì)D女權(quán)益宣傳進(jìn)社區(qū),街道繼續(xù)開展?六個確保?工作,**年6月完成。\n" * 3
READ = """
import importlib.abc, importlib.util, json, sys
from tests.text.test_without_extras import digests

class Gate(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] not in sys.argv[2].split(","):
            return None
        if sys.argv[1] == "missing":
            raise ModuleNotFoundError(name)
        return importlib.util.spec_from_loader(name, self)

    def exec_module(self, module):
        def used(name):
            raise AssertionError(f"{module.__name__}.{name} was used")
        module.__getattr__ = used

sys.meta_path.insert(0, Gate())
json.dump(digests(), sys.stdout)
"""


def texts():
    folder = corpus()
    found = [SCHEME, SUMMARY, REPORT, DAMAGED]
    paths = [] if folder is None else [*sorted((folder / "gold").glob("*.txt")), *sorted(folder.glob("00?.txt"))]
    return [*found, *(path.read_text(encoding="utf-8") for path in paths)]


def digests():
    return [hashlib.sha256(json.dumps(as_json(read_text(text))).encode()).hexdigest() for text in texts()]


@pytest.fixture(scope="module")
def as_installed():
    return digests()


@pytest.mark.parametrize("state", ["missing", "refusing to be used"])
def test_what_is_read_is_the_same_whatever_is_installed(as_installed, state):
    command = [sys.executable, "-c", READ, state, ",".join(EXTRAS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == as_installed

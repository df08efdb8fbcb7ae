"""What is shipped runs on Chromium 86, the oldest browser of the offices."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import django_htmx
import pytest

from tests.layout.browser_floor import at_floor, css_departures, script_departures
from tests.layout.sources import STATIC, name_of

# htmx asks whether the browser has view transitions before it uses them.
ASKED_FIRST = {"startViewTransition"}
VENDOR = STATIC / "vendor"


def test_shipped_styles_know_only_what_the_floor_knows():
    sheets = sorted(STATIC.rglob("*.css"))
    assert sheets
    found = {name_of(path): css_departures(path.read_text(encoding="utf-8")) for path in sheets}
    assert not {name: departures for name, departures in found.items() if departures}


def test_shipped_scripts_know_only_what_the_floor_knows():
    found = {
        name_of(path): script_departures(path.read_text(encoding="utf-8")) for path in sorted(STATIC.rglob("*.js"))
    }
    assert not {name: departures for name, departures in found.items() if departures}


def test_htmx_as_installed_runs_on_the_floor():
    script = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    found = script_departures(script.read_text(encoding="utf-8"))
    assert not [departure for departure in found if departure.feature not in ASKED_FIRST]


@pytest.mark.parametrize(
    ("sheet", "feature"),
    [
        ("a{color:color-mix(in srgb,red,blue)}", "color-mix()"),
        ("a{color:oklch(40% 0.2 30)}", "oklch()"),
        ("a:has(b){color:red}", ":has"),
        (":is(a,b) c{color:red}", ":is"),
        (":where(a){color:red}", ":where"),
        ("a:not(b,c){color:red}", ":not() with a list"),
        ("@layer x{a{color:red}}", "@layer"),
        ("@container (min-width:1px){a{color:red}}", "@container"),
        ("@media (width >= 600px){a{color:red}}", "range in @media"),
        ("@media print{a{inset:0}}", "inset"),
        ("a{height:100dvh}", "dvh"),
        ("a{aspect-ratio:1/1}", "aspect-ratio"),
        ("a{accent-color:red}", "accent-color"),
        ("a{margin-inline:1px}", "margin-inline"),
        ("a{overflow:clip}", "overflow: clip"),
        ("a{width:stretch}", "width: stretch"),
        ("a{color:red;& b{color:blue}}", "nesting"),
        ("@page{inset:0;@bottom-center{content:counter(page)}}", "inset"),
        ("a::file-selector-button{color:red}", ":file-selector-button"),
    ],
)
def test_a_later_css_feature_is_found(sheet, feature):
    assert [departure.feature for departure in css_departures(sheet)] == [feature]


@pytest.mark.parametrize(
    "sheet",
    [
        "a{display:grid;gap:4px;width:clamp(1px,2vw,3px)}",
        "a:not(.b):focus-visible{align-items:stretch}",
        "a{-webkit-mask:none;mask:none}",
        "a::-webkit-file-upload-button{color:red}a::file-selector-button{color:red}",
        "a{--inset:1px;box-shadow:inset 0 0 1px red}",
        "/* color-mix( :has( */ a::before{content:'oklch('}",
        "@page{margin:1cm;@bottom-center{content:counter(page)}}",
    ],
)
def test_a_css_feature_of_the_floor_passes(sheet):
    assert css_departures(sheet) == []


@pytest.mark.parametrize(
    "script",
    [
        "rows.at(-1)",
        "structuredClone(x)",
        "Object.hasOwn(a, b)",
        "crypto.randomUUID()",
        "navigator.clipboard.writeText(x)",
    ],
)
def test_a_later_script_feature_is_found(script):
    assert len(script_departures(script)) == 1


@pytest.mark.parametrize(
    "script",
    ["a ??= b; a?.b; 'x'.replaceAll('a', 'b')", "crypto.getRandomValues(x)", "// rows.at(0)\n'structuredClone'"],
)
def test_a_script_feature_of_the_floor_passes(script):
    assert script_departures(script) == []


def test_vendored_files_are_the_ones_in_the_lock_file():
    lock = json.loads((VENDOR / "vendor.lock.json").read_text(encoding="utf-8"))
    named = {file["to"]: file["shipped_sha256"] for package in lock["packages"] for file in package["files"]}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir() if path.suffix != ".json"
    }
    assert found == named


@pytest.mark.parametrize(
    ("sheet", "read"),
    [
        ("a{color:red;inset:0}", "a{color:red}"),
        ("a:has(b){color:red}b{color:blue}", "b{color:blue}"),
        ("a{-webkit-mask:none;mask:none}", "a{-webkit-mask:none}"),
        ("@media print{a{accent-color:red;top:0}}", "@media print{a{top:0}}"),
        ("@layer x{a{color:red}}", ""),
        ("@page{margin:1cm;@bottom-center{content:'x'}}", "@page{margin:1cm}"),
    ],
)
def test_a_sheet_is_read_as_the_floor_reads_it(sheet, read):
    assert at_floor(sheet) == read

"""Brings the translation catalogue up to date: script/messages [--check]

Collects every English message of code and templates into src/yiben/locale/zh_Hans/LC_MESSAGES/django.po, keeps the
translations that exist, drops what is no longer used, and compiles the .mo beside it (both are committed, so that an
instance needs no gettext tools). Prints what still wants a translation and exits with 1 while there is any. --check
changes nothing and exits with 1 when the files are not up to date either.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src/yiben"
CATALOGUE = SOURCES / "locale/zh_Hans/LC_MESSAGES/django.po"
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?[-#0 +]*\d*(?:\.\d+)?[sdrf]")
DOCUMENT = ROOT / "docs/messages.md"
DOCUMENT_HEAD = """# 提示语

程序拒绝一件事时说的话：代码、中文、英文。由 `script/messages` 生成，测试保证与程序一致；业务包的问题另见
[messages-packs.md](messages-packs.md)。

| 代码 | 中文 | 英文 |
| --- | --- | --- |
"""
METADATA = {
    "Project-Id-Version": "yiben",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass(frozen=True)
class Message:
    """One message as the code gives it. ``plural`` and ``context`` are empty where there is none."""

    text: str
    plural: str = ""
    context: str = ""


def messages_of(sources: Path) -> dict[Message, list[str]]:
    """Return every message under a folder with the files that use it, in the order of files."""
    found: dict[Message, list[str]] = {}
    for path in sorted(
        [*sources.rglob("*.py"), *sources.rglob("templates/**/*.html"), *sources.rglob("templates/**/*.txt")]
    ):
        text = path.read_text(encoding="utf-8")
        for message in python_messages(text) if path.suffix == ".py" else template_messages(text):
            files = found.setdefault(message, [])
            name = path.relative_to(sources).as_posix()
            if name not in files:
                files.append(name)
    return found


def python_messages(text: str) -> Iterator[Message]:
    """Yield the messages of the gettext calls in a module. A call with a computed text names no message by itself."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = [argument.value for argument in node.args if _is_text(argument)]
            message = _message(name, texts)
            if message is not None:
                yield message


def template_messages(text: str) -> Iterator[Message]:
    """Yield the messages of a Django template, read as Django's own extraction reads it."""
    from django.utils.translation.template import templatize

    literal = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    call = rf"(?<![\w.])(_|n?p?gettext)\(\s*({literal}(?:\s*,\s*{literal})*)"
    for found in re.finditer(call, templatize(text), re.DOTALL):
        texts = [ast.literal_eval(part) for part in re.findall(literal, found[2], re.DOTALL)]
        message = _message(found[1], texts)
        if message is not None:
            yield message


def merge(catalogue: polib.POFile, messages: dict[Message, list[str]]) -> polib.POFile:
    """Return a catalogue of exactly these messages, with the translations that ``catalogue`` has for them."""
    known = {(entry.msgid, entry.msgctxt or ""): entry for entry in catalogue}
    merged = polib.POFile(wrapwidth=118)
    merged.metadata = METADATA
    for message, files in sorted(messages.items(), key=lambda item: (item[1][0], item[0].text)):
        before = known.get((message.text, message.context))
        entry = polib.POEntry(
            msgid=message.text, msgctxt=message.context or None, occurrences=[(name, "") for name in files]
        )
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = {0: before.msgstr_plural.get(0, "") if before else ""}
        else:
            entry.msgstr = before.msgstr if before else ""
        if before is not None:
            entry.tcomment = before.tcomment
        if PLACEHOLDER.search(message.text + message.plural):
            entry.flags = ["python-format"]
        if before is not None and before.fuzzy:
            entry.flags.append("fuzzy")
        merged.append(entry)
    return merged


def problems_of(catalogue: polib.POFile) -> list[str]:
    """Return what keeps a catalogue from being complete: no translation, a doubtful one, other placeholders."""
    problems = []
    for entry in catalogue:
        translation = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
        if not translation:
            problems.append(f"not translated: {entry.msgid}")
        elif entry.fuzzy:
            problems.append(f"doubtful (fuzzy): {entry.msgid}")
        elif _placeholders(translation) != _placeholders(entry.msgid_plural or entry.msgid):
            problems.append(f"other placeholders: {entry.msgid} → {translation}")
    return problems


def read_catalogue(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=118) if path.exists() else polib.POFile(wrapwidth=118)


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    merged = merge(read_catalogue(CATALOGUE), messages_of(SOURCES))
    problems = problems_of(merged)
    compiled = CATALOGUE.with_suffix(".mo")
    if not arguments:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(str(merged) + "\n", encoding="utf-8")
        compiled.write_bytes(merged.to_binary())
        DOCUMENT.write_text(sentences_document(merged), encoding="utf-8")
    elif str(read_catalogue(CATALOGUE)) != str(merged):
        problems.append("django.po does not hold exactly the messages in use: run script/messages")
    elif not compiled.exists() or compiled.read_bytes() != merged.to_binary():
        problems.append("django.mo is not compiled from django.po: run script/messages")
    elif DOCUMENT.read_text(encoding="utf-8") != sentences_document(merged):
        problems.append("docs/messages.md does not list the sentences in use: run script/messages")
    print("\n".join(problems) if problems else f"{len(merged)} messages, all translated.")
    return 1 if problems else 0


def sentences_document(catalogue: polib.POFile) -> str:
    """Return docs/messages.md: every code of yiben.sentences with its Chinese and English sentence."""
    chinese = {entry.msgid: entry.msgstr for entry in catalogue}
    lines = [DOCUMENT_HEAD]
    for code, english in _sentences(SOURCES / "sentences.py", "SENTENCES"):
        lines.append(f"| `{code}` | {chinese.get(english) or english} | {english} |\n")
    return "".join(lines)


def _sentences(path: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield code and sentence of a table; ``**`` in it is the table of a room, which the module imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    homes = {
        alias.name: SOURCES.parent / f"{str(node.module).replace('.', '/')}.py"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    table = next(node.value for node in tree.body if isinstance(node, ast.AnnAssign) and node.target.id == name)
    for key, value in zip(table.keys, table.values, strict=True):
        if key is None:
            yield from _sentences(homes[value.id], value.id)
        else:
            yield key.value, " ".join(ast.literal_eval(value.args[0]).split())


def _placeholders(text: str) -> list[str]:
    """Return the names in order of the alphabet; a nameless one as it stands. How a value is set may differ."""
    return sorted({found["name"] or found[0] for found in PLACEHOLDER.finditer(text.replace("%%", ""))})


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _message(name: str, texts: list[str]) -> Message | None:
    if name in PLAIN and texts:
        return Message(texts[0])
    if name in PLURAL and len(texts) >= 2:
        return Message(texts[0], plural=texts[1])
    if name in CONTEXT and len(texts) >= 2:
        return Message(texts[1], context=texts[0])
    if name in CONTEXT_PLURAL and len(texts) >= 3:
        return Message(texts[1], plural=texts[2], context=texts[0])
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

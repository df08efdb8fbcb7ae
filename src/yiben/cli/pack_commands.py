"""yiben pack check, list, install, diff, docs."""

from __future__ import annotations

import argparse
from pathlib import Path

from yiben.cli.output import complain, emit
from yiben.packs.definitions import Book, Field


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for packs. They need no database."""
    pack = commands.add_parser("pack", help="业务包")
    verbs = pack.add_subparsers(dest="verb", required=True, metavar="操作")
    check = verbs.add_parser("check", help="检查业务包，把问题一次列全")
    check.add_argument("folders", nargs="*", type=Path, help="业务包所在的文件夹；不写就检查随产品带的全部")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=run_check, needs_database=False)
    listing = verbs.add_parser("list", help="列出随产品带的业务包")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list, needs_database=False)
    diff = verbs.add_parser("diff", help="新版对旧版：用过的标识有没有删掉或换意思")
    diff.add_argument("old", type=Path, help="旧版所在的文件夹")
    diff.add_argument("new", type=Path, help="新版所在的文件夹")
    diff.add_argument("--json", action="store_true")
    diff.set_defaults(run=run_diff, needs_database=False)
    docs = verbs.add_parser("docs", help="由业务包生成填写说明（Markdown）")
    docs.add_argument("folders", nargs="*", type=Path, help="业务包所在的文件夹；不写就是随产品带的全部")
    docs.add_argument("--json", action="store_true")
    docs.set_defaults(run=run_docs, needs_database=False)
    install = verbs.add_parser("install", help="安装业务包的一个版本，即时生效")
    install.add_argument("folder", type=Path, help="业务包所在的文件夹")
    install.add_argument("--json", action="store_true")
    install.set_defaults(run=run_install)


def run_check(arguments: argparse.Namespace) -> int:
    """Check packs and print every problem; exit 1 when there is one, 2 when a folder does not exist."""
    from yiben.packs.definitions import Pack
    from yiben.packs.loading import load_folder
    from yiben.packs.resolving import resolve
    from yiben.packs.sentences import problem_sentence
    from yiben.seeding.shipped import SHIPPED, shipped_packs

    missing = [folder for folder in arguments.folders if not folder.is_dir()]
    if missing:
        complain([f"没有文件夹 {folder}。" for folder in missing])
        return 2
    shipped: list[Pack] = []
    problems = []
    for name in shipped_packs():
        loaded = load_folder(SHIPPED / name, known=shipped)
        shipped += [loaded.pack] if loaded.pack else []
        problems += [] if arguments.folders else list(loaded.problems)
    own: list[Pack] = []
    for folder in arguments.folders:
        own_names = {pack.name for pack in own} | {folder.resolve().name}
        known = [*(pack for pack in shipped if pack.name not in own_names), *own]
        loaded = load_folder(folder, known=known)
        problems += list(loaded.problems)
        own += [loaded.pack] if loaded.pack else []
    if not problems:
        names = {pack.name for pack in own}
        problems += list(resolve([*own, *(pack for pack in shipped if pack.name not in names)]).problems)
    lines = [problem_sentence(problem) for problem in problems]
    value = [
        {"code": each.code, "file": each.file, "line": each.line, "sentence": line}
        for each, line in zip(problems, lines, strict=True)
    ]
    checked = len(own) if arguments.folders else len(shipped)
    verdict = f"有 {len(lines)} 个问题。" if lines else f"{checked} 个业务包没有问题。"
    emit(value, [*lines, verdict], as_json=arguments.json)
    return 1 if lines else 0


def run_install(arguments: argparse.Namespace) -> int:
    """Install a pack from a folder; exit 2 when it has problems or there is no such folder."""
    from django.utils import timezone

    from yiben.accounts.actions import refresh_grants
    from yiben.audit.callers import SYSTEM
    from yiben.catalog.actions import install_pack
    from yiben.catalog.queries import catalogue
    from yiben.packs.loading import load_folder

    if not arguments.folder.is_dir():
        complain([f"没有文件夹 {arguments.folder}。"])
        return 2
    installed = install_pack(SYSTEM, load_folder(arguments.folder).files, on=timezone.localdate())
    added = refresh_grants(SYSTEM, catalogue().roles.values(), on=timezone.localdate())
    value = {"name": installed.name, "version": installed.version, "seq": installed.seq, "grants": added}
    told = [f"业务包 {installed.name} 第{installed.version}版在用（第 {installed.seq} 号）。"]
    if added:
        told.append(f"新版角色多出的权限已给现有岗位：{added}项。")
    emit(
        value,
        told,
        as_json=arguments.json,
    )
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """List the shipped packs."""
    from yiben.packs.definitions import Pack
    from yiben.packs.loading import load_folder
    from yiben.seeding.shipped import SHIPPED, shipped_packs

    packs: list[Pack] = []
    for name in shipped_packs():
        loaded = load_folder(SHIPPED / name, known=packs)
        packs += [loaded.pack] if loaded.pack else []
    value = [
        {
            "name": each.name,
            "version": each.version,
            "label": each.label,
            "books": len(each.books),
            "metrics": len(each.metrics),
        }
        for each in packs
    ]
    lines = [
        f"{row['name']}  第{row['version']}版  {row['label']}  账簿 {row['books']}  指标 {row['metrics']}"
        for row in value
    ]
    emit(value, lines, as_json=arguments.json)
    return 0


def run_diff(arguments: argparse.Namespace) -> int:
    """Print what a later version may not do to an earlier one; exit 1 when it does."""
    from yiben.packs.loading import load_folder
    from yiben.packs.resolving import compare
    from yiben.packs.sentences import problem_sentence
    from yiben.seeding.shipped import SHIPPED, shipped_packs

    shipped = [loaded.pack for name in shipped_packs() if (loaded := load_folder(SHIPPED / name)).pack]
    versions = [load_folder(folder, known=shipped) for folder in (arguments.old, arguments.new)]
    problems = [problem for each in versions for problem in each.problems]
    if not problems and (old := versions[0].pack) and (new := versions[1].pack):
        problems = list(compare(old, new))
    lines = [problem_sentence(problem) for problem in problems]
    value = [{"code": each.code, "sentence": line} for each, line in zip(problems, lines, strict=True)]
    emit(value, lines or ["新版没有删去或改变旧版用过的标识。"], as_json=arguments.json)
    return 1 if lines else 0


def _said(item: Field, book: Book) -> str:
    """What is said of a field beside its type: how it follows from others, then its help."""
    from yiben.packs.formulas import in_words

    labels = {each.id: each.label for each in book.fields}
    conditions = []
    for name, wanted in item.required_if.items():
        other = book.field(name)
        ids = wanted if isinstance(wanted, tuple) else (wanted,)
        chosen = [choice.label for choice in other.choices if choice.id in ids] if other else []
        said = "或".join(chosen) if chosen else "是" if wanted is True else "否"
        conditions.append(f"“{labels.get(name, name)}”为{said}")
    computed = f"自动算出：{in_words(item, labels)}。" if item.computed else ""
    return computed + (f"{'，且'.join(conditions)}时必填。" if conditions else "") + item.help


def run_docs(arguments: argparse.Namespace) -> int:
    """Print what the books of packs ask, field by field, as Markdown."""
    from yiben.packs.loading import load_folder
    from yiben.packs.resolving import resolve
    from yiben.seeding.shipped import SHIPPED, shipped_packs

    folders = arguments.folders or [SHIPPED / name for name in shipped_packs()]
    shipped = [loaded.pack for name in shipped_packs() if (loaded := load_folder(SHIPPED / name)).pack]
    own = [pack for folder in folders if (pack := load_folder(folder, known=shipped).pack)]
    names = {pack.name for pack in own}
    joined = resolve([*own, *(pack for pack in shipped if pack.name not in names)]).catalogue
    if joined is None or len(own) < len(folders):
        complain(["业务包有问题，先用 yiben pack check 看看。"])
        return 1
    value, lines = {}, []
    for pack in own:
        lines += [f"# {pack.label}", "", pack.help, ""]
        for declared in pack.books:
            book = joined.books[declared.id]
            rows = [
                [item.label, item.type.value, item.measure_word, "是" if item.required else "",
                 "、".join([each.label for each in item.choices] or [each.label for each in item.columns]), _said(item, book)]
                for item in book.fields
            ]  # fmt: skip
            value[book.id] = rows
            lines += [f"## {book.label}", "", book.help, "", "| 栏目 | 类型 | 单位 | 必填 | 选项 | 说明 |"]
            lines += ["| --- | --- | --- | --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows), ""]
    emit(value, lines, as_json=arguments.json)
    return 0

"""yiben init, demo, replay, serve, doctor."""

from __future__ import annotations

import argparse
import json
import os
import socket
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from yiben.cli.output import complain, emit
from yiben.cli.unit_commands import kind_of, short_of
from yiben.cli.worker_commands import failing_jobs, once_line, run_once
from yiben.errors import Refusal


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for an instance as a whole."""
    init = commands.add_parser("init", help="开账：建库、装业务包、建最上级单位和系统管理员")
    init.add_argument("--from", dest="source", type=Path, help="单位和岗位清单（YAML，格式同演示区的 district.yaml）")
    init.add_argument("--name", default="", help="最上级单位全称")
    init.add_argument("--short", default="", help="简称")
    init.add_argument("--code", default="", help="单位代码")
    init.add_argument("--kind", default="", help="单位种类，如 district、subdistrict；不写就看全称")
    init.add_argument("--on", default="", help="单位从哪天起记账，不写就是去年1月1日；此前的记录进不来")
    init.add_argument("--json", action="store_true")
    init.set_defaults(run=run_init, begins=True)

    demo = commands.add_parser("demo", help="演示：虚构的一个区，一年的平安宣传")
    demo.add_argument("--no-serve", action="store_true", help="只算一遍主要的活，不开网页")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--document", type=Path, metavar="PATH", help="用这份方案代替演示自带的方案")
    demo.add_argument("--json", action="store_true")
    demo.set_defaults(run=run_demo, begins=True)

    generate = commands.add_parser("generate", help="按种子生成一个虚构的区和几年的记录（用空的数据文件夹）")
    generate.add_argument("--seed", type=int, default=1)
    for name, default, help_ in (
        ("subdistricts", 4, "街道数"),
        ("communities", 6, "每个街道的社区数"),
        ("books", 3, "账簿数"),
        ("years", 2, "年数，到去年为止"),
        ("entries", 2000, "记录条数"),
    ):
        generate.add_argument(f"--{name}", type=int, default=default, help=help_)
    generate.add_argument("--json", action="store_true")
    generate.set_defaults(run=run_generate, begins=True)

    replay = commands.add_parser("replay", help="把业务包的数字过一遍账簿和报告（用临时库）")
    replay.add_argument("pack", nargs="?", help="业务包")
    replay.add_argument("--all", action="store_true", help="全部有数字可回放的业务包")
    replay.add_argument("--json", action="store_true")
    replay.set_defaults(run=run_replay, needs_database=False)

    serve = commands.add_parser("serve", help="开网页服务")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument(
        "--worker",
        action=argparse.BooleanOptionalAction,
        help="同时做后台任务；不写时，SQLite 做，PostgreSQL 不做（另开 yiben worker）",
    )
    serve.set_defaults(run=run_serve)

    doctor = commands.add_parser("doctor", help="检查运行环境")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=run_doctor)


def run_init(arguments: argparse.Namespace) -> int:
    """Begin an instance: from a file of units and posts, or with one unit and the three administrators."""
    from yiben.seeding.district import build_district, check_district, read_demo
    from yiben.seeding.instance import begin_instance
    from yiben.units.models import Unit

    if bool(arguments.source) == bool(arguments.name and arguments.code):
        complain(["请写 --name 和 --code，或者写 --from 文件。"])
        return 2
    if arguments.source and not arguments.source.is_file():
        complain([f"没有文件 {arguments.source}。"])
        return 2
    on = date.fromisoformat(arguments.on) if arguments.on else date(_today().year - 1, 1, 1)
    spec = read_demo(arguments.source.read_bytes()) if arguments.source else _single_unit(arguments, on)
    check_district(spec)
    _migrate()
    if Unit.objects.exists():
        raise Refusal("already_begun", unit=str(Unit.objects.order_by("pk").first()))
    begin_instance(on=spec["valid_from"])
    _show_accounts(build_district(spec, change_first=True), arguments.json, after=_next_steps(spec, on))
    return 0


def _next_steps(spec: dict[str, Any], on: date) -> list[str]:
    """What is done after an instance was begun with nothing but its top unit."""
    top = spec["units"][0]
    lines = [f"单位从 {spec['valid_from']} 起记账。"]
    if len(spec["units"]) == 1:
        lines += [
            "接着：",
            f"  1. 设下级单位：yiben unit found 代码 全称 --kind community --parent {top['code']} --on {on}",
            "  2. 开网页：yiben serve，安全管理员登录，在“岗位”页新设岗位，在“账号”页开账号。",
            "  3. 三个管理员都登录一次，换成自己的密码。",
        ]
    return lines


def _single_unit(arguments: argparse.Namespace, on: date) -> dict[str, Any]:
    roles = {"system_admin": "系统管理员", "security_admin": "安全管理员", "audit_admin": "审计管理员"}
    kind = arguments.kind or kind_of(arguments.name)
    unit = {"code": arguments.code, "kind": kind, "name": arguments.name, "order": 10}
    posts = [
        {"username": role.partition("_")[0], "holder": title, "role": role, "unit": arguments.code, "title": title}
        for role, title in roles.items()
    ]
    return {"valid_from": on, "units": [{**unit, "short": arguments.short or short_of(arguments.name)}], "posts": posts}


def run_demo(arguments: argparse.Namespace) -> int:
    """Build or reuse the demo, do the main job once, and serve it unless told not to."""
    from django.conf import settings

    from yiben.seeding.demo import main_job, open_demo

    if arguments.document is not None and not arguments.document.is_file():
        complain([f"没有文件 {arguments.document}。"])
        return 2
    _migrate_demo(Path(settings.HOME))
    demo = open_demo(Path(settings.HOME), _today(), arguments.document)
    job = main_job(Path(settings.HOME), demo.year)
    runs = run_once()
    if arguments.json:
        accounts = [account.__dict__ for account in demo.accounts]
        value = {"figures": [row.__dict__ for row in job.figures], "files": job.files, "accounts": accounts}
        value |= {"entries": job.entries, "holds": job.holds, "plan": _plan_value(demo.read), "jobs": len(runs)}
        emit(value, [], as_json=True)
    else:
        if demo.read:
            print(_plan_line(demo.read))
        _show_job(job, demo.year)
        print(once_line(runs))
        if demo.accounts:
            _show_accounts(demo.accounts, False)
        else:
            print("账号在第一次运行时已经给出；忘了口令，删掉数据文件夹再运行一次。")
    if not job.holds:
        return 1
    return 0 if arguments.no_serve else _serve("127.0.0.1", arguments.port, with_worker=True)


def run_generate(arguments: argparse.Namespace) -> int:
    """Fill an empty home with generated units, books and entries."""
    from yiben.seeding.generating import Amounts, generate
    from yiben.seeding.instance import begin_instance
    from yiben.units.models import Unit

    names = ("subdistricts", "communities", "books", "years", "entries")
    amounts = Amounts(**{name: getattr(arguments, name) for name in names}, last=_today().year - 1)
    if min(getattr(amounts, name) for name in names) < 1 or amounts.subdistricts * amounts.communities < 2:
        complain(["各个数至少是1，社区至少两个。"])
        return 2
    _migrate()
    if Unit.objects.exists():
        raise Refusal("already_begun", unit=str(Unit.objects.order_by("pk").first()))
    begin_instance(on=date(amounts.last - amounts.years, 1, 1))
    count = generate(arguments.seed, amounts)
    emit({"entries": count, "units": Unit.objects.count()}, [f"生成了 {count} 条记录。"], as_json=arguments.json)
    return 0


def run_replay(arguments: argparse.Namespace) -> int:
    """Replay packs in a scratch database of its own; exit 1 when a figure does not come back."""
    if bool(arguments.pack) == arguments.all:
        complain(["请写一个业务包，或写 --all。"])
        return 2
    with tempfile.TemporaryDirectory(prefix="yiben-replay-") as home:
        os.environ["YIBEN_HOME"] = home
        os.environ.pop("YIBEN_DATABASE_URL", None)
        from yiben.cli.main import prepare

        prepare()
        return _replay(arguments)


def _replay(arguments: argparse.Namespace) -> int:
    from yiben.ledger.verifying import verify
    from yiben.seeding.demo import build_demo
    from yiben.seeding.replay import all_hold, record_year, replay_pack, replay_spec
    from yiben.seeding.shipped import pack_files, shipped_packs

    packs = (
        [arguments.pack]
        if arguments.pack
        else [name for name in shipped_packs() if "demo/replay.yaml" in pack_files(name)]
    )
    for pack in packs:
        replay_spec(pack)
    _migrate()
    build_demo()
    value: dict[str, Any] = {}
    lines: list[str] = []
    holds = True
    for pack in packs:
        spec = replay_spec(pack)
        entries = record_year(spec, spec["year"])
        rows, _content = replay_pack(pack, spec, spec["year"])
        holds = holds and all_hold(rows)
        value[pack] = {"entries": entries, "figures": [row.__dict__ for row in rows], "holds": all_hold(rows)}
        lines += [_figure_line(row) for row in rows]
        lines.append(f"{pack}：{len(rows)} 个数字，回来 {sum(row.holds for row in rows)} 个，{entries} 条记录。")
    checked = verify(deep=True)
    holds = holds and checked.is_clean
    value["verify"] = {"entries": checked.entries, "findings": len(checked.findings)}
    lines.append(f"核对：{checked.entries} 条，{len(checked.findings)} 处不符。")
    emit(value, lines, as_json=arguments.json)
    return 0 if holds else 1


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve the pages."""
    from django.db import connection

    from yiben.migrating import make_tables

    make_tables()
    # on a file of SQLite a second process helps nobody, and an unmended one forbids it
    with_worker = connection.vendor == "sqlite" if arguments.worker is None else arguments.worker
    return _serve(arguments.host, arguments.port, with_worker=with_worker)


def run_doctor(arguments: argparse.Namespace) -> int:
    """Report the state of database, guards and environment; exit 1 when something has to be mended."""
    import sqlite3  # the settings may have put a mended one in its place

    from django.core.checks import ERROR, run_checks
    from django.db import connection

    from yiben.cli.writing_lock import sqlite_is_mended

    problems = [str(each.msg) for each in run_checks(databases=["default"]) if each.level >= ERROR]
    notes = [f"数据库：{connection.vendor}"]
    if connection.vendor == "sqlite":
        notes.append(f"SQLite {sqlite3.sqlite_version}")
        if not sqlite_is_mended():
            notes.append("SQLite 低于 3.51.3：只许一个进程写（yiben serve 会照办），建议装 pysqlite3 或用 PostgreSQL。")
    notes += _evidence_notes()
    problems += failing_jobs()
    said = [*notes, *problems, "没有要修的。" if not problems else f"有 {len(problems)} 处要修。"]
    emit({"notes": notes, "problems": problems}, said, as_json=arguments.json)
    return 1 if problems else 0


def _evidence_notes() -> list[str]:
    """How much room files take, and the units that use most of their share."""
    from django.conf import settings

    from yiben.ledger.evidence import total_usage, usage_by_unit

    number, total = total_usage()
    quota = settings.EVIDENCE_QUOTA_BYTES
    notes = [
        f"佐证：{number} 个文件，{total / 2**20:.0f} MB；每个单位上限 {f'{quota // 2**20} MB' if quota else '不限'}"
    ]
    for unit, count, size in usage_by_unit(3):
        share = f"，占上限的 {size / quota:.0%}" if quota else ""
        notes.append(f"  {unit}：{count} 个文件，{size / 2**20:.0f} MB{share}")
    return notes


def _today() -> date:
    from django.utils import timezone

    return timezone.localdate()


def _serve(host: str, port: int, *, with_worker: bool) -> int:
    from django.conf import settings
    from django.db import connection, connections

    from yiben.cli.serving import serve
    from yiben.cli.writing_lock import hold_writing_lock

    hold_writing_lock(Path(settings.HOME), connection.vendor)
    _require_free(host, port)
    workers = 1 if connection.vendor == "sqlite" else 2
    connections.close_all()
    print(f"一本账：http://{host}:{port}/  （Ctrl+C 停止）", flush=True)
    serve(host, port, workers, with_worker=with_worker)
    return 0


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise Refusal("port_taken", host=host, port=port) from problem


def _migrate() -> None:
    from django.conf import settings
    from django.db import connection

    from yiben.cli.writing_lock import hold_writing_lock
    from yiben.migrating import make_tables

    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    hold_writing_lock(Path(settings.HOME), connection.vendor)
    make_tables()


def _migrate_demo(home: Path) -> None:
    """Refuse a home that holds something other than a finished demo before anything is written."""
    from django.db import connection

    mark = home / "demo.json"
    if mark.exists():
        if json.loads(mark.read_text(encoding="utf-8")).get("state") != "ready":
            raise Refusal("home_not_demo", home=str(home))
    else:
        is_file = connection.vendor == "sqlite"
        used = (home / "yiben.sqlite3").exists() if is_file else bool(connection.introspection.table_names())
        if used:
            raise Refusal("home_not_demo", home=str(home))
    _migrate()


def _show_job(job: Any, year: int) -> None:
    print(f"{year} 年平安创建宣传：")
    for row in job.figures:
        print(_figure_line(row))
    for path in job.files:
        print(f"已写入 {path}")
    print(f"核对：{job.entries} 条记录，{job.findings} 处不符。")


def _plan_line(read: Any) -> str:
    plan = f"《{read.plan.title}》：修复 {read.repairs} 处，条款 {read.clauses} 条"
    return f"{plan}，发布任务 {read.accepted} 项，略去 {read.left_out} 项。"


def _plan_value(read: Any) -> dict[str, Any] | None:
    if read is None:
        return None
    counts = {"repairs": read.repairs, "clauses": read.clauses, "accepted": read.accepted, "left_out": read.left_out}
    return {"plan": read.plan.uid, "title": read.plan.title, **counts}


def _figure_line(row: Any) -> str:
    mark = "✓" if row.holds else "✗"
    return f"  {mark} {row.label}：{row.value}（{row.records} 条记录），报告写作“{row.wording}”"


def _show_accounts(accounts: Any, as_json: bool, after: Sequence[str] = ()) -> None:
    rows = [account.__dict__ for account in accounts]
    lines = ["账号（口令只显示这一次）："]
    lines += [
        f"  {row['username']:<14}{row['password']}  {row['name']}  {'；'.join(row['posts']) or '没有岗位'}"
        for row in rows
    ]
    emit(rows, [*lines, *after], as_json=as_json)

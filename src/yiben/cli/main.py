"""The command ``yiben``: one parser, one exit code. 0 all is well, 1 what was checked does not hold, 2 wrong use."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from yiben.errors import PackProblem, Refusal, YibenError


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands. Each sub-command sets ``run`` (a function of the parsed arguments)."""
    from yiben.cli import (
        account_commands,
        backup_commands,
        calendar_commands,
        check_commands,
        closing_commands,
        fill_commands,
        form_commands,
        import_commands,
        instance_commands,
        keys_commands,
        layout_commands,
        ledger_commands,
        merge_commands,
        pack_commands,
        plan_commands,
        report_commands,
        roll_commands,
        rolling_commands,
        text_commands,
        token_commands,
        unit_commands,
        worker_commands,
    )

    parser = argparse.ArgumentParser(prog="yiben", description="一本账：记一次，处处可用，每个数字都能打开。")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    modules = (
        text_commands,
        plan_commands,
        ledger_commands,
        closing_commands,
        report_commands,
        rolling_commands,
        pack_commands,
        instance_commands,
        account_commands,
        backup_commands,
        keys_commands,
        unit_commands,
        roll_commands,
        worker_commands,
        token_commands,
        calendar_commands,
        import_commands,
        check_commands,
        fill_commands,
        form_commands,
        merge_commands,
        layout_commands,
    )
    for module in modules:
        module.add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. Whoever reads what it prints may stop reading (``| head -1``): that is no error."""
    try:
        code = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # what is still to be flushed when Python ends goes there
        return 0
    return code


def _run(argv: Sequence[str] | None) -> int:
    arguments = _parse(argv)
    as_json = getattr(arguments, "json", False)
    try:
        if getattr(arguments, "needs_database", True):
            prepare()
            if not getattr(arguments, "begins", False):
                require_begun()
        return int(arguments.run(arguments))
    except YibenError as problem:
        return _refused(problem, as_json=as_json)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError) as problem:
        return _refused(Refusal("file_unusable", path=str(problem.filename)), as_json=as_json)


def require_begun() -> None:
    """Refuse a home without a ledger: commands are often run from another folder than the data's."""
    from django.conf import settings
    from django.db import DatabaseError, connection

    try:
        tables = connection.introspection.table_names()
    except DatabaseError:
        return  # a damaged file: what is wrong with it is for ``verify`` to say
    if "ledger_chainhead" not in tables:
        raise Refusal("home_empty", home=str(settings.HOME))


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Parse; ``key=value`` may stand before and after the options (argparse alone takes them on one side only)."""
    parser = build_parser()
    arguments, rest = parser.parse_known_args(argv)
    values = getattr(arguments, "values", None)
    if rest and (values is None or any(text.startswith("-") for text in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        arguments.values += rest
    return arguments


def prepare() -> None:
    """Load the settings and speak Chinese."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiben.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate("zh-hans")


def _refused(problem: YibenError, *, as_json: bool) -> int:
    prepare()
    from yiben.cli.output import complain, emit
    from yiben.packs.sentences import problem_sentence
    from yiben.sentences import say_error

    lines = say_error(problem)
    if isinstance(problem, PackProblem):
        lines += [problem_sentence(each) for each in problem.data.get("problems", ())]  # type: ignore[attr-defined]
    if as_json:
        emit({"error": problem.code, "sentences": lines}, [], as_json=True)
    else:
        complain(lines)
    return 2


if __name__ == "__main__":
    sys.exit(main())

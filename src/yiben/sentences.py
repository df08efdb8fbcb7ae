"""From a code and its data to the sentence that a user reads: what was found, why it is refused, what to do.

Pure rooms and actions return codes; only faces (pages, commands) call ``say``. Every code raised anywhere stands here,
in English for gettext; docs/messages.md lists them, and a test keeps the three complete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yiben.accounts.sentences import ACCOUNT_SENTENCES
from yiben.analyses.sentences import ANALYSIS_SENTENCES
from yiben.assessments.sentences import ASSESSMENT_SENTENCES
from yiben.backup.sentences import BACKUP_SENTENCES
from yiben.checking.sentences import CHECKING_SENTENCES
from yiben.collections.sentences import COLLECTION_SENTENCES
from yiben.disclosure.sentences import DISCLOSURE_SENTENCES
from yiben.dispatches.sentences import DISPATCH_SENTENCES
from yiben.errors import YibenError
from yiben.forms.sentences import FORM_SENTENCES
from yiben.inspections.sentences import INSPECTION_SENTENCES
from yiben.ledger.closing.sentences import CLOSING_SENTENCES
from yiben.ledger.evidence_sentences import EVIDENCE_SENTENCES
from yiben.ledger.importing.sentences import IMPORT_SENTENCES
from yiben.ledger.receiving.sentences import RECEIVING_SENTENCES
from yiben.matters.sentences import MATTER_SENTENCES
from yiben.meetings.sentences import MEETING_SENTENCES
from yiben.metrics.sentences import METRIC_SENTENCES
from yiben.promises.sentences import PROMISE_SENTENCES
from yiben.registers.sentences import REGISTER_SENTENCES
from yiben.reports.duties.sentences import DUTY_SENTENCES
from yiben.reports.sentences import REPORT_SENTENCES
from yiben.rolling.sentences import ROLLING_SENTENCES
from yiben.rolls.sentences import ROLL_SENTENCES
from yiben.rosters.sentences import ROSTER_SENTENCES
from yiben.units.sentences import UNIT_SENTENCES
from yiben.vault.sentences import VAULT_SENTENCES

SENTENCES: dict[str, Any] = {
    # access and accounts
    "no_access": _("Your post may not do this here. Switch to another post, or ask the security administrator."),
    "no_ledger": _("The ledger of this instance has not been begun. Run “yiben init” first."),
    "no_units": _("There is no unit yet. Run “yiben init” first."),
    "username_used": _("The user name “%(username)s” is in use. Choose another one."),
    "password_weak": _("This password is too easy to guess: %(reasons)s"),
    "page_unknown": _("There is no list at this address. Open the list again from the navigation."),
    "view_unknown": _("There is no such view any more. It may have been removed in another window."),
    "view_unnamed": _("A saved view needs a name. Type one, then save it again."),
    "views_full": _("This list has %(most)s saved views already. Remove one, then save this one."),
    "run_gone": _("This job is not waiting to be tried again: it was taken up or cleared away meanwhile."),
    **ACCOUNT_SENTENCES,
    # what other systems send
    "json_expected": _("JSON is expected, with the header “Content-Type: application/json”."),
    "json_broken": _("What was sent is no JSON: %(problem)s."),
    "json_shape": _("An entry or a list of entries is expected, each an object."),
    "json_too_large": _("At most %(most)s entries and %(megabytes)s MB at once. Send them in parts."),
    "key_unknown": _("The key “%(key)s” is not known. Allowed: %(allowed)s."),
    "not_recorded": _(
        "Not recorded, since another entry of the same request was refused. Mend that one, then send all again."
    ),
    "key_missing": _("The key “%(key)s” is missing."),
    "key_type": _("What stands under “%(key)s” is of another type: %(wanted)s is expected."),
    "method_not_allowed": _("This address takes %(allowed)s only."),
    "address_unknown": _("There is nothing at this address."),
    **UNIT_SENTENCES,
    **DISCLOSURE_SENTENCES,
    **DISPATCH_SENTENCES,
    **DUTY_SENTENCES,
    **MATTER_SENTENCES,
    **MEETING_SENTENCES,
    **ANALYSIS_SENTENCES,
    **PROMISE_SENTENCES,
    **REGISTER_SENTENCES,
    **ROSTER_SENTENCES,
    **INSPECTION_SENTENCES,
    **ASSESSMENT_SENTENCES,
    # packs and books
    "pack_problems": _("The pack has problems and was not installed:"),
    "pack_broken": _("An installed pack cannot be read any more. Run “yiben verify”."),
    "pack_unknown": _("There is no pack “%(pack)s”. “yiben pack list” shows those that exist."),
    "pack_version_used": _(
        "Version %(version)s of %(pack)s is installed with other contents. Give the changed pack a higher version."
    ),
    "book_unknown": _("There is no book “%(book)s”."),
    "book_version_unknown": _("Version %(number)s of the book “%(book)s” is not installed."),
    # entries
    "values": _("Some answers need another look. Nothing was sent; what you typed is kept."),
    "id_invalid": _("The form's own number is damaged. Open a new form; your draft is kept."),
    "id_used": _("This form was already used for something else (no. %(seq)s). Open a new form; nothing was changed."),
    "id_twice": _("The same record stands twice in what was sent. Nothing was recorded."),
    "sent_already": _("This draft has been sent. Open the record to correct it."),
    "entry_unknown": _("There is no such record, or it is not yours to read."),
    "queue_of_another": _(
        "This was filled in by somebody else or from another post. It stays on this computer; switch to that post to send it."
    ),
    "draft_unknown": _("There is no such draft. It may have been sent or discarded."),
    "superseded_already": _(
        "Somebody corrected this record meanwhile (no. %(newer)s). Look at the newer one, then correct that."
    ),
    "reason_missing": _("Say why, in a few words. The reason stays with the record."),
    "closed_period": _("%(month)s is closed. This record will count in %(counts_in)s; confirm to go on."),
    "nothing_to_erase": _("There is no personal content in this field, or it has been erased."),
    "day_in_future": _("%(on)s lies ahead; today is %(today)s. Record it on the day or afterwards."),
    # numbers without single entries, and assertions
    "total_beside": _(
        "The ledger holds %(count)s records of the same days already; both would be counted. Look at them. If both "
        "are right, record it beside them and say why."
    ),
    "entry_beside": _("No. %(seq)s of %(on)s, a single record."),
    "number_beside": _("No. %(seq)s, a number for %(on)s to %(until)s."),
    "total_empty": _("There is no number in it. Fill in at least one."),
    "span_backwards": _("The last day, %(until)s, lies before the first, %(on)s."),
    "stock_of_a_span": _("%(label)s tells what stands on a day. Give one day, not several."),
    "not_a_total": _("No. %(seq)s is a single record. Correct it as such."),
    "not_an_estimate": _("No. %(seq)s is no estimate, or it has been replaced. Correct it instead."),
    "entry_of_another_kind": _("No. %(seq)s is not a single record. Open it and correct it there."),
    "assertion_number": _("Only numbers can be asserted."),
    **IMPORT_SENTENCES,
    **CLOSING_SENTENCES,
    **RECEIVING_SENTENCES,
    **BACKUP_SENTENCES,
    **COLLECTION_SENTENCES,
    **FORM_SENTENCES,
    **CHECKING_SENTENCES,
    **VAULT_SENTENCES,
    **ROLL_SENTENCES,
    **ROLLING_SENTENCES,
    # values of fields
    "required": _("Please fill this in."),
    "unknown_field": _("This book has no field “%(field)s”. Available: %(allowed)s."),
    "not_a_number": _("“%(typed)s” in %(label)s is not a number. Type it in digits, such as 120."),
    "number_in_words": _("%(label)s: “%(typed)s” is written in words. If it is %(suggestion)s, type %(suggestion)s."),
    "approximate": _(
        "%(label)s: “%(typed)s” is approximate. Type the exact number, such as %(suggestion)s; "
        "while it is not known, keep a draft."
    ),
    "negative": _("%(label)s cannot be negative: %(typed)s."),
    "too_large": _("%(label)s: %(typed)s is more than the largest allowed, %(max)s. Check for extra digits."),
    "too_small": _("%(label)s: %(typed)s is less than the smallest allowed, %(min)s."),
    "not_whole": _("%(label)s must be a whole number, not %(typed)s."),
    "too_many_decimals": _("%(label)s takes at most %(places)s decimals: %(typed)s."),
    "scientific": _("%(label)s: write %(typed)s out in full digits."),
    "zero_denominator": _("%(label)s: the whole of a share cannot be 0."),
    "bad_date": _("%(label)s: “%(typed)s” is not a day. Write it as 2026-03-05."),
    "bad_time": _("%(label)s: “%(typed)s” is not a time. Write it as 09:05."),
    "unknown_choice": _("%(label)s has no choice “%(typed)s”. Available: %(allowed)s."),
    "unknown_unit": _("%(label)s: no unit is called “%(typed)s”. Use its official or short name."),
    "choice_alone": _("“%(choice)s” stands alone: take it off, or take the others off."),
    "book_kept_by": _(
        "“%(book)s” is not recorded by hand: %(where)s Past years come in by “Bring in a ledger” or as numbers."
    ),
    "one_unit_only": _("%(label)s takes one unit; %(count)s were given."),
    "not_yes_or_no": _("%(label)s must be yes or no, not “%(typed)s”."),
    "not_a_text": _("%(label)s must be text."),
    "too_long": _("%(label)s has %(length)s characters; at most %(max)s are kept. Shorten it."),
    "too_many": _("%(label)s has %(count)s items; at most %(max)s are allowed."),
    "bad_id_number": _("%(label)s is not a valid identity number: 18 characters, the last one checks the others."),
    "bad_phone": _("%(label)s is not a telephone number."),
    "bad_file": _("%(label)s: the file did not arrive whole. Choose it again."),
    "bad_table": _("%(label)s: the table could not be read. Each row needs headings and texts."),
    "bad_address": _("%(label)s: give the estate, building, entrance and room, or the address as one text."),
    "table_in_cell": _(
        "%(label)s is a table with the columns %(columns)s: it is filled in row by row on its page, not in one cell."
    ),
    "table_column": _("%(label)s has no column “%(typed)s”. Its columns: %(columns)s."),
    "required_if": _("%(label)s has to be filled in, since “%(other)s” is “%(value)s”."),
    "required_if_yes": _("%(label)s has to be filled in, since “%(other)s” is yes."),
    "required_if_no": _("%(label)s has to be filled in, since “%(other)s” is no."),
    "computed_differs": _("%(label)s is computed: %(formula)s gives %(right)s, not %(typed)s. Correct one of them."),
    "computed_open": _(
        "%(label)s is computed: %(formula)s. “%(missing)s” is missing; fill it in, 0 if there was none."
    ),
    # plans and tasks
    "plan_unknown": _("There is no such plan, or it is not yours to read."),
    "plan_not_draft": _("“%(plan)s” has been published. Begin a revision to change it."),
    "plan_not_ready": _("“%(plan)s” cannot be published yet: %(count)s proposed tasks are undecided."),
    "calendar_unreadable": _(
        "This is not a year of holidays. Expected is JSON: {year, papers, days: [{date, isOffDay}]}, with at least one day."
    ),
    "plan_exists": _(
        "A plan was made of this very document: “%(plan)s”. Open that one; a changed text goes in there, under “Revise”."
    ),
    "plan_not_published": _("“%(plan)s” is not followed at present. Open the plan that is."),
    "task_overdue_at_once": _("“%(title)s” was due on %(on)s: it will be red from the first day."),
    "task_led_from_outside": _("“%(title)s” is led by %(unit)s, which does not stand below %(plan)s."),
    "clauses_without_task": _("%(count)s clauses have no task and will be listed as gaps, such as: %(headings)s."),
    "plan_without_task": _("No task has been accepted yet. Accept or add at least one."),
    "clause_unknown": _("There is no such clause in this plan."),
    "proposal_refused": _("“%(title)s”: its terms cannot be followed. Open it and mend them."),
    "merge_without_next": _("There is no task after this one to merge it with."),
    "nothing_to_undo": _("There is no decision to take back."),
    "delegate_not_lead": _("“%(title)s” is led by another unit than %(unit)s; only the lead passes it on."),
    "delegate_not_below": _("%(to)s does not stand below %(unit)s. A task is passed on downwards only."),
    "deadline_relative": _("The deadline hangs on an event without a date. Set the last day by hand."),
    "deadline_day_off": _("The last day (%(on)s) is a day off. It is kept as written; change it if it should move."),
    "deadline_unreadable": _("The deadline could not be read as a day. Set it by hand."),
    "owner_unknown": _("No unit is called “%(text)s”. Choose who leads."),
    "owner_ambiguous": _("Several units are called “%(text)s”. Choose the one that is meant."),
    "recurrence_endless": _(
        "No end is written for what recurs. It is followed until %(on)s; change that if it is wrong."
    ),
    "document_missing": _("Choose a document first."),
    "proposal_undecided": _("“%(title)s”: accept it, edit it or drop it."),
    "proposal_unknown": _("There is no such proposed task. It may have been merged."),
    "proposal_changed": _(
        "Somebody edited this task meanwhile. Theirs: “%(theirs)s”. Yours: “%(yours)s”. Choose again."
    ),
    "decision_unknown": _("A proposed task is accepted, dropped or undecided; “%(state)s” is none of these."),
    "merge_impossible": _("Only two different tasks of the same plan can be merged."),
    "split_impossible": _("Write two to nine titles, one on each line."),
    "task_unknown": _("There is no such task, or it is not yours to see."),
    "task_changed": _("Somebody changed this task meanwhile. Theirs: “%(theirs)s”. Yours: “%(yours)s”. Choose again."),
    "task_not_open": _("“%(title)s” is closed. Ask the supervisor to reopen it."),
    "task_unfulfilled": _("Nothing shows yet that “%(title)s” was done. Tick that it is struck off all the same."),
    "task_not_yours": _("“%(title)s” does not concern %(unit)s."),
    "deadline_before_start": _("The last day (%(on)s) lies before the first. Check both."),
    "recurrence_unreadable": _(
        "“%(text)s” is no recurrence that can be followed. Write how often: monthly, once a quarter, every Friday."
    ),
    "unit_closed": _("%(unit)s has been closed. Name its successor."),
    # documents
    "document_empty": _("The file %(name)s holds no text. Check whether it is the right file."),
    "document_too_large": _(
        "The file %(name)s has %(megabytes)s MB; at most %(most)s MB can be read. Split it, or take out the pictures."
    ),
    "document_encrypted": _(
        "The file %(name)s is protected by a password. Save a copy without the password and upload that."
    ),
    "document_broken": _(
        "The file %(name)s is damaged and cannot be opened. Open it in Word or WPS, save it again, and upload that."
    ),
    "fill_impossible": _("Some cells cannot be filled; nothing was written."),
    "merge_layout_without_table": _("“%(name)s” holds no table to be filled. Give the blank form that was sent out."),
    "merge_rows_impossible": _(
        "Rows cannot be put into the sheet “%(sheet)s”: it holds a pivot table. Move that to another sheet of the form."
    ),
    "sheet_expected": _(
        "“%(name)s” holds no table. Expected is .xlsx, .xls, .et, .ods, .csv or a Word file with a table."
    ),
    "document_is_table": _(
        "The file %(name)s is a spreadsheet, not a document. Plans are read from documents; choose the scheme itself."
    ),
    "document_is_picture": _("The file %(name)s is a picture. Upload the document itself, or paste its text."),
    "document_is_scan": _(
        "The file %(name)s is a scan of %(pages)s pages: it holds pictures of paper and no text. Upload "
        "the document itself, or paste its text."
    ),
    "document_inflates": _(
        "The file %(name)s would unpack to %(megabytes)s MB and was not opened. Save it again, or ask who sent it."
    ),
    "repair_unknown": _("That repair stands differently by now. Open the page again."),
    "papers_too_many": _("These are %(count)s files; at most %(most)s can be read at once. Send them in parts."),
    "batch_unknown": _("There are no such papers, or they are not yours to read."),
    "fact_unknown": _("That number stands differently by now. Open the page again."),
    "paper_unknown": _("There is no such paper, or it is not yours to read."),
    "document_unknown": _(
        "The file %(name)s is of a kind that cannot be read. Upload .docx, .doc, .wps, .pdf, .ofd, .xlsx, .html, "
        ".txt, or a .zip of these."
    ),
    "archive_too_many": _(
        "The archive %(name)s holds %(count)s files; at most %(most)s can be read at once. Pack it in parts."
    ),
    "converter_missing": _(
        "The file %(name)s is in an older format, and LibreOffice, which reads it, is not installed on "
        "this server. Save it as .docx, or ask the administrator."
    ),
    "encoding_replaced": _("Some characters could not be decoded and are shown as �."),
    "archive_files_left_out": _("Some files of the archive could not be read and were left out."),
    "recognised_by_ocr": _("The text was recognised from pictures. Check every name, day and number in it."),
    "pages_without_text": _("Some pages are scans without text and were left out."),
    "tracked_changes": _("The document has tracked changes; insertions were taken as accepted, deletions as made."),
    **EVIDENCE_SENTENCES,
    **METRIC_SENTENCES,
    # figures and reports
    "report_unknown": _("There is no report “%(report)s”."),
    "layout_unreadable": _("This is no .docx, or it is damaged. Save it as .docx first."),
    "report_not_ours": _("No report that was handed out here is called “%(title)s”."),
    "period_not_come": _("The period %(period)s begins on %(on)s only. Choose one that has begun."),
    "report_bare": _("Every number in this report is 0. Check the unit and the period before it is sent."),
    "seq_unknown": _("“%(text)s” is no entry number. Write a whole number, at most %(last)s."),
    "report.template_refused": _("This report's template says what templates may not say."),
    "report.too_long": _("The report grew beyond %(limit)s characters. Shorten the template's loops."),
    "hand_unknown": _("The report has no place “%(place)s” that is written by hand. Open it again."),
    "hand_too_long": _("%(length)s characters at one place are too many; at most %(most)s."),
    "no_source": _("Typed by hand, no source"),
    "report.not_docx": _("This file is not a .docx document, or it is broken."),
    **REPORT_SENTENCES,
    # findings of verify
    "body_or_hash_changed": _("Entry %(seq)s: its content or its hash was changed after it was written."),
    "column_changed": _("Entry %(seq)s: the column %(column)s says %(kept)s, the entry itself says %(body)s."),
    "search_row_wrong": _("Entry %(seq)s: what search knows of it is not what it says. Run “yiben index”."),
    "line_changed": _("Entry %(seq)s: line %(line)s says %(kept)s, the entry itself gives %(body)s."),
    "entry_missing": _("Before entry %(seq)s the numbers %(from)s to %(to)s are missing."),
    "head_differs": _("The end of the chain differs: %(kept)s was kept, %(found)s was found."),
    "arrivals_differ": _("The count of arrivals says %(kept)s, the ledger holds %(found)s."),
    "detail_missing": _("Entry %(seq)s: the content of %(field)s is missing without an erasure."),
    "detail_added": _("Entry %(seq)s: %(field)s has a content that the entry does not know."),
    "detail_locked": _(
        "Entry %(seq)s: %(field)s cannot be opened, because its key is missing. Put the folder “keys” back from where it is "
        "kept, then verify again."
    ),
    "detail_changed": _("Entry %(seq)s: the content of %(field)s was changed."),
    "evidence_changed": _("Entry %(seq)s: its evidence is not what the entry names."),
    "refs_changed": _("Entry %(seq)s: what it refers to is not what the entry names."),
    "file_missing": _("Entry %(seq)s: the file %(file)s behind it is missing."),
    "file_changed": _("Entry %(seq)s: the file %(file)s behind it was changed."),
    "cell_differs": _("A running sum differs (unit %(unit)s, measure %(measure)s): %(kept)s kept, %(fresh)s computed."),
    "trigger_missing": _("The database guard %(name)s is missing. Run “yiben doctor”."),
    "file_damaged": _("The database file is damaged: %(problem)s. Restore the latest backup."),
    # instance and commands
    "home_not_demo": _("%(home)s holds something other than a demo. Name another folder in YIBEN_HOME."),
    "district_malformed": _("The file of units cannot be used: %(place)s. Compare it with the demo's district.yaml."),
    "already_begun": _("This instance has been begun already: %(unit)s."),
    "home_empty": _("There is no ledger in %(home)s yet. Name its folder in YIBEN_HOME, or run “yiben init” first."),
    "file_unusable": _("%(path)s cannot be read or written. Check the folder, the name and the permission."),
    "port_taken": _("Port %(port)s on %(host)s is in use. Choose another one with --port."),
    "other_writer": _("Another process writes to this database (process %(pid)s). Stop it first."),
    "value_malformed": _("“%(text)s” is not of the form key=value."),
    "day_malformed": _("“%(text)s” is no day. Write 2025-03-05."),
    "report_format": _("A report is written as .docx, .pdf or .html; “%(suffix)s” is not possible."),
    "replay_unknown": _("The pack %(pack)s has no figures to replay."),
}

FIELDS: dict[str, Any] = {
    "occurred_on": _("Day"),
    "credited": _("Hosts"),
    "evidence": _("Evidence"),
    "reason": _("Reason"),
    "occurred_to": _("Last day"),
    "values": _("Numbers"),
    "provider": _("Provider"),
    "document": _("Document"),
    "document_date": _("Date of the document"),
}
"""What the answers are called that belong to every entry, not to its book."""

_MONTHS = {"month", "counts_in"}
_AS_TYPED = {"typed", "text", "period", "value"}
"""What stands in a sentence as somebody typed it; any other day is written as people write days."""


def say(code: str, data: Mapping[str, Any] | None = None) -> str:
    """Return the sentence of a code in the active language. A code without a sentence is a bug: KeyError."""
    return str(SENTENCES[code]) % {key: _shown(key, value) for key, value in (data or {}).items()}


def say_error(problem: YibenError) -> list[str]:
    """Return the sentences of an error: the one of its code, then one for each field or blocker it lists."""
    lines = [say(problem.code, problem.data)]
    for field, code, data in getattr(problem, "fields", ()):
        label = str(data.get("label") or FIELDS.get(field, field))
        sentence = say(code, {"field": field, "label": label, **data})
        lines.append(gettext("%(field)s: %(sentence)s") % {"field": label, "sentence": sentence})
    blockers = problem.data.get("blockers")
    if isinstance(blockers, list):
        lines += [say(blocker["code"], blocker) for blocker in blockers]
    return lines


def _shown(key: str, value: Any) -> Any:
    if key in _MONTHS and isinstance(value, int):
        return gettext("%(month)s/%(year)s") % {"year": value // 100, "month": value % 100}
    if key not in _AS_TYPED and isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        year, month, day = (int(part) for part in value.split("-"))
        return gettext("%(year)s-%(month)02d-%(day)02d") % {"year": year, "month": month, "day": day}
    if isinstance(value, (list, tuple)):
        return "、".join(str(each) for each in value)
    return value

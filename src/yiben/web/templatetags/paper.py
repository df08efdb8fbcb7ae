"""Tags that draw the lines of a document: thousands of marked pieces on a page, so they are written here and not by a
template for each."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from yiben.web.paper import Piece

register = template.Library()


@register.simple_tag
def pieces(line: Sequence[Piece]) -> SafeString:
    """Write a line as it is read: each repair is a link that opens it."""
    return format_html_join("", "{}", ((_read(each),) for each in line))


@register.simple_tag
def arrived(line: Sequence[Piece]) -> SafeString:
    """Write a line as it arrived."""
    return format_html_join("", "{}", ((_arrived(each),) for each in line))


def _read(piece: Piece) -> SafeString:
    if piece.change:
        shown = format_html(
            '<a class="{}{}" id="{}" href="?change={}#c{}" title="{}">{}</a>',
            piece.mark,
            " on" if piece.is_current else "",
            piece.anchor,
            piece.change,
            piece.change,
            piece.other,
            piece.text,
        )
        return shown
    if piece.mark:
        return format_html('<mark class="{}" id="{}">{}</mark>', piece.mark, piece.anchor, piece.text)
    if piece.is_current:
        return format_html('<b class="y-now">{}</b>', piece.text)
    return SafeString(conditional_escape(piece.text))


def _arrived(piece: Piece) -> SafeString:
    if piece.change:
        return format_html('<mark class="{}" data-change="{}">{}</mark>', piece.mark, piece.change, piece.text)
    return SafeString(conditional_escape(piece.text))

"""A report as one HTML file with the look of the official page: no link, no script, nothing fetched; charts are SVG in it."""

from __future__ import annotations

from html import escape
from typing import Final

from yiben.reports.blocks import Block, Document, Grid
from yiben.reports.charts.svg import to_svg

_LOOK: Final = """@page{size:A4;margin:37mm 26mm 35mm 28mm}
body{max-width:156mm;margin:0 auto;font:16pt/28.9pt FangSong_GB2312,FangSong,FandolFang,'Noto Serif CJK SC',serif;color:#000}
h1{font:22pt/33pt FZXiaoBiaoSong-B05S,'Noto Serif CJK SC',serif;text-align:center;margin:0 0 28.9pt}
h2,h3,p{margin:0;font-size:16pt;line-height:28.9pt;text-indent:2em;text-align:justify;font-weight:400}
h2,.k1{font-family:SimHei,FandolHei,'Noto Sans CJK SC',sans-serif}h3,.k2{font-family:KaiTi_GB2312,KaiTi,FandolKai,serif}
.to,.sign,.title,.note{text-indent:0}.sign{text-align:right;padding-right:2em}
.title{text-align:center;font:14pt/28.9pt SimHei,'Noto Sans CJK SC',sans-serif}.note{font-size:12pt}
table{border-collapse:collapse;width:100%;font-size:12pt;line-height:1.5}th,td{border:1px solid #000;padding:2pt 4pt;text-align:center}
td:first-child{white-space:nowrap}tr{break-inside:avoid}svg{width:100%;height:auto}"""
_TAGS: Final = {"heading1": "h2", "heading2": "h3"}
_CLASSES: Final = {"addressee": "to", "signature": "sign", "date": "sign"}


def write_html(document: Document) -> bytes:
    """Return the document as HTML; what stands in it is text, never markup."""
    titles = [escape(block.text) for block in document.blocks if block.kind == "title"]
    parts = [f"<h1>{'<br>'.join(titles)}</h1>"] if titles else []
    parts += [_part(block) for block in document.blocks if block.kind not in ("title", "hand")]
    head = f'<meta charset="utf-8"><title>{escape(document.title)}</title><style>{_LOOK}</style>'
    return f'<!doctype html>\n<html lang="zh-hans"><head>{head}</head><body>\n{chr(10).join(parts)}\n</body></html>\n'.encode()


def _part(block: Block) -> str:
    said = escape("".join(run.text for run in block.runs))
    if block.grid is not None:
        title = f'<p class="title">{said}</p>' if said else ""
        chart = to_svg(block.chart).decode() if block.chart is not None else ""
        note = f'<p class="note">{escape(block.grid.note)}</p>' if block.grid.note else ""
        return f"{title}{chart}{_table(block.grid)}{note}"
    if block.run_in:
        behind = escape("".join(run.text for run in block.run_in))
        return f'<p><span class="{"k1" if block.kind == "heading1" else "k2"}">{said}</span>{behind}</p>'
    css = _CLASSES.get(block.kind, "")
    tag = _TAGS.get(block.kind, "p")
    return f"<{tag}{f' class={chr(34)}{css}{chr(34)}' if css else ''}>{said}</{tag}>"


def _table(grid: Grid) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in grid.heading)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(run.text)}</td>' for run in row)}</tr>" for row in grid.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

"""Chart -> one HTML file that needs nothing else: drawing, figures, citation; opened without a network it fetches nothing."""

from __future__ import annotations

import datetime as dt
import html
import json
from string import Template

from charts.chart import Chart
from charts.theme import FONTS, PAPERS
from export.about import citations
from export.cells import heading, rows, words
from export.drawn import drawn
from i18n import say

WIDTHS = {"wide": 1100, "medium": 690, "narrow": 344}
"""Pixels of the drawing at a desk, on a tablet or on paper, and on a phone."""

ROWS = 2000
"""Rows of the table; the workbook holds any number."""

_CONFIG = {"displaylogo": False, "displayModeBar": False, "showSendToCloud": False, "showEditInChartStudio": False}

_PAGE = Template("""<!doctype html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>$title</title>
<style>
:root { color-scheme: light dark; --paper: $paper; --ink: $ink; --quiet: $quiet; --line: $line }
@media (prefers-color-scheme: dark) {
  :root { --paper: $dark_paper; --ink: $dark_ink; --quiet: $dark_quiet; --line: $dark_line }
}
body { margin: 0 auto; max-width: 1100px; padding: 8px; background: var(--paper); color: var(--ink); font: 15px/1.5 $font }
#chart { overflow: hidden }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 4px; padding: 4px 12px }
h2 { font-size: 17px; margin: 32px 0 8px }
.scroll { overflow: auto; max-height: 70vh }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px }
th, td { padding: 3px 12px 3px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
th { position: sticky; top: 0; background: var(--paper) }
.figure { text-align: right; white-space: nowrap }
dt { color: var(--quiet) }
dd { margin: 0 0 12px; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all }
@media print {
  :root { --paper: #fff; --ink: #000; --quiet: #444; --line: #bbb }
  button { display: none }
  .scroll { max-height: none; overflow: visible }
  tr { break-inside: avoid }
}
</style>
</head>
<body>
<main>
<div id="chart" role="img" aria-label="$alternative"></div>
<p><button type="button" data-form="png">$save_png</button> <button type="button" data-form="svg">$save_svg</button></p>
<h2>$figures</h2>
<div class="scroll" tabindex="0">$table</div>
$notice
<h2>$cite</h2>
<dl>$citations</dl>
</main>
<script>$library</script>
<script>
const drawings = $drawings, config = $config, name = $name
const dark = matchMedia("(prefers-color-scheme: dark)")
const draw = (theme, width) => Plotly.react("chart", drawings[theme][width].data, drawings[theme][width].layout, config)
const fit = () => draw(dark.matches ? "dark" : "light", innerWidth >= 1132 ? "wide" : innerWidth >= 706 ? "medium" : "narrow")
const save = format => {
  const drawing = drawings.light.wide, { width, height } = drawing.layout
  Plotly.downloadImage(drawing, { format, width, height, scale: format === "png" ? 2 : 1, filename: name })
}
document.querySelectorAll("button").forEach(button => button.addEventListener("click", () => save(button.dataset.form)))
addEventListener("resize", fit)
addEventListener("beforeprint", () => draw("light", "medium"))
addEventListener("afterprint", fit)
dark.addEventListener("change", fit)
fit()
</script>
</body>
</html>
""")


def page(chart: Chart, accessed: dt.date) -> bytes:
    """Return `chart` as a self-contained HTML page, UTF-8; `accessed` is the day its citations name."""
    from plotly.offline import get_plotlyjs

    light, dark = PAPERS["light"], PAPERS["dark"]
    text = {name: html.escape(words) for name, words in _words(chart).items()}
    papers = {"paper": light.background, "ink": light.ink, "quiet": light.quiet, "line": light.grid}
    papers |= {"dark_paper": dark.background, "dark_ink": dark.ink, "dark_quiet": dark.quiet, "dark_line": dark.grid}
    made = _PAGE.substitute(
        **text,
        **papers,
        lang="zh-CN" if chart.language == "zh" else "en",
        font=FONTS[chart.language],
        table=_table(chart),
        notice=_notice(chart),
        citations=_citations(chart, accessed),
        library=get_plotlyjs(),
        drawings=_drawings(chart),
        config=json.dumps(_CONFIG),
        name=_script(json.dumps(chart.file_stem)),
    )
    return made.encode("utf-8", errors="replace")


def _words(chart: Chart) -> dict[str, str]:
    own = {"title": chart.title, "alternative": chart.alternative}
    return own | {code: say(f"export.{code}", chart.language) for code in ("save_png", "save_svg", "figures", "cite")}


def _drawings(chart: Chart) -> str:
    """The figure in light and dark at each width, as JavaScript."""
    from plotly.io.json import to_json_plotly

    made = {theme: {name: drawn(chart, width, theme) for name, width in WIDTHS.items()} for theme in ("light", "dark")}
    return _script(to_json_plotly(made))


def _script(text: str) -> str:
    """JSON that cannot end the script it stands in."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _table(chart: Chart) -> str:
    figures = [column.kind in ("number", "integer") for column in chart.columns]
    head = "".join(_cell("th", heading(column, chart.language), right) for column, right in zip(chart.columns, figures, strict=True))
    body = []
    for row in rows(chart.frame.head(ROWS), chart.columns, chart.language):
        read = (words(cell, column, chart.language) for cell, column in zip(row, chart.columns, strict=True))
        body.append("<tr>" + "".join(_cell("td", text, right) for text, right in zip(read, figures, strict=True)) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _cell(tag: str, text: str, right: bool) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    return f"<{tag}{scope}{' class=figure' if right else ''}>{html.escape(text)}</{tag}>"


def _notice(chart: Chart) -> str:
    total = len(chart.frame)
    if 0 < total <= ROWS:
        return ""
    code, values = ("first_rows", {"shown": ROWS, "total": total}) if total else ("nothing", {})
    return f"<p>{html.escape(say(f'export.{code}', chart.language, **values))}</p>"


def _citations(chart: Chart, day: dt.date) -> str:
    return "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(text)}</dd>" for name, text in citations(chart, day))

"""The page and the lines printed of an evaluation; no picture of anyone in it."""
import html
import math

# Porcile et al., arXiv:2311.08577, figure 3: recall at 0.5 % false alarms, trained at each size.
PUBLISHED_SIZE = {256: 0.965, 128: 0.919, 64: 0.73, 32: 0.44}
PUBLISHED_JPEG = {80: 0.943, 60: 0.88, 40: 0.79, 20: 0.62}

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6570;--line:#d5dae0;--paper:#fff;--a:#0b62c4;--b:#b4540a;--c:#5b6570}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebee;--soft:#a3adb8;--line:#39414a;--paper:#15181c;--a:#6cb2ff;--b:#ffae6b;--c:#a3adb8}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem}p,figcaption{color:var(--soft);max-width:46rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;display:block;overflow-x:auto}
th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left}figure{display:inline-block;margin:.5rem 1.5rem .5rem 0;vertical-align:top}
svg{font:12px system-ui,sans-serif;fill:var(--ink)}.axis{stroke:var(--line);fill:none}.a{stroke:var(--a)}.b{stroke:var(--b)}.c{stroke:var(--c);stroke-dasharray:4 4}
.a,.b,.c{fill:none;stroke-width:2}.dot{stroke:none}.a.dot{fill:var(--a)}.b.dot{fill:var(--b)}.c.dot{fill:var(--c)}
"""


def percent(value, digits=1):
    return "–" if value is None else f"{100 * value:.{digits}f}"


def with_interval(s):
    if not s or s["share"] is None:
        return "–"
    low, high = s["interval"]
    return f"{percent(s['share'])} <small>({percent(low)}–{percent(high)}, n {s['n']})</small>"


def table(head, rows):
    cells = lambda row, tag: "".join(f"<{tag}>{v}</{tag}>" for v in row)
    return ("<table><thead><tr>" + cells(head, "th") + "</tr></thead><tbody>" +
            "".join("<tr>" + cells(r, "td") + "</tr>" for r in rows) + "</tbody></table>")


def chart(lines, x_ticks, y_ticks, x_of, y_of, caption):
    """lines: (class, label, [(x, y)]); ticks: (value, text); x_of, y_of give 0..1."""
    w, h, left, low = 420, 280, 46, 34
    px = lambda x: left + x_of(x) * (w - left - 12)
    py = lambda y: h - low - y_of(y) * (h - low - 12)
    out = [f'<svg viewBox="0 0 {w} {h}" width="{w}" role="img" aria-label="{html.escape(caption)}">']
    for value, text in x_ticks:
        out.append(f'<path class="axis" d="M{px(value):.1f} 12V{h - low}"/>'
                   f'<text x="{px(value):.1f}" y="{h - 14}" text-anchor="middle">{text}</text>')
    for value, text in y_ticks:
        out.append(f'<path class="axis" d="M{left} {py(value):.1f}H{w - 12}"/>'
                   f'<text x="{left - 6}" y="{py(value) + 4:.1f}" text-anchor="end">{text}</text>')
    for i, (kind, label, points) in enumerate(lines):
        path = "L".join(f"{px(x):.1f} {py(y):.1f}" for x, y in points)
        out.append(f'<path class="{kind}" d="M{path}"/>')
        if len(points) < 30:
            out += [f'<circle class="{kind} dot" cx="{px(x):.1f}" cy="{py(y):.1f}" r="3"/>' for x, y in points]
        y = h - low - 14 - 16 * (len(lines) - 1 - i)
        out.append(f'<path class="{kind}" d="M{w - 190} {y - 4}h22"/><text x="{w - 162}" y="{y}">{label}</text>')
    return f"<figure>{''.join(out)}</svg><figcaption>{caption}</figcaption></figure>"


def log2(x):
    return x.bit_length() - 1 + (x / (1 << (x.bit_length() - 1)) - 1)


def at_half_percent(cell):
    for point in cell["operating"]:
        if point["rate"] == 0.005:
            return point["share"]
    return None


SHARES = [(v / 100, f"{v}") for v in (0, 25, 50, 75, 100)]


def charts(result):
    cells = result["cells"]
    out = []
    if result["roc"]:
        rate = lambda x: max(0.0, 1 + max(-4, math.log10(max(x, 1e-4))) / 4)
        names = {"wild": ("a", "against wild photos"), "aligned": ("b", "against aligned photos")}
        lines = [(*names[k], v) for k, v in result["roc"].items()]
        ticks = [(1e-4, "0.01"), (1e-3, "0.1"), (1e-2, "1"), (1e-1, "10"), (1, "100")]
        out.append(chart(lines, ticks, SHARES, rate, lambda y: y,
                         "Whole StyleGAN pictures found (%) over false alarms (%, logarithmic), all sizes together."))
    sizes = {int(k.split(":")[1]): at_half_percent(v) for k, v in cells.items() if k.startswith("size")}
    sizes = {k: v for k, v in sorted(sizes.items()) if v is not None}
    if sizes:
        span = lambda x: (log2(x) - 5) / 4
        out.append(chart([("a", "this program", list(sizes.items())),
                          ("c", "Porcile et al. 2024", sorted(PUBLISHED_SIZE.items()))],
                         [(s, str(s)) for s in (32, 64, 128, 256, 512)], SHARES, span, lambda y: y,
                         "Recall (%) at 0.5 % false alarms over the side in pixels. The published network looks at "
                         "any StyleGAN face; ours here only at where the face lies."))
    jpeg = {}
    codecs = ["95", "85", "75", "60", "40", "20"]
    for i, quality in enumerate(codecs):
        value = at_half_percent(cells[f"quality:{i}"]) if f"quality:{i}" in cells else None
        if value is not None:
            jpeg[int(quality)] = value
    if jpeg:
        out.append(chart([("a", "this program, 256 px", sorted(jpeg.items())),
                          ("c", "Porcile et al. 2024", sorted(PUBLISHED_JPEG.items()))],
                         [(q, str(q)) for q in (20, 40, 60, 80, 95)], SHARES, lambda x: (x - 15) / 85,
                         lambda y: y, "Recall (%) at 0.5 % false alarms over JPEG quality."))
    points = result["calibration"].get("reliability", [])
    if points:
        out.append(chart([("c", "as it should be", [(0, 0), (1, 1)]),
                          ("a", "found", [(p["said"], p["found"]) for p in points])],
                         SHARES, SHARES, lambda x: x, lambda y: y,
                         "Share that was generated over what was said (%), at even odds: "
                         f"Cllr {result['calibration']['cllr_whole']:.3f} on whole pictures, "
                         f"{result['calibration']['cllr_mixed']:.3f} with half of them cut."))
    return "".join(out)


def cell_rows(result):
    names = ["JPEG 95", "JPEG 85", "JPEG 75", "JPEG 60", "JPEG 40", "JPEG 20", "WebP 80", "WebP 50"]
    rows = []
    for key, c in result["cells"].items():
        axis, value = key.split(":", 1)
        name = {"size": f"{value} px", "quality": names[int(value)] if axis == "quality" else ""}.get(axis, value)
        recall = {p["rate"]: p for p in c["operating"]}
        told = [percent(recall[r]["share"]) + ("" if recall[r]["claimed"] else "*") if r in recall else "–"
                for r in (0.01, 0.005, 0.001)]
        rows.append([name, *told, "–" if c["auc"] is None else f"{c['auc']:.4f}",
                     "–" if c["auc_aligned"] is None else f"{c['auc_aligned']:.3f}",
                     with_interval(c["whole"]["generated"]), with_interval(c["wild"]["generated"]),
                     with_interval(c["aligned"]["generated"]),
                     percent(c["whole"]["cannot_tell"]["share"]), percent(c["wild"]["cannot_tell"]["share"])])
    return rows


def page(result):
    sources = [[html.escape(name), s["label"], html.escape(s["generator"]), s["pictures"],
                percent(s["cannot_tell"]["share"]), with_interval(s["generated"]),
                *(percent(s["bands"][b]["share"], 2) for b in ("20", "30", "40")),
                "–" if s["median_decibans"] is None else f"{s['median_decibans']:.0f}"]
               for name, s in result["sources"].items()]
    leaks = "; ".join(f"{k}: {v:.3f}" for k, v in result["leak"].items() if v is not None)
    program = result["program"]
    same = (f"facetell scan gave the same decibans on {program['compared'] - program['differ']} of "
            f"{program['compared']} files." if program["compared"] else
            "facetell scan was not there to be compared.")
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Facetell: evaluation</title><style>{STYLE}</style>
<h1>How well the alignment tells</h1>
<p>{result['pictures']} pictures{' (every sixth only)' if result['quick'] else ''}, {result['rows']} looks at them in
{result['seconds']} s; list {result['list']}. Both classes went through one path of cutting, resizing and re-encoding. Intervals
are Wilson's, 95 %. A star marks a rate that too few distinct photos stand behind (fewer than 10 / rate) to be claimed.
{same}</p>
<figure style="display:block">{charts(result)}</figure>
<h2>By size, encoding and change</h2>
<p>Recall is of whole StyleGAN pictures, at thresholds set on the wild photos of the same row; a picture that cannot be told
counts as missed, a photo as not accused.
“Called generated” is the verdict as it ships: at least 10 decibans; what cannot be told is not called anything.</p>
{table(['', 'recall at 1 %', 'at 0.5 %', 'at 0.1 %', 'AUC', 'AUC, aligned', 'whole called generated %', 'wild photos called %',
        'aligned photos called %', 'whole not told %', 'wild not told %'], cell_rows(result))}
<h2>By source</h2>
<p>Shares over all looks at a source, cut and turned ones too, so a picture counts many times and the intervals are too narrow;
“≥ 20” and so on are decibans: moderately strong, strong, very strong.</p>
{table(['source', 'kind', 'generator', 'pictures', 'not told %', 'called generated %', '≥ 20 %', '≥ 30 %', '≥ 40 %',
        'median dB'], sources)}
<h2>Does the file give the class away?</h2>
<p>AUC of a classifier that sees the file and not the picture, after the common path (0.5 is chance; bytes per pixel is also
what the picture shows): {leaks or 'too few pictures'}.</p>
</html>
"""


def say(result):
    """A few lines for the terminal."""
    for name, g in result["groups"].items():
        if g["n"]:
            low, high = g["generated"]["interval"]
            print(f"  {name:8s} {g['pictures']:5d} pictures, {g['n']:6d} looks: called generated "
                  f"{percent(g['generated']['share'], 2)} % ({percent(low, 2)}-{percent(high, 2)}), "
                  f">= 30 dB {percent(g['bands']['30']['share'], 2)} %, not told {percent(g['cannot_tell']['share'])} %")
    for key, c in result["cells"].items():
        told = {p["rate"]: percent(p["share"]) for p in c["operating"]}
        print(f"  {key:18s} recall at 1/.5/.1 %: {told.get(0.01)} {told.get(0.005)} {told.get(0.001)}  "
              f"AUC {c['auc'] if c['auc'] is None else round(c['auc'], 4)}  wild called "
              f"{c['wild']['generated']['hits']}/{c['wild']['n']}")
    if result["calibration"]:
        print(f"  Cllr {result['calibration']['cllr_whole']:.4f} whole, {result['calibration']['cllr_mixed']:.4f} mixed; "
              f"leak {result['leak']}; program {result['program']}")

"""Labelled pictures, the path they all take, and what the program measures.

Both classes go through the same path of cutting, resizing and re-encoding, so
that nothing a file happens to be gives its class away.
"""
import hashlib
import io
import os
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

ROOT = Path(__file__).resolve().parents[2]
FILTERS = [Image.LANCZOS, Image.BICUBIC, Image.BILINEAR, Image.BOX]
ENVIRONMENT = 3  # exit code: something outside the project is missing


def faces_folder():
    """The labelled pictures beside the checkout, or None."""
    shared = Path(os.environ.get("FACETELL_SHARED", ROOT.parent / "shared"))
    return shared / "faces" if (shared / "faces" / "manifest.tsv").exists() else None


def list_folder(folder):
    """Pictures of a folder laid out as KIND/SOURCE/*, as dictionaries.

    A manifest.tsv in the folder above adds generator and alignment.
    """
    known = {}
    manifest = folder.parent / "manifest.tsv"
    if manifest.exists():
        lines = manifest.read_text().splitlines()
        names = lines[0].split("\t")
        for line in lines[1:]:
            row = dict(zip(names, line.split("\t")))
            known[row["path"]] = row
    out = []
    for path in sorted(folder.glob("*/*/*")):
        row = known.get(str(path.relative_to(folder.parent)), {})
        out.append({
            "path": str(path), "label": path.parts[-3], "source": path.parts[-2],
            "generator": row.get("generator", ""),
            "aligned": row.get("aligned", "").startswith(("ffhq", "celebahq")),
        })
    return out


def list_hash(pictures):
    """Names which list of files a figure comes from."""
    text = "\n".join("/".join(Path(p["path"]).parts[-4:]) for p in pictures)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seed_of(path, salt):
    """The same picture gets the same treatment on every machine."""
    name = "/".join(Path(path).parts[-3:])
    return int.from_bytes(hashlib.sha256(f"{salt}:{name}".encode()).digest()[:8], "big")


def open_upright(path):
    return ImageOps.exif_transpose(Image.open(path)).convert("RGB")


def square(picture, vertical):
    """Cut to a square: vertical 0 keeps the top, .5 the middle."""
    w, h = picture.size
    side = min(w, h)
    left, top = (w - side) // 2, round((h - side) * vertical)
    return picture.crop((left, top, left + side, top + side))


def zoom(picture, share, x, y):
    """Cut `share` off the sides; x, y in 0..1 say from which."""
    w, h = picture.size
    cw, ch = round(w * (1 - share)), round(h * (1 - share))
    left, top = round((w - cw) * x), round((h - ch) * y)
    return picture.crop((left, top, left + cw, top + ch))


def turn(picture, degrees):
    """Turn and cut what has no black corner, as an editor does."""
    w, h = picture.size
    a = abs(np.radians(degrees))
    keep = 1 / (np.cos(a) + np.sin(a))
    turned = picture.rotate(degrees, Image.BICUBIC)
    return zoom(turned, 1 - keep, 0.5, 0.5)


def circle(picture):
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, picture.width - 1, picture.height - 1), fill=255)
    return Image.composite(picture, Image.new("RGB", picture.size, "white"), mask)


def screenshot(picture, rng):
    """Drawn larger, cut out by hand with a little of the page, saved again."""
    side = round(max(picture.size) * rng.uniform(1.05, 1.6))
    drawn = picture.resize((side, side), Image.BILINEAR)
    edge = [round(side * rng.uniform(-0.01, 0.02)) for _ in range(4)]
    page = Image.new("RGB", (side + edge[0] + edge[2], side + edge[1] + edge[3]), "white")
    page.paste(drawn, (edge[0], edge[1]))
    return page


def shrink(picture, side, method=Image.LANCZOS):
    scale = side / max(picture.size)
    size = [max(1, round(v * scale)) for v in picture.size]
    return picture.resize(size, method)


def encode(picture, codec, quality, subsampling=2):
    out = io.BytesIO()
    if codec == "webp":
        picture.save(out, "WEBP", quality=quality, method=2)
    else:
        picture.save(out, "JPEG", quality=quality, subsampling=subsampling)
    return out.getvalue()


def write_all(jobs, make, folder, workers=2):
    """make(job) -> bytes or None for each job; the list of file names or None."""
    names = []
    with ProcessPoolExecutor(workers) as pool:
        for i, data in enumerate(pool.map(make, jobs, chunksize=16)):
            if data is None:
                names.append(None)
                continue
            names.append(str(Path(folder) / f"{i:07d}"))
            Path(names[-1]).write_bytes(data)
    return names


def measure(names, tool=Path(os.environ.get("FACETELL_MEASURE", ROOT / "build/measure")), weights=ROOT / "build/face.weights"):
    """The program's table for these files: a dictionary of columns."""
    run = subprocess.run([str(tool), str(weights)], input="\n".join(names) + "\n",
                         capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    head = lines[0].split("\t")
    rows = [line.split("\t") for line in lines[1:]]
    if len(rows) != len(names):
        raise SystemExit(f"measure answered {len(rows)} of {len(names)} pictures")
    table = {"reason": np.array([row[1] for row in rows])}
    for i, column in enumerate(head[2:], 2):
        table[column] = np.array([float(r[i]) if i < len(r) else np.nan for r in rows])
    return table


def make_and_measure(jobs, make, workers=2):
    """write_all and measure in a folder that goes away; jobs without a picture drop out.

    Gives (indices of jobs, table, bytes of each file)."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("FACETELL_TMP")) as folder:
        names = write_all(jobs, make, folder, workers)
        kept = [i for i, name in enumerate(names) if name is not None]
        half = (len(kept) + 1) // 2
        parts = [[names[i] for i in part] for part in (kept[:half], kept[half:]) if part]
        with ProcessPoolExecutor(workers) as pool:
            tables = list(pool.map(measure, parts))
        sizes = np.array([os.path.getsize(names[i]) for i in kept])
    table = {k: np.concatenate([t[k] for t in tables]) for k in tables[0]}
    return np.array(kept), table, sizes


def wilson(hits, n, z=1.96):
    """The 95 % interval of a share."""
    if n == 0:
        return [0.0, 1.0]
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return [max(0.0, float(middle - half)), min(1.0, float(middle + half))]


def cllr(generated, real):
    """Log-likelihood-ratio cost (Brummer and du Preez 2006) of natural log ratios."""
    g = np.logaddexp(0, -np.asarray(generated)).mean() / np.log(2)
    r = np.logaddexp(0, np.asarray(real)).mean() / np.log(2)
    return float((g + r) / 2)

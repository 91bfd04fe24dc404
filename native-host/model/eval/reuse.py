#!/usr/bin/python3
"""How far apart the hashes of different pictures are, and those of the same one.

    reuse.py OUT [--quick]

Every pair of different labelled pictures, as they are and with one of the two in
the mirror; then renditions of the same picture as sites make them.  Writes
OUT/reuse.json.  Exit code 3 when the labelled pictures are not there.
"""
import argparse
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import pictures as P  # noqa: E402

TOOL = P.ROOT / "build/phash_table"
QUALITY_MIN = 50  # image/phash.h
RADII = [16, 20, 24, 26, 28, 31, 36, 40]  # 26: provenance/reuse.h
JUDGED_MAX = 3000  # nearest pairs that are looked at by their pixels
SAME_CORRELATION = 0.97  # of 32 x 32 grey: files of one picture; the nearest others reach 0.95
SIDES = [40, 48, 64, 96, 128, 200, 320, 512, 1024]
QUALITIES = [20, 35, 50, 65, 80, 95]
CHANGES = ["none", "cut 1 %", "cut 3 %", "cut 5 %", "mirrored", "circle"]


def hashes(names):
    """Quality, bits and bits in the mirror as the program makes them."""
    run = subprocess.run([str(TOOL)], input="\n".join(names) + "\n", capture_output=True,
                         text=True, check=True)
    rows = [line.split("\t") for line in run.stdout.splitlines()]
    if len(rows) != len(names):
        raise SystemExit(f"phash_table answered {len(rows)} of {len(names)} pictures")
    bits = [np.unpackbits(np.frombuffer(bytes.fromhex("".join(r[k] for r in rows)), np.uint8)
                          .reshape(-1, 32), axis=1) for k in (2, 3)]
    return np.array([int(r[1]) for r in rows]), *bits


def distances(a, b):
    """Of every row of a to every row of b."""
    a, b = a.astype(np.float32) * 2 - 1, b.astype(np.float32) * 2 - 1
    return ((256 - a @ b.T) / 2).astype(np.int16)


def thumb(path):
    grey = np.asarray(P.open_upright(path).convert("L").resize((32, 32)), np.float64)
    return (grey - grey.mean()) / (grey.std() + 1e-9)


def is_one_picture(a, b, mirrored):
    a, b = thumb(a), thumb(b)
    return float((a * (b[:, ::-1] if mirrored else b)).mean())


def kind(picture):
    if picture["label"] == "nonface":
        return "nonface"
    tight = picture["source"] in ("hmdghoul_generated", "hatatori_random_faces")
    return f"{picture['label']} {'aligned' if picture['aligned'] or tight else 'not aligned'}"


def different(pictures, quality, plain, mirrored):
    """Histograms and false matches over every pair of different pictures."""
    kinds = np.array([kind(p) for p in pictures])
    good = np.flatnonzero(quality >= QUALITY_MIN)
    near, histogram = [], {}
    block = 1024
    for start in range(0, len(good), block):
        rows = good[start:start + block]
        for turned, other in ((False, plain), (True, mirrored)):
            d = distances(plain[rows], other[good])
            upper = np.arange(len(good))[None, :] > np.arange(start, start + len(rows))[:, None]
            for k in np.unique(kinds[rows]):
                for m in np.unique(kinds[good]):
                    name = " / ".join(sorted((k, m)))
                    pick = upper & (kinds[rows] == k)[:, None] & (kinds[good] == m)[None, :]
                    h = np.bincount(d[pick], minlength=257)
                    histogram[name] = histogram.get(name, 0) + h
            i, j = np.nonzero(upper & (d <= max(RADII)))
            near += [(int(d[x, y]), int(rows[x]), int(good[y]), turned) for x, y in zip(i, j)]
    near.sort()
    return histogram, near


def judge(pictures, near):
    """Which of the nearest pairs are two files of one picture?  By their pixels."""
    out = []
    for d, a, b, turned in near:
        r = is_one_picture(pictures[a]["path"], pictures[b]["path"], turned)
        out.append({"bits": d, "correlation": round(r, 3), "mirrored": turned,
                    "sources": [pictures[a]["source"], pictures[b]["source"]],
                    "kinds": [kind(pictures[a]), kind(pictures[b])],
                    "one_picture": r >= SAME_CORRELATION})
    return out


def tails(histogram, judged):
    """What of the nearest is left without files of one picture, and the rate it falls to.

    The rate at a radius is a line through the logarithms of the cumulative shares that
    at least three pairs make up: no pair came so near."""
    out = {}
    for name, counts in histogram.items():
        h = counts.astype(float)
        for j in judged:
            if j["one_picture"] and " / ".join(sorted(j["kinds"])) == name:
                h[j["bits"]] -= 1
        total, sums = h.sum(), h.cumsum()
        at = np.array([b for b in range(0, 80, 2) if sums[b] >= 3][:10])
        row = {"pairs": int(total), "least": int(np.flatnonzero(h)[0])}
        if len(at) >= 4:
            slope, start = np.polyfit(at, np.log(sums[at] / total), 1)
            row["rate"] = {str(r): float(np.exp(slope * r + start)) for r in RADII}
        out[name] = row
    return out


def make(job):
    path, side, quality, change = job
    rng = np.random.default_rng(P.seed_of(path, f"reuse:{side}:{quality}:{change}"))
    picture = P.open_upright(path)
    if change == "mirrored":
        picture = P.ImageOps.mirror(picture)
    elif change == "circle":
        picture = P.circle(picture)
    elif change.startswith("cut"):
        picture = P.zoom(picture, int(change.split()[1]) / 100, rng.random(), rng.random())
    return P.encode(P.shrink(picture, side, P.FILTERS[rng.integers(3)]), "jpeg", quality)


def same(pictures, quality, plain, jobs):
    """The share of renditions found again from the picture as it came."""
    todo = [(i, s, q, "none") for i in range(len(pictures)) for s in SIDES for q in QUALITIES]
    todo += [(i, 320, 80, c) for i in range(len(pictures)) for c in CHANGES]
    with tempfile.TemporaryDirectory() as folder:
        names = P.write_all([(pictures[i]["path"], *rest) for i, *rest in todo], make, folder, jobs)
        q, bits, turned = hashes(names)
    owner = np.array([t[0] for t in todo])
    d = np.minimum((bits != plain[owner]).sum(1), (turned != plain[owner]).sum(1))
    usable = (q >= QUALITY_MIN) & (quality[owner] >= QUALITY_MIN)
    cells = {}
    for name, of in (("side", 1), ("quality", 2), ("change", 3)):
        for value in dict.fromkeys(t[of] for t in todo):
            plain_grid = len(SIDES) * len(QUALITIES) * len(pictures)
            pick = np.array([t[of] == value and (i >= plain_grid) == (of == 3)
                             for i, t in enumerate(todo)])
            u = d[pick & usable]
            cells[f"{name} {value}"] = {
                "n": int(pick.sum()), "usable": int(u.size),
                **({"median": float(np.median(u)), "p99": float(np.quantile(u, 0.99)),
                    "max": int(u.max())} if u.size else {}),
                "found": {str(r): float((u <= r).mean()) if u.size else None for r in RADII}}
    return cells


def main():
    args = argparse.ArgumentParser()
    args.add_argument("out", type=Path)
    args.add_argument("--quick", action="store_true", help="every eighth picture")
    args.add_argument("--jobs", type=int, default=2)
    args = args.parse_args()
    faces = P.faces_folder()
    if not faces:
        print("reuse: no labelled pictures; set FACETELL_SHARED.", file=sys.stderr)
        return P.ENVIRONMENT
    start = time.monotonic()
    pictures = P.list_folder(faces / "train") + P.list_folder(faces / "dev")
    pictures = pictures[::8] if args.quick else pictures
    quality, plain, mirrored = hashes([p["path"] for p in pictures])
    histogram, near = different(pictures, quality, plain, mirrored)
    judged = judge(pictures, near[:JUDGED_MAX])
    faced = [p["label"] != "nonface" for p in pictures]
    sample = [i for i in range(0, len(pictures)) if faced[i] and i % (8 if args.quick else 48) == 0]
    result = {
        "pictures": len(pictures), "list": P.list_hash(pictures),
        "below_quality": {k: float(np.mean(quality[np.array([kind(p) == k for p in pictures])] < QUALITY_MIN))
                          for k in sorted({kind(p) for p in pictures})},
        "pairs": {k: int(v.sum()) for k, v in histogram.items()},
        "histogram": {k: v.tolist() for k, v in histogram.items()},
        "near": len(near), "judged": judged, "different": tails(histogram, judged),
        "same": same([pictures[i] for i in sample], quality[sample], plain[sample], args.jobs),
        "sample": len(sample),
    }
    result["seconds"] = round(time.monotonic() - start)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "reuse.json").write_text(json.dumps(result) + "\n")
    for name, v in result["different"].items():
        print(f"{name}: {v['pairs']} pairs, least {v['least']}, at 26 bits {v.get('rate', {}).get('26', 0):.1e}")
    for cell, v in result["same"].items():
        print(cell, {k: v.get(k) for k in ("n", "usable", "median", "p99", "max")}, v["found"])
    print(f"reuse: {args.out}/reuse.json in {result['seconds']} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

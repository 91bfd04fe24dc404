#!/usr/bin/python3
"""Evaluate the program on labelled pictures it was not fitted to.

    eval.py OUT [FOLDER] [--quick] [--jobs N]

FOLDER is laid out as KIND/SOURCE/*, KIND being generated, real or nonface;
without one, the development split beside the checkout is taken, and when that
is missing too, the exit code is 3.  Writes OUT/report.json and OUT/report.html.

Every picture goes through the same path, and once through each cell of
  size      whole picture at each size, one of eight encodings each
  quality   whole picture at 256 px in each of the eight encodings
  change    256 px, JPEG 75: mirrored, masked, cut, turned, photographed off a screen
so that within a cell no picture counts twice.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import pictures as P  # noqa: E402
import report  # noqa: E402

SIZES = [512, 256, 128, 100, 64, 48, 40]
CODECS = [("jpeg", 95), ("jpeg", 85), ("jpeg", 75), ("jpeg", 60), ("jpeg", 40),
          ("jpeg", 20), ("webp", 80), ("webp", 50)]
CHANGES = ["mirrored", "circle", "cut 5 %", "cut 10 %", "cut 15 %", "turned +3", "turned -3",
           "screenshot"]
MIDDLE = 256  # px, for quality and change
FALSE_ALARMS = [0.01, 0.005, 0.001]
VERDICT_DECIBANS = 10  # product.md: `generated` from moderate evidence on
BANDS = [10, 20, 30, 40]  # moderate, moderately strong, strong, very strong


def changed(picture, change, rng):
    if change == "mirrored":
        return P.ImageOps.mirror(picture)
    if change == "circle":
        return P.circle(picture)
    if change.startswith("cut"):
        return P.zoom(picture, int(change.split()[1]) / 100, rng.random(), rng.random())
    if change.startswith("turned"):
        return P.turn(picture, int(change.split()[1]))
    if change == "screenshot":
        return P.screenshot(picture, rng)
    return picture


def make(job):
    path, axis, value = job
    rng = np.random.default_rng(P.seed_of(path, f"eval:{axis}:{value}"))
    picture = P.open_upright(path)
    picture = P.square(picture, float(rng.choice([0, 0.25, 0.5])))
    side, codec = MIDDLE, ("jpeg", 75)
    if axis == "size":
        side, codec = value, CODECS[rng.integers(len(CODECS))]
    elif axis == "quality":
        codec = CODECS[value]
    else:
        picture = changed(picture, value, rng)
    if max(picture.size) < 0.8 * side:  # never larger than it came
        return None
    picture = P.shrink(picture, side, P.FILTERS[rng.integers(3)])
    return P.encode(picture, *codec)


def run(pictures, jobs):
    """One row for each picture in each cell."""
    todo, owner, cell = [], [], []
    for i, picture in enumerate(pictures):
        cells = [("size", s) for s in SIZES] + [("quality", k) for k in range(len(CODECS))]
        cells += [("change", c) for c in CHANGES]
        if picture["label"] == "nonface":
            cells = [("size", MIDDLE)]
        for axis, value in cells:
            todo.append((picture["path"], axis, value))
            owner.append(i)
            cell.append((axis, str(value)))
    kept, table, sizes = P.make_and_measure(todo, make, jobs)
    owner = np.array(owner)[kept]
    table["cell"] = np.array([":".join(cell[i]) for i in kept])
    table["bytes"] = sizes
    for key in ("label", "source", "generator", "aligned"):
        table[key] = np.array([p[key] for p in pictures])[owner]
    table["picture"] = owner
    table["told"] = table["reason"] == "ok"
    return table


def share(hits):
    hits = np.asarray(hits)
    return {"n": int(hits.size), "hits": int(hits.sum()),
            "share": float(hits.mean()) if hits.size else None,
            "interval": P.wilson(int(hits.sum()), hits.size)}


def auc(positive, negative):
    """Share of pairs in the right order, ties half."""
    if not len(positive) or not len(negative):
        return None
    both = np.concatenate([positive, negative])
    _, rank, count = np.unique(both, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count - 1) / 2
    u = middle[rank[:len(positive)]].sum() - len(positive) * (len(positive) + 1) / 2
    return float(u / (len(positive) * len(negative)))


def operating(generated, real):
    """Recall at each false-alarm rate, thresholds from these very reals.

    What is not told counts on both sides: as missed, and as not accused."""
    out = []
    for rate in FALSE_ALARMS:
        if not len(real) or not len(generated):
            continue
        allowed = int(rate * len(real))
        cut = np.sort(real)[::-1][min(allowed, len(real) - 1)]
        out.append({"rate": rate, "threshold": float(cut) if np.isfinite(cut) else None,
                    "claimed": len(real) >= 10 / rate, **share(generated > cut)})
    return out


def groups(table):
    """Whole StyleGAN pictures, other generated ones, wild and aligned photos."""
    generated, real = table["label"] == "generated", table["label"] == "real"
    whole = generated & table["aligned"]
    if not whole.any():  # a folder without a manifest: all are taken for whole
        whole = generated
    return {"whole": whole, "other": generated & ~whole,
            "wild": real & ~table["aligned"], "aligned": real & table["aligned"]}


def summary(table, pick):
    """What is said of the pictures in `pick`."""
    told = pick & table["told"]
    decibans = np.where(table["told"], table["decibans"], 0)
    return {"n": int(pick.sum()), "pictures": int(len(set(table["picture"][pick]))),
            "cannot_tell": share(~table["told"][pick]),
            "generated": share(decibans[pick] >= VERDICT_DECIBANS),
            "bands": {str(b): share(decibans[pick] >= b) for b in BANDS},
            "median_decibans": float(np.median(decibans[told])) if told.any() else None}


def by_cell(table, sets):
    out = {}
    for cell in dict.fromkeys(table["cell"].tolist()):
        here = table["cell"] == cell
        ratio = np.where(table["told"], table["log_ratio"], -np.inf)
        g, r, a = (ratio[here & sets[k]] for k in ("whole", "wild", "aligned"))
        if not (table["told"] & here).any():
            g = r = a = g[:0]
        out[cell] = {"auc": auc(g, r), "auc_aligned": auc(g, a), "operating": operating(g, r),
                     **{k: summary(table, here & v) for k, v in sets.items()}}
    return out


def calibration(table, sets):
    """Cllr, and how often it was generated for each answer, at even odds."""
    told = table["told"] & (np.char.startswith(table["cell"], "size") |
                            np.char.startswith(table["cell"], "quality"))
    g, r = (table["capped"][told & sets[k]] for k in ("whole", "wild"))
    cut = table["capped"][table["told"] & sets["whole"] & np.char.startswith(table["cell"], "change:cut")]
    if not len(g) or not len(r):
        return {}
    points = []
    edges = [-9, -5, -3, -1, 1, 3, 6, 10, 15, 20, 24, 60]
    to_db = 10 / np.log(10)
    for low, high in zip(edges, edges[1:]):
        in_g = ((g * to_db >= low) & (g * to_db < high))
        in_r = ((r * to_db >= low) & (r * to_db < high))
        p_g, p_r = in_g.mean(), in_r.mean()
        if in_g.sum() + in_r.sum() >= 20:
            said = np.concatenate([g[in_g], r[in_r]]).mean()
            points.append({"said": float(1 / (1 + np.exp(-said))), "n": int(in_g.sum() + in_r.sum()),
                           "found": float(p_g / (p_g + p_r))})
    half = [P.cllr(g, r), P.cllr(cut, r)] if len(cut) else [P.cllr(g, r)]
    return {"cllr_whole": half[0], "cllr_mixed": float(np.mean(half)), "reliability": points}


def leak(table):
    """How well the class is told from the file alone, across pictures."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import GroupKFold, cross_val_predict
    pick = np.isin(table["label"], ["generated", "real"]) & np.char.startswith(table["cell"], "size")
    y = (table["label"][pick] == "generated").astype(int)
    if len(set(y)) < 2 or pick.sum() < 200:
        return {}
    kind = np.unique(table["cell"], return_inverse=True)[1][pick]
    shape = np.stack([table["width"][pick], table["height"][pick], kind], 1)
    density = table["bytes"][pick] / (shape[:, 0] * shape[:, 1])
    out = {}
    for name, x in (("size and shape", shape), ("and bytes per pixel", np.column_stack([shape, density]))):
        model = HistGradientBoostingClassifier(max_iter=60)
        p = cross_val_predict(model, x, y, groups=table["picture"][pick],
                              cv=GroupKFold(5), method="predict_proba")[:, 1]
        out[name] = auc(p[y == 1], p[y == 0])
    return out


def curve(generated, real):
    """ROC points, thinned."""
    cuts = np.unique(np.quantile(np.concatenate([generated, real]), np.linspace(0, 1, 400)))
    return [[float((real > c).mean()), float((generated > c).mean())] for c in cuts[::-1]]


def same_as_program(pictures):
    """Does `facetell scan` say what the measuring tool says?  A few dozen files."""
    names = [p["path"] for p in pictures[:: max(1, len(pictures) // 40)]]
    tool = P.measure(names)
    with tempfile.TemporaryDirectory() as home:  # a key of its own
        try:
            run = subprocess.run([str(P.ROOT / "build/facetell"), "scan", "--format", "jsonl", *names],
                                 capture_output=True, text=True, timeout=120,
                                 env={**os.environ, "XDG_DATA_HOME": home})
            bodies = [json.loads(line)["body"] for line in run.stdout.splitlines()]
        except (OSError, ValueError, KeyError, TypeError, subprocess.TimeoutExpired):
            bodies = []
    if len(bodies) != len(names):
        return {"compared": 0}
    differ = 0
    for i, body in enumerate(bodies):
        found = [e["decibans"] for e in body.get("evidence", []) if e["id"] == "alignment"]
        differ += found != ([int(tool["decibans"][i])] if tool["reason"][i] == "ok" else [])
    return {"compared": len(names), "differ": differ}


def main():
    args = argparse.ArgumentParser()
    args.add_argument("out", type=Path)
    args.add_argument("folder", type=Path, nargs="?")
    args.add_argument("--quick", action="store_true", help="every sixth picture")
    args.add_argument("--jobs", type=int, default=2)
    args = args.parse_args()
    faces = P.faces_folder()
    folder = args.folder or (faces and faces / "dev")
    if not folder or not folder.is_dir():
        print("eval: no labelled pictures. Give a folder laid out as KIND/SOURCE/* "
              "(make eval EVAL=folder), or set FACETELL_SHARED.", file=sys.stderr)
        return P.ENVIRONMENT
    pictures = P.list_folder(folder)
    if args.quick:
        pictures = pictures[::6]
    if not pictures:
        print(f"eval: {folder} holds no KIND/SOURCE/* pictures", file=sys.stderr)
        return P.ENVIRONMENT
    start = time.monotonic()
    table = run(pictures, args.jobs)
    sets = groups(table)
    plain = np.char.startswith(table["cell"], "size") & table["told"]
    result = {
        "pictures": len(pictures), "list": P.list_hash(pictures), "quick": args.quick,
        "rows": int(len(table["told"])),
        "sources": {s: {"label": str(table["label"][table["source"] == s][0]),
                        "generator": str(table["generator"][table["source"] == s][0]),
                        **summary(table, table["source"] == s)}
                    for s in sorted(set(table["source"].tolist()))},
        "groups": {k: summary(table, v) for k, v in sets.items()},
        "cells": by_cell(table, sets),
        "roc": {k: curve(table["log_ratio"][plain & sets["whole"]], table["log_ratio"][plain & sets[k]])
                for k in ("wild", "aligned") if (plain & sets[k]).any() and (plain & sets["whole"]).any()},
        "calibration": calibration(table, sets),
        "leak": leak(table),
        "program": same_as_program(pictures),
    }
    result["seconds"] = round(time.monotonic() - start)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "report.json").write_text(json.dumps(result, indent=1) + "\n")
    (args.out / "report.html").write_text(report.page(result))
    report.say(result)
    print(f"eval: {args.out}/report.html and report.json in {result['seconds']} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

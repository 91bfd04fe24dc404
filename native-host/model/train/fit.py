#!/usr/bin/python3
"""Fit the weights of the alignment evidence and write face/alignment_model.h.

    fit.py [--samples NAME] [--dev] | --check

Fits on the training split of the labelled pictures only; with --dev the
development split is measured and printed, never fitted.  Needs `make build/measure build/face.weights`.
Run twice, it writes the same file.
"""
import argparse
import re
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import pictures as P  # noqa: E402

HEADER = P.ROOT / "native-host/face/alignment_model.h"
SEED = "face-2026-11"
POINTS = ["left", "right", "mouth", "nose", "chin", "forehead"]
# detection.md, section 6, point 2: sources that have NVIDIA's own template.
TEMPLATE = {"basemax_fakefaces", "dinablachman_fake", "sklinderton_sg3"}
WHOLE = TEMPLATE | {"agegan_seeds", "sadl_sg2_256_tiles"}
ONE_GROUP = {s: "writespeakcode" for s in ("writespeakcode_2016", "writespeakcode_2017")}
SMALL_PX, SMALL_WEIGHT = 80, 3
LEAST_PX, MISPLACED_WEIGHT = 100, 0.3
VARIANTS = {"generated": 14, "real": 5}


def make(job):
    """One picture through one random path; the same path for both classes."""
    path, label, k = job
    rng = np.random.default_rng(P.seed_of(path, f"{SEED}:{k}"))
    picture = P.open_upright(path)
    if rng.random() < 0.5:
        picture = P.ImageOps.mirror(picture)
    if picture.width != picture.height and rng.random() < 0.9:
        picture = P.square(picture, rng.choice([0, 0.25, 0.5]))
    if label == "real" and rng.random() < 0.3:
        picture = P.zoom(picture, rng.uniform(0, 0.4), rng.random(), rng.random())
    elif rng.random() < 0.3:
        picture = P.zoom(picture, rng.uniform(0, 0.01), rng.random(), rng.random())
    side = np.exp(rng.uniform(np.log(48), np.log(512)))
    side = max(48, round(min(side, max(picture.size))))
    picture = P.shrink(picture, side, P.FILTERS[rng.integers(4)])
    codec = "webp" if rng.random() < 0.2 else "jpeg"
    return P.encode(picture, codec, int(rng.integers(20, 96)), int(rng.choice([0, 2])))


def terms(table, place):
    """face/alignment.c, alignment_terms(), in numpy."""
    at = np.stack([np.stack([table[p + "_x"], table[p + "_y"]], 1) for p in POINTS], 1)
    away = at - place
    far = np.hypot(away[..., 0], away[..., 1])
    side = np.log(table["side"]) - 5
    eyes = (np.hypot(*(at[:, 0] - at[:, 1]).T) - np.hypot(*(place[0] - place[1])))
    offs = [table["centre_off"], table["size_off"], table["roll"], far[:, 0], far[:, 1],
            far[:, 2], table["eyes_off"], eyes]
    out = [np.ones_like(side), side, side * side]
    for off in offs:
        log = np.log(np.abs(off) + 0.003)
        out += [log, log * side]
    squares = [away[:, i, j] for i in range(3) for j in range(2)]
    squares += [away[:, i, 1] for i in range(3, 6)] + [away[:, 3, 0]]
    squares += [table["centre_off"], table["size_off"], table["roll"], eyes]
    out += [np.minimum(s * s, 0.04) for s in squares]
    return np.stack(out, 1)


def geometry(at):
    """face/geometry.c, in numpy: what follows from the six points of each face."""
    eyes, across = (at[:, 0] + at[:, 1]) / 2, at[:, 1] - at[:, 0]
    down = at[:, 2] - eyes
    centre = eyes + 0.1 * down
    size = 2 * np.maximum(2 * np.hypot(*across.T), 1.8 * np.hypot(*down.T))
    gan = np.array([[0.3808205, 0.4770549], [0.6152170, 0.4771314]])
    off = np.hypot(*np.moveaxis(at[:, :2] - gan, 2, 0)).sum(1) / (2 * np.sqrt(2))
    return {"centre_off": np.hypot(*(centre - 0.5).T), "size": size, "size_off": np.abs(size - 1),
            "roll": np.arctan2(across[:, 1] - down[:, 0], across[:, 0] + down[:, 1]), "eyes_off": off}


def misplaced(table):
    """The generated faces moved, scaled or turned a little, as photos.

    Photos are seldom off in one way alone, so without these the regression
    leaves open what a face means that a camera app has centred, but not as
    FFHQ does, and calls it aligned."""
    pick = table["label"] == "generated"
    out = {k: v[pick] for k, v in table.items()}
    n = pick.sum()
    rng = np.random.default_rng(P.seed_of("misplaced", SEED))
    least = 1 + LEAST_PX / out["side"]  # small pictures are measured less exactly
    mode, sign = rng.integers(3, size=n), rng.choice([-1, 1], n)
    scale = np.exp(np.where(mode == 0, sign * np.maximum(rng.uniform(0.08, 0.4, n), 0.08 * least), 0))
    turn = np.where(mode == 1, sign * np.radians(np.maximum(rng.uniform(4, 25, n), 4 * least)), 0)
    far = np.where(mode == 2, np.maximum(rng.uniform(0.045, 0.2, n), 0.045 * least), 0)
    way = rng.uniform(0, 2 * np.pi, n)
    x, y = (np.stack([out[f"{p}_{a}"] for p in POINTS], 1) - 0.5 for a in "xy")
    c, s = (scale * np.cos(turn))[:, None], (scale * np.sin(turn))[:, None]
    at = np.stack([c * x - s * y + (far * np.cos(way))[:, None],
                   s * x + c * y + (far * np.sin(way))[:, None]], 2) + 0.5
    for i, point in enumerate(POINTS):
        out[point + "_x"], out[point + "_y"] = at[:, i, 0], at[:, i, 1]
    out.update(geometry(at))
    out["label"], out["source"] = np.full(n, "real"), np.full(n, "misplaced")
    out["whole"] = np.zeros(n, bool)
    return out


def weights_of(sources, labels, sides):
    """Each class weighs the same; in it a source counts by the root of its size.

    Small pictures count more: there the landmarks are at their worst, and
    chosen on the development split it is worth half a point of recall there."""
    groups = np.array([ONE_GROUP.get(s, s) for s in sources])
    out = np.zeros(len(groups))
    for label in set(labels):
        for group in set(groups[labels == label]):
            pick = (labels == label) & (groups == group)
            out[pick] = 1 / np.sqrt(pick.sum())
        out[labels == label] *= 1 / out[labels == label].sum()
    out[groups == "misplaced"] *= MISPLACED_WEIGHT
    return out * len(groups) / 2 * np.where(sides < SMALL_PX, SMALL_WEIGHT, 1)


def fit(x, y, w, c=1.0):
    """Ridge-penalised logistic regression, in the units of the raw terms."""
    mean, scale = x[:, 1:].mean(0), x[:, 1:].std(0)
    model = LogisticRegression(C=c, max_iter=5000, tol=1e-8)
    model.fit((x[:, 1:] - mean) / scale, y, sample_weight=w)
    slopes = model.coef_[0] / scale
    return np.concatenate([[model.intercept_[0] - slopes @ mean], slopes])


def collect(pictures):
    jobs, rows = [], []
    for picture in pictures:
        for k in range(VARIANTS[picture["label"]]):
            jobs.append((picture["path"], picture["label"], k))
            rows.append(picture)
    kept, table, _ = P.make_and_measure(jobs, make)
    rows = [rows[i] for i in kept]
    table["label"] = np.array([r["label"] for r in rows])
    table["source"] = np.array([r["source"] for r in rows])
    table["whole"] = np.array([r["source"] in WHOLE or r["aligned"] and
                               r["label"] == "generated" for r in rows])
    table["aligned"] = np.array([r["aligned"] for r in rows])
    return table


def template(pictures):
    """The median place of each point over whole pictures at their own size."""
    names = [p["path"] for p in pictures if p["source"] in TEMPLATE]
    table = P.measure(names)
    ok = table["reason"] == "ok"
    return np.array([[np.median(table[f"{p}_{a}"][ok]) for a in "xy"] for p in POINTS])


def write_header(path, place, weight, head):
    def rows(values, per):
        text = [f"{v:.8g}" for v in values]
        text = [(t if "." in t or "e" in t else t + ".0") + "f" for t in text]
        lines = [", ".join(text[i:i + per]) for i in range(0, len(text), per)]
        return "".join(f"\t{line},\n" for line in lines)
    places = "".join(f"\t{{ {x:.6f}f, {y:.6f}f }}, /* {name} */\n"
                     for (x, y), name in zip(place, POINTS))
    path.write_text(f"""#ifndef ALIGNMENT_MODEL_H
#define ALIGNMENT_MODEL_H

/*
 * alignment_model: generated by model/train/fit.py; do not edit.
 *
{head} */

/* clang-format off */
static const struct geometry_point alignment_place[6] = {{
{places}}};

static const float alignment_weight[ALIGNMENT_TERMS] = {{
{rows(weight, 4)}}};
/* clang-format on */

#endif
""")


def report(name, table, score):
    ok = table["reason"] == "ok"
    real = (table["label"] == "real") & ~table["aligned"] & ok
    print(f"{name}: Cllr {P.cllr(score[ok & table['whole']], score[real]):.4f}")
    cut = np.quantile(score[real], [0.99, 0.995, 0.999])
    for source in sorted(set(table["source"])):
        pick = ok & (table["source"] == source)
        shares = " ".join(f"{(score[pick] > c).mean() * 100:6.2f}" for c in cut)
        over = " ".join(f"{(score[pick] > v).mean() * 100:6.2f}" for v in (0, 2.3, 4.6, 6.9))
        print(f"  {source:30s} n {pick.sum():6d}  above own 1/.5/.1 %: {shares}   "
              f"log ratio over 0, 2.3, 4.6, 6.9: {over}")


def samples(pictures, keep, name):
    """Measured variants of the pictures; kept in a file when asked to."""
    file = Path(f"{keep}-{name}.npz") if keep else None
    if file and file.exists():
        return dict(np.load(file))
    table = collect(pictures)
    if file:
        np.savez(file, **table)
    return table


def read_header(path):
    """The numbers of alignment_model.h."""
    body = path.read_text().split("clang-format off")[1]
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e[-+]?\d+)?(?=f)", body)]
    return np.array(numbers[:12]).reshape(6, 2), np.array(numbers[12:])


def check(pictures):
    """Does the C code compute what this file does?  With the header as it is."""
    place, weight = read_header(HEADER)
    table = P.measure([p["path"] for p in pictures])
    ok = table["reason"] == "ok"
    table = {k: v[ok] for k, v in table.items()}
    off = np.abs(terms(table, place) @ weight - table["log_ratio"]).max()
    print(f"fit: C and Python differ by at most {off:.2g} over {ok.sum()} pictures")
    return 0 if off < 1e-2 else 1


def describe(train, rows):
    shown = {p["source"]: p["label"] for p in train}
    head = (f" * Seed \"{SEED}\"; list of pictures sha256 {P.list_hash(train)}...:\n"
            f" * {len(train)} pictures, {rows} variants of 48..512 px, JPEG 20..95 and WebP;\n"
            f" * places from {', '.join(sorted(TEMPLATE))}.\n")
    head += " * Photos also: the generated faces moved, scaled or turned.\n"
    for label in ("generated", "real"):
        line = f" * {label}:"
        for name in sorted(s for s, kind in shown.items() if kind == label):
            if len(line) + len(name) > 76:
                head += line + "\n"
                line = " *   "
            line += f" {name}"
        head += line + "\n"
    return head


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--samples", help="keep the measurements in files of this name")
    args.add_argument("--dev", action="store_true", help="also measure the development split")
    args.add_argument("--check", action="store_true", help="compare with the C code, do not fit")
    args = args.parse_args()
    faces = P.faces_folder()
    if faces is None:
        print("fit: the labelled pictures are not there (FACETELL_SHARED)", file=sys.stderr)
        return P.ENVIRONMENT
    train = [p for p in P.list_folder(faces / "train")
             if p["label"] == "real" and not p["aligned"] or p["source"] in WHOLE]
    if args.check:
        return check(train[::40])
    table = samples(train, args.samples, "train")
    ok = table["reason"] == "ok"
    table = {k: v[ok] for k, v in table.items()}
    place = template(train)
    measured = len(table["label"])
    extra = misplaced(table)
    table = {k: np.concatenate([v, extra[k]]) for k, v in table.items() if k in extra}
    x, y = terms(table, place), (table["label"] == "generated").astype(int)
    weight = fit(x, y, weights_of(table["source"], table["label"], table["side"]))
    report("train", table, x @ weight)
    write_header(HEADER, place, weight, describe(train, measured))
    if args.dev:
        dev = [p for p in P.list_folder(faces / "dev") if p["label"] != "nonface"]
        table = samples(dev, args.samples, "dev")
        report("dev", table, np.nan_to_num(terms(table, place) @ weight))
    return 0


if __name__ == "__main__":
    sys.exit(main())

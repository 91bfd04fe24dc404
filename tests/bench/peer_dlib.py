"""The peer: the published eye-distance rule (Yang, Singh, Menczer 2024).

dlib's face detector and 68 landmarks, eye centres as means of six points,
GANEyeDistance against the place StyleGAN puts them.  Reads file names as
arguments, prints one JSON line: seconds a picture (median) and how many had a
face.  Needs the Python packages dlib and face_recognition_models.
"""
import json
import math
import sys
import time

import dlib
import face_recognition_models
import numpy
from PIL import Image

LEFT, RIGHT = (0.3808205, 0.4770549), (0.6152170, 0.4771314)

detector = dlib.get_frontal_face_detector()
predictor = dlib.shape_predictor(face_recognition_models.pose_predictor_model_location())


def eye_distance(path):
    picture = numpy.array(Image.open(path).convert("RGB"))
    height, width = picture.shape[:2]
    faces = detector(picture, 1)
    if not faces:
        return None
    shape = predictor(picture, faces[0])

    def centre(first):
        points = [shape.part(i) for i in range(first, first + 6)]
        return sum(p.x for p in points) / 6 / width, sum(p.y for p in points) / 6 / height

    left, right = centre(36), centre(42)
    return (math.dist(left, LEFT) + math.dist(right, RIGHT)) / (2 * math.sqrt(2))


times, found = [], 0
for path in sys.argv[1:]:
    start = time.perf_counter()
    found += eye_distance(path) is not None
    times.append(time.perf_counter() - start)
times.sort()
print(json.dumps({"seconds": times[len(times) // 2], "found": found, "n": len(times)}))

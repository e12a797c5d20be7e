"""Draws scenes: anti-aliased shapes from signed distance functions, in plain numpy."""
import math

import numpy as np

from scenes import Scene


def render(scene: Scene, h: int, w: int) -> np.ndarray:
    """The picture of a scene: float32 [h, w, 3] in 0..1."""
    img = _background(scene["bg_rgb"], h, w)
    for o in scene["objs"]:
        _draw(img, o, min(h, w))
    return img


def _background(rgb: list[list[float]], h: int, w: int) -> np.ndarray:
    """One colour, or a gradient from the top colour to the bottom one."""
    if len(rgb) == 1:
        img = np.empty((h, w, 3), np.float32)
        img[:] = rgb[0]
        return img
    t = ((np.arange(h, dtype=np.float32) + 0.5) / h)[:, None, None]
    column = np.array(rgb[0], np.float32) * (1 - t) + np.array(rgb[1], np.float32) * t
    return np.repeat(column, w, axis=1)


def _draw(img: np.ndarray, o: dict, scale: int) -> None:
    """Blend one object into the part of the picture that it can touch."""
    h, w, _ = img.shape
    cx, cy, r = o["x"] * scale, o["y"] * scale, o["r"] * scale
    x0, x1 = max(0, int(cx - 1.25 * r - 2)), min(w, int(cx + 1.25 * r + 3))
    y0, y1 = max(0, int(cy - 1.25 * r - 2)), min(h, int(cy + 1.25 * r + 3))
    if x1 <= x0 or y1 <= y0:
        return
    x = ((np.arange(x0, x1, dtype=np.float32) + 0.5 - cx) / r)[None, :]
    y = ((np.arange(y0, y1, dtype=np.float32) + 0.5 - cy) / r)[:, None]
    x, y = np.broadcast_arrays(x, y)
    if o.get("rot"):
        c, s = math.cos(o["rot"]), math.sin(o["rot"])
        x, y = x * c - y * s, x * s + y * c
    alpha = np.clip(0.5 - shape_sdf(o["shape"], x, y) * r, 0, 1)[:, :, None]
    img[y0:y1, x0:x1] = img[y0:y1, x0:x1] * (1 - alpha) + np.array(o["rgb"], np.float32) * alpha


# ----------------------------------------------------------------------------- signed distances
_STAR = [(math.sin(k * math.pi / 5) * (1.12 if k % 2 == 0 else 0.47),
          -math.cos(k * math.pi / 5) * (1.12 if k % 2 == 0 else 0.47) + 0.08) for k in range(10)]
_TRIANGLE = [(0.0, -1.02), (1.05, 0.82), (-1.05, 0.82)]


def shape_sdf(shape: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Signed distance (negative inside) in units of the object's radius; x to the right, y down."""
    if shape == "circle":
        return np.sqrt(x * x + y * y) - 0.98
    if shape == "square":
        return np.maximum(np.abs(x), np.abs(y)) - 0.86
    if shape == "triangle":
        return _polygon_sdf(x, y, _TRIANGLE)
    if shape == "star":
        return _polygon_sdf(x, y, _STAR)
    if shape == "heart":
        k = 1.72
        return _heart_sdf(x / k, (-y + 0.95) / k) * k
    if shape == "ring":
        return np.abs(np.sqrt(x * x + y * y) - 0.74) - 0.25
    if shape == "cross":
        ax, ay = np.abs(x), np.abs(y)
        return np.minimum(np.maximum(ax - 0.98, ay - 0.32), np.maximum(ay - 0.98, ax - 0.32))
    if shape == "diamond":
        return (np.abs(x) * 1.25 + np.abs(y) - 1.08) / 1.6
    if shape == "moon":
        return np.maximum(np.sqrt((x - 0.1) ** 2 + y * y) - 1.0, 0.82 - np.sqrt((x - 0.52) ** 2 + y * y))
    raise ValueError(f"unknown shape: {shape}")


def _polygon_sdf(x: np.ndarray, y: np.ndarray, points: list[tuple[float, float]]) -> np.ndarray:
    """Signed distance to a simple polygon, in Inigo Quilez' formulation."""
    squared = np.full(x.shape, 1e9, np.float32)
    sign = np.ones(x.shape, np.float32)
    for i, (xi, yi) in enumerate(points):
        xj, yj = points[i - 1]
        ex, ey = xj - xi, yj - yi
        wx, wy = x - xi, y - yi
        t = np.clip((wx * ex + wy * ey) / (ex * ex + ey * ey), 0, 1)
        squared = np.minimum(squared, (wx - ex * t) ** 2 + (wy - ey * t) ** 2)
        c1, c2, c3 = y >= yi, y < yj, ex * wy > ey * wx
        sign = np.where((c1 & c2 & c3) | (~c1 & ~c2 & ~c3), -sign, sign)
    return sign * np.sqrt(squared)


def _heart_sdf(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Quilez' heart: its point at (0, 0), about 1.1 high, y up."""
    x = np.abs(x)
    lobe = np.sqrt((x - 0.25) ** 2 + (y - 0.75) ** 2) - math.sqrt(2) / 4
    m = np.maximum(x + y, 0) * 0.5
    flank = np.sqrt(np.minimum(x ** 2 + (y - 1) ** 2, (x - m) ** 2 + (y - m) ** 2)) * np.sign(x - y)
    return np.where(x + y > 1, lobe, flank)

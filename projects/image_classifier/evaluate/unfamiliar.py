"""Pictures of what the model does not know, none of which needs a download: uint8 [n, 28, 28] each."""

from __future__ import annotations

import numpy as np

from projects.image_classifier.data.images import Pixels

SIDE = 28
N_NOISE = 2000
MIDDLE_GREY = 128
NOISE_DEVIATION = 64
PATCH_SCALES = (1, 2, 4)


def unfamiliar_sets(seed: int) -> dict[str, Pixels]:
    """Return the sets by name, from those most like a catalogue picture to those least like one."""
    rng = np.random.default_rng(seed)
    return {
        "photos": photo_patches(),
        "digits": digits(),
        "gaussian noise": gaussian_noise(rng),
        "uniform noise": rng.integers(0, 256, (N_NOISE, SIDE, SIDE), dtype=np.uint8),
        "blank": np.broadcast_to(np.arange(256, dtype=np.uint8)[:, None, None], (256, SIDE, SIDE)).copy(),
    }


def digits() -> Pixels:
    """Return the 1,797 handwritten digits of scikit-learn, white on black, enlarged from 8×8."""
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    images = load_digits().images  # 0 to 16
    enlarged = zoom(images, (1, SIDE / images.shape[1], SIDE / images.shape[2]), order=1)
    return np.asarray(np.rint(enlarged * (255 / 16)), np.uint8)


def gaussian_noise(rng: np.random.Generator) -> Pixels:
    """Return noise about a middle grey."""
    noise = rng.normal(MIDDLE_GREY, NOISE_DEVIATION, (N_NOISE, SIDE, SIDE))
    return np.rint(np.clip(noise, 0, 255)).astype(np.uint8)


def photo_patches() -> Pixels:
    """Return all patches, at three scales, of scikit-learn's two photos, a temple and a flower, in grey."""
    from sklearn.datasets import load_sample_images

    photos = [photo.mean(axis=2) for photo in load_sample_images().images]
    return np.concatenate([_patches(photo, scale) for photo in photos for scale in PATCH_SCALES])


def _patches(photo: np.ndarray[tuple[int, int], np.dtype[np.float64]], scale: int) -> Pixels:
    """Cut side by side, each of ``scale`` times SIDE pixels that are averaged to SIDE."""
    cut = SIDE * scale
    rows, columns = photo.shape[0] // cut, photo.shape[1] // cut
    cells = photo[: rows * cut, : columns * cut].reshape(rows, SIDE, scale, columns, SIDE, scale).mean(axis=(2, 5))
    return np.asarray(np.rint(cells.transpose(0, 2, 1, 3).reshape(-1, SIDE, SIDE)), np.uint8)

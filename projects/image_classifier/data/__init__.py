"""Where the pictures come from: Fashion-MNIST, or your own folder."""

from projects.image_classifier.data.images import Dataset, DatasetError, Images, Labels, Photos, Pixels

__all__ = ["Dataset", "DatasetError", "Images", "Labels", "Photos", "Pixels"]

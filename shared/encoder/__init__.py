"""Text to unit vectors: all-MiniLM-L6-v2 as an ONNX graph, and the same network in torch for fine-tuning."""

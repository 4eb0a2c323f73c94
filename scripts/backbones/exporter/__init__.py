"""What scripts/backbones/export.py is made of: a module for each kind of model, and one that writes and checks ONNX files."""

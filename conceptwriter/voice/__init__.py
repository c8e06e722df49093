"""Draft sentences by a small token language model.

A *voice* writes what may come next; it does not choose. `contract` is plain data and loads without ONNX
Runtime.
"""

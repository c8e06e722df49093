"""ONNX Runtime on this machine: sessions, prepacked weights, devices, and faults of its processor.

Importing the package loads nothing; `runtime.sessions` loads ONNX Runtime.
"""

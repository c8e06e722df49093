"""ONNX Runtime on this machine: sessions, prepacked weights, devices, and processor faults.

Importing the package loads nothing; `runtime.sessions` loads ONNX Runtime.
"""

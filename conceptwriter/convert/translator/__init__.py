"""Folders of CTranslate2 models into bundles: nothing is computed, and nothing in the folder is executed."""

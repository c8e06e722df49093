"""Installing bundles: catalogue, download, verification, conversion, moving into place, removal."""

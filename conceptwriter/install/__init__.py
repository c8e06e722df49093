"""How a bundle comes here: catalogue, download, verification, conversion, moving into place, removal."""

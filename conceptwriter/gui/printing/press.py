"""The process that lays out pages: an order on standard input, news on standard output, as lines of JSON."""

from __future__ import annotations

import json
import os
import sys

from conceptwriter.gui.printing.order import Order


def main() -> int:
    """Carry out one order."""
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # it shows nothing; there may be no screen
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication

    from conceptwriter.gui.printing.devices import device_for
    from conceptwriter.gui.printing.headings import headings_of
    from conceptwriter.gui.printing.layout import lay_out
    from conceptwriter.gui.printing.sheets import draw_sheets

    order = Order.from_data(json.load(sys.stdin))
    application = QGuiApplication(sys.argv[:1])
    application.setApplicationName("ConceptWriter")
    if order.is_right_to_left:
        application.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft
        )  # columns of tables, and marks of lists
    device, pages = device_for(order)
    _tell(done=0, total=0)
    try:
        document = lay_out(order, device)
        _tell(headings=headings_of(document, device, pages))
        draw_sheets(document, device, order, pages, lambda done, total: _tell(done=done, total=total))
    except (OSError, RuntimeError) as error:
        _tell(failure=str(error))
        return 1
    return 0


def _tell(**news: object) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""The main window: panes, bars, dialogs, files."""

"""Every action of the window in one table, and what is built from it: menus, palette, shortcut editor."""

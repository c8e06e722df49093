"""Every action of the window in one table, and what is made from it: menus, palette, shortcut editor."""

"""All edit builders in one place: each reads a document and returns the operation that performs the edit.

They raise EditError (LockedError) when the edit is impossible; they never change the document. The rules of
the tree are in `conceptwriter.outline.structure` and `conceptwriter.outline.deleting`, those of texts in
`conceptwriter.outline.wording`.
"""

from __future__ import annotations

from conceptwriter.outline.chapters import new_chapter, new_section
from conceptwriter.outline.deleting import delete, purge, restore
from conceptwriter.outline.dismissals import bring_back, dismiss
from conceptwriter.outline.headings import make_heading, make_paragraph
from conceptwriter.outline.lists import make_items, make_quotes, nest_items, unnest_items
from conceptwriter.outline.proposal_kinds import take_proposal
from conceptwriter.outline.ranges import remove_range
from conceptwriter.outline.renditions import (
    confirm,
    drop_rendition,
    may_replace,
    set_language,
    set_rendition,
    set_renditions,
    set_source_language,
    set_written_language,
)
from conceptwriter.outline.reshaping import set_kind
from conceptwriter.outline.search import replace_all
from conceptwriter.outline.structure import (
    add_child,
    add_node,
    add_sibling,
    add_subtree,
    add_subtrees,
    duplicate,
    indent,
    move,
    move_down,
    move_up,
    outdent,
    split_paragraph,
)
from conceptwriter.outline.taking import insertion_point, take_drafts, take_proposals
from conceptwriter.outline.wording import (
    edit_text,
    merge_with_next,
    merge_with_previous,
    replace_text,
    set_attributes,
    set_locked,
    set_note,
    set_status,
    split,
)

__all__ = [
    "add_child",
    "add_node",
    "add_sibling",
    "add_subtree",
    "add_subtrees",
    "bring_back",
    "confirm",
    "delete",
    "dismiss",
    "drop_rendition",
    "duplicate",
    "edit_text",
    "indent",
    "insertion_point",
    "make_heading",
    "make_items",
    "make_paragraph",
    "make_quotes",
    "may_replace",
    "merge_with_next",
    "merge_with_previous",
    "move",
    "move_down",
    "move_up",
    "nest_items",
    "new_chapter",
    "new_section",
    "outdent",
    "purge",
    "remove_range",
    "replace_all",
    "replace_text",
    "restore",
    "set_attributes",
    "set_kind",
    "set_language",
    "set_locked",
    "set_note",
    "set_rendition",
    "set_renditions",
    "set_source_language",
    "set_status",
    "set_written_language",
    "split",
    "split_paragraph",
    "take_drafts",
    "take_proposal",
    "take_proposals",
    "unnest_items",
]

"""The window: Qt widgets over the document and the assistant. Nothing else imports Qt."""

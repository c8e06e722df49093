"""A manuscript as HTML: for pages, e-books, and paper."""

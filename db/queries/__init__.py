"""Named reads. `find_` may return None, `list_` and `count_` say what they are, `lock_` holds rows until the commit."""

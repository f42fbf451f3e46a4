"""Stories: planned first, then told, from hand-written material in both languages."""

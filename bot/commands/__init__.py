"""From what Teams delivers to what is to be done: text, form and buttons. Pure, no I/O."""

"""Reports: templates with figures, worded as officials word them, on screen and as .docx."""

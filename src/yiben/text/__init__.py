"""Reading Chinese administrative documents: bytes → clean text, outline, tasks and numbers. Pure functions, no Django."""

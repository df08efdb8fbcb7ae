"""Official documents (公文) laid out by GB/T 9704-2012: their elements, the checks before they are signed, the .docx."""

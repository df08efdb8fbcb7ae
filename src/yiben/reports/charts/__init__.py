"""Charts of reports: what they show, how it is drawn, as a picture and as SVG."""

"""The verbs of dispatches: ``drafting`` to the signature, ``issuing`` to the archive, ``receiving`` by those it was sent to."""

"""One module for each kind of file: ``read(data, title, limits) -> Parsed``, ``title`` being that of last resort."""

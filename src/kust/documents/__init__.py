"""Documents: content made once (``report``, ``overview``), drawn in one of three forms (``write``)."""

// What pages need beyond htmx; each part looks for its own marks and does nothing without them.
"use strict";

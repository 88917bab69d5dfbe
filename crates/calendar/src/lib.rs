//! Working time, days off and legal deadlines.

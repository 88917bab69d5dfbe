//! The rules of the one-stop shop: commands in, events out. No input or output, no clock, no chance.

//! Use cases: who may, load, decide, commit. Every door of the program leads through here.

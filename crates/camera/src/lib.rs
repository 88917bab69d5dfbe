//! Cameras of counters. Knows nothing of dossiers.
//!
//! This is the door of the room: a camera's [`Address`], which keeps its password out of every
//! log, and [`probe`], which asks whether the camera answers. Recording, live view, playback and
//! evidence come with the camera issue and enter through here.

mod address;
mod probe;

pub use address::{Address, AddressError};
pub use probe::{Answer, ProbeError, probe};

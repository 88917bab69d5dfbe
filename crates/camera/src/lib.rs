//! Cameras: RTSP addresses and whether a camera answers. Knows nothing of dossiers.

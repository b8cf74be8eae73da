//! What the window may ask for. Each body is one line that calls `app`.

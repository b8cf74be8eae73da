//! The real window under test: a private display, a private home, the built app, and WebDriver's hands.
//!
//! The one thing not to do here: wait for an amount of time. Everything waits for a condition.

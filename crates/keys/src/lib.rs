//! The keys room.

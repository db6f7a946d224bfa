//! The Markdown subset: what it renders, what it must never let through, and how long it may take.

mod allowed;
mod excerpts;
mod hostile;
mod marks;
mod posts;
mod subset;
mod vectors;

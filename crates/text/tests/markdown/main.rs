//! The Markdown subset: what it renders, what it must never let through, and how long it may take.

mod allowed;
mod hostile;
mod subset;
mod vectors;

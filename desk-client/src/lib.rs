//! What the operator works with.

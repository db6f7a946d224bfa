//! The fragment of SQL that keeps apart those who do not want to meet.

/// Whether neither the viewer `$1` nor the person `a` has blocked the other. Guests and viewers who are nobody block
/// nobody, and nobody blocks themselves. Each half looks at one place of an index, however many blocks there are.
pub const NOT_APART: &str = "(NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = $1 AND b.blocked_id = a.id)
      AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = a.id AND b.blocked_id = $1))";

//! Everything that can happen, in one enum. Ids only; variants are added, never renamed.
//!
//! An event is a hint: whoever hears it looks at the tables' present state. [`emit`] writes one delivery for each
//! subscriber that is interested, in the transaction of the change itself.

use std::collections::HashMap;

use db::Tx;
use serde::{Deserialize, Serialize};

use super::{AccountId, Result};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Somebody asked to join with an address nobody has confirmed yet.
    SignUpRequested {
        /// The pending sign-up.
        sign_up: i64,
    },
    /// Somebody asked to join with the address of an account.
    SignUpForKnownAddress {
        /// Whose address it is.
        account: AccountId,
    },
    /// Somebody forgot a password.
    PasswordResetRequested {
        /// The pending reset.
        reset: i64,
    },
    /// A password was changed or reset.
    PasswordChanged {
        /// Whose.
        account: AccountId,
    },
    /// Staff decided on a report.
    ReportClosed {
        /// The report.
        report: i64,
    },
    /// Staff warned or suspended somebody over a report.
    MeasureTaken {
        /// The report.
        report: i64,
    },
    /// What somebody says they are open to will soon no longer be shown.
    BadgeEnding {
        /// Whose.
        account: AccountId,
        /// The number of the badge.
        badge: i64,
    },
    /// A post links to a page.
    LinkPosted {
        /// The preview of the page.
        preview: i64,
    },
}

impl Event {
    /// The name under which subscribers ask for it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Event::SignUpRequested { .. } => "sign_up_requested",
            Event::SignUpForKnownAddress { .. } => "sign_up_for_known_address",
            Event::PasswordResetRequested { .. } => "password_reset_requested",
            Event::PasswordChanged { .. } => "password_changed",
            Event::ReportClosed { .. } => "report_closed",
            Event::MeasureTaken { .. } => "measure_taken",
            Event::BadgeEnding { .. } => "badge_ending",
            Event::LinkPosted { .. } => "link_posted",
        }
    }

    /// What it is about: deliveries of one key keep their order.
    pub const fn key(&self) -> i64 {
        match self {
            Event::SignUpRequested { sign_up } => *sign_up,
            Event::PasswordResetRequested { reset } => *reset,
            Event::LinkPosted { preview } => *preview,
            Event::ReportClosed { report } | Event::MeasureTaken { report } => *report,
            Event::SignUpForKnownAddress { account }
            | Event::PasswordChanged { account }
            | Event::BadgeEnding { account, .. } => account.get(),
        }
    }
}

/// Which subscribers hear of which kind. `wiring` hands it to the database handle, where [`emit`] finds it.
#[derive(Debug, Default)]
pub struct Interest(HashMap<&'static str, Vec<&'static str>>);

impl Interest {
    /// Notes that the subscriber wants to hear of the kinds.
    pub fn add(&mut self, subscriber: &'static str, kinds: &[&'static str]) {
        for kind in kinds {
            self.0.entry(kind).or_default().push(subscriber);
        }
    }
}

/// Writes a delivery of the event for each interested subscriber.
///
/// # Errors
/// What the database says; the transaction is then lost as a whole.
pub fn emit(tx: &mut Tx<'_>, event: Event) -> Result<()> {
    let Some(interest) = tx.extension::<Interest>() else { return Ok(()) };
    let Some(subscribers) = interest.0.get(event.kind()) else { return Ok(()) };
    let payload = serde_json::to_string(&event).map_err(super::Error::internal)?;
    for subscriber in subscribers {
        outbox::enqueue(tx, subscriber, event.key(), event.kind(), &payload, None)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_what_serde_writes() {
        let account = AccountId::from_raw(1);
        for event in [
            Event::SignUpRequested { sign_up: 1 },
            Event::SignUpForKnownAddress { account },
            Event::PasswordResetRequested { reset: 1 },
            Event::PasswordChanged { account },
            Event::ReportClosed { report: 1 },
            Event::MeasureTaken { report: 1 },
            Event::BadgeEnding { account, badge: 1 },
            Event::LinkPosted { preview: 1 },
        ] {
            let json = serde_json::to_value(event).unwrap();
            assert_eq!(json["kind"], event.kind());
            assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
        }
    }
}

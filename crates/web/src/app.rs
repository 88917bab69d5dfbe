//! What every handler shares: the office, the settings, the rate limits.

use crate::limit::Limiter;
use jiff::{SignedDuration, Timestamp};
use office::Office;
use std::sync::Arc;

/// The state of the router. Clones share it.
#[derive(Clone)]
pub struct App {
    /// The one door to everything.
    pub office: Office,
    /// How this program is run.
    pub settings: Arc<Settings>,
    /// Following by code: codes can be guessed (rules §1.2), so tries are limited per address.
    pub follow_limit: Arc<Limiter>,
    /// One-time codes asked for and tried per address, beside the limits of each dossier.
    pub code_limit: Arc<Limiter>,
    /// Sign-in tries per address, beside the lock of each account.
    pub sign_in_limit: Arc<Limiter>,
}

/// How this program is run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Cookies only over TLS.
    pub secure_cookies: bool,
    /// A proxy in front tells the address of the browser in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// For how many days an unfinished form is kept; `None`: 7.
    pub draft_days: Option<u16>,
    /// The certificate that this program serves HTTPS with itself; none: a proxy does, or nobody.
    pub certificate: Option<Certificate>,
    /// Draws a QR code as SVG; none: addresses are only written out.
    pub qr: Option<fn(&str) -> String>,
    /// These are demonstration data; the sign-in page shows how to get in.
    pub demo: Option<DemoNotice>,
}

impl Settings {
    /// How long an unfinished form is kept.
    pub fn keep_drafts(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.draft_days.unwrap_or(7)))
    }
}

/// A certificate, as far as administrators must know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// For whom.
    pub subject: String,
    /// By whom.
    pub issuer: String,
    /// No longer valid from then on.
    pub until: Timestamp,
}

/// Ways into a demonstration.
#[derive(Debug, Clone, Default)]
pub struct DemoNotice {
    /// Role in words, sign-in name, password.
    pub signs_in: Vec<(String, String, String)>,
    /// The folder that takes the letters.
    pub letters: String,
}

impl App {
    /// The state for an office.
    pub fn new(office: Office, settings: Settings) -> Self {
        App {
            office,
            settings: Arc::new(settings),
            follow_limit: Arc::new(Limiter::new(20, 10.0)),
            code_limit: Arc::new(Limiter::new(20, 10.0)),
            sign_in_limit: Arc::new(Limiter::new(20, 10.0)),
        }
    }
}

//! What the app is told about the world: where its folder is, what time it is, and who is sitting here.

use model::typed::{DateOrder, Reading};
use ring::rand::{SecureRandom, SystemRandom};
#[cfg(unix)]
use std::time::Duration;
use std::{fmt, path::PathBuf, sync::Arc};

/// Where the database's key is kept.
#[derive(Clone)]
pub enum KeyPlace {
    /// In the platform's key store; where there is none, under a passphrase.
    Platform,
    /// Under a passphrase, whatever the platform has.
    Passphrase,
}

/// The world around the app.
#[derive(Clone)]
pub struct Surroundings {
    /// The folder with the database; made where it is missing.
    pub folder: PathBuf,
    /// Where the key is kept.
    pub keys: KeyPlace,
    /// The wall clock, ms since 1970.
    pub now: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// A clock that only ever goes forward, also while this computer sleeps, ms: beside it the wall clock's jumps are seen.
    pub steady: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// ISO 4217 code for amounts without one.
    pub currency: String,
    /// IANA zone of times without one.
    pub zone: String,
    /// Who works here, for a new database.
    pub person: String,
    /// What this device is called, for a new database.
    pub device: String,
    /// What it is.
    pub form: DeviceForm,
}

/// What a device is, so that a list of them can be read at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceForm {
    /// Stands on a desk.
    Desktop,
    /// Is folded up and taken along.
    Laptop,
    /// Is held in two hands.
    Tablet,
    /// Is held in one.
    Phone,
}

impl DeviceForm {
    /// Its key on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Laptop => "laptop",
            Self::Tablet => "tablet",
            Self::Phone => "phone",
        }
    }

    /// What this one is, as far as the platform tells: Linux names its chassis by the numbers of SMBIOS.
    fn of_this_one() -> Self {
        if cfg!(any(target_os = "android", target_os = "ios")) {
            return Self::Phone;
        }
        let chassis = std::fs::read_to_string("/sys/class/dmi/id/chassis_type").unwrap_or_default();
        match chassis.trim() {
            "8" | "9" | "10" | "14" | "31" | "32" => Self::Laptop,
            "11" | "30" => Self::Tablet,
            _ => Self::Desktop,
        }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings").finish_non_exhaustive()
    }
}

impl Surroundings {
    /// The real world: this computer's clock, user and language.
    #[must_use]
    pub fn of_this_computer(folder: PathBuf) -> Self {
        let env = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| std::env::var(name).ok())
                .filter(|v| !v.is_empty())
        };
        let user = env(&["USER", "USERNAME", "LOGNAME"]).map(|name| capitalised(&name));
        let locale = env(&["LC_ALL", "LC_MONETARY", "LANG"]).unwrap_or_default();
        Self {
            folder,
            keys: KeyPlace::Platform,
            now: Arc::new(|| jiff::Timestamp::now().as_millisecond()),
            steady: Arc::new(steady_clock()),
            currency: currency_of(&locale).to_owned(),
            zone: jiff::tz::TimeZone::system().iana_name().unwrap_or("UTC").to_owned(),
            device: user
                .as_ref()
                .map_or_else(|| "This computer".to_owned(), |name| format!("{name}’s computer")),
            person: user.unwrap_or_else(|| "You".to_owned()),
            form: DeviceForm::of_this_one(),
        }
    }

    /// How ambiguous notations are read in a form.
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading {
            currency: &self.currency,
            dates: DateOrder::DayFirst,
            zone: &self.zone,
        }
    }

    /// A fresh ULID's parts: this moment and 80 bits of chance.
    pub(crate) fn fresh(&self) -> (u64, u128) {
        let mut bytes = [0u8; 16];
        // The system's random source does not fail once the process runs; if it ever did, the id would still be new by its
        // moment.
        let _filled = SystemRandom::new().fill(&mut bytes);
        ((self.now)().unsigned_abs(), u128::from_be_bytes(bytes))
    }
}

/// What counts the time of sleep differs: Linux has a clock of its own for it, on Apple's systems it is the monotonic one.
#[cfg(unix)]
fn steady_clock() -> impl Fn() -> i64 {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const COUNTS_SLEEP: ClockId = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const COUNTS_SLEEP: ClockId = ClockId::Monotonic;
    // It counts from the system's start, so it is never before it.
    || {
        Duration::try_from(clock_gettime(COUNTS_SLEEP))
            .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The performance counter behind this clock goes on in sleep and hibernation (Microsoft, "Acquiring high-resolution time
/// stamps").
#[cfg(not(unix))]
fn steady_clock() -> impl Fn() -> i64 {
    let since = std::time::Instant::now();
    move || i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX)
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The currency of a POSIX locale's territory, for the territories that share none with their neighbours.
fn currency_of(locale: &str) -> &'static str {
    let territory = locale
        .split(['_', '-'])
        .nth(1)
        .map(|rest| rest.split(['.', '@']).next().unwrap_or_default());
    match territory {
        Some("GB") => "GBP",
        Some("US") => "USD",
        Some("CH") => "CHF",
        Some("SE") => "SEK",
        Some("NO") => "NOK",
        Some("DK") => "DKK",
        Some("PL") => "PLN",
        Some("CA") => "CAD",
        Some("AU") => "AUD",
        Some("MX") => "MXN",
        _ => "EUR",
    }
}

//! An open app in a folder of its own, with a clock that the test moves.

use app::{App, Card, DeviceForm, Gate, KeyPlace, Saved, Surroundings};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

pub(crate) const PASSPHRASE: &str = "correct horse battery";

pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<AtomicI64>,
}

pub(crate) fn app_in(folder: &Path, clock: &Arc<AtomicI64>) -> App {
    let (clock, steady) = (clock.clone(), clock.clone());
    App::new(Surroundings {
        folder: folder.to_owned(),
        keys: KeyPlace::Passphrase,
        now: Arc::new(move || clock.fetch_add(1, Ordering::SeqCst)),
        steady: Arc::new(move || steady.load(Ordering::SeqCst)),
        currency: "GBP".into(),
        zone: "Europe/London".into(),
        person: "Mara Ivens".into(),
        device: "Mara’s laptop".into(),
        form: DeviceForm::Laptop,
    })
}

pub(crate) async fn open() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(AtomicI64::new(1_790_000_000_000));
    let app = app_in(folder.path(), &clock);
    assert_eq!(app.gate().await.unwrap(), Gate::ChoosePassphrase);
    let gate = app.unlock(PASSPHRASE.into()).await.unwrap();
    assert_eq!(
        gate,
        Gate::Open {
            person: "Mara Ivens".into(),
            device: "Mara’s laptop".into(),
            admin: true,
        }
    );
    Desk { app, folder, clock }
}

pub(crate) fn form(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    fields
        .iter()
        .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()))
        .collect()
}

impl Desk {
    pub(crate) async fn create(&self, kind: &str, fields: &[(&str, &str)]) -> String {
        self.app.create_record(kind, form(fields)).await.unwrap().record
    }

    pub(crate) async fn edit(&self, record: &str, fields: &[(&str, &str)]) -> Saved {
        let token = self.app.card(record).await.unwrap().token;
        self.app.edit_record(record, &token, form(fields)).await.unwrap()
    }

    pub(crate) async fn card(&self, record: &str) -> Card {
        self.app.card(record).await.unwrap()
    }

    pub(crate) async fn shown(&self, record: &str, field: &str) -> String {
        let card = self.card(record).await;
        card.fields
            .iter()
            .find(|f| f.key == field)
            .map(|f| f.shown.clone())
            .unwrap_or_default()
    }

    pub(crate) async fn reopened(self) -> Self {
        self.app.close().await;
        let Self { folder, clock, .. } = self;
        let app = app_in(folder.path(), &clock);
        app.unlock(PASSPHRASE.into()).await.unwrap();
        Self { app, folder, clock }
    }
}

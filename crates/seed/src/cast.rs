//! Who works in the sample organisation, in which role, on what.

use app::DeviceForm;
use model::Role;

/// One of its people.
#[derive(Debug)]
pub(crate) struct Person {
    /// What the story calls them.
    pub(crate) called: &'static str,
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    /// What people call their device, and what it is.
    pub(crate) device: &'static str,
    pub(crate) form: DeviceForm,
}

/// Whose further device the window becomes. Founds the organisation.
pub(crate) const ME: Person = Person {
    called: "me",
    name: "Mara Ivens",
    role: Role::Admin,
    device: "Mara’s tablet",
    form: DeviceForm::Tablet,
};

/// Everybody who does something. Others are only named.
pub(crate) const ALL: &[Person] = &[
    ME,
    person(
        "noor",
        "Noor Haddad",
        Role::Manager,
        "Noor’s laptop",
        DeviceForm::Laptop,
    ),
    person("ilse", "Ilse Brandt", Role::Field, "Ilse’s phone", DeviceForm::Phone),
    person("owen", "Owen Tait", Role::Field, "Van 2 laptop", DeviceForm::Laptop),
    person("mirela", "Mirela Popa", Role::Field, "Tablet 7", DeviceForm::Tablet),
    person("callum", "Callum Reyes", Role::Field, "Tablet 5", DeviceForm::Tablet),
    person("hana", "Hana Sorensen", Role::Office, "Counter 1", DeviceForm::Desktop),
    person(
        "pieter",
        "Pieter Maas",
        Role::Manager,
        "Office desktop",
        DeviceForm::Desktop,
    ),
];

const fn person(
    called: &'static str,
    name: &'static str,
    role: Role,
    device: &'static str,
    form: DeviceForm,
) -> Person {
    Person {
        called,
        name,
        role,
        device,
        form,
    }
}

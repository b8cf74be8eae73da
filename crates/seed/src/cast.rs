//! Who works in the sample organisation, in which role, on what.

use model::Role;

/// One of its people.
#[derive(Debug)]
pub(crate) struct Person {
    /// What the story calls them.
    pub(crate) called: &'static str,
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    /// What people call their device.
    pub(crate) device: &'static str,
}

/// Whose further device the window becomes. Founds the organisation.
pub(crate) const ME: Person = Person {
    called: "me",
    name: "Mara Ivens",
    role: Role::Admin,
    device: "Mara’s tablet",
};

/// Everybody who does something. Others are only named.
pub(crate) const ALL: &[Person] = &[
    ME,
    person("noor", "Noor Haddad", Role::Manager, "Noor’s laptop"),
    person("ilse", "Ilse Brandt", Role::Field, "Ilse’s phone"),
    person("owen", "Owen Tait", Role::Field, "Van 2 laptop"),
    person("mirela", "Mirela Popa", Role::Field, "Tablet 7"),
    person("callum", "Callum Reyes", Role::Field, "Tablet 5"),
    person("hana", "Hana Sorensen", Role::Office, "Counter 1"),
    person("pieter", "Pieter Maas", Role::Manager, "Office desktop"),
];

const fn person(called: &'static str, name: &'static str, role: Role, device: &'static str) -> Person {
    Person {
        called,
        name,
        role,
        device,
    }
}

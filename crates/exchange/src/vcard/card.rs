//! What is on a contact card.

/// A contact card. Every text may be empty, and then it is not on the card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// FN: the name as it is shown. A card must have one; see [`Card::display_name`].
    pub full_name: String,
    /// N, second part.
    pub given: String,
    /// N, first part.
    pub family: String,
    /// N, third part: middle names.
    pub additional: String,
    /// N, fourth part: "Dr."
    pub prefix: String,
    /// N, fifth part: "Jr."
    pub suffix: String,
    /// ORG, first part.
    pub organisation: String,
    /// ORG, further parts: departments, from the largest to the smallest.
    pub units: Vec<String>,
    /// TITLE: the position ("Head of Purchasing").
    pub title: String,
    /// ROLE: the function ("Buyer").
    pub role: String,
    /// TEL: label and number, the preferred one first. The label is as the person gave it ("Hotline"), or the types in small
    /// letters ("work fax").
    pub phones: Vec<(String, String)>,
    /// EMAIL: label and address, the preferred one first.
    pub emails: Vec<(String, String)>,
    /// ADR: the first address. Further ones are carried in `rest`.
    pub address: Option<Address>,
    /// NOTE. Several are joined by a line break.
    pub note: String,
    /// CATEGORIES, as they stand, blanks included.
    pub categories: Vec<String>,
    /// URL: the first one. Further ones are carried in `rest`.
    pub website: String,
    /// BDAY: `1985-04-12`, or `--04-12` without a year, or else the text as it stands.
    pub birthday: Option<String>,
    /// UID.
    pub uid: String,
    /// What has no field here: the property's name with its group and parameters (`item1.X-ABDATE;TYPE=pref`), and its
    /// value as it stands in the file, still escaped. Made by [`super::read`], meant for [`super::write`].
    pub rest: Vec<(String, String)>,
}

/// A postal address. At least one part other than the label is not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// "work", "home", or as the person gave it.
    pub label: String,
    /// Street and number; in front of it a post box and an addition, if there are any, each followed by a comma.
    pub street: String,
    /// Town.
    pub locality: String,
    /// State or province.
    pub region: String,
    /// Postal code.
    pub code: String,
    /// Country.
    pub country: String,
}

impl Address {
    /// Whether every part is empty; such an address is not on a card.
    pub fn is_empty(&self) -> bool {
        [&self.street, &self.locality, &self.region, &self.code, &self.country]
            .iter()
            .all(|part| part.is_empty())
    }
}

impl Card {
    /// The full name, or what comes nearest: the parts of the name, the organisation, an address, a number.
    pub fn display_name(&self) -> String {
        let parts = [&self.prefix, &self.given, &self.additional, &self.family, &self.suffix];
        let name: Vec<&str> = parts
            .iter()
            .map(|part| part.trim())
            .filter(|part| !part.is_empty())
            .collect();
        let contacts = self.emails.iter().chain(&self.phones).map(|(_, value)| value.clone());
        [self.full_name.clone(), name.join(" "), self.organisation.clone()]
            .into_iter()
            .chain(contacts)
            .find(|name| !name.trim().is_empty())
            .unwrap_or_default()
    }

    /// Nothing at all is on the card.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

//! Words of companies, streets, places and the service trade.

#[rustfmt::skip]
pub(crate) const FIRM: &[&str] = &[
    "Elmfield", "Birchwood", "Harrow", "Kestrel", "Northgate", "Silverline", "Bluewater", "Ironbridge", "Oakhurst",
    "Redstone", "Westmoor", "Highland", "Fairview", "Greenway", "Stonebridge", "Ravenhill", "Lakeside", "Brightwell",
    "Clearwater", "Danehill", "Eastbrook", "Foxley", "Glenmore", "Hazelton", "Ingleby", "Kingsmead", "Langford",
    "Marlow", "Norden", "Orchard", "Pinewood", "Quayside", "Rosewood", "Sandford", "Thornbury", "Upton", "Valley",
    "Whitfield", "Ashdown", "Beacon", "Cobalt", "Delta", "Ember", "Falcon", "Granite", "Helios", "Indigo", "Juniper",
    "Kärnten", "Lübeck", "Malmö", "Östersund", "Poznań", "Québec", "Rhône", "São Bento", "Tromsø", "Überlingen",
    "Vasa", "Wrocław", "Ypern", "Zürich", "Århus", "İzmir", "Łódź", "Győr", "Brașov", "Niš", "Plzeň", "Žilina",
];
#[rustfmt::skip]
pub(crate) const TRADE: &[&str] = &[
    "Clinic", "Dairy", "Bakery", "Foods", "Logistics", "Engineering", "Plastics", "Care Home", "Primary School",
    "Hotel", "Brewery", "Pharma", "Textiles", "Printing", "Garage", "Cold Storage", "Leisure Centre", "Hospital",
    "Laundry", "Farm Supplies", "Packaging", "Steel", "Timber", "Nursery", "Water", "Energy", "Systems", "Optics",
    "Marine", "Aviation", "Housing", "Estates", "Council", "Museum", "Theatre", "University", "Laboratories",
];
#[rustfmt::skip]
pub(crate) const FORM: &[&str] = &[
    "Ltd", "GmbH", "plc", "A/S", "AB", "S.r.l.", "SARL", "B.V.", "Sp. z o.o.", "LLP", "",
];
#[rustfmt::skip]
pub(crate) const SECTOR: &[&str] = &[
    "Health", "Food", "Manufacturing", "Education", "Hospitality", "Public", "Energy", "Transport", "Property",
];
#[rustfmt::skip]
pub(crate) const ROLE: &[&str] = &[
    "Facilities manager", "Owner", "Site engineer", "Head chef", "Caretaker", "Maintenance lead", "Practice manager",
    "Purchasing", "Night porter", "Plant supervisor", "Estate manager", "Director", "Accounts payable", "Reception",
    "Workshop foreman", "Quality lead", "Bursar", "Operations", "Ward sister", "Store manager", "Technician",
];
#[rustfmt::skip]
pub(crate) const STREET: &[&str] = &[
    "Mill Lane", "Station Road", "Church Street", "High Street", "Hafenstraße", "Bahnhofstraße", "Rue de la Gare",
    "Rue des Écoles", "Via Garibaldi", "Calle Mayor", "Avenida de América", "Storgatan", "Kirkegata", "Nørregade",
    "ulica Długa", "Václavské náměstí", "Fő utca", "İstiklal Caddesi", "Canal Walk", "Victoria Road", "Park Avenue",
    "Queensway", "Foundry Yard", "Dock Street", "Ropewalk", "Tannery Row", "Orchard Close", "Quarry Hill",
    "Industrieweg", "Am Mühlbach", "Lindenallee", "Prinsengracht", "Kanaalstraat", "Rua do Comércio", "Strada Mare",
];
#[rustfmt::skip]
pub(crate) const TOWN: &[&str] = &[
    "Leeds", "Bristol", "Glasgow", "Cardiff", "York", "Köln", "München", "Lübeck", "Wien", "Zürich", "Genève", "Lyon",
    "Orléans", "Málaga", "Cádiz", "Porto", "Évora", "Milano", "Torino", "Malmö", "Göteborg", "Tromsø", "Ålesund",
    "Odense", "Århus", "Gdańsk", "Łódź", "Kraków", "Brno", "Plzeň", "Győr", "Szeged", "Iași", "Cluj-Napoca", "Niš",
    "İzmir", "Eskişehir", "Utrecht", "Gent", "Liège", "Tartu", "Rīga", "Kaunas", "Turku", "Reykjavík", "Cork", "Sligo",
];
#[rustfmt::skip]
pub(crate) const SOURCE: &[&str] = &[
    "Trade fair", "Referral", "Website", "Cold call", "Old system", "Partner", "Walk-in",
];
#[rustfmt::skip]
pub(crate) const TAG: &[&str] = &[
    "vip", "key-holder", "contract", "slow payer", "gold", "new", "no mail", "dog on site", "ring first", "24h",
];
#[rustfmt::skip]
pub(crate) const THING: &[&str] = &[
    "pump", "boiler", "compressor", "chiller", "fan coil", "valve", "controller", "heat exchanger", "filter housing",
    "circulation pump", "burner", "expansion vessel", "thermostat", "condenser", "drain", "dosing unit", "softener",
    "extractor", "conveyor", "gearbox", "inverter", "pressure switch", "manifold", "cold room door", "dishwasher",
    "lift motor", "generator", "battery string", "meter", "flue", "roof unit", "air curtain", "autoclave",
];
#[rustfmt::skip]
pub(crate) const MONTH: &[&str] = &[
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];
pub(crate) const DAY: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
#[rustfmt::skip]
pub(crate) const WAY: &[&str] = &[
    "Road", "Lane", "Street", "Close", "Weg", "Straße", "gade", "gatan", "utca", "Allee", "Court", "Hill",
];

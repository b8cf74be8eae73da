//! Words of field engineers, one by one.

#[rustfmt::skip]
pub(crate) const START: &[&str] = &[
    "The", "Their", "Old", "New", "Second", "Upper", "Lower", "Main", "Spare", "Left", "Right", "This", "Outside",
    "Kitchen", "Roof", "Basement", "Rented", "Blue", "Hired", "Rear", "Front", "Inner", "Duty", "Standby", "Borrowed",
    "Third", "Green", "Temporary", "Portable", "Welded", "Insulated", "Dirty", "Quiet", "Automatic", "Manual",
    "Smaller",
];
#[rustfmt::skip]
pub(crate) const VERB: &[&str] = &[
    "weeps", "trips", "overheats", "restarts", "leaks", "cracks", "vibrates", "cycles", "scales up", "sticks",
    "smells", "drips", "rattles", "seizes", "hunts", "surges", "freezes", "whistles", "corrodes", "slips", "jams",
    "hums", "airlocks", "stalls", "knocks", "spits", "squeals", "fails", "passes", "holds", "drifts", "floods",
    "clogs", "sags", "bends", "flickers", "resets", "blocks", "wobbles", "grinds", "sweats", "foams", "backs up",
    "shorts", "idles", "runs dry", "loses pressure", "shuts down", "lags", "bangs", "fills slowly", "empties",
    "scrapes", "ices up", "smokes", "creeps",
];
#[rustfmt::skip]
pub(crate) const PAST: &[&str] = &[
    "replaced", "ordered", "cleaned", "bled", "reset", "photographed", "measured", "isolated", "tightened", "logged",
    "swapped", "updated", "cut", "flushed", "drained", "refilled", "descaled", "greased", "aligned", "balanced",
    "rewired", "tested", "inspected", "sealed", "lagged", "removed", "fitted", "calibrated", "labelled", "condemned",
    "adjusted", "bypassed", "welded", "cleared", "checked", "locked", "dismantled", "moved", "painted", "borrowed",
    "returned", "lubricated", "sketched", "numbered", "commissioned", "quoted", "invoiced", "refused", "promised",
];
#[rustfmt::skip]
pub(crate) const PART: &[&str] = &[
    "bearing", "gasket", "belt", "sensor", "relay", "contactor", "impeller", "shaft", "flange", "o-ring", "nozzle",
    "strainer", "damper", "actuator", "coupling", "probe", "gauge", "hinge", "bracket", "rotor", "stator", "capacitor",
    "fuse", "lamp", "display", "keypad", "hose", "clamp", "elbow", "tee", "union", "diaphragm", "spring", "seat",
    "membrane", "cartridge", "anode", "electrode", "igniter", "pilot", "thermocouple", "blade", "grille", "duct",
    "louvre", "trap", "float", "siphon", "cistern", "baffle", "liner", "bolt", "washer", "gland", "cable", "trunking",
    "spindle", "jacket", "manhole", "sump", "header", "isolator", "transformer", "busbar", "socket", "switch", "motor",
];
#[rustfmt::skip]
pub(crate) const PLACE: &[&str] = &[
    "yard", "loft", "cellar", "boiler house", "ward", "kitchen", "laundry", "gym", "pool", "foyer", "stairwell",
    "server room", "loading bay", "paint shop", "press", "greenhouse", "chapel", "canteen", "workshop", "gatehouse",
    "plant room", "corridor", "riser", "roof", "annexe", "garage", "store", "cold room", "packing line", "attic",
    "tank farm", "silo", "pump house", "substation", "lift shaft", "bakery", "dairy", "clinic", "nursery", "library",
    "office", "reception", "theatre", "lab", "barn", "jetty", "tunnel", "hangar", "stable", "terrace", "vault",
    "mezzanine",
];
#[rustfmt::skip]
pub(crate) const PREP: &[&str] = &[
    "in", "on", "behind", "under", "above", "near", "beside", "below", "opposite", "by", "inside", "past", "at",
    "over", "with", "without", "against", "beyond", "for", "from",
];
#[rustfmt::skip]
pub(crate) const TIME: &[&str] = &[
    "storm", "power cut", "refit", "flood", "shift change", "holidays", "wash", "winter", "audit", "last visit",
    "night", "morning", "lunch", "start-up", "shutdown", "weekend", "rain", "frost", "heatwave", "delivery",
    "inspection", "retest", "move", "takeover", "merger", "strike", "open day", "harvest", "exam week", "stocktake",
    "fire drill", "handover", "Easter", "term", "tender", "funeral", "wedding", "festival", "repair", "fault",
    "call-out", "quote", "training",
];
#[rustfmt::skip]
pub(crate) const SINCE: &[&str] = &[
    "since the", "after the", "before the", "during the", "until the", "because of the", "despite the",
];
#[rustfmt::skip]
pub(crate) const WANTS: &[&str] = &[
    "wants", "asks for", "needs", "expects", "refuses", "prefers", "mentions", "owes", "signed", "lost", "sent",
    "approved", "rejected", "compares", "forgot", "keeps", "complains about", "thanks us for", "waits for", "pays for",
    "insists on", "cancelled", "postponed", "doubts", "remembers", "hides", "paid", "found", "reads", "forwarded",
    "disputes",
];
#[rustfmt::skip]
pub(crate) const MATTER: &[&str] = &[
    "quote", "call", "certificate", "key", "signature", "invoice", "drawing", "permit", "contract", "discount",
    "visit", "warranty", "budget", "password", "badge", "ladder", "parking", "access", "method statement",
    "risk assessment", "purchase order", "photo", "report", "logbook", "spare", "loan unit", "credit note",
    "reference", "apology", "manual", "meeting", "answer", "escort", "second opinion", "escalation", "refund", "copy",
    "sample", "survey", "schedule",
];
#[rustfmt::skip]
pub(crate) const GLUE: &[&str] = &[
    "and", "so", "but", "still", "yet", "then", "hence", "because", "while", "although", "unless", "too", "also",
    "maybe", "again", "twice", "badly", "slowly", "loudly", "often", "rarely", "always", "never", "now", "later",
    "already", "only",
];

//! First and last names of many languages, with the letters that searches stumble over.

#[rustfmt::skip]
pub(crate) const FIRST: &[&str] = &[
    "Maria", "James", "Anna", "John", "Fatima", "Mohammed", "Sarah", "David", "Elena", "Peter", "Sofia", "Thomas",
    "Laura", "Daniel", "Julia", "Michael", "Eva", "Robert", "Nina", "Martin", "José", "Søren", "Jürgen", "Łukasz",
    "Zoë", "François", "Bjørn", "Åsa", "Çağla", "Işıl", "Ayşe", "Mehmet", "Yıldız", "Đorđe", "Željko", "Šárka", "Jiří",
    "Ondřej", "Małgorzata", "Paweł", "Grażyna", "Óscar", "Núria", "Íñigo", "Þórður", "Guðrún", "Björk", "Siân", "Seán",
    "Siobhán", "Róisín", "Aoife", "Eilidh", "Hamish", "Rhys", "Gwen", "Ian", "Agnes", "Oliver", "Amelia", "Harry",
    "Isla", "George", "Olivia", "Noah", "Freya", "Arthur", "Poppy", "Theo", "Ivy", "Hugo", "Camille", "Chloé",
    "Jérôme", "Hélène", "Amélie", "Benoît", "Gaël", "Inès", "Léa", "Mathieu", "Noémie", "Giulia", "Lorenzo", "Chiara",
    "Matteo", "Niccolò", "Francesca", "Alessandro", "Beatrice", "Davide", "Ingrid", "Lars", "Astrid", "Håkon",
    "Jørgen", "Signe", "Mikkel", "Freja", "Linnéa", "Göran", "Märta", "Väinö", "Aino", "Päivi", "Jukka", "Kärt",
    "Õnne", "Jānis", "Līga", "Mārtiņš", "Žygimantas", "Rūta", "Vytautas", "Katarzyna", "Agnieszka", "Wojciech",
    "Zbigniew", "Stanisław", "Bożena", "Zuzana", "Ľubomír", "Tomáš", "Lenka", "György", "Zsófia", "Gergő", "Réka",
    "Dániel", "Ioana", "Ștefan", "Mihai", "Ană", "Dragoș", "Ivana", "Marko", "Nikola", "Jelena", "Snežana", "Goran",
    "Vesna", "Ahmed", "Layla", "Omar", "Yasmin", "Karim", "Nour", "Hassan", "Priya", "Arjun", "Ananya", "Rohan",
    "Deepa", "Vikram", "Lakshmi", "Sanjay", "Mei", "Wei", "Xin", "Jun", "Hana", "Yuki", "Kenji", "Sakura", "Haruto",
    "Minh", "Linh", "Trang", "Đức", "Nguyệt", "Somchai", "Siti", "Putu", "Ade", "Chinedu", "Ngozi", "Adaeze", "Kwame",
    "Abena", "Thabo", "Nomsa", "Zanele", "Amara", "João", "Inês", "Conceição", "Tiago", "Beatriz", "Rafael", "Camila",
    "Thiago", "Joaquín", "Lucía", "Martín", "Valentina", "Andrés", "Ximena", "Raúl", "Begoña", "Iñaki", "Ane", "Maite",
    "Xabier", "Jordi", "Montserrat", "Wiebke", "Jörg", "Käthe", "Uwe", "Heike", "Götz", "Anneliese", "Friedrich",
    "Sieglinde", "Detlef", "Anneke", "Joost", "Femke", "Pieter", "Sanne", "Bram", "Lieke", "Thijs", "Noor", "Wout",
    "Dirk", "Ruud", "Marijke", "Reinier", "Élodie", "Étienne", "Zélie",
];

#[rustfmt::skip]
pub(crate) const LAST: &[&str] = &[
    "Smith", "Jones", "Müller", "Garcia", "Silva", "Kowalski", "Hansen", "Rossi", "Nowak", "Nielsen", "Martin",
    "Johansson", "Novák", "Patel", "Khan", "Williams", "Brown", "Taylor", "Schmidt", "Fernández", "Dubois", "Yılmaz",
    "Kaya", "Ivanov", "Popescu", "Horváth", "Nagy", "Jensen", "Larsen", "Andersson", "Virtanen", "Korhonen", "Tamm",
    "Bērziņš", "Kazlauskas", "Murphy", "O'Brien", "Byrne", "Ó Súilleabháin", "McAllister", "MacLeod", "Llewellyn",
    "Davies", "Groß", "Weiß", "Strauß", "Voß", "Größer", "Preuß", "Schäfer", "Köhler", "Krüger", "Böhm", "Jäger",
    "Möller", "Schröder", "Löwe", "Kühn", "Öztürk", "Şahin", "Çelik", "Doğan", "Arslan", "Yıldırım", "Kılıç", "Aydın",
    "Işık", "Özdemir", "Łukasik", "Wójcik", "Wiśniewska", "Dąbrowski", "Zieliński", "Szymański", "Woźniak",
    "Kaczmarek", "Pawłowska", "Michałowski", "Król", "Jabłoński", "Świątek", "Żak", "Ørsted", "Sørensen", "Kjær",
    "Bjørnstad", "Østergaard", "Møller", "Høgh", "Ågren", "Ångström", "Åkesson", "Sjöberg", "Öberg", "Lindström",
    "Bergström", "Håkansson", "Nyström", "Dvořák", "Černý", "Procházka", "Kučera", "Veselý", "Němec", "Růžička",
    "Šimek", "Kováč", "Baláž", "Szabó", "Tóth", "Kovács", "Varga", "Kiss", "Molnár", "Ionescu", "Țurcanu", "Pătrașcu",
    "Đorđević", "Petrović", "Jovanović", "Šarić", "Čolić", "Žigić", "Kovačević", "Horvat", "Krasniqi", "Hoxha", "Çoba",
    "Papadopoulos", "Georgiou", "Bianchi", "Ferrari", "Esposito", "Colombo", "Ricci", "Conti", "D'Angelo", "Lefèvre",
    "Lemaître", "Gérard", "Hébert", "Beaulieu", "Bénard", "Garnier", "Chevalier", "Noël", "Müntefering", "de Vries",
    "van den Berg", "van Dijk", "Bakker", "Visser", "Smit", "de Jong", "Hoekstra", "Dijkstra", "Brouwer", "González",
    "Rodríguez", "Pérez", "Núñez", "Muñoz", "Ibáñez", "Peña", "Castaño", "Echeverría", "Etxeberria", "Goikoetxea",
    "Puig", "Vidal", "Ferreira", "Gonçalves", "Araújo", "Simões", "Magalhães", "Conceição", "Queirós", "Okafor",
    "Adeyemi", "Mensah", "Owusu", "Dlamini", "Nkosi", "Mbeki", "Abiodun", "Eze", "Haddad", "Mansour", "Al-Rashid",
    "Benali", "Cherif", "Amrani", "Hakimi", "Rahimi", "Hosseini", "Sharma", "Singh", "Gupta", "Reddy", "Iyer",
    "Banerjee", "Chatterjee", "Desai", "Kulkarni", "Nguyễn", "Trần", "Phạm", "Lê", "Đặng", "Bùi", "Tanaka", "Suzuki",
    "Watanabe", "Yamamoto", "Kobayashi", "Nakamura", "Kim", "Park", "Choi", "Chen", "Wang", "Zhang", "Liu", "Huang",
    "Santoso", "Wijaya", "Halonen", "Mäkinen", "Hämäläinen", "Järvinen", "Nieminen", "Lehtonen", "Kõiv", "Saar",
    "Ozoliņš", "Kalniņš", "Petrauskas", "Žukauskas", "Þorsteinsson", "Jónsdóttir", "Guðmundsson", "Ægisson",
    "Birtwhistle", "Featherstone", "Ravensworth", "Pemberton", "Hargreaves", "Thistlethwaite", "Ackroyd",
    "Bickerstaff", "Cholmondeley", "Fothergill", "Grimshaw", "Heathcote", "Inglethorpe", "Kettlewell", "Lockwood",
    "Micklethwait", "Netherby", "Oglethorpe", "Pickersgill", "Quarmby", "Rowbotham", "Satterthwaite", "Turnbull",
    "Umfreville", "Venables", "Wigglesworth", "Yardley", "Zeller", "Abernathy", "Blackwood", "Carruthers", "Dalrymple",
    "Ellesmere",
];

/// Beginnings, middles and ends of names that hardly anybody else has.
#[rustfmt::skip]
pub(crate) const HEAD: &[&str] = &[
    "Al", "Bar", "Bel", "Ber", "Bran", "Cal", "Car", "Cor", "Dal", "Der", "Dun", "Ed", "Fal", "Fen", "Fro", "Gar",
    "Gil", "Gre", "Hal", "Har", "Hol", "Hu", "In", "Kal", "Kel", "Kor", "Kra", "Lam", "Lin", "Lom", "Lu", "Mal", "Mar",
    "Mel", "Mon", "Mor", "Na", "Nor", "Ol", "Or", "Pal", "Per", "Pra", "Ra", "Ren", "Ro", "Sal", "San", "Scha", "Sta",
    "Ste", "Sto", "Sul", "Tal", "Ter", "Tor", "Tre", "Ul", "Val", "Ver", "Vol", "Wal", "Wen", "Wil", "Wol", "Yar",
    "Zan", "Zel", "Bø", "Kü", "Hö", "Łu", "Ży", "Šte", "Dü", "Grø", "Mä", "Çe",
];
#[rustfmt::skip]
pub(crate) const MIDDLE: &[&str] = &[
    "a", "e", "i", "o", "u", "an", "er", "in", "on", "el", "la", "li", "lo", "ma", "me", "mi", "na", "ne", "ra", "ri",
    "ro", "sa", "se", "ta", "te", "va", "ve", "wi", "zo", "dö", "kı",
];
#[rustfmt::skip]
pub(crate) const TAIL: &[&str] = &[
    "bach", "berg", "bury", "by", "cott", "dale", "den", "der", "dorf", "ek", "ell", "en", "er", "ett", "feld",
    "field", "ford", "gate", "ham", "hardt", "haus", "ic", "inger", "ini", "ins", "ke", "kov", "kowski", "land", "ler",
    "ley", "lin", "low", "man", "mann", "mark", "mer", "mont", "more", "nek", "ner", "nik", "now", "off", "oni", "ot",
    "ova", "quist", "ric", "rup", "sen", "shaw", "ski", "sky", "son", "stad", "stein", "stock", "ström", "ter", "thal",
    "ton", "tti", "var", "vich", "vic", "ville", "wald", "ward", "well", "wick", "wood", "worth", "yan", "zak", "zzi",
    "øy", "ødegård", "łowicz", "oğlu",
];

//! The words that a quick task may hold, in English, German, Spanish and French; folded (`model::fold`), so that accents and
//! capitals do not matter. One table for all four: nobody has to say in which language they are writing.

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Weekday,
    Week,
    Month,
    Quarter,
    Year,
}

/// What a word can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// Monday is 1.
    Weekday(i8),
    /// The same, but the word is also another one: only where nothing else fits.
    MaybeWeekday(i8),
    Month(i8),
    /// So many days from today.
    Days(i64),
    Unit(Unit),
    Number(i64),
    Next,
    This,
    Every,
    /// Before a length of time: "in 3 days".
    In,
    /// Before a day or a time: "on", "by".
    On,
    /// The end of something.
    End,
    /// A part of a day, by its hour.
    Part(i8),
    /// Between: "of", "the".
    Of,
    /// After an hour: "uhr".
    Clock,
    Am,
    Pm,
}

use self::Unit as U;
use Sense::*;

const WORDS: &[(&str, Sense)] = &[
    ("monday montag lunes lundi", Weekday(1)),
    ("tuesday tue tues dienstag martes mardi", Weekday(2)),
    ("wednesday mittwoch miercoles mercredi", Weekday(3)),
    ("thursday thu thur thurs donnerstag jueves jeudi", Weekday(4)),
    ("friday fri freitag viernes vendredi", Weekday(5)),
    ("saturday samstag sonnabend sabado samedi", Weekday(6)),
    ("sunday sonntag domingo dimanche", Weekday(7)),
    ("mon mo", MaybeWeekday(1)),
    ("wed mi", MaybeWeekday(3)),
    ("sat", MaybeWeekday(6)),
    ("sun", MaybeWeekday(7)),
    ("di", MaybeWeekday(2)),
    ("do", MaybeWeekday(4)),
    ("fr", MaybeWeekday(5)),
    ("jan january januar enero janvier", Month(1)),
    ("feb february februar febrero fevrier", Month(2)),
    ("mar march marz marzo mars", Month(3)),
    ("apr april abril avril", Month(4)),
    ("may mai mayo", Month(5)),
    ("jun june juni junio juin", Month(6)),
    ("jul july juli julio juillet", Month(7)),
    ("aug august agosto aout", Month(8)),
    ("sep sept september septiembre septembre", Month(9)),
    ("oct october okt oktober octubre octobre", Month(10)),
    ("nov november noviembre novembre", Month(11)),
    ("dec december dez dezember diciembre decembre", Month(12)),
    ("today heute hoy aujourdhui", Days(0)),
    ("tomorrow tmrw manana demain morgen", Days(1)),
    ("ubermorgen apresdemain", Days(2)),
    ("minute minutes min minuten minutos", Unit(U::Minute)),
    ("hour hours stunde stunden hora horas heure heures", Unit(U::Hour)),
    ("day days tag tage tagen dia dias jour jours", Unit(U::Day)),
    ("weekday weekdays werktag workday", Unit(U::Weekday)),
    ("week weeks woche wochen semana semanas semaine semaines", Unit(U::Week)),
    (
        "month months monat monats monate monaten mes meses mois",
        Unit(U::Month),
    ),
    ("quarter quartal trimestre", Unit(U::Quarter)),
    (
        "year years jahr jahre jahres jahren ano anos an ans annee",
        Unit(U::Year),
    ),
    ("a an one ein eine einem einer un una une", Number(1)),
    ("two zwei dos deux", Number(2)),
    ("three drei tres trois", Number(3)),
    ("four vier cuatro quatre", Number(4)),
    ("five funf cinco cinq", Number(5)),
    ("six sechs seis", Number(6)),
    ("ten zehn diez dix", Number(10)),
    (
        "next nachste nachsten nachster nachstes kommenden kommende proximo proxima prochain prochaine",
        Next,
    ),
    ("this diese diesen dieser este esta ce cette", This),
    ("every each jeden jede jedes alle cada chaque", Every),
    ("in within en dentro dans", In),
    (
        "on at by until till before due am bis um vor el al a para antes hasta le avant pour las la",
        On,
    ),
    ("end ende fin final", End),
    ("morning vormittag matin", Part(9)),
    ("afternoon nachmittag", Part(14)),
    ("evening abend soir", Part(18)),
    ("noon midday mittag mittags mediodia midi", Part(12)),
    ("tonight noche", Part(19)),
    ("fruh", Part(8)),
    ("tarde", Part(16)),
    ("of the des de du der den dem del la el le", Of),
    ("uhr h", Clock),
    ("am", Am),
    ("pm", Pm),
];

/// Words that say by themselves how often something comes again; only where nothing but marks follow.
const OFTEN: &[(&str, &str)] = &[
    ("daily taglich diariamente quotidiennement", "day"),
    ("weekly wochentlich semanalmente hebdomadaire", "week"),
    ("fortnightly", "fortnight"),
    ("monthly monatlich mensualmente mensuel", "month"),
    ("quarterly vierteljahrlich", "quarter"),
    ("yearly annually jahrlich anualmente annuel", "year"),
    ("halbjahrlich", "half_year"),
    ("werktags", "weekday"),
];

/// Verbs, by what they ask for.
const VERBS: &[(&str, &str)] = &[
    (
        "call phone ring telephone anrufen anruf telefonieren llamar llama llamada appeler appelle rappeler telephoner",
        "call",
    ),
    ("email mail mailen schreiben correo escribir ecrire", "email"),
    ("visit besuchen besuch visitar visita visiter visite", "visit"),
];

/// Words before or after which a name ends: they begin what it is about.
const TURNS: &str = "about regarding re because with for from and or to at on the wegen uber fur mit bei und sobre con por para y a al concernant sujet avec pour chez et de du s";

fn has(words: &str, folded: &str) -> bool {
    !folded.is_empty() && words.split(' ').any(|word| word == folded)
}

/// Every meaning of a folded word.
pub(super) fn senses(folded: &str) -> impl Iterator<Item = Sense> + '_ {
    let number = folded.parse::<i64>().ok().filter(|n| (0..1000).contains(n)).map(Number);
    let known = WORDS
        .iter()
        .filter(move |(words, _)| has(words, folded))
        .map(|(_, sense)| *sense);
    number.into_iter().chain(known)
}

/// How often, by a word that says it alone.
pub(super) fn often(folded: &str) -> Option<&'static str> {
    OFTEN.iter().find(|(words, _)| has(words, folded)).map(|(_, key)| *key)
}

/// What a verb asks for.
pub(super) fn verb(folded: &str) -> Option<&'static str> {
    VERBS.iter().find(|(words, _)| has(words, folded)).map(|(_, key)| *key)
}

/// Whether a name ends here.
pub(super) fn turns(folded: &str) -> bool {
    has(TURNS, folded)
}

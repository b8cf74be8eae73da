//! Reading one line: what is asked for, when, by whom, how often. Pure. Whatever is not understood stays in the title.

use super::{
    cut::{Line, Word, cut},
    often::repeat,
    when,
    words::{Sense, often, turns, verb},
};
use jiff::civil::{Date, DateTime, Time};
use std::ops::Range;

/// What a stretch of the text was understood as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum QuickMeaning {
    /// The kind of task.
    What,
    /// The record that it is about.
    About,
    /// When it is due.
    Due,
    /// Who does it.
    Assignee,
    /// A tag.
    Tag,
    /// How often.
    Repeat,
}

/// Who does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Me,
    /// The place of a colleague in the list that was given.
    Colleague(usize),
}

/// A line as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Understood {
    pub(crate) what: &'static str,
    pub(crate) title: String,
    pub(crate) day: Option<Date>,
    pub(crate) time: Option<Time>,
    pub(crate) who: Option<Who>,
    pub(crate) tags: Vec<String>,
    pub(crate) repeats: &'static str,
    /// What may be a name, the likeliest first: the places of its words in bytes.
    pub(crate) names: Vec<Range<usize>>,
    pub(crate) spans: Vec<(Range<usize>, QuickMeaning)>,
}

impl Understood {
    fn took(&mut self, words: &[Word], meaning: QuickMeaning) {
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            self.spans.push((first.start..last.end, meaning));
        }
    }

    fn pair(&mut self, day: Option<Date>, time: Option<Time>) {
        self.day = day.or(self.day);
        self.time = time.or(self.time);
    }
}

/// Reads a line. `colleagues` are their names, folded.
pub(crate) fn read(text: &str, now: DateTime, colleagues: &[String]) -> Understood {
    let words = cut(text);
    let line = Line(&words);
    let mut read = Understood {
        what: "todo",
        ..Understood::default()
    };
    let (mut at, mut left) = (0, Vec::new());
    while let Some(word) = line.get(at) {
        let took = mark(word, colleagues, &mut read)
            .or_else(|| how_often(line, at, now, &mut read))
            .or_else(|| moment(line, at, now, &mut read));
        let taken = took.map_or(0, |(words, _)| words);
        if let Some((_, meaning)) = took {
            read.took(words.get(at..at + taken).unwrap_or_default(), meaning);
        } else {
            left.push(word.clone());
        }
        at += taken.max(1);
    }
    if read.time.is_some() || !read.repeats.is_empty() {
        let past = read.time.is_some_and(|time| time <= now.time());
        let first = if past {
            now.date().tomorrow().ok()
        } else {
            Some(now.date())
        };
        read.day = read.day.or(first);
    }
    if let Some((word, what)) = left.iter().find_map(|word| Some((word, verb(&word.folded)?))) {
        read.what = what;
        read.spans.push((word.start..word.end, QuickMeaning::What));
    }
    read.title = title(text, &left);
    read.names = names(&left);
    read.spans.sort_by_key(|(range, _)| range.start);
    read
}

type Took = Option<(usize, QuickMeaning)>;

/// `#vip`, `!me`, `@Noor`.
fn mark(word: &Word, colleagues: &[String], read: &mut Understood) -> Took {
    if let Some(tag) = word.raw.strip_prefix('#').filter(|_| !word.folded.is_empty()) {
        if !read.tags.iter().any(|there| there == tag) {
            read.tags.push(tag.to_owned());
        }
        return Some((1, QuickMeaning::Tag));
    }
    word.raw
        .strip_prefix(['!', '@'])
        .filter(|_| !word.folded.is_empty() && read.who.is_none())?;
    let who = if matches!(word.folded.as_str(), "me" | "mich" | "mir" | "moi" | "mi") {
        Who::Me
    } else {
        Who::Colleague(colleague(&word.folded, colleagues)?)
    };
    read.who = Some(who);
    Some((1, QuickMeaning::Assignee))
}

/// The one colleague whom a word names: by first name, last name, or the beginning of one; not if it could be two.
fn colleague(word: &str, colleagues: &[String]) -> Option<usize> {
    let named = |whole: bool| {
        let fits = move |name: &str| if whole { name == word } else { name.starts_with(word) };
        let mut found = colleagues
            .iter()
            .enumerate()
            .filter(move |(_, name)| name.split(' ').any(fits));
        found.next().filter(|_| found.next().is_none()).map(|(at, _)| at)
    };
    named(true).or_else(|| named(false))
}

fn how_often(line: Line, at: usize, now: DateTime, read: &mut Understood) -> Took {
    if !read.repeats.is_empty() {
        return None;
    }
    if let Some(key) = often(line.folded(at)).filter(|_| line.ends(at + 1)) {
        read.repeats = key;
        return Some((1, QuickMeaning::Repeat));
    }
    let (words, key, weekday) = repeat(line, at)?;
    read.repeats = key;
    if read.day.is_none() {
        read.day = weekday.and_then(|day| when::following(now.date(), day));
    }
    Some((words, QuickMeaning::Repeat))
}

fn moment(line: Line, at: usize, now: DateTime, read: &mut Understood) -> Took {
    if read.day.is_none() {
        if let Some(found) = when::day(line, at, now) {
            read.pair(Some(found.what.0), found.what.1);
            let part = when::part(line, at + found.words).filter(|_| read.time.is_none());
            read.time = read.time.or(part);
            return Some((found.words + usize::from(part.is_some()), QuickMeaning::Due));
        }
        if let Some(part) = when::part(line, at + 1).filter(|_| line.is(at, Sense::This)) {
            read.pair(Some(now.date()), Some(part));
            return Some((2, QuickMeaning::Due));
        }
    }
    if read.time.is_none() {
        let found = when::time(line, at)?;
        read.time = Some(found.what);
        return Some((found.words, QuickMeaning::Due));
    }
    None
}

/// The words that were not understood, as they were typed, with a capital at the beginning.
fn title(text: &str, left: &[Word]) -> String {
    let words: Vec<&str> = left.iter().filter_map(|word| text.get(word.start..word.end)).collect();
    let title = words.join(" ");
    let title = title.trim_end_matches([',', ';']);
    let mut letters = title.chars();
    match letters.next().filter(char::is_ascii_lowercase) {
        Some(first) => format!("{}{}", first.to_ascii_uppercase(), letters.as_str()),
        None => title.to_owned(),
    }
}

/// What may be a name: what follows the verb up to a turn of the sentence, longest first; then runs of capitals; then what
/// follows a turn.
fn names(left: &[Word]) -> Vec<Range<usize>> {
    let mut names: Vec<Range<usize>> = Vec::new();
    let mut offer = |words: &[Word]| {
        for most in (1..=words.len().min(4)).rev() {
            if let (Some(first), Some(last)) = (words.first(), words.get(most - 1)) {
                let range = first.start..last.start + last.raw.len();
                if !names.contains(&range) {
                    names.push(range);
                }
            }
        }
    };
    let is_verb = |word: &Word| verb(&word.folded).is_some();
    let stretch = |from: usize| {
        let rest = left.get(from..).unwrap_or_default();
        let most = rest
            .iter()
            .position(|word| turns(&word.folded) || is_verb(word))
            .unwrap_or(rest.len());
        rest.get(..most).unwrap_or_default()
    };
    if let Some(at) = left.iter().position(is_verb) {
        let skip = left
            .get(at + 1)
            .is_some_and(|word| turns(&word.folded) || word.folded == "back");
        offer(stretch(at + 1 + usize::from(skip)));
    }
    let capital = |word: &Word| word.raw.starts_with(char::is_uppercase) && !is_verb(word);
    for at in 0..left.len() {
        let begins = left.get(at).is_some_and(capital) && (at == 0 || !left.get(at - 1).is_some_and(capital));
        let turned = at > 0 && left.get(at - 1).is_some_and(|word| turns(&word.folded));
        if begins || turned {
            offer(stretch(at));
        }
    }
    names.truncate(12);
    names
}

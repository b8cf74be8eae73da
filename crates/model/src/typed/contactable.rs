//! Telephone numbers, e-mail addresses and web addresses. They are kept as written (white space tidied) and checked
//! just enough to catch a slip: a stricter check refuses numbers that work.

use super::Invalid;
use crate::Value;

/// A telephone number: 3 to 17 digits (E.164 allows 15; some exchanges add), the usual separators, an extension.
///
/// # Errors
/// [`Invalid`] where it holds letters other than an extension's, or too few or too many digits.
pub fn phone(text: &str) -> Result<Value, Invalid> {
    let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = tidy.to_lowercase();
    let main = ["ext.", "ext", "x", "#"]
        .iter()
        .find_map(|mark| lower.split_once(mark))
        .map_or(lower.as_str(), |(m, _)| m);
    let digits = main.chars().filter(char::is_ascii_digit).count();
    let strange = main
        .chars()
        .find(|c| !c.is_ascii_digit() && !" +-().,/–\u{a0}".contains(*c));
    match strange {
        Some(letter) => Err(Invalid::because(
            "phone_letter",
            format!("A telephone number has no “{letter}” in it."),
        )),
        None if digits < 3 => Err(Invalid::because(
            "phone_short",
            "That is too short for a telephone number.",
        )),
        None if digits > 17 => Err(Invalid::because(
            "phone_long",
            "That is too long for a telephone number.",
        )),
        None => Ok(Value::Text(tidy)),
    }
}

/// An e-mail address: one `@`, something before it, a host with a dot behind it, no white space.
///
/// # Errors
/// [`Invalid`], naming what is missing.
pub fn email(text: &str) -> Result<Value, Invalid> {
    let no = |code, words: &str| Err(Invalid::because(code, words));
    let Some((local, host)) = text.rsplit_once('@') else {
        return no("email_no_at", "There is no @ in this e-mail address.");
    };
    if local.is_empty() || local.contains('@') {
        return no("email_one_at", "An e-mail address has one @, with a name before it.");
    }
    if text.chars().any(char::is_whitespace) {
        return no("email_space", "An e-mail address has no spaces in it.");
    }
    let labels: Vec<&str> = host.split('.').collect();
    if labels.len() < 2 {
        return no("email_no_dot", "There is no dot after the @ in this e-mail address.");
    }
    if labels.iter().any(|label| label.is_empty()) {
        return no(
            "email_lone_dot",
            "A dot stands alone after the @ in this e-mail address.",
        );
    }
    Ok(Value::Text(text.to_owned()))
}

/// A web address, with or without `https://`; kept as written.
///
/// # Errors
/// [`Invalid`] for white space, another scheme (`javascript:` and the like), or no dot in the host.
pub fn url(text: &str) -> Result<Value, Invalid> {
    let lower = text.to_lowercase();
    let rest = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .unwrap_or(&lower);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let bare = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let plain = !bare.is_empty() && bare.contains('.') && !bare.contains(':') && !bare.starts_with('.');
    if plain && !text.chars().any(char::is_whitespace) {
        return Ok(Value::Text(text.to_owned()));
    }
    Err(Invalid::because(
        "url",
        "A web address looks like example.com or https://example.com/page.",
    ))
}

//! What the file costs over the rows in it, and what the rows themselves come to.

use crate::{bare, data::Person, seed::List, table::Table};
use model::Address;
use std::{collections::BTreeMap, io::Write, path::Path};

/// Share of the rows, as JSON lines, that zstd -3 leaves: real lists leave 36–40 %.
pub(crate) fn entropy(list: &List) -> anyhow::Result<f64> {
    let mut lines = Vec::new();
    for person in &list.people {
        line(&mut lines, &person_row(list, person))?;
    }
    for note in &list.notes {
        let about = list.people.get(note.about).map(|p| &p.name);
        serde_json::to_writer(&mut lines, &serde_json::json!({ "about": about, "body": note.body }))?;
        lines.push(b'\n');
    }
    Ok(zstd::bulk::compress(&lines, 3)?.len() as f64 / lines.len() as f64)
}

/// Bytes that zstd -3 leaves of the companies and people as JSON lines.
pub(crate) fn packed_rows(list: &List) -> anyhow::Result<usize> {
    let mut lines = Vec::new();
    for company in &list.companies {
        let row = serde_json::json!({
            "name": company.name, "phone": company.phone, "website": company.website, "sector": company.sector,
        });
        line(&mut lines, &row)?;
    }
    for person in &list.people {
        line(&mut lines, &person_row(list, person))?;
    }
    Ok(zstd::bulk::compress(&lines, 3)?.len())
}

fn line(lines: &mut Vec<u8>, row: &serde_json::Value) -> anyhow::Result<()> {
    let row = row.as_object().into_iter().flatten();
    let known: BTreeMap<_, _> = row.filter(|(_, value)| is_known(value)).collect();
    serde_json::to_writer(&mut *lines, &known)?;
    lines.push(b'\n');
    Ok(())
}

fn person_row(list: &List, person: &Person) -> serde_json::Value {
    let company = person.company.and_then(|at| list.companies.get(at));
    let address = person.address.clone().map(|[street, locality, code]| {
        Address {
            street,
            locality,
            code,
            ..Address::default()
        }
        .one_line()
    });
    serde_json::json!({
        "name": person.name, "company": company.map(|c| &c.name), "role": person.role, "mobile": person.mobile,
        "phone": person.phone, "email": person.email, "address": address, "best_time": person.best_time,
        "source": person.source, "tags": person.tag,
    })
}

fn is_known(value: &serde_json::Value) -> bool {
    !value.is_null() && value.as_str() != Some("")
}

/// Closed and checkpointed, before anything else happens to it.
pub(crate) async fn measure(
    folder: &Path,
    scratch: &Path,
    list: &List,
    table: &mut Table,
    say: &mut impl Write,
) -> anyhow::Result<()> {
    let ours = std::fs::metadata(folder.join(store::DATABASE))?.len();
    let bare = bare::size(scratch, list).await?;
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    writeln!(say, "size: {:.1} MiB; the bare rows {:.1} MiB", mib(ours), mib(bare))?;
    let parts = bare::parts(&folder.join(store::DATABASE)).await?;
    let parts: Vec<String> = parts
        .iter()
        .map(|(name, bytes)| format!("{name} {:.1}", mib(bytes.unsigned_abs())))
        .collect();
    writeln!(say, "size: {}", parts.join(", "))?;
    table.take("store.size_ratio", &[ours as f64 / bare as f64]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invented_rows_leave_as_much_as_real_ones() {
        let share = entropy(&crate::seed::list_of(2_000, 20_000, 20_000)).unwrap();
        assert!((0.36..0.40).contains(&share), "{share}");
    }
}

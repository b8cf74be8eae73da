//! The forecast: open deals by the month in which they are to close, and by stage. Nothing is left out: those without a
//! date, and those whose date has passed, have rows of their own.

use crate::{
    App, Failure,
    board::{Deal, ask},
    pipelines::{self, Pipeline},
    sums::{Sums, Total},
};
use jiff::civil::Date;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// When the deals of a row are to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ForecastWhen {
    /// Their close date has passed.
    Overdue,
    /// In the row's month.
    Month,
    /// They have no close date.
    NoDate,
}

/// The deals of one stage in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ForecastCell {
    /// The stage's name.
    pub stage: String,
    /// How many deals.
    pub count: u32,
    /// What they come to, by currency.
    pub totals: Vec<Total>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ForecastRow {
    /// When its deals are to close.
    pub when: ForecastWhen,
    /// The month, `2026-11`; empty for the other rows.
    pub month: String,
    /// By stage, in the pipeline's order, as far as there are deals.
    pub stages: Vec<ForecastCell>,
    /// How many deals.
    pub count: u32,
    /// What they come to, by currency.
    pub totals: Vec<Total>,
}

/// What is to come of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Forecast {
    /// The pipeline.
    pub pipeline: String,
    /// Its name.
    pub name: String,
    /// Overdue, then the months, then those without a date.
    pub rows: Vec<ForecastRow>,
    /// How many deals.
    pub count: u32,
    /// What all come to, by currency.
    pub totals: Vec<Total>,
}

impl App {
    /// What the open deals of a pipeline come to, by month and stage.
    ///
    /// # Errors
    /// `NotFound` for an unknown pipeline or colleague, or the store's.
    pub async fn forecast(&self, pipeline: Option<&str>, whose: &str) -> Result<Forecast, Failure> {
        let store = self.store().await?;
        let pipeline = pipelines::usual(&store, pipeline).await?;
        let (_, records) = store.deals(&ask(&store, &pipeline, whose, None)?).await?;
        let deals = Deal::all(&store, &pipeline, records).await?;
        Ok(lay_out(&pipeline, &deals, self.here().date()))
    }
}

/// Heaps by stage, in the pipeline's order; a stage that it does not have comes first.
type Stages<'a> = BTreeMap<(Option<usize>, &'a str), Heap>;

#[derive(Default)]
struct Heap {
    count: u32,
    sums: Sums,
}

impl Heap {
    fn add(&mut self, deal: &Deal) {
        self.count += 1;
        if let Some(amount) = &deal.amount {
            // A stage that this pipeline does not have promises nothing.
            self.sums
                .add(amount, if deal.stage.is_empty() { 0 } else { deal.chance });
        }
    }
}

/// The row that a close date belongs to.
fn row_of(close_by: &str, today: Date) -> (ForecastWhen, String) {
    match close_by.parse::<Date>() {
        Err(_) => (ForecastWhen::NoDate, String::new()),
        Ok(date) if date < today => (ForecastWhen::Overdue, String::new()),
        Ok(date) => (ForecastWhen::Month, date.strftime("%Y-%m").to_string()),
    }
}

fn lay_out(pipeline: &Pipeline, deals: &[Deal], today: Date) -> Forecast {
    let place = |stage: &str| pipeline.stages.iter().position(|s| s.name == stage);
    let mut rows: BTreeMap<(ForecastWhen, String), Stages> = BTreeMap::new();
    let mut all = Heap::default();
    for deal in deals {
        let row = rows.entry(row_of(&deal.close_by, today)).or_default();
        row.entry((place(&deal.stage), &deal.stage)).or_default().add(deal);
        all.add(deal);
    }
    let mut laid = Vec::new();
    for ((when, month), stages) in rows {
        let here = deals
            .iter()
            .filter(|deal| row_of(&deal.close_by, today) == (when, month.clone()));
        let mut heap = Heap::default();
        here.for_each(|deal| heap.add(deal));
        let cell = |((_, stage), heap): (&(Option<usize>, &str), &Heap)| ForecastCell {
            stage: (*stage).to_owned(),
            count: heap.count,
            totals: heap.sums.totals(),
        };
        laid.push(ForecastRow {
            when,
            stages: stages.iter().map(cell).collect(),
            month,
            count: heap.count,
            totals: heap.sums.totals(),
        });
    }
    Forecast {
        pipeline: pipeline.id.to_string(),
        name: pipeline.name.clone(),
        rows: laid,
        count: all.count,
        totals: all.sums.totals(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deal_without_a_date_or_past_its_date_has_a_row_too() {
        let today = Date::constant(2026, 11, 17);
        let row = |text: &str| {
            let (when, month) = row_of(text, today);
            format!("{when:?} {month}")
        };
        assert_eq!(row(""), "NoDate ");
        assert_eq!(row("2026-11-16"), "Overdue ");
        assert_eq!(row("2026-11-17"), "Month 2026-11");
        assert_eq!(row("2027-01-01"), "Month 2027-01");
    }
}

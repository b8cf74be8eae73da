// From the core's forecast to what is drawn: pure.
import type { Forecast, ForecastRow, Total } from '$lib/api';
import { dateFormat } from '$lib/intl';
import { m } from '$words';

/** "Overdue", "November 2026", "No close date". */
export function rowTitle(row: ForecastRow): string {
	if (row.when === 'overdue') return m.deals_overdue();
	if (row.when === 'no_date') return m.deals_no_date();
	const [year = 0, at = 1] = row.month.split('-').map(Number);
	return dateFormat({ month: 'short', year: 'numeric' }).format(new Date(year, at - 1, 1));
}

/** The currency of most deals; a picture has one scale. */
export function mainCurrency(totals: readonly Total[]): string {
	return [...totals].sort((a, b) => b.count - a.count)[0]?.currency ?? '';
}

const figure = (totals: readonly Total[], currency: string, of: (total: Total) => string): number => {
	const found = totals.find((total) => total.currency === currency);
	return found ? Number(of(found)) : 0;
};

/** The stages that have deals anywhere, in the pipeline's order. */
export function stagesOf(forecast: Forecast, order: readonly string[]): string[] {
	const found = new Set(forecast.rows.flatMap((row) => row.stages.map((cell) => cell.stage)));
	return [...order.filter((stage) => found.has(stage)), ...[...found].filter((stage) => !order.includes(stage))];
}

/** The bars: all of it, and by chance. */
export function bars(forecast: Forecast, currency: string): { all: number[]; weighted: number[] } {
	return {
		all: forecast.rows.map((row) => figure(row.totals, currency, (total) => total.amount)),
		weighted: forecast.rows.map((row) => figure(row.totals, currency, (total) => total.weighted))
	};
}

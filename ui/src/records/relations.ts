// How one record stands to another. A relation is written once and read from both ends: the usual ones have words for each
// way in every language; other words are a person's own and stay as they were typed.
import { m } from '$words';

type Known = { key: string; says: () => string; back: () => string };

/** Kept in English, as the key of what is said. */
const known: Known[] = [
	{ key: 'reports to', says: m.records_rel_reports_to, back: m.records_rel_manages },
	{ key: 'works with', says: m.records_rel_works_with, back: m.records_rel_works_with },
	{ key: 'supplier of', says: m.records_rel_supplier_of, back: m.records_rel_supplied_by },
	{ key: 'partner of', says: m.records_rel_partner_of, back: m.records_rel_partner_of },
	{ key: 'recommended by', says: m.records_rel_recommended_by, back: m.records_rel_recommended },
	{ key: 'adviser to', says: m.records_rel_adviser_to, back: m.records_rel_advised_by },
	{ key: 'same owner as', says: m.records_rel_same_owner, back: m.records_rel_same_owner }
];

const find = (how: string): Known | undefined => known.find((one) => one.key === how.trim().toLowerCase());

/** The relation as this end reads it; nothing known for the other end of a person's own words. */
export function readRelation(how: string, mine: boolean): string | null {
	const one = find(how);
	if (one) return mine ? one.says() : one.back();
	return mine ? how : null;
}

export type RelationChoice = { value: string; label: string };

/** Every way to begin: "reports to", and its other end "manages", which is the same relation begun from there. */
export function relationChoices(): RelationChoice[] {
	return known.flatMap((one) => {
		const there = { value: one.key, label: one.says() };
		return one.says() === one.back() ? [there] : [there, { value: `<${one.key}`, label: one.back() }];
	});
}

/** The fields of the record for a choice made on the card of `own`. */
export function relationFields(own: string, choice: string, other: string): { one: string; how: string; other: string } {
	return choice.startsWith('<') ? { one: other, how: choice.slice(1), other: own } : { one: own, how: choice.trim(), other };
}

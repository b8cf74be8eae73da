import { describe, expect, test } from 'vitest';
import { readMoney, showAmount } from './money';

const known = ['EUR', 'GBP', 'USD', 'CHF'];

describe('an amount is read as it is typed', () => {
	test.each([
		['en-GB', '6,240', '6240 GBP'],
		['de', '6.240', '6240 GBP'],
		['de', '1.200,50', '1200.50 GBP'],
		['en-GB', '1,200.50', '1200.50 GBP'],
		['en-GB', '£6,240', '6240 GBP'],
		['en-GB', '1200 eur', '1200 EUR'],
		['fr', '29 752,10 €', '29752.10 EUR'],
		['de-CH', "CHF 1'000.05", '1000.05 CHF'],
		['en-GB', '007', '7 GBP'],
		['en-GB', '12,5', '12.5 GBP']
	])('%s: %s', (tag, typed, value) => expect(readMoney(typed, 'GBP', known, tag)).toBe(value));

	test.each(['', 'a lot', '1.2.3,4,5', '12345678901234567'])('%j is none', (typed) => expect(readMoney(typed, 'GBP', known, 'en-GB')).toBeNull());
});

test.each([['6240.00 GBP', '6,240'], ['1100.04 EUR', '1,100.04'], ['', '']])('%s is shown as %s', (value, words) => expect(showAmount(value, 'en-GB')).toBe(words));

import { afterEach, expect, test } from 'vitest';
import { locale } from '$words';
import { currencyOf } from './format';
import { here } from './here.svelte';

afterEach(() => (here.currency = null));

test('a new amount begins in the currency of the deals here, whatever the region of the device', () => {
	expect(here.currency).toBe(currencyOf(locale.tag));
	here.currency = 'GBP';
	expect(here.currency).toBe('GBP');
});

test.each([['en-GB', 'GBP'], ['de-CH', 'CHF'], ['de-AT', 'EUR']])('the region of %s counts in %s', (tag, currency) => expect(currencyOf(tag)).toBe(currency));

// Amounts as people type them: "1.200,50", "£6,240", "1200 eur". Out comes what the core takes: "1200.50 EUR". No floats.

const AMOUNT = /^-?\d[\d.,]*$/;

function pointOf(digits: string, tag: string): string {
	const marks = [...digits].filter((one) => one === '.' || one === ',');
	const last = marks.at(-1);
	if (last === undefined) return '';
	if (new Set(marks).size === 2) return last;
	const grouped = /^-?\d{1,3}(?:[.,]\d{3})+$/.test(digits);
	const point = new Intl.NumberFormat(tag).formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.';
	if (!grouped) return last;
	return marks.length === 1 && last === point ? last : '';
}

/** The currency's own sign in this language: "£", "€", "CHF". */
export function signOf(currency: string, tag: string): string {
	try {
		return new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
	} catch {
		return currency;
	}
}

/** The value, or null where no amount is meant. A currency that is typed wins over the one chosen. */
export function readMoney(text: string, currency: string, currencies: readonly string[], tag: string): string | null {
	let digits = text.trim().replace(/[\s\u00a0\u202f'’]/gu, '');
	let meant = currency;
	for (const one of currencies) {
		for (const sign of [one, one.toLowerCase(), signOf(one, tag)]) {
			if (!digits.startsWith(sign) && !digits.endsWith(sign)) continue;
			digits = digits.replace(sign, '');
			if (sign.toUpperCase() === one || sign !== signOf(currency, tag)) meant = one;
		}
	}
	if (!AMOUNT.test(digits)) return null;
	const point = pointOf(digits, tag);
	const [whole = '', fraction = '', more] = point === '' ? [digits] : digits.split(point);
	if (more !== undefined || fraction.length > 4 || /\D/.test(fraction)) return null;
	const plain = whole.replace(/[.,]/g, '').replace(/^(-?)0+(?=\d)/, '$1');
	if (plain.replace('-', '').length > 13) return null;
	return `${plain}${fraction === '' ? '' : `.${fraction}`} ${meant}`;
}

/** "6,240" of "6240.00 GBP"; cents only where there are some. */
export function showAmount(value: string, tag: string): string {
	const [amount = '', fraction = ''] = value.split(' ')[0]?.split('.') ?? [];
	if (amount === '' || !/^-?\d+$/.test(amount)) return '';
	const cents = /[1-9]/.test(fraction) ? Math.max(2, fraction.length) : 0;
	return new Intl.NumberFormat(tag, { minimumFractionDigits: cents, maximumFractionDigits: cents }).format(Number(`${amount}.${fraction || 0}`));
}

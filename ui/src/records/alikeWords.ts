// What speaks for two records being about the same. Pure but for the locale.
import { m } from '$words';

const whys: Record<string, () => string> = {
	mobile: m.alike_mobile,
	phone: m.alike_phone,
	email: m.alike_email,
	name: m.alike_name,
	sounds: m.alike_sounds,
	company: m.alike_company
};

/** "the same mobile, a name that sounds alike". */
export const alikeWords = (why: readonly string[]): string => why.map((one) => whys[one]?.() ?? '').filter(Boolean).join(', ');

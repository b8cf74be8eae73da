import { expect, test } from 'vitest';
import { Latest } from './latest';

test('letters that come while a question is answered are asked as one, the newest', async () => {
	const asked: string[] = [];
	const answers: (() => void)[] = [];
	let text = '';
	const latest = new Latest(() => { asked.push(text); return new Promise<void>((done) => answers.push(done)); });
	const type = (letter: string) => { text += letter; void latest.now(); };
	const answer = async () => { answers.shift()?.(); await Promise.resolve(); await Promise.resolve(); };

	for (const letter of 'anna') type(letter);
	expect(asked).toEqual(['a']);
	await answer();
	expect(asked).toEqual(['a', 'anna']);
	await answer();
	type('b');
	expect(asked).toEqual(['a', 'anna', 'annab']);
});

test('a question that fails does not stop the next one', async () => {
	let times = 0;
	const latest = new Latest(async () => { times += 1; if (times === 1) throw new Error('no'); });
	await expect(latest.now()).rejects.toThrow('no');
	await latest.now();
	expect(times).toBe(2);
});

// Words that a person sees stand in messages/*.json and nowhere else. This reads every component and module of the window
// and fails on a bare one; and on a language that lacks a message, or whose message takes other inputs.
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import de from '../../messages/de.json';
import en from '../../messages/en.json';
import es from '../../messages/es.json';
import fr from '../../messages/fr.json';

/** The kit page shows examples to whoever builds the window; the name of the house is the same everywhere. */
const EXEMPT = [/^kit\/page\//];
const NAMES = new Set(['Outpost', 'CSV', 'JSON', 'vCard', 'Enter', 'Escape', 'Esc', 'Home', 'End', 'Ctrl', 'English', 'Deutsch', 'Español', 'Français', 'Inter Variable, system-ui, sans-serif']);
/** Attributes and properties whose text is seen or read out. */
const SAID = /^(title|words|label|placeholder|alt|strong|then|hint|aside|head|action|text|brief|message|aria-label|aria-description|ariaLabel|yes|no)$/;

const sources = import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../paraglide/**', '!../bindings/**', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true });
const files = Object.entries(sources).map(([path, source]) => ({ file: path.replace('../', ''), source })).filter(({ file }) => !EXEMPT.some((one) => one.test(file)));

const wordy = (text: string): boolean => /\p{L}{2,}/u.test(text) && !NAMES.has(text.trim());
/** A sentence, or its beginning: a capital, then another word. */
const sentence = (text: string): boolean => /^\s*\p{Lu}[\p{L}’']*[,:]? \p{L}/u.test(text) && !NAMES.has(text.trim());

function inScript(source: string, offset: string): string[] {
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
		if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
			const name = ts.isPropertyAssignment(node.parent) ? node.parent.name.getText() : '';
			const called = ts.isNewExpression(node.parent) ? node.parent.expression.getText() : '';
			if (!/Error|DOMException/.test(called) && (sentence(node.text) || (SAID.test(name) && wordy(node.text) && /^\p{Lu}|\s/u.test(node.text)))) found.push(`${offset}: ${node.text}`);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true));
	return found;
}

type Node = { type?: string; name?: string; data?: string; value?: unknown; [key: string]: unknown };

function inMarkup(source: string, file: string): string[] {
	const found: string[] = [];
	const visit = (node: unknown, attribute = ''): void => {
		if (Array.isArray(node)) return node.forEach((one) => visit(one, attribute));
		if (typeof node !== 'object' || node === null) return;
		const one = node as Node;
		if (one.type === 'Comment' || one.type === 'StyleSheet' || one.type === 'StyleDirective') return;
		if (one.type === 'Text' && wordy(one.data ?? '') && (attribute === '' || SAID.test(attribute))) found.push(`${file}: ${one.data?.trim()}`);
		if (one.type === 'Literal' && typeof one.value === 'string' && (sentence(one.value) || (SAID.test(attribute) && wordy(one.value)))) found.push(`${file}: ${one.value}`);
		if (one.type === 'TemplateElement' && sentence((one.value as { cooked?: string }).cooked ?? '')) found.push(`${file}: ${JSON.stringify(one.value)}`);
		const within = one.type === 'Attribute' ? (one.name ?? '') : ['CallExpression', 'MemberExpression', 'BinaryExpression'].includes(one.type ?? '') ? 'other' : attribute;
		for (const [key, value] of Object.entries(one)) if (key !== 'parent' && key !== 'metadata' && key !== 'loc') visit(value, within);
	};
	visit((parse(source, { modern: true, filename: file }) as unknown as { fragment: unknown }).fragment);
	return found;
}

test('no component and no module holds a bare word that a person would see', () => {
	const bare = files.flatMap(({ file, source }) => {
		if (file.endsWith('.ts')) return inScript(source, file);
		const scripts = [...source.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
		return [...scripts.flatMap((script) => inScript(script, file)), ...inMarkup(source, file)];
	});
	expect(bare).toEqual([]);
}, 30_000); // it reads every source there is

describe('each language', () => {
	const english: Record<string, unknown> = en;
	const inputs = (message: unknown): string[] => [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();

	test.each<[string, Record<string, unknown>]>([['de', de], ['es', es], ['fr', fr]])('%s has every message, with the same inputs, and none of its own', (_, other) => {
		expect(Object.keys(english).filter((key) => !(key in other))).toEqual([]);
		expect(Object.keys(other).filter((key) => !(key in english))).toEqual([]);
		expect(Object.keys(english).filter((key) => key !== '$schema' && `${inputs(english[key])}` !== `${inputs(other[key])}`)).toEqual([]);
	});

	test('every message is used', () => {
		const all = files.map(({ source }) => source).join('\n');
		const made = /^(kind|field|choice|mark|step|type|trouble|outcome)_/; // keys made of data
		const kept = new Set<string>(); // said by rooms that are about to come
		expect(Object.keys(english).filter((key) => key !== '$schema' && !made.test(key) && !kept.has(key) && !all.includes(`m.${key}`))).toEqual([]);
	});
});

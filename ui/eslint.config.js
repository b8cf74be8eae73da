// Few rules: the borders between the rooms, and what type checking does not see.
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

const rooms = ['activity', 'approvals', 'calendar', 'capture', 'companies', 'contacts', 'deals', 'exchange', 'find', 'frame', 'gate', 'issues', 'records', 'review', 'settings', 'tasks', 'today', 'voice'];
const banned = (group, message) => ({ group, message });
const bindings = banned(['**/bindings/**'], 'Only lib/api.ts knows the bindings; import from $lib/api.');
const compiled = banned(['**/paraglide/**'], 'Words come from $words, which also knows the locale.');
const tauri = banned(['@tauri-apps/*'], 'Only the bindings speak to the shell; import from $lib/api.');
const rule = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const roomsBut = (own) => banned(rooms.filter((room) => room !== own).map((room) => `**/${room}/**`), 'A room imports lib/, kit/ and itself; routes compose rooms.');

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'src/bindings/', 'src/paraglide/'] },
	...svelte.configs.base,
	{ files: ['**/*.ts'], languageOptions: { parser: ts.parser } },
	{ files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
	{ files: ['src/**'], rules: rule(bindings, compiled, tauri) },
	{
		files: ['src/kit/**'],
		rules: rule(bindings, compiled, tauri, banned(['$lib', '$lib/**', '**/lib/**'], 'kit/ has no domain words; give it what it needs as a prop.'), roomsBut(null))
	},
	{ files: ['src/lib/**'], rules: rule(bindings, compiled, tauri, banned(['**/kit/**'], 'lib/ draws nothing.'), roomsBut(null)) },
	...rooms.map((room) => ({ files: [`src/${room}/**`], ignores: ['**/*.test.ts'], rules: rule(bindings, compiled, tauri, roomsBut(room)) })),
	{ files: ['src/lib/api.ts', 'src/words/words.svelte.ts', 'src/**/*.test.ts'], rules: { 'no-restricted-imports': 'off' } },
	{ files: ['src/**'], rules: { 'no-console': 'error', 'no-debugger': 'error', 'max-lines': ['error', { max: 250 }] } }
);

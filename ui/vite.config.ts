import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import words from './words.config.js';

/** What the window waits for at its start is one file with all styles: the frame, Today, and what these use. Everything else is
    cut by what uses it together; a language is a file by itself. */
const FIRST = [
	/\/generated\/client-optimized\/app\.js$/, /\/runtime\/client\/entry\.js$/, /\/paraglide\/registry\.js$/, /type=style&lang\.css$/,
	/\/src\/routes\/(\+layout\.(svelte|ts)|\+page\.ts|Room\.svelte|today\/\+page\.svelte)$/
];
const ALONE = /\/paraglide\/messages\/|\/generated\/|\/src\/routes\/\+error\.svelte$/;
const groups = [
	{ name: 'first', test: (id: string) => FIRST.some((one) => one.test(id)), priority: 1 },
	{ name: 'part', test: (id: string) => !ALONE.test(id), entriesAware: true, entriesAwareMergeThreshold: 30_000 }
];

export default defineConfig(({ isSsrBuild }) => ({
	plugins: [paraglideVitePlugin(words), tailwindcss(), sveltekit(), svelteTesting()],
	build: { assetsInlineLimit: 0, target: ['es2022', 'safari16.4', 'chrome111'], rolldownOptions: isSsrBuild ? {} : { output: { codeSplitting: { groups } } } },
	test: {
		environment: 'jsdom',
		include: ['src/**/*.test.ts'],
		setupFiles: ['./tests/setup.ts'],
		// A sheet's own file is read when it is wanted, and the machine may be busy with something else just then.
		testTimeout: 30_000,
		expect: { poll: { timeout: 10_000 } }
	}
}));

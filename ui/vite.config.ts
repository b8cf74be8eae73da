import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import words from './words.config.js';

export default defineConfig({
	plugins: [paraglideVitePlugin(words), tailwindcss(), sveltekit(), svelteTesting()],
	build: { assetsInlineLimit: 0, target: ['es2022', 'safari16.4', 'chrome111'] },
	test: {
		environment: 'jsdom',
		include: ['src/**/*.test.ts'],
		setupFiles: ['./tests/setup.ts']
	}
});

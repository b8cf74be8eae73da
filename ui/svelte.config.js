import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) },
	kit: {
		alias: { $words: 'src/words/words.svelte.ts' },
		// One page for every address: the shell answers unknown paths with it, so deep links work.
		adapter: adapter({ fallback: 'index.html', pages: 'build', assets: 'build' }),
		// In pieces, so that the first screen waits for no other (vite.config.ts says which). The shell puts the hash of the one
		// inline start script into its content security policy.
		output: { bundleStrategy: 'split' },
		version: { name: '0.1.0' }
	}
};

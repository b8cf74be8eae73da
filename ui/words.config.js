// How messages/*.json become functions. The plugin inside vite and the check before svelte-check share it. Nothing is
// fetched: the reader of the message files is a package of this folder, named by path in project.inlang/settings.json.
/** @type {import('@inlang/paraglide-js').CompilerOptions} */
export default {
	project: './project.inlang',
	outdir: './src/paraglide',
	outputStructure: 'locale-modules',
	// The window decides (src/words); there is no cookie, no address and no server that could.
	strategy: ['globalVariable', 'baseLocale'],
	emitReadme: false,
	emitPrettierIgnore: false,
	disableAsyncLocalStorage: true
};

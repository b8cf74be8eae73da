// For `npm run check`, which does not go through vite.
import { compile } from '@inlang/paraglide-js';
import options from './words.config.js';

await compile(options);

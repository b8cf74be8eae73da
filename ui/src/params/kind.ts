import { kinds } from '$lib/api';

/** A declared record kind. */
export const match = (param: string): boolean => kinds().some((kind) => kind.key === param);

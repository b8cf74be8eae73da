/** Keys that work in one place: [keys, what they do]. */
export type KeyGroup = { title: string; keys: [string, string][] };

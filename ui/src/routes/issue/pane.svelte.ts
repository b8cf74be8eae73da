/** How wide the issues stand beside a card, in px: wider than other lists, because a row says what its clock does. */
export const issuesPane = $state({ width: 376 });

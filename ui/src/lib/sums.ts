// Sums in one or more currencies, as the core gives them.
import type { Total } from './api';
import { money } from './format';

const said = (totals: readonly Total[], of: (total: Total) => string): string => totals.map((total) => money(`${of(total)} ${total.currency}`)).join(' + ');

/** "£203,640", or "£203,640 + €1,200"; empty where there is nothing to add up. */
export const sumWords = (totals: readonly Total[]): string => said(totals, (total) => total.amount);

/** The same, each amount times the chance of its stage. */
export const weightedWords = (totals: readonly Total[]): string => said(totals, (total) => total.weighted);

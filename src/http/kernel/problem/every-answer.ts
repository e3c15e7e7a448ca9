/** Nobody keeps an answer, unless it says that they may, and nobody takes it for something else than it says it is. */
export const OF_EVERY_ANSWER = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const

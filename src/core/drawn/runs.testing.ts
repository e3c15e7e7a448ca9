import process from 'node:process'

/** How many cases of a property are drawn: all that it asks for, or the share of them that `npm run check` looks at. */
export const runs = (all: number): number => Math.ceil(all * Number(process.env.FUZZ_SHARE ?? 1))

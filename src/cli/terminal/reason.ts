/** The option that says why something is done, which the journal keeps. People try both words. */
export const REASON = '--reason, --because <reason>'

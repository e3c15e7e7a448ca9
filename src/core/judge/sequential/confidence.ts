/** More rules would leave each too little to act by. */
export const SHARED_BY_MAX = 5

/**
 * What each of so many judgements may err by: a confidence is that of the whole change, so what it leaves to error is
 * split evenly over the rules that state it, on all targets that each of them judges (Bonferroni). 0.999 over four
 * rules on one target: 0.00025 each.
 */
export const shareOf = (confidence: number, judgements: number): number => (1 - confidence) / judgements

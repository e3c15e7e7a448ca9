/** What a bound may refer to instead of saying a number. */
export const REFERENCES = ['slo', 'baseline', 'stable', 'recent'] as const
export type Reference = (typeof REFERENCES)[number]

/**
 * `REF*times + plus`: `baseline+10%` is times 1.1, `slo-5pp` is plus -0.05, `recent*3` is times 3. A reference that
 * cannot be resolved is no data.
 */
export type Relative = { readonly of: Reference; readonly times: number; readonly plus: number }

export const resolved = ({ times, plus }: Relative, reference: number): number => reference * times + plus

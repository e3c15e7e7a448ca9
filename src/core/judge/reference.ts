/** What a bound may refer to instead of saying a number. */
export const REFERENCES = ['slo', 'baseline', 'stable', 'recent'] as const
export type Reference = (typeof REFERENCES)[number]

/**
 * `REF*times + plus`: `baseline+10%` is times 1.1, `slo-5pp` is plus -0.05, `recent*3` is times 3. A reference that
 * cannot be resolved is no data.
 */
export type Relative = { readonly of: Reference; readonly times: number; readonly plus: number }

export const resolved = ({ times, plus }: Relative, reference: number): number => reference * times + plus

/** A percent of nothing is nothing: however far from the reference this wants to be, it is the reference itself. */
export const isOfNothing = (relative: Relative, reference: number): boolean =>
  relative.times !== 1 && resolved(relative, reference) === reference

/** `baseline+10 %`, `slo*2`, `stable-5 pp`: as people read it. */
export function formatReference({ of, times, plus }: Relative): string {
  if (plus !== 0) return `${of}${plus < 0 ? '-' : '+'}${rounded(Math.abs(plus) * 100)} pp`
  if (times === 1) return of
  const part = rounded((times - 1) * 100)
  return Math.abs(times - 1) < 1
    ? `${of}${part < 0 ? '-' : '+'}${Math.abs(part)} %`
    : `${of}*${rounded(times)}`
}

/** `5 % below `, `10 % above `, `2 times `, or nothing: how far from it, before what it is. */
export function formatApart({ times, plus }: Omit<Relative, 'of'>): string {
  const by = (apart: number, unit: string) =>
    `${rounded(Math.abs(apart) * 100)} ${unit} ${apart < 0 ? 'below' : 'above'} `
  if (plus !== 0) return by(plus, 'pp')
  if (times === 1) return ''
  return Math.abs(times - 1) < 1 ? by(times - 1, '%') : `${rounded(times)} times `
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000

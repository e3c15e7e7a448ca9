import type { BasisPoints } from './desired.ts'

/** A weight as people read it: `25 %`, `0.5 %`. */
export function percent(weight: BasisPoints): string {
  return `${weight / 100} %`
}

/** `34 %` of a share, 0..1; never more than there is. */
export const wholePercent = (share: number): string => `${Math.floor(share * 100)} %`

import type { BasisPoints } from './desired.ts'

/** A weight as people read it: `25 %`, `0.5 %`. */
export function percent(weight: BasisPoints): string {
  return `${weight / 100} %`
}

import { short, shortRate, shortTimes, type Times } from './figures.ts'

/** One question about speed, asked in one run together with what it is compared to. */
export type Line = {
  /** As `--only` takes it. */
  readonly name: string
  readonly title: string
  /** One or two sentences: what keeps it from being better. */
  readonly limitedBy: string
  measure(run: Run): Promise<readonly Row[]>
}

export type Run = {
  /** Only whether it still works: as few repetitions as make any sense. */
  readonly quick: boolean
  readonly say: (what: string) => void
}

export type Row = {
  readonly what: string
  readonly ours: string
  readonly beside: string
  /** Of ours to what stands beside it; null where the two are no ratio. */
  readonly ratio: number | null
  /** What the project wants of it, as words. */
  readonly wanted?: string
}

/** Ours took so many times as long, by the medians. */
export function slower(what: string, ours: Times, beside: string, theirs: Times, wanted?: string): Row {
  return {
    what,
    ours: shortTimes(ours),
    beside: `${beside}: ${shortTimes(theirs)}`,
    ratio: theirs.median === 0 ? null : ours.median / theirs.median,
    ...(wanted === undefined ? {} : { wanted }),
  }
}

/** Ours does so many of what the other does in the same time. */
export function asFast(what: string, ours: number, beside: string, theirs: number, wanted?: string): Row {
  return {
    what,
    ours: shortRate(ours),
    beside: `${beside}: ${shortRate(theirs)}`,
    ratio: ours / theirs,
    ...(wanted === undefined ? {} : { wanted }),
  }
}

export const ratioText = (ratio: number | null): string => (ratio === null ? '' : short(ratio))

import { type Desired, isLatched, type Side, type Split } from '../../core/traffic/desired.ts'

/**
 * A target's entry in HAProxy's map: the whole desired state in one line, so that one write changes all of it at once.
 * lua/cutwater-desired.lua describes it and reads the same.
 */
export type Held = {
  readonly desired: Desired
  /** Latched at this proxy, and no server has taken the latch over yet. */
  readonly latchedLocally: boolean
}

export function entryOf({ desired, latchedLocally }: Held): string {
  return [String(desired.generation), desired.stable, ...splitWords(desired.split, latchedLocally)].join(' ')
}

/** Null when it is not an entry. */
export function readEntry(entry: string): Held | null {
  const [generation = '', stable = '', mode = '', ...rest] = entry.trim().split(/\s+/)
  if (!/^\d{1,15}$/.test(generation) || !isSide(stable)) return null
  const split = splitOf(mode, rest)
  if (split === null) return null
  const latchedLocally = isLatched(split) && rest[0] === 'here'
  return { desired: { generation: Number(generation), stable, split }, latchedLocally }
}

function splitWords(split: Split, here: boolean): string[] {
  if (split.mode === 'closed') return split.latched ? ['latched', ...(here ? ['here'] : [])] : ['closed']
  const segments = split.segments.map(({ name, weight }) => `${coded(name)}=${weight}`)
  return [
    'open',
    String(split.weight),
    coded(split.cohort),
    split.headerOverride ? 'header' : '-',
    ...segments,
  ]
}

function splitOf(mode: string, words: readonly string[]): Split | null {
  if (mode === 'closed') return words.length === 0 ? { mode: 'closed', latched: false } : null
  if (mode === 'latched') {
    const fine = words.length === 0 || (words.length === 1 && words[0] === 'here')
    return fine ? { mode: 'closed', latched: true } : null
  }
  if (mode !== 'open') return null
  const [weight = '', cohort = '', header = '', ...rest] = words
  const segments = rest.map(segmentOf)
  if (!isWeight(weight) || cohort === '' || (header !== 'header' && header !== '-')) return null
  if (!segments.every((segment) => segment !== null)) return null
  return {
    mode: 'open',
    weight: Number(weight),
    cohort: decodeURIComponent(cohort),
    segments,
    headerOverride: header === 'header',
  }
}

function segmentOf(word: string): { name: string; weight: number } | null {
  const [name = '', weight = '', ...more] = word.split('=')
  return name === '' || !isWeight(weight) || more.length > 0
    ? null
    : { name: decodeURIComponent(name), weight: Number(weight) }
}

/** Nothing that means something to a map, to the socket, or to the entry itself. */
const coded = (text: string) => encodeURIComponent(text.toWellFormed())
const isSide = (word: string): word is Side => word === 'blue' || word === 'green'
const isWeight = (word: string) => /^\d{1,5}$/.test(word) && Number(word) <= 10_000

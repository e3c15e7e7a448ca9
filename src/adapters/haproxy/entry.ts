import { type Desired, isLatched, type Side, type Split } from '../../core/traffic/desired.ts'
import type { Restriction } from '../../core/traffic/mode.ts'

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
  const { generation, stable, split, mode } = desired
  const words = [String(generation), stable, ...splitWords(split, latchedLocally)]
  return (mode === undefined ? words : [...words, modeWord(mode)]).join(' ')
}

/** Null when it is not an entry. */
export function readEntry(entry: string): Held | null {
  const words = entry.trim().split(/\s+/)
  const said = words.at(-1)?.startsWith(MODE) ? words.pop() : undefined
  const mode = said === undefined ? undefined : modeOf(said)
  if (mode === null) return null
  const [generation = '', stable = '', way = '', ...rest] = words
  if (!/^\d{1,15}$/.test(generation) || !isSide(stable)) return null
  const split = splitOf(way, rest)
  if (split === null) return null
  const latchedLocally = isLatched(split) && rest[0] === 'here'
  const desired = { generation: Number(generation), stable, split, ...(mode === undefined ? {} : { mode }) }
  return { desired, latchedLocally }
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

/** Nothing else begins like that: names are coded. */
const MODE = 'mode:'

function modeWord({ traffic, until, banner }: Restriction): string {
  return `${MODE}${traffic}:${until ?? '-'}:${banner === undefined ? '-' : `=${coded(banner)}`}`
}

function modeOf(word: string): Restriction | null {
  const found = /^mode:(read-only|maintenance):(-|\d{1,15}):(-|=[^:\s]*)$/.exec(word)
  if (found === null) return null
  const [, traffic, until = '', banner = ''] = found
  return {
    traffic: traffic as Restriction['traffic'],
    ...(banner === '-' ? {} : { banner: decodeURIComponent(banner.slice(1)) }),
    ...(until === '-' ? {} : { until: Number(until) }),
  }
}

/** Nothing that means something to a map, to the socket, or to the entry itself. */
const coded = (text: string) =>
  encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)
const isSide = (word: string): word is Side => word === 'blue' || word === 'green'
const isWeight = (word: string) => /^\d{1,5}$/.test(word) && Number(word) <= 10_000

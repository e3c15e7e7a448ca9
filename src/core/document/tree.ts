import type { Path } from './finding.ts'

/** Plain data as YAML gives it, walked and copied with the paths kept. */
export type Tree = Record<string, unknown>

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An own property; never one that every object inherits. */
export function own<V>(record: Readonly<Record<string, V>> | undefined, key: string): V | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}

export function at(root: unknown, path: Path): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}

/** A copy in which every leaf was replaced by what `change` gives for it. */
export function mapLeaves(
  value: unknown,
  change: (leaf: unknown, path: Path) => unknown,
  path: Path = [],
): unknown {
  if (Array.isArray(value)) return value.map((item, i) => mapLeaves(item, change, [...path, i]))
  if (!isTree(value)) return change(value, path)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapLeaves(item, change, [...path, key])]),
  )
}

type Entry = { readonly path: Path; readonly leaf: unknown; readonly isLeaf: boolean }

/** Every key and every leaf, in order. */
export function entriesOf(value: unknown, path: Path = [], entries: Entry[] = []): readonly Entry[] {
  if (Array.isArray(value)) {
    entries.push({ path, leaf: value, isLeaf: false })
    for (const [i, item] of value.entries()) entriesOf(item, [...path, i], entries)
  } else if (isTree(value)) {
    entries.push({ path, leaf: value, isLeaf: false })
    for (const [key, item] of Object.entries(value)) entriesOf(item, [...path, key], entries)
  } else entries.push({ path, leaf: value, isLeaf: true })
  return entries
}

/** Takes `paths` out of a copy of a tree, and remembers where the rest had been. */
export function without(root: unknown, paths: readonly Path[]): Pruned {
  const gone = new Set(paths.map((path) => JSON.stringify(path)))
  const places = new Map<unknown, readonly number[]>()
  const copy = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) {
      const kept = value.map((_, i) => i).filter((i) => !gone.has(JSON.stringify([...path, i])))
      const items = kept.map((i) => copy(value[i], [...path, i]))
      places.set(items, kept)
      return items
    }
    if (!isTree(value)) return value
    const kept = Object.entries(value).filter(([key]) => !gone.has(JSON.stringify([...path, key])))
    return Object.fromEntries(kept.map(([key, item]) => [key, copy(item, [...path, key])]))
  }
  const pruned = copy(root, [])
  return { root: pruned, original: (path) => originalOf(pruned, places, path) }
}

export type Pruned = { readonly root: unknown; readonly original: (path: Path) => Path }

function originalOf(root: unknown, places: ReadonlyMap<unknown, readonly number[]>, path: Path): Path {
  let value = root
  return path.map((part) => {
    const place = typeof part === 'number' ? (places.get(value)?.[part] ?? part) : part
    value = at(value, [part])
    return place
  })
}

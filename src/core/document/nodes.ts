import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type Document as Yaml,
} from 'yaml'
import type { Path } from './finding.ts'

/** The nodes of a document, walked once. */
export type Nodes = {
  readonly deepest: number
  readonly aliases: number
  /** Offsets of the keys that an earlier key of their map repeats, in the order of the text. */
  readonly doubles: readonly number[]
  /** Where a path was written, as an offset; of what is missing, the nearest part that is there. */
  offsetOf(path: Path, at: 'key' | 'value'): number
}

export function nodesOf(document: Yaml.Parsed): Nodes {
  const maps = new Map<YAMLMap, ReadonlyMap<string, Pair>>()
  const doubles: number[] = []
  let deepest = 0
  let aliases = 0
  const open: { readonly node: unknown; readonly depth: number }[] = [{ node: document.contents, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next
    deepest = Math.max(deepest, depth)
    if (isAlias(node)) aliases++
    else if (isSeq(node)) for (const item of node.items) open.push({ node: item, depth: depth + 1 })
    else if (isMap(node)) {
      const pairs = new Map<string, Pair>()
      for (const pair of node.items) {
        const name = nameOf(pair)
        if (name !== null && pairs.has(name)) doubles.push(startOf(pair.key) ?? 0)
        else if (name !== null) pairs.set(name, pair)
        open.push({ node: pair.value, depth: depth + 1 })
      }
      maps.set(node, pairs)
    }
  }
  const meant = new Map<unknown, unknown>()
  const resolved = (node: unknown): unknown => {
    if (!isAlias(node)) return node
    if (!meant.has(node)) meant.set(node, node.resolve(document))
    return meant.get(node)
  }
  return {
    deepest,
    aliases,
    doubles: doubles.sort((a, b) => a - b),
    offsetOf(path, at) {
      let node: unknown = document.contents
      let offset = startOf(node) ?? 0
      for (const [i, part] of path.entries()) {
        node = resolved(node)
        const last = i === path.length - 1
        if (isMap(node)) {
          const pair = maps.get(node)?.get(String(part))
          if (pair === undefined) return offset
          offset = (last && at === 'value' ? startOf(pair.value) : null) ?? startOf(pair.key) ?? offset
          node = pair.value
        } else if (isSeq(node)) {
          node = node.items[Number(part)]
          offset = startOf(node) ?? offset
        } else return offset
      }
      return offset
    },
  }
}

const nameOf = ({ key }: Pair): string | null => (isScalar(key) ? String(key.value) : null)

function startOf(node: unknown): number | null {
  return (node as Node | null | undefined)?.range?.[0] ?? null
}

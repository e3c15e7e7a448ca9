import { type Fault, fault } from './finding.ts'

/** Values of a tree, keys not counted; what an alias stands for counts wherever it stands. */
export const MOST_VALUES = 10_000

/** One fault when a tree has more values than `most`; it is not even counted to its end. */
export function tooManyValues(root: unknown, most = MOST_VALUES): readonly Fault[] {
  const open: unknown[] = [root]
  for (let seen = 0; open.length > 0; seen++) {
    if (seen > most)
      return [
        fault([], 'too-large', `the file holds more than ${most} values`, 'split it, or use fewer aliases'),
      ]
    const value = open.pop()
    if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) open.push(item)
  }
  return []
}

/** Looked through without a call for each level, of which there may be many. */
export function deeperThan(root: unknown, levels: number): boolean {
  const open = [{ value: root, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next
    if (typeof value !== 'object' || value === null) continue
    if (depth >= levels) return true
    for (const item of Object.values(value)) open.push({ value: item, depth: depth + 1 })
  }
  return false
}

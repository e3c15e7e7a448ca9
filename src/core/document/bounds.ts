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

/** Which test files there are, by the ending that says how slow they may be. */
import { globSync } from 'node:fs'
import { relative, resolve } from 'node:path'

export type Kind = 'unit' | 'suite' | 'demo' | 'story'

export const kinds: readonly Kind[] = ['unit', 'suite', 'demo', 'story']

export function isKind(word: string): word is Kind {
  return kinds.some((kind) => kind === word)
}

const patterns: Record<Kind, readonly string[]> = {
  unit: ['src/**/*.test.ts', 'web/src/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'],
  suite: ['src/**/*.suite.test.ts', 'tools/**/*.suite.test.ts', 'bench/**/*.suite.test.ts'],
  demo: ['demo/**/*.test.ts'],
  story: ['stories/**/*.story.ts'],
}

/** Those that take long begin first, so that nobody waits for one of them alone at the end. */
const longest = [
  ...[
    '04-rollout',
    '10-fleet',
    '08-foresee',
    'seed-commands-canary',
    '15-upgrade',
    '20-read-only',
    '13-page',
    '06-survive',
  ],
  ...['05-rollback', '07-review', '22-way-down', '12-real-parts', '25-judge', '14-api'],
  ...['runtime.suite', 'postgres.suite', 'gateway.suite', 'serve.suite'],
  // Of the unit tests those with random cases: each process gets its part of them.
  ...['-laws.test', '-fuzz.test', 'pass-over'],
]

/** The files of a kind, relative to the root, in the order in which they are to begin. */
export function testFiles(root: string, kind: Kind): string[] {
  const found = globSync([...patterns[kind]], { cwd: root })
  const rank = (path: string) => longest.findIndex((name) => path.includes(name)) + 1 || longest.length + 1
  return found
    .filter((path) => kind !== 'unit' || !path.endsWith('.suite.test.ts'))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** Deals unit tests out to a few processes: they leave nothing behind, and share the start and the libraries. */
export function shared(files: readonly string[], processes: number): string[][] {
  // There and back again, so that none gets the longer one of every two.
  const turn = (i: number) => {
    const place = i % (2 * processes)
    return place < processes ? place : 2 * processes - 1 - place
  }
  const hands = Array.from({ length: processes }, (_, n) => files.filter((_, i) => turn(i) === n))
  return hands.filter((hand) => hand.length > 0)
}

/** Keeps the files that an argument names: a file, a directory, or the beginning of a path. */
export function narrow(root: string, files: readonly string[], wanted: readonly string[]): string[] {
  const starts = wanted.map((path) => relative(root, resolve(path)))
  return files.filter((file) => starts.some((start) => file.startsWith(start)))
}

/** Which test files there are, by the ending that says how slow they may be. */
import { globSync } from 'node:fs'
import { relative, resolve } from 'node:path'

export type Kind = 'unit' | 'suite' | 'demo' | 'story'

export const kinds: readonly Kind[] = ['unit', 'suite', 'demo', 'story']

export function isKind(word: string): word is Kind {
  return kinds.some((kind) => kind === word)
}

const patterns: Record<Kind, readonly string[]> = {
  unit: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
  suite: ['src/**/*.suite.test.ts'],
  demo: ['demo/**/*.test.ts'],
  story: ['stories/**/*.story.ts'],
}

/** The files of a kind, sorted, relative to the root. */
export function testFiles(root: string, kind: Kind): string[] {
  const found = globSync([...patterns[kind]], { cwd: root })
  return found.filter((path) => kind !== 'unit' || !path.endsWith('.suite.test.ts')).sort()
}

/** Keeps the files that an argument names: a file, a directory, or the beginning of a path. */
export function narrow(root: string, files: readonly string[], wanted: readonly string[]): string[] {
  const starts = wanted.map((path) => relative(root, resolve(path)))
  return files.filter((file) => starts.some((start) => file.startsWith(start)))
}

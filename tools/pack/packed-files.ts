/** What of this repository an operator gets. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The demo's shop has its own tests run as part of its plan; of all others none is packed. */
const TESTS_OF_THE_SHOP = 'demo/estates/progressive-canary/services/'

/** What runs, as paths of source files. */
export function packedSources(root: string): readonly string[] {
  return globSync('{src,demo}/**/*.ts', { cwd: root })
    .filter((path) => !/(\.d|\.testing|\.suite(\.test)?|\.story)\.ts$/.test(path))
    .filter((path) => !path.endsWith('.test.ts') || path.startsWith(TESTS_OF_THE_SHOP))
    .sort()
}

/** What is read while it runs, from beside the sources, and what people take as it is. */
export function packedData(root: string): readonly string[] {
  return globSync(['src/**/*.{lua,sql,proto}', 'src/**/structure.json', 'plans/*.yaml', 'schemas/*.json'], {
    cwd: root,
  }).sort()
}

/** Packages that are installed beside ours, if at all: each brings programs or files of its own that it looks for. */
export function packagesBeside(root: string): readonly string[] {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return Object.keys(optionalDependencies)
}

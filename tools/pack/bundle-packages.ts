/** The packages of others, as far as they are used: one file for each that our sources import, and what these share. */
import { basename, join } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import { bundleOf, type Wanted } from './as-packed.ts'

/** Asked for by `pg` where somebody has installed it. */
const ASKED_FOR = ['pg-native']

/** Writes them into `dir`. Returns every file of node_modules that something was taken of. */
export async function bundlePackages(
  root: string,
  dir: string,
  wants: readonly Wanted[],
  beside: readonly string[],
): Promise<readonly string[]> {
  const names = Map.groupBy(wants, ({ of }) => of)
  const entries = new Map(
    [...names].map(([of, wanted]) => [
      join(root, bundleOf(of)),
      entryOf(
        of,
        wanted.map(({ name }) => name),
      ),
    ]),
  )
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries([...entries.keys()].map((id) => [basename(id, '.js'), id])),
    platform: 'node',
    external: [...beside, ...ASKED_FOR],
    plugins: [madeUp(entries)],
    onLog: (level, { message }) => {
      if (level === 'warn') throw new Error(`the packages cannot be bundled: ${message}`)
    },
  })
  try {
    const { output } = await bundle.write({
      dir: join(dir, 'packages'),
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'shared/[name].js',
    })
    const chunks = output.filter((one) => one.type === 'chunk')
    return chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => id.includes('node_modules'))
  } finally {
    await bundle.close()
  }
}

/** What is not named here is left out. */
function entryOf(of: string, names: readonly string[]): string {
  if (names.includes('*')) return `export * from '${of}'`
  return `export { ${[...new Set(names)].sort().join(', ')} } from '${of}'`
}

const madeUp = (entries: ReadonlyMap<string, string>): Plugin => ({
  name: 'entries',
  resolveId: (id) => (entries.has(id) ? id : null),
  load: (id) => entries.get(id) ?? null,
})

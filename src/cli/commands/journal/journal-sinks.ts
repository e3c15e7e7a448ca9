import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { slug } from '../../../core/document/leaf.ts'
import type { BoundSink } from '../../../runtime/context/anchor.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export type SinkOptions = { readonly sink?: string; readonly binding?: string }

/** Where the checkpoints are that a verification compares with. */
export type NamedSinks = {
  /** The copy that a server keeps by itself; undefined for that of the data directory. */
  readonly file: string | undefined
  readonly external: readonly BoundSink[]
  /** No binding was named, and none lies here: nobody knows whether there are sinks. */
  readonly unknown: boolean
}

/**
 * `--sink` is a name of the binding, or the file of a server's own copy. Without it all that the binding names are
 * read, where there is a binding.
 */
export async function namedSinks(
  options: SinkOptions,
  dataDir: string,
  terminal: Terminal,
): Promise<NamedSinks> {
  const { sink } = options
  const isFile =
    sink !== undefined && (!slug.safeParse(sink).success || existsSync(resolve(terminal.cwd, sink)))
  if (isFile) return { file: resolve(terminal.cwd, sink), external: [], unknown: false }
  const bindingFile = bindingOf(options, sink !== undefined, terminal)
  if (bindingFile === null) return { file: undefined, external: [], unknown: true }
  const { sinksOf } = await import('../../../compose/sinks.ts')
  const all = await sinksOf(bindingFile, dataDir)
  const external = sink === undefined ? all : all.filter(({ name }) => name === sink)
  if (sink !== undefined && external.length === 0)
    throw new Fault(
      `there is no sink ${sink} in ${bindingFile}, and no file of that name`,
      all.length === 0
        ? 'Name sinks in its checkpoints: docs/how-to/keep-checkpoints-elsewhere.md says how.'
        : `Write one of ${all.map(({ name }) => name).join(', ')}.`,
    )
  return { file: undefined, external, unknown: false }
}

/** Null where none was named and none lies here. */
function bindingOf({ binding }: SinkOptions, needed: boolean, { cwd, env }: Terminal): string | null {
  const named = binding ?? env.CUTWATER_BINDING
  const file = resolve(cwd, named ?? 'cutwater.yaml')
  if (existsSync(file)) return file
  if (named === undefined && !needed) return null
  throw new Fault(`${file} is not there`, 'Name the binding of the server with --binding FILE.')
}

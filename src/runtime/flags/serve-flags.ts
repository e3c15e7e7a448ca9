import type { FlagContent } from '../../core/flag/definition/definition.ts'
import { type CompiledFlag, compileFlag } from '../../core/flag/evaluate/compile-flag.ts'
import { failure } from '../../core/flag/evaluate/resolution.ts'
import type { Desired } from '../../core/traffic/desired.ts'
import type { FlagRow } from '../../ports/store/flags.ts'
import { environmentOf, fullName, targetsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import type { Loops } from '../loop/loops.ts'

/**
 * The flags of every target, compiled and in memory, so that an evaluation asks no database; they are served on while
 * it is away. A write through this server is seen at once, one through another replica within a second: each looks
 * twice a second whether anything has moved, which costs two small queries.
 */
export type FlagSets = {
  /** Null when the binding names no such target. */
  of(environment: string, target: string): FlagSet | null
  /** Reads what has moved, now. */
  refresh(): Promise<void>
  stop(): Promise<void>
}

export type FlagSet = {
  readonly flags: ReadonlyMap<string, ServedFlag>
  /** The split of the target, for `$cutwater.slot`. */
  readonly desired: Desired | null
}

export type ServedFlag = {
  readonly content: FlagContent
  readonly version: number
  readonly evaluate: CompiledFlag
}

/** Throws when the first look fails: flags are served only after they were seen once. */
export async function serveFlags(runtime: Runtime, loops: Loops): Promise<FlagSets> {
  const { store, reach, log } = runtime
  const names = [...targetsOf(reach).keys()]
  const sets = new Map<string, FlagSet>(names.map((name) => [name, NOTHING]))
  const seen = { environments: new Map<string, number>(), targets: new Map<string, number>() }

  const look = async () => {
    const marks = await store.flags.marks()
    for (const [environment, mark] of marks.environments) {
      if (environmentOf(reach, environment) === null || seen.environments.get(environment) === mark) continue
      const rows = await store.flags.list(environment)
      for (const name of names.filter((name) => name.startsWith(`${environment}/`))) {
        const own = rows.filter((row) => fullName(environment, row.target) === name)
        const { flags, desired } = sets.get(name) ?? NOTHING
        sets.set(name, {
          flags: new Map(own.map((row) => [row.flag, served(row, flags.get(row.flag))])),
          desired,
        })
      }
      seen.environments.set(environment, mark)
    }
    const moved = names.filter((name) => marks.targets.get(name) !== seen.targets.get(name))
    await Promise.all(
      moved.map(async (name) => {
        const desired = (await store.targets.get(name))?.desired ?? null
        sets.set(name, { flags: sets.get(name)?.flags ?? NOTHING.flags, desired })
        if (desired !== null) seen.targets.set(name, desired.generation)
      }),
    )
  }

  const served = (row: FlagRow, before: ServedFlag | undefined): ServedFlag => {
    if (before?.version === row.version) return before
    const content = row.definition ?? (row.value as FlagContent)
    return { content, version: row.version, evaluate: compiled(row, content) }
  }

  /** A definition that a newer version wrote must not take the other flags with it. */
  const compiled = ({ environment, target, flag }: FlagRow, content: FlagContent): CompiledFlag => {
    try {
      return compileFlag(flag, content)
    } catch (error) {
      log.error({ err: error, environment, target, flag }, 'a flag cannot be evaluated by this version')
      const said = failure('PARSE_ERROR', `${flag} cannot be evaluated by this version.`, {})
      return () => said
    }
  }

  let looking: Promise<void> = Promise.resolve()
  const refresh = () => {
    looking = looking.then(look, look)
    return looking
  }
  await refresh()
  const round = async () => {
    await refresh()
    return undefined
  }
  const loop = loops.start('serve-flags', [{ of: null, round }])
  return {
    of: (environment, target) => sets.get(fullName(environment, target)) ?? null,
    refresh,
    stop: () => loop.stop(),
  }
}

const NOTHING: FlagSet = { flags: new Map(), desired: null }

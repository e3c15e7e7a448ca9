import type { Actor } from '../../core/access/actor.ts'
import { type FlagContent, type FlagDefinition, valueToTell } from '../../core/flag/definition/definition.ts'
import { type Difference, diffContent } from '../../core/flag/file/diff-content.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { FlagRow } from '../../ports/store/flags.ts'
import { environmentOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { tellFlag } from './tell-flag.ts'

export type FlagImport = {
  readonly environment: string
  readonly target: string
  readonly flags: ReadonlyMap<string, FlagDefinition>
  readonly actor: Actor
  readonly because: string
  /** Says what would be, and does nothing. */
  readonly dryRun: boolean
}

/** What becomes of one flag of the file. */
export type ImportedFlag = {
  readonly flag: string
  readonly is: 'new' | 'changed' | 'same'
  readonly differences: readonly Difference[]
  /** Who has locked it; a lock on a flag that would change refuses the whole file. */
  readonly lockedBy: string | null
}

export type FlagsImported =
  | { readonly imported: boolean; readonly flags: readonly ImportedFlag[]; readonly untold: string | null }
  | { readonly refused: 'target' }
  | {
      readonly refused: 'locked'
      readonly locked: readonly { flag: string; lockedBy: string; because: string }[]
    }

/**
 * A person sets many flags of a target at once: all of them or none, each journaled. Flags that the file does not name
 * stay as they are. The target's own flag services are told afterwards, as of a flag that is set by itself.
 */
export async function importFlags(
  runtime: Runtime,
  { environment, target, flags, actor, because, dryRun }: FlagImport,
): Promise<FlagsImported> {
  const { store, clock, reach } = runtime
  const bound = environmentOf(reach, environment)
  if (bound === null || !Object.hasOwn(bound.targets, target)) return { refused: 'target' }
  const before = (await store.flags.list(environment)).filter((row) => row.target === target)
  const shown = [...flags].map(([flag, definition]) =>
    importedFlag(flag, definition, before.find((row) => row.flag === flag) ?? null),
  )
  if (dryRun) return { imported: false, flags: shown, untold: null }
  const now = clock.now()
  const answer = await store.flags.setAll(
    [...flags].map(([flag, value]) => ({
      ...{ environment, target, flag, value, actor, because, now },
      ...{ lock: false, passLock: false },
    })),
  )
  if (!answer.set) return { refused: 'locked', locked: answer.locked }
  return { imported: true, flags: shown, untold: await tellAll(runtime, environment, target, flags) }
}

function importedFlag(flag: string, definition: FlagDefinition, row: FlagRow | null): ImportedFlag {
  const was: FlagContent | null = row === null ? null : (row.definition ?? row.value)
  const differences = diffContent(was, definition)
  const is = was === null ? 'new' : differences.length === 0 ? 'same' : 'changed'
  return { flag, is, differences, lockedBy: row?.lock?.by ?? null }
}

/** A flag service answers one flag at a time; so many are told at once. */
const AT_ONCE = 8
/** For all of them: what is not told by then is said to be untold. */
const TELL_LIMIT_MS: Millis = 20_000
const SHOWN = 5

async function tellAll(
  runtime: Runtime,
  environment: string,
  target: string,
  flags: ReadonlyMap<string, FlagDefinition>,
): Promise<string | null> {
  const waiting = [...flags]
  const untold: string[] = []
  const limit = AbortSignal.timeout(TELL_LIMIT_MS)
  const tellNext = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [flag, definition] = next
      const value = valueToTell(definition)
      const because =
        value === null
          ? null
          : await tellWithin(limit, () => tellFlag(runtime, environment, target, flag, value, limit))
      if (because !== null) untold.push(`${flag}: ${because}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, tellNext))
  if (untold.length === 0) return null
  const more = untold.length > SHOWN ? ` and ${untold.length - SHOWN} more` : ''
  return `${untold.slice(0, SHOWN).join('; ')}${more}`
}

async function tellWithin(limit: AbortSignal, tell: () => Promise<string | null>): Promise<string | null> {
  return limit.aborted ? `not told within ${TELL_LIMIT_MS / 1000} s` : tell()
}

import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import { checkDefinition } from '../check/check-definition.ts'
import type { FlagDefinition, Json, JsonObject } from '../definition/definition.ts'
import { FLAG_NAME, isFlagName } from '../definition/flag-name.ts'
import { isObject } from '../rule/rule.ts'

export type FlagFileChecked =
  /** In the order of the file; each with what stands beside the flags and belongs to all of them. */
  | { readonly flags: ReadonlyMap<string, FlagDefinition> }
  /** Each with its place from the root of the file. */
  | { readonly faults: readonly Fault[] }

/** As many as can be written, and told to flag services, in one call. */
export const FLAGS_MAX = 500
const FAULTS_MAX = 50
const FIELDS = ['$schema', 'flags', '$evaluators', 'metadata']

/** A whole file of flagd: every flag is checked, and one that is wrong refuses all of them. */
export function checkFlagFile(root: unknown): FlagFileChecked {
  if (!isObject(root)) return faulty(fault([], 'no-flags', 'this is no file of flags', EXAMPLE))
  const { flags } = root
  if (!isObject(flags)) return faulty(...notFlags(flags))
  const names = Object.keys(flags)
  if (names.length === 0) return faulty(fault(['flags'], 'no-flags', 'the file has no flags', EXAMPLE))
  if (names.length > FLAGS_MAX)
    return faulty(fault(['flags'], 'too-large', `the file has more than ${FLAGS_MAX} flags`, 'split it'))
  const checked = names.map((name) => [name, checkFlag(name, flags[name] ?? null, root)] as const)
  const faults = [
    ...Object.keys(root)
      .filter((key) => !FIELDS.includes(key))
      .map((key) =>
        keyFault([key], 'unknown-key', `a file of flags has no ${key.slice(0, 60)}`, didYouMean(key, FIELDS)),
      ),
    ...checked.flatMap(([, one]) => ('faults' in one ? one.faults : [])),
  ]
  if (faults.length > 0) return { faults: faults.slice(0, FAULTS_MAX) }
  return {
    flags: new Map(
      checked.flatMap(([name, one]) => ('definition' in one ? [[name, one.definition] as const] : [])),
    ),
  }
}

const EXAMPLE = 'write { "flags": { "NAME": { "state": "ENABLED", "variants": { ... } } } }'

/** Why `flags` is nothing that flags can be found in: every reader of flagd wants a map. */
export function notFlags(flags: Json | undefined): readonly Fault[] {
  const message = Array.isArray(flags)
    ? 'the flags of this file are a list'
    : flags === undefined
      ? 'the file has no flags'
      : 'the flags of this file are no map'
  return [fault(['flags'], 'no-flags', message, 'write a map, from the name of each flag to its definition')]
}

/** What stands beside the flags in flagd's file belongs to each of them; the flag's own metadata goes before. */
export function wholeFlag(flag: JsonObject, { $evaluators, metadata }: JsonObject): JsonObject {
  return {
    ...flag,
    ...(isObject(metadata)
      ? { metadata: { ...metadata, ...(isObject(flag.metadata) ? flag.metadata : {}) } }
      : {}),
    ...($evaluators === undefined ? {} : { $evaluators }),
  }
}

/** From a place in a flag's definition to the place in its file. */
export const placeInFile = (path: Path, flag: string): Path =>
  path[0] === '$evaluators' ? path : ['flags', flag, ...path]

function checkFlag(name: string, flag: Json, root: JsonObject): ReturnType<typeof checkDefinition> {
  if (!isFlagName(name))
    return faulty(
      keyFault(
        ['flags', name],
        'bad-name',
        `${JSON.stringify(name.slice(0, 100))} is no name of a flag`,
        FLAG_NAME,
      ),
    )
  const checked = checkDefinition(isObject(flag) ? wholeFlag(flag, root) : flag)
  if ('definition' in checked) return checked
  return faulty(...checked.faults.map((each) => ({ ...each, path: placeInFile(each.path, name) })))
}

const faulty = (...faults: readonly Fault[]): { readonly faults: readonly Fault[] } => ({ faults })

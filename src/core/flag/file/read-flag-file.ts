import { didYouMean } from '../../document/did-you-mean.ts'
import { readDocument } from '../../document/document.ts'
import { type Fault, type Finding, fault, placed } from '../../document/finding.ts'
import { checkDefinition } from '../check/check-definition.ts'
import type { FlagDefinition, JsonObject } from '../definition/definition.ts'
import { isObject } from '../rule/rule.ts'
import { checkFlagFile, notFlags, placeInFile, wholeFlag } from './check-flag-file.ts'

export type FlagFileRead = { readonly definition: FlagDefinition } | { readonly findings: readonly Finding[] }

/**
 * The definition of one flag, as JSON or YAML: the definition by itself, or a whole file of flagd, of which the flag
 * is taken together with the file's $evaluators and metadata.
 */
export function readFlagFile(text: string, file: string, flag: string): FlagFileRead {
  const read = readDocument(text, file)
  if ('findings' in read) return read
  const { root, locate } = read.document
  const located = (faults: readonly Fault[]): FlagFileRead => ({ findings: placed(faults, locate) })
  if (!isObject(root) || root.flags === undefined) {
    const checked = checkDefinition(root)
    return 'definition' in checked ? checked : located(checked.faults)
  }
  const { flags } = root
  if (!isObject(flags)) return located(notFlags(flags))
  const found = Object.hasOwn(flags, flag) ? flags[flag] : undefined
  if (!isObject(found))
    return located([
      fault(['flags'], 'unknown-flag', `the file has no flag ${flag}`, didYouMean(flag, Object.keys(flags))),
    ])
  const checked = checkDefinition(wholeFlag(found, root))
  if ('definition' in checked) return checked
  return located(checked.faults.map((each) => ({ ...each, path: placeInFile(each.path, flag) })))
}

export type WholeFileRead =
  /** The file as it is sent, and how many flags it has. */
  { readonly file: JsonObject; readonly count: number } | { readonly findings: readonly Finding[] }

/** A whole file of flagd, as JSON or YAML, with every fault in its line. */
export function readWholeFlagFile(text: string, file: string): WholeFileRead {
  const read = readDocument(text, file)
  if ('findings' in read) return read
  const { root, locate } = read.document
  const checked = checkFlagFile(root)
  if ('faults' in checked) return { findings: placed(checked.faults, locate) }
  return { file: root as JsonObject, count: checked.flags.size }
}

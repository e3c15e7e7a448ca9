import { didYouMean } from '../../document/did-you-mean.ts'
import { readDocument } from '../../document/document.ts'
import { type Fault, type Finding, fault, type Path, placed } from '../../document/finding.ts'
import { checkDefinition } from '../check/check-definition.ts'
import type { FlagDefinition, Json } from '../definition/definition.ts'
import { isObject } from '../rule/rule.ts'

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
  const flags = isObject(root.flags) ? root.flags : {}
  const found = flags[flag]
  if (!isObject(found))
    return located([
      fault(['flags'], 'unknown-flag', `the file has no flag ${flag}`, didYouMean(flag, Object.keys(flags))),
    ])
  const checked = checkDefinition(whole(found, root))
  if ('definition' in checked) return checked
  return located(checked.faults.map((each) => ({ ...each, path: inFile(each.path, flag) })))
}

/** What stands beside the flags in flagd's file belongs to each of them; the flag's own metadata goes before. */
function whole(flag: { readonly [key: string]: Json }, file: { readonly [key: string]: Json }) {
  const { $evaluators, metadata } = file
  return {
    ...flag,
    ...(isObject(metadata)
      ? { metadata: { ...metadata, ...(isObject(flag.metadata) ? flag.metadata : {}) } }
      : {}),
    ...($evaluators === undefined ? {} : { $evaluators }),
  }
}

const inFile = (path: Path, flag: string): Path =>
  path[0] === '$evaluators' ? path : ['flags', flag, ...path]

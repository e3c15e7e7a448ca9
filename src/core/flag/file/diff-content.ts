import {
  definitionOf,
  type FlagContent,
  type Json,
  type JsonObject,
  sameJson,
} from '../definition/definition.ts'
import { isObject } from '../rule/rule.ts'

/** One place where two contents of a flag differ. What is left out on one side is not there. */
export type Difference = {
  /** As in `targeting.if[0]`. */
  readonly path: string
  readonly was?: Json
  readonly is?: Json
}

/**
 * What has to change for one content to become the other; null is no flag. A plain value is a definition of one
 * variant.
 */
export function diffContent(was: FlagContent | null, is: FlagContent | null): readonly Difference[] {
  if (was === null || is === null || (typeof was !== 'object' && typeof is !== 'object'))
    return was === is ? [] : [different('value', was as Json, is as Json)]
  const [before, after] = [definitionOf(was) as Json, definitionOf(is) as Json]
  const differences = diffJson(before, after, '')
  return differences.length > MOST_DIFFERENCES ? [different('', before, after)] : differences
}

/** Of more nobody reads one by one: then the whole differs. */
const MOST_DIFFERENCES = 1_000
const LONGEST_NAME = 100

function diffJson(was: Json | undefined, is: Json | undefined, path: string): readonly Difference[] {
  if (Array.isArray(was) && Array.isArray(is))
    return Array.from({ length: Math.max(was.length, is.length) }, (_, i) =>
      diffJson(was[i], is[i], `${path}[${i}]`),
    ).flat()
  if (isObject(was) && isObject(is))
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
      diffJson(at(was, key), at(is, key), within(path, key)),
    )
  return sameJson(was, is) ? [] : [different(path, was, is)]
}

function different(path: string, was: Json | undefined, is: Json | undefined): Difference {
  return { path, ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) }
}

const at = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

function within(path: string, key: string): string {
  if (key.length > LONGEST_NAME) return `${path}[${JSON.stringify(`${key.slice(0, LONGEST_NAME)}...`)}]`
  if (!/^[$\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

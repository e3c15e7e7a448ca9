import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, type Path } from '../../document/finding.ts'
import type { Json } from '../definition/definition.ts'
import { INJECTED, LEADS_OUT, pathOf } from '../rule/read.ts'

/** A name of the context, alone or with a default. */
export function checkVar(args: Json, path: Path, inItem: boolean): Fault[] {
  const [name, otherwise = null] = Array.isArray(args) ? (args as readonly Json[]) : [args]
  const at = Array.isArray(args) ? [...path, 0] : path
  if (typeof name !== 'string' && !(inItem && typeof name === 'number'))
    return [
      fault(
        at,
        'var',
        'var names nothing',
        'write the name of an attribute of the context, as in { "var": "email" }',
      ),
    ]
  if (typeof otherwise === 'object' && otherwise !== null)
    return [
      fault(
        [...path, 1],
        'var',
        'the default of var is a list or a rule',
        'write a text, a number, a boolean or null',
      ),
    ]
  return typeof name === 'string' ? checkName(name, at, inItem) : []
}

export function checkNames(names: Json, path: Path): Fault[] {
  if (!Array.isArray(names))
    return [fault(path, 'names', 'these are no names', 'write a list of names of attributes')]
  return (names as readonly Json[]).flatMap((name, i) =>
    typeof name === 'string'
      ? checkName(name, [...path, i], true)
      : [fault([...path, i], 'names', 'this is no name', 'write the name of an attribute of the context')],
  )
}

function checkName(name: string, path: Path, inItem: boolean): Fault[] {
  if (name.startsWith('$')) {
    if (!(INJECTED as readonly string[]).includes(name))
      return [
        fault(
          path,
          'unknown-name',
          `${name.slice(0, 60)} is nothing that is put beside the context`,
          didYouMean(name, INJECTED),
        ),
      ]
    if (inItem)
      return [
        fault(
          path,
          'not-here',
          `${name} cannot be read here`,
          'read it outside of the list: inside, names are those of its items',
        ),
      ]
  }
  if (name.startsWith('../') || pathOf(name).some((part) => LEADS_OUT.has(part)))
    return [
      fault(
        path,
        'leads-out',
        `${name.slice(0, 60)} leads out of the context`,
        'name an attribute of the context',
      ),
    ]
  return []
}

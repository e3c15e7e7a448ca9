import type { z } from 'zod'
import { didYouMean, nearest } from './did-you-mean.ts'
import { aboveOf, type Fault, fault, keyFault, type Path } from './finding.ts'
import { at, isTree, type Pruned, type Tree, without } from './tree.ts'

/**
 * A tree held against a schema. Where parts are wrong they are reported and left out, so that the rest is still
 * known and further faults can be found in it.
 */
export type Shaped<T> = {
  /** Null when too little is left. */
  readonly value: T | null
  readonly faults: readonly Fault[]
  /** From a path in `value` to the path in the tree that was given. */
  readonly original: (path: Path) => Path
  /** What was left out, as paths in the given tree. */
  readonly leftOut: readonly Path[]
}

const MOST_ROUNDS = 12
/** Of one round, and of the unknown keys of one map: a person fixes no more at a time. */
const MOST_ISSUES = 100

export function shape<T>(
  schema: z.ZodType<T>,
  root: unknown,
  holes: readonly Path[] = [],
  spare: Tree = {},
): Shaped<T> {
  const faults: Fault[] = []
  const leftOut: Path[] = [...holes]
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const pruned = withSpare(without(root, leftOut), round > 0 ? spare : {})
    const parsed = schema.safeParse(pruned.root, { error: messageOf })
    if (parsed.success) return { value: parsed.data, faults, original: pruned.original, leftOut }
    const found = withoutTypos(foundIn(parsed.error.issues, pruned.root))
    const isHole = aboveOf(leftOut)
    for (const { wrong, about } of found) {
      const concerned = pruned.original(about)
      if (wrong !== null && !isHole(concerned)) faults.push({ ...wrong, path: pruned.original(wrong.path) })
    }
    if (found.length >= MOST_ISSUES) return { value: null, faults, original: pruned.original, leftOut: [[]] }
    const cuts = found.map(({ cut }) => pruned.original(cut))
    if (cuts.some((path, i) => path.length === 0 && !Object.hasOwn(spare, String(found[i]?.about[0]))))
      return { value: null, faults, original: pruned.original, leftOut: [[]] }
    leftOut.push(...cuts.filter((path) => path.length > 0))
  }
  return { value: null, faults, original: (path) => path, leftOut: [[]] }
}

type Issue = z.core.$ZodIssue
/** Later rounds go on with a spare for what the root needs, or one missing title would end the search. */
function withSpare(pruned: Pruned, spare: Tree): Pruned {
  return isTree(pruned.root) ? { ...pruned, root: { ...spare, ...pruned.root } } : pruned
}

/**
 * `cut` is what has to go so that the rest can be right: the value itself, or the parent that misses it. `about` is
 * what is wrong or missing: a later round may complain about a hole that an earlier one left, and that is noise.
 */
type Found = { readonly wrong: Fault | null; readonly cut: Path; readonly about: Path }

function foundIn(issues: readonly Issue[], root: unknown): readonly Found[] {
  const found: Found[] = []
  for (const issue of issues) {
    found.push(...read(issue, root, []))
    if (found.length >= MOST_ISSUES) break
  }
  return found
}

/** A key that is missing beside an unknown one of nearly its name is one mistake, and said once: at what is written. */
function withoutTypos(found: readonly Found[]): readonly Found[] {
  const missing = found.filter(({ wrong }) => wrong?.code === 'missing')
  if (missing.length === 0) return found
  const meant = new Set<Found>()
  const said = found.map((one): Found => {
    if (one.wrong?.code !== 'unknown-key') return one
    const beside = missing.filter((each) => !meant.has(each) && parentOf(each) === parentOf(one))
    const near = nearest(nameOf(one), beside.map(nameOf))
    const typo = beside.find((each) => nameOf(each) === near)
    if (typo === undefined) return one
    meant.add(typo)
    return { ...one, wrong: { ...one.wrong, remedy: `did you mean ${near}?` } }
  })
  return said.map((one) => (meant.has(one) ? { ...one, wrong: null } : one))
}

const nameOf = ({ about }: Found): string => String(about.at(-1))
const parentOf = ({ about }: Found): string => JSON.stringify(about.slice(0, -1))

function read(issue: Issue, root: unknown, above: Path): readonly Found[] {
  const path = [...above, ...(issue.path as Path)]
  const [message = '', remedy = 'write something else'] = issue.message.split('\n')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MOST_ISSUES).map((key) => ({
      wrong: keyFault(
        [...path, key],
        'unknown-key',
        `unknown key ${key.slice(0, 80)}`,
        didYouMean(key, message.split(',')),
      ),
      cut: [...path, key],
      about: [...path, key],
    }))
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    const first = issue.issues[0]?.message.split('\n')
    return [
      {
        wrong: keyFault(path, 'bad-name', first?.[0] ?? message, first?.[1] ?? remedy),
        cut: path,
        about: path,
      },
    ]
  }
  if (
    issue.code === 'invalid_union' &&
    issue.errors.length > 0 &&
    (isTree(at(root, path)) || Array.isArray(at(root, path)))
  ) {
    const branch = branchOf(issue.errors, at(root, path), issue.message !== ANY_ISSUE)
    return branch === null
      ? [misspelt(issue.errors, at(root, path), path) ?? noneMeant(path, message, remedy)]
      : branch.flatMap((inner) => read(inner, root, path))
  }
  if (at(root, path) === undefined && path.length > 0) {
    const parent = path.slice(0, -1)
    return [
      {
        wrong: keyFault(parent, 'missing', `${String(path.at(-1))} is missing`, remedy),
        cut: parent,
        about: path,
      },
    ]
  }
  const code = issue.code === 'custom' ? 'bad-value' : 'wrong-type'
  return [{ wrong: fault(path, code, message, remedy), cut: path, about: path }]
}

/**
 * Of several shapes the one that was meant: the fewest missing keys, then the fewest unknown ones. Null: none; `named`:
 * there are words for that.
 */
function branchOf(
  branches: readonly (readonly Issue[])[],
  value: unknown,
  named: boolean,
): readonly Issue[] | null {
  const ranked = branches
    .map((issues) => ({ issues, cost: costOf(issues, value) }))
    .sort((a, b) => a.cost - b.cost)
  const marked = branches.filter((issues) => isMarked(issues, branches, value))
  if (marked.length === 1 && marked[0] !== undefined) return marked[0]
  const best = ranked[0]
  if (best === undefined || best.cost >= OTHER_KIND || (best.cost >= MISSING && named)) return null
  return best.issues
}

/** It has a key that this shape alone knows, such as the word of a step: this is the one, whatever is missing of it. */
function isMarked(
  branch: readonly Issue[],
  branches: readonly (readonly Issue[])[],
  value: unknown,
): boolean {
  if (!isTree(value)) return false
  const others = branches.filter((other) => other !== branch)
  return Object.keys(value).some(
    (key) => isKnown(key, branch) && !others.some((other) => isKnown(key, other)),
  )
}

/** A shape of another kind, such as a list, knows no key. */
const isKnown = (key: string, branch: readonly Issue[]): boolean =>
  branch.every(({ code, path, ...issue }) =>
    path.length > 0 || code === 'custom'
      ? true
      : code === 'unrecognized_keys' && !(issue as { keys: readonly string[] }).keys.includes(key),
  )

const OTHER_KIND = 10_000
const MISSING = 100

function costOf(issues: readonly Issue[], value: unknown): number {
  return issues.reduce((cost, issue) => {
    if (issue.path.length === 0)
      return (
        cost +
        (issue.code === 'unrecognized_keys' ? issue.keys.length : issue.code === 'custom' ? 0 : OTHER_KIND)
      )
    return cost + (issue.path.length === 1 && at(value, issue.path as Path) === undefined ? MISSING : 0)
  }, 0)
}

/** A key that is nearly the one that makes one of several shapes what it is. */
function misspelt(branches: readonly (readonly Issue[])[], value: unknown, path: Path): Found | null {
  if (!isTree(value)) return null
  const words = branches.flatMap((issues) =>
    issues.flatMap(({ path: [word, ...rest] }) =>
      rest.length === 0 && typeof word === 'string' && !Object.hasOwn(value, word) ? [word] : [],
    ),
  )
  for (const key of Object.keys(value)) {
    const remedy = didYouMean(key, words)
    if (!remedy.startsWith('did you mean')) continue
    const wrong = keyFault([...path, key], 'unknown-key', `unknown key ${key.slice(0, 80)}`, remedy)
    return { wrong, cut: path, about: [...path, key] }
  }
  return null
}

/** Of steps: there are many shapes, and none has its word here. */
function noneMeant(path: Path, message: string, remedy: string): Found {
  return { wrong: fault(path, 'no-step', message, remedy), cut: path, about: path }
}

const ANY_ISSUE = 'this cannot stand here\nsee the schema for what can'

/** For what no leaf has words of its own for. Unknown keys carry the known ones, for the remedy. */
function messageOf(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const definition = (issue.inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def
    return Object.keys(definition?.shape ?? {}).join(',')
  }
  if (issue.code === 'invalid_type') {
    const words: Record<string, string> = {
      object: 'a map',
      record: 'a map',
      array: 'a list',
      string: 'text',
      number: 'a number',
      boolean: 'true or false',
      int: 'a whole number',
    }
    const expected = words[issue.expected] ?? issue.expected
    return `this has to be ${expected}\nwrite ${expected}`
  }
  if (issue.code === 'too_small') return `this is too small or too short\ngive at least ${issue.minimum}`
  if (issue.code === 'too_big') return `this is too large or too long\ngive at most ${issue.maximum}`
  if (issue.code === 'invalid_value')
    return `this has to be ${issue.values.map(String).join(' or ')}\nwrite ${issue.values.map(String).join(' or ')}`
  return ANY_ISSUE
}

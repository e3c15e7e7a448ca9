import type { Binding } from '../binding/binding.ts'
import { tooManyValues } from '../document/bounds.ts'
import { readDocument } from '../document/document.ts'
import {
  aboveOf,
  coverOf,
  type Fault,
  type Finding,
  fault,
  hasErrors,
  keyFault,
  type Path,
  placed,
  warning,
} from '../document/finding.ts'
import { shape } from '../document/shape.ts'
import { isTree, own, type Tree } from '../document/tree.ts'
import type { Runbook, Scalar } from '../runbook/runbook.ts'
import type { Millis } from '../time/instant.ts'
import { checkGroups } from './check/check-groups.ts'
import { checkDeclarations } from './check/check-inputs.ts'
import { checkOptions } from './check/check-options.ts'
import { checkSecrets } from './check/check-secrets.ts'
import { tooManyInputs, tooManySteps } from './check/check-size.ts'
import { withoutEchoes } from './check/echoes.ts'
import { everyFault } from './check/every-check.ts'
import { arrange } from './compile/arrange.ts'
import { compileRunbook } from './compile/compile-runbook.ts'
import { type FlagUse, flagUses } from './compile/flag-uses.ts'
import { drillAsked, type RollbackRead, rollbackHash } from './compile/rollback-part.ts'
import { type SignalUse, signalUses } from './compile/signal-uses.ts'
import { fillLines } from './expand/fill-lines.ts'
import { fillSlos } from './expand/fill-slos.ts'
import { type Declarations, type Given, madeUp, readInputs } from './fill/inputs.ts'
import type { People } from './fill/people.ts'
import { type Substituted, substitute } from './fill/substitute.ts'
import { type InputDeclaration, inputs as inputsSchema } from './schema/inputs.ts'
import { type Plan, planSchema } from './schema/plan.ts'

/** `given` null: no inputs yet, so required ones are made up. Findings about made-up values are dropped. */
export type Examination = {
  readonly given: Readonly<Record<string, Scalar>> | null
  readonly binding: Binding | null
  readonly pace: number
  /** Whom the request names; absent: nobody has been asked yet. */
  readonly people?: People | undefined
}

export type Examined = {
  readonly findings: readonly Finding[]
  readonly runbook: Runbook | null
  /** What it decides by, as far as that can be read. */
  readonly signals: readonly SignalUse[]
  /** What flags it sets, as far as that can be read. */
  readonly flags: readonly FlagUse[]
  /** How often its text says that it is to be reviewed. */
  readonly reviewEveryMs: Millis | null
  /** What it says of going back, as a hash; and how old a drill of that may be, where a line asks for one. */
  readonly rollback: RollbackRead
}

/** Of YAML, for a plan: one of 8 KiB has some 3,000. */
const MOST_TOKENS = 80_000

/**
 * The one way from a plan's text to its findings and, when none is an error, to its runbook: read, fill in the inputs,
 * hold against the schema, check what is left, compile. Whatever is wrong is left out, so that the rest is checked too.
 */
export function examine(text: string, file: string, examination: Examination): Examined {
  const read = readDocument(text, file, MOST_TOKENS)
  if ('findings' in read) return { findings: read.findings, runbook: null, ...NO_USES }
  const { root, locate } = read.document
  if (!isTree(root))
    return {
      findings: [locate(fault([], 'wrong-type', 'a plan has to be a map', 'begin with plan: NAME'))],
      runbook: null,
      ...NO_USES,
    }
  const large = [...tooManyValues(root), ...tooManyInputs(root), ...tooManySteps(root)]
  if (large.length > 0) return { findings: placed(large, locate), runbook: null, ...NO_USES }
  const inputs = inputsOf(root, examination)
  const filled = substitute(root, inputs.declarations, inputs.values, inputs.unsure, {
    pace: examination.pace,
    asked: examination.given !== null,
  })
  const shaped = shape(
    planSchema,
    filled.root,
    filled.faults.map(({ path }) => path),
    SPARE,
  )
  const faults = [
    ...inputs.faults,
    ...filled.faults,
    ...shaped.faults,
    ...unused(inputs.declarations, filled),
    ...checkSecrets(root),
    ...checkGroups(root, shaped.faults),
    ...checkOptions(filled, inputs.declarations, inputs.values),
  ]
  if (shaped.value === null) return { findings: report(faults, filled, locate), runbook: null, ...NO_USES }
  const written = withFacts(shaped.value, shaped.leftOut)
  const local = inLocal(filled, shaped.original, written)
  const environments = environmentsOf(root, written, inputs.declarations, examination)
  const { binding, given } = examination
  const lined = fillLines(written, binding, given !== null)
  const { plan, faults: ofSlos } = fillSlos(lined.plan, binding, environments, given !== null)
  const signals = signalUses(plan, arrange(plan, false), environments)
  const isLeftOut = aboveOf(shaped.leftOut)
  const later = [...ofSlos, ...everyFault(plan, local, { ...examination, environments, signals })]
  const all = [...lined.faults, ...later.map(lined.asWritten)]
  const found = withoutEchoes(all, groupsLeftOut(root, shaped.leftOut))
    .map((one) => ({ ...one, path: shaped.original(one.path) }))
    .filter((one) => !isLeftOut(one.path))
  const findings = report([...faults, ...found], filled, locate)
  const isUnsure = coverOf(filled.filled.filter(({ certain }) => !certain).map(({ path }) => path))
  const flags = flagUses(
    { plan: plan.plan, environments, steps: arrange(plan, true) },
    (path) => !isUnsure(shaped.original(path)),
    (at) => locate({ ...at, path: shaped.original(at.path) }),
  )
  const rollback = { hash: rollbackHash(root), drillWithinMs: drillAsked(plan, arrange(plan, false)) }
  const uses = { signals, flags, reviewEveryMs: plan.reviewEvery ?? null, rollback }
  if (hasErrors(findings) || examination.given === null) return { findings, runbook: null, ...uses }
  const compiling = { ...examination, rollback: rollback.hash }
  return { findings, runbook: compileRunbook(plan, inputs.values, compiling), ...uses }
}

/** With `steps` and `phases` themselves, where they are written otherwise. */
function groupsLeftOut(root: Tree, leftOut: readonly Path[]): readonly Path[] {
  return root.steps === undefined && root.phases === undefined ? [...leftOut, ['steps']] : leftOut
}

const NO_USES = {
  signals: [],
  flags: [],
  reviewEveryMs: null,
  rollback: { hash: '', drillWithinMs: null },
} as const

/** A version or environment that is wrong was reported already; that it is missing would be noise. */
function withFacts(plan: Plan, leftOut: readonly Path[]): Plan {
  const wrong = (name: string): boolean => leftOut.some((path) => path.length === 1 && path[0] === name)
  return {
    ...plan,
    ...(wrong('version') ? { version: 'unknown' } : {}),
    ...(wrong('environment') ? { environment: 'unknown' } : {}),
  }
}

/** What a plan cannot do without, for going on when it is missing or wrong. */
const SPARE = { plan: 'unnamed', title: 'Untitled' }

type Inputs = {
  readonly declarations: Declarations
  readonly values: Given
  readonly unsure: ReadonlySet<string>
  readonly faults: readonly Fault[]
}

function inputsOf(root: Tree, { given }: Examination): Inputs {
  const declarations = shape(inputsSchema, root.inputs ?? {}).value ?? {}
  const wrong = checkDeclarations(declarations)
  const read = readInputs(withUsablePatterns(declarations, wrong), given ?? {})
  const unsure = new Set(Object.keys(declarations).filter((name) => !Object.hasOwn(read.values, name)))
  const invented = [...unsure].map((name) => [name, madeUp(declarations[name] as InputDeclaration)] as const)
  return {
    declarations,
    values: { ...read.values, ...Object.fromEntries(invented) },
    unsure,
    faults: given === null ? wrong : [...wrong, ...read.faults],
  }
}

/** A pattern that was refused is not tried on anything. */
function withUsablePatterns(declarations: Declarations, faults: readonly Fault[]): Declarations {
  const refused = new Set(faults.filter(({ path }) => path[2] === 'pattern').map(({ path }) => path[1]))
  return Object.fromEntries(
    Object.entries(declarations).map(([name, { pattern, ...rest }]) => [
      name,
      pattern === undefined || refused.has(name) ? rest : { ...rest, pattern },
    ]),
  )
}

function unused(declarations: Declarations, { usedInputs }: Substituted): readonly Fault[] {
  return Object.keys(declarations)
    .filter((name) => !usedInputs.has(name))
    .map((name) =>
      warning(
        keyFault(
          ['inputs', name],
          'unused-input',
          `the input ${name} is used nowhere`,
          `remove it, or use it as \${{ inputs.${name} }}`,
        ),
      ),
    )
}

/** Where a plan may run: what was chosen, or everything its input allows. */
function environmentsOf(
  root: Tree,
  plan: Plan,
  declarations: Declarations,
  { given, binding }: Examination,
): readonly string[] {
  if (plan.environment === undefined) return []
  if (given !== null) return [plan.environment]
  const written = root.environment ?? '${{ inputs.environment }}'
  const name =
    typeof written === 'string' ? /^\$\{\{\s*inputs\.([a-z0-9_]+)\s*\}\}$/.exec(written)?.[1] : undefined
  if (name === undefined)
    return String(written).includes('${{') ? Object.keys(binding?.environments ?? {}) : [plan.environment]
  return own(declarations, name)?.values ?? Object.keys(binding?.environments ?? {})
}

/** Paths of what was filled in, in the coordinates of the plan that is left. */
function inLocal(filled: Substituted, original: (path: Path) => Path, plan: Plan): Substituted {
  const local = new Map(arrange(plan, false).map(({ path }) => [JSON.stringify(original(path)), path]))
  const move = (path: Path): Path => {
    for (let length = path.length; length > 0; length--) {
      const here = local.get(JSON.stringify(path.slice(0, length)))
      if (here !== undefined) return [...here, ...path.slice(length)]
    }
    return path
  }
  return {
    ...filled,
    filled: filled.filled.map((one) => ({ ...one, path: move(one.path) })),
    late: filled.late.map((one) => ({ ...one, path: move(one.path) })),
  }
}

/** What depends on a value that was only made up says nothing, unless its very type is wrong. */
function report(
  faults: readonly Fault[],
  { filled }: Substituted,
  locate: (fault: Fault) => Finding,
): readonly Finding[] {
  const isUnsure = coverOf(filled.filter(({ certain }) => !certain).map(({ path }) => path))
  const kept = faults.filter(
    ({ path, code }) =>
      code === 'wrong-type' ||
      code.startsWith('expression') ||
      (code === 'unbound' && path[0] === 'environment') ||
      !isUnsure(path),
  )
  return placed(kept, locate)
}

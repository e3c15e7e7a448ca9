import { didYouMean } from '../../../document/did-you-mean.ts'
import { duplicateIds } from '../../../document/duplicate-ids.ts'
import { type Fault, fault, keyFault, type Path, warning } from '../../../document/finding.ts'
import { type Arranged, isRollout, planTargets } from '../../compile/arrange.ts'
import { rulesNamed } from '../../compile/compile-accept.ts'
import { boundsOf } from '../../compile/rules-in.ts'
import { CHECKS, type PlanLine } from '../../item/item.ts'
import { linesOf } from '../../item/lines-of.ts'
import { BOUNDS, type WrittenGate } from '../../rule/rule.ts'
import type { Plan } from '../../schema/plan.ts'
import type { PlanStep } from '../../schema/step.ts'
import { isWaiting } from '../../step/waiting-kinds.ts'
import { heldSlosFaults } from './check-held-slos.ts'
import { lookFaults } from './check-looks.ts'

/** What is wrong with lines of checklists: of `accept`, of steps and of stages. `taking`: steps that take part. */
export function checkLines(
  plan: Plan,
  steps: readonly Arranged[],
  taking: readonly Arranged[],
): readonly Fault[] {
  const targets = planTargets(taking)
  const accept = { lines: linesOf(plan.accept, ['accept']), within: 'accept' as const }
  return [accept, ...steps.flatMap(listsIn)].flatMap(({ lines, within }) => {
    const written = lines.flatMap(({ line: { id }, path }) => (id === undefined ? [] : [{ id, path }]))
    return [
      ...duplicateIds(written),
      ...lines.flatMap(({ line, path }) => [
        ...strayKeys(line, path, within),
        ...boundFaults(line, path),
        ...lookFaults(line, path),
        ...quietFaults(line, path, plan),
        ...heldFaults(line, path, taking),
        ...flagFaults(line, path, targets),
        ...drillFaults(line, path, plan, taking),
      ]),
    ]
  })
}

type List = { readonly lines: ReturnType<typeof linesOf>; readonly within: 'accept' | 'run' }

function listsIn({ item, path }: Arranged): readonly List[] {
  if ('checklist' in item) return [{ lines: linesOf(item.checklist, [...path, 'checklist']), within: 'run' }]
  if (!isRollout(item)) return []
  return item.rollout.stages.map(({ checklist }, i) => ({
    lines: linesOf(checklist, [...path, 'rollout', 'stages', i, 'checklist']),
    within: 'run',
  }))
}

/** What is looked at by checks of the binding. */
const LOOKED: readonly (keyof PlanLine)[] = ['suite', 'http', 'journey', 'evidence', 'incidents']

/** Keys that mean something with some checks only; a bound is looked at by itself. */
const BELONGS: readonly {
  readonly key: keyof PlanLine
  readonly to: readonly (keyof PlanLine)[]
  readonly says: string
}[] = [
  { key: 'with', to: ['action'], says: '`with` belongs to an action' },
  { key: 'timeLimit', to: ['action', 'flag', 'told', ...LOOKED], says: 'this check takes no time' },
  { key: 'until', to: ['person', 'unknown'], says: '`until` belongs to a person' },
  { key: 'unknown', to: LOOKED, says: '`unknown` belongs to what a check looks at' },
  { key: 'path', to: ['http'], says: '`path` belongs to http' },
  { key: 'as', to: ['http'], says: '`as` belongs to http' },
  { key: 'status', to: ['http'], says: '`status` belongs to http' },
  { key: 'within', to: ['http'], says: '`within` belongs to http' },
  { key: 'over', to: ['signal', 'slos'], says: '`over` belongs to a signal' },
  { key: 'each', to: ['signal'], says: '`each` belongs to a signal' },
  { key: 'minSamples', to: ['signal', 'slos'], says: '`minSamples` belongs to a signal' },
]

function strayKeys(line: PlanLine, path: Path, within: List['within']): readonly Fault[] {
  const stray = BELONGS.filter(
    ({ key, to }) => line[key] !== undefined && to.every((check) => line[check] === undefined),
  ).map(({ key, says }) => keyFault([...path, key], 'unknown-key', says, `remove ${key}`))
  const isTicked = line.person !== undefined || CHECKS.every((check) => line[check] === undefined)
  if (line.attach !== undefined && !isTicked)
    stray.push(keyFault([...path, 'attach'], 'unknown-key', 'nobody ticks this line', 'remove attach'))
  if (line.required !== undefined && within === 'accept')
    stray.push(
      keyFault(
        [...path, 'required'],
        'unknown-key',
        'nothing waits for a line of accept',
        'remove required, or put the line into a checklist',
      ),
    )
  if (line.attach !== undefined && within === 'accept' && isTicked)
    stray.push(
      keyFault(
        [...path, 'attach'],
        'unknown-key',
        'a line of accept is settled without a file',
        'remove attach, or put the line into a checklist',
      ),
    )
  if (line.unknown !== undefined && within === 'run')
    stray.push(
      keyFault(
        [...path, 'unknown'],
        'unknown-key',
        'this is looked at here until it passes',
        'remove unknown, or put the line into accept',
      ),
    )
  if (line.until !== undefined && within === 'run')
    stray.push(
      keyFault(
        [...path, 'until'],
        'unknown-key',
        'this line is settled while the change runs',
        'remove until',
      ),
    )
  return stray
}

/** A signal is compared with one bound, evidence that is counted with one at most, and nothing else with any. */
export function boundFaults(
  line: Pick<PlanLine, 'signal' | 'evidence' | (typeof BOUNDS)[number]>,
  path: Path,
): readonly Fault[] {
  const keys = [...new Set(boundsOf(line).map(({ key }) => key))]
  const [first, second] = keys
  if (line.signal !== undefined && first === undefined)
    return [
      keyFault(
        path,
        'bad-value',
        'the bound of the signal is missing',
        `write one of ${LINE_BOUNDS.join(', ')}`,
      ),
    ]
  if (first === undefined) return []
  if (line.signal === undefined && line.evidence === undefined)
    return [keyFault([...path, first], 'unknown-key', `\`${first}\` belongs to a signal`, `remove ${first}`)]
  if (second !== undefined)
    return [
      keyFault(
        [...path, second],
        'bad-value',
        `the bound is said more than once: ${keys.join(' and ')}`,
        `keep one of ${keys.join(', ')}`,
      ),
    ]
  return LINE_BOUNDS.includes(first)
    ? []
    : [
        keyFault(
          [...path, first],
          'unknown-key',
          `${first} compares two versions over time, and a line looks once`,
          `write one of ${LINE_BOUNDS.join(', ')}`,
        ),
      ]
}

const LINE_BOUNDS: readonly string[] = BOUNDS.filter((key) => key !== 'worseThan' && key !== 'noWorseThan')

function heldFaults(line: PlanLine, path: Path, steps: readonly Arranged[]): readonly Fault[] {
  if (line.held === undefined || line.when === false) return []
  const { gate, signal, slos, since, for: length } = line.held
  if (slos !== undefined) return heldSlosFaults(line, path, steps)
  const place = [...path, 'held']
  if (since !== undefined || length !== undefined)
    return [
      keyFault(place, 'unknown-key', '`since` and `for` belong to slos', 'remove them, or write slos: all'),
    ]
  const found = rulesNamed(steps, line.held)
  const all = rulesNamed(steps, {}).map((rule) => (gate === undefined ? rule.signal : rule.gate))
  // Which gates `slos: all` means is known with a binding.
  const isOpen = steps.some(
    ({ item }) =>
      isRollout(item) &&
      (item.rollout.gates ?? []).some(
        (one: WrittenGate) => one.slos !== undefined && one.objectives === undefined,
      ),
  )
  if (found.length === 0 && isOpen) return []
  if (found.length === 0) {
    const message = `no rollout has a gate ${gate === undefined ? `on ${signal}` : gate}`
    return [fault(place, 'unknown-gate', message, didYouMean(gate ?? signal ?? '', all))]
  }
  if (found.length === 1) return []
  const message = `${found.length} gates are meant by ${gate ?? signal}`
  const remedy = `give each an id and write held: { gate: ${found[0]?.gate} }`
  return [fault(place, 'unknown-gate', message, remedy)]
}

/** Guards of a rollout end with it; those of the plan know of the whole change. */
function quietFaults({ guards, when }: PlanLine, path: Path, plan: Plan): readonly Fault[] {
  if (guards === undefined || when === false || plan.guards !== undefined) return []
  return [
    keyFault(
      [...path, 'guards'],
      'no-guard',
      'the plan has no guards of its own that could be quiet',
      'add guards: [ … ] to the plan, or leave this line out',
    ),
  ]
}

export function flagFaults(
  { flag }: Pick<PlanLine, 'flag'>,
  path: Path,
  targets: readonly string[],
): readonly Fault[] {
  if (flag === undefined || flag.targets !== undefined || targets.length > 0) return []
  return [
    keyFault(
      [...path, 'flag'],
      'no-target',
      'a flag is read on the targets of the plan, and it has none',
      'add targets: [NAME] to the flag',
    ),
  ]
}

const isTakenBack = (item: PlanStep): boolean => {
  if (isRollout(item) || 'mode' in item) return true
  return !isWaiting(item) && !(item.undo !== undefined && 'none' in item.undo)
}

/** A drill that nobody can run proves nothing, so its line would block for ever. */
function drillFaults(
  { drill }: PlanLine,
  path: Path,
  plan: Plan,
  steps: readonly Arranged[],
): readonly Fault[] {
  if (drill === undefined) return []
  if (drill.notOlderThan <= 0)
    return [
      fault(
        [...path, 'drill', 'notOlderThan'],
        'bad-value',
        'every drill is older than that',
        'write notOlderThan: 30d',
      ),
    ]
  if ((plan.rollback?.steps ?? []).length > 0 || steps.some(({ item }) => isTakenBack(item))) return []
  const message =
    'nothing of this plan is taken back, so no drill can prove its rollback and this line never passes'
  return [
    warning(
      keyFault([...path, 'drill'], 'no-drill', message, 'write person: who knows that it was rehearsed'),
    ),
  ]
}

import type { EnvironmentBinding } from '../../../binding/binding.ts'
import { didYouMean } from '../../../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../../../document/finding.ts'
import { own } from '../../../document/tree.ts'
import { formatDuration } from '../../../time/duration.ts'
import type { Millis } from '../../../time/instant.ts'
import type { Kind } from '../../../validation/check.ts'
import { canCount } from '../../../validation/counted.ts'
import { boundsOf } from '../../compile/rules-in.ts'
import type { PlanLine } from '../../item/item.ts'
import { isRelative } from '../../rule/bound.ts'

/** What is wrong with a line that has something looked at, whatever the binding says. */
export function lookFaults(line: PlanLine, path: Path): readonly Fault[] {
  return [...pathFaults(line, path), ...countFaults(line, path)]
}

function pathFaults({ http, path: asked }: PlanLine, path: Path): readonly Fault[] {
  if (http === undefined || asked === undefined || /^\/[^\s#]*$/.test(asked)) return []
  return [
    fault(
      [...path, 'path'],
      'bad-value',
      'this is not the path of a request',
      'begin with a slash, as in /health, without blanks and #',
    ),
  ]
}

/** Evidence is counted: a share of it, or a number. */
function countFaults(line: PlanLine, path: Path): readonly Fault[] {
  if (line.evidence === undefined) return []
  return boundsOf(line).flatMap(({ key, value, at }) => {
    if (!isRelative(value) && value.unit !== 'duration') return []
    const what = isRelative(value) ? 'nothing that is measured' : 'no time'
    return [
      fault([...path, ...at], 'wrong-unit', `evidence is counted, and is ${what}`, `write ${key}: 93%, or 3`),
    ]
  })
}

/** A check that a line names as a journey or as evidence, or a service that it asks. */
export type LookUse = {
  readonly path: Path
  readonly name: string
  readonly limitMs: Millis | undefined
} & (
  | { readonly kind: 'journey' }
  | { readonly kind: 'incidents' }
  | { readonly kind: 'evidence'; readonly counted: boolean }
  | { readonly kind: 'service'; readonly as: string | undefined }
)

export function* looksOfLine(line: PlanLine, path: Path): Generator<LookUse> {
  const { http, as, journey, evidence, incidents, timeLimit: limitMs } = line
  if (incidents !== undefined)
    yield { kind: 'incidents', name: incidents, limitMs, path: [...path, 'incidents'] }
  if (journey !== undefined) yield { kind: 'journey', name: journey, limitMs, path: [...path, 'journey'] }
  if (evidence !== undefined) {
    const counted = boundsOf(line).length > 0
    yield { kind: 'evidence', name: evidence, counted, limitMs, path: [...path, 'evidence'] }
  }
  if (http !== undefined) yield { kind: 'service', name: http, as, limitMs, path: [...path, 'http'] }
}

/** What says how something is, and not merely that something is there. */
const READS: readonly Kind[] = [
  'report',
  'sarif',
  'ticket',
  'ci',
  'file',
  'command',
  'sql',
  'prometheus',
  'signal',
  'http',
]

type Unbound = (kind: string, known: object) => readonly Fault[]

export function checkLook(
  use: LookUse,
  environment: string,
  { checks, services, incidents }: Pick<EnvironmentBinding, 'checks' | 'services' | 'incidents'>,
  unbound: Unbound,
): readonly Fault[] {
  const { path, name, limitMs } = use
  if (use.kind === 'service') {
    const service = own(services, name)
    if (service === undefined) return unbound('service', services)
    if (use.as === undefined || own(service.as, use.as) !== undefined) return []
    const users = Object.keys(service.as)
    return [
      fault(
        [...path.slice(0, -1), 'as'],
        'unbound',
        `the service ${name} of ${environment} has no user ${use.as}`,
        users.length === 0
          ? `add as: { ${use.as}: { token: 'secret:NAME' } } to it in cutwater.yaml`
          : didYouMean(use.as, users),
      ),
    ]
  }
  if (use.kind === 'incidents')
    return incidents !== undefined
      ? []
      : [
          fault(
            path,
            'unbound',
            `the binding of ${environment} names no check that says whether an incident is open`,
            `add incidents: CHECK to environments.${environment} of cutwater.yaml`,
          ),
        ]
  const check = own(checks, name)
  if (check === undefined) return unbound('check', checks)
  const { kind } = check.look
  if (limitMs !== undefined && limitMs > check.timeLimitMs)
    return [
      fault(
        [...path.slice(0, -1), 'timeLimit'],
        'time-limit',
        `the check ${name} of ${environment} takes ${formatDuration(check.timeLimitMs)} at most`,
        `write timeLimit: ${formatDuration(check.timeLimitMs)} or less`,
      ),
    ]
  if (use.kind === 'journey')
    return kind === 'journey'
      ? []
      : [
          fault(
            path,
            'wrong-kind',
            `the check ${name} of ${environment} is no journey, but of kind ${kind}`,
            READS.includes(kind) ? `write evidence: ${name}` : 'put it into a suite, and write suite: NAME',
          ),
        ]
  if (!READS.includes(kind))
    return [
      fault(
        path,
        'wrong-kind',
        `the check ${name} of ${environment} reads no evidence: it is of kind ${kind}`,
        kind === 'journey' ? `write journey: ${name}` : 'put it into a suite, and write suite: NAME',
      ),
    ]
  if (!use.counted || canCount(kind)) return []
  return [
    keyFault(
      path,
      'not-counted',
      `the check ${name} of ${environment} counts nothing: it is of kind ${kind}`,
      'leave the bound out, or count by a report, a command, or sql with good and total',
    ),
  ]
}

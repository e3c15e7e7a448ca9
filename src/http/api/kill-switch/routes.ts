import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { ChosenRollout, WantedRollout } from '../../../core/change/rollout/choose-rollout.ts'
import type { Change } from '../../../core/change/state/change.ts'
import { findRollout, killRollout, type RolloutKilled } from '../../../runtime/traffic/kill-rollout.ts'
import { dedupOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { because, CHANGE_ID, line } from '../../kernel/schema/words.ts'
import { changeSchema } from '../changes/schema.ts'
import type { House } from '../house.ts'
import { killAnswer } from '../targets/kill-answer.ts'
import { killAnswerSchema } from '../targets/kill-schema.ts'

const VERSION = line(200)

const abortBody = z.strictObject({
  reason: because,
  confirmed: z.boolean().optional().meta({ description: 'Has to be `true`.' }),
  operator: line(100).optional().meta({ description: 'A note. Who acts is the holder of the token.' }),
  version: VERSION.optional().meta({ description: 'Of the rollout that is meant.' }),
  change: z.string().regex(CHANGE_ID, 'this is no id of a change').optional(),
})

const aborted = z.strictObject({
  change: z.string(),
  title: z.string(),
  environment: z.string(),
  version: z.string(),
  already: z.boolean().meta({ description: 'Nothing was left to be done.' }),
  answer: killAnswerSchema,
  targets: z.array(
    z.strictObject({
      target: z.string().meta({ description: '`environment/service`' }),
      already: z.boolean(),
      latched: z.boolean().meta({ description: 'False: somebody has released it since.' }),
      settled: z.boolean().meta({ description: 'Every proxy has acknowledged that it is closed.' }),
    }),
  ),
  next: z.string().meta({ description: 'What to do now.' }),
})

/** The kill switch at the address that runbooks have for it, made for a tired person with curl. */
export function killSwitchRoutes(serve: Serve, house: Pick<House, 'read' | 'act'>): void {
  serve({
    id: 'abortCanary',
    method: 'post',
    path: '/ops/canary/abort',
    tag: 'Changes',
    summary: 'The kill switch: close and latch every target of a rollout, and roll it back',
    description:
      'Which rollout: `version` or `change`; without them the only open one. The targets stay closed until each is released. The body is read as JSON whatever its Content-Type says. Asked again, it changes nothing more.',
    permission: 'kill',
    urgent: true,
    idempotency: 'optional',
    body: abortBody,
    bodyType: 'any',
    example: {
      reason: 'High error rate detected',
      confirmed: true,
      operator: '@jermaineMerritt',
      version: 'v2.1.0',
    },
    answers: { 200: { description: 'It is killed.', schema: aborted } },
    refusals: ['not-confirmed', 'no-rollout', 'several-rollouts', 'key-reused'],
  }).by(async ({ body, caller, key }) => {
    const { reason, confirmed, operator, version, change } = body
    if (confirmed !== true)
      throw new ProblemError(
        'not-confirmed',
        'Nothing was done: the body does not say "confirmed": true.',
        'Send {"reason": "...", "confirmed": true} if it is meant.',
      )
    const wanted = { version, change }
    const own = key === undefined ? null : dedupOf(caller, key)
    const killed = await house.act(killRollout, {
      wanted,
      name: caller.name,
      because: reason,
      operator: operator ?? null,
      key: own,
      dedup: `kill-switch/${own ?? randomUUID()}`,
    })
    if (!killed.killed) throw notKilled(killed, wanted)
    return { status: 200, body: whatWasDone(killed) }
  })

  serve({
    id: 'getCanaryMetrics',
    method: 'get',
    path: '/ops/canary/metrics',
    tag: 'Changes',
    summary: 'The evidence of a rollout: traffic, gates and guards with their numbers',
    description: 'Which rollout: `version` or `change`; without them the only open one.',
    permission: 'read',
    query: z.strictObject({
      version: VERSION.optional(),
      change: z.string().regex(CHANGE_ID, 'this is no id of a change').optional(),
    }),
    answers: { 200: { description: 'As it is now.', schema: evidenceSchema } },
    refusals: ['no-rollout', 'several-rollouts'],
  }).by(async ({ query }) => {
    const found = await house.act(findRollout, query)
    if (found.chosen === null) throw notChosen(found, query)
    const view = await house.read.change(found.chosen.id)
    if (view === null) throw new Error(`${found.chosen.id} was found and cannot be read`)
    const { id, title, environment, version, status, asOf, safety, rollouts } = view
    return { status: 200, body: { id, title, environment, version, status, asOf, safety, rollouts } }
  })
}

const evidenceSchema = changeSchema.pick({
  id: true,
  title: true,
  environment: true,
  version: true,
  status: true,
  asOf: true,
  safety: true,
  rollouts: true,
})

function whatWasDone({ change, already, asked, targets }: Extract<RolloutKilled, { killed: true }>) {
  const { title, environment, version } = change.runbook
  return {
    change: change.id,
    title,
    environment,
    version,
    already,
    answer: killAnswer(asked),
    targets: targets.map(({ name, ...target }) => ({ target: name, ...target })),
    next: whatIsNext(targets),
  }
}

function whatIsNext(targets: Extract<RolloutKilled, { killed: true }>['targets']): string {
  const named = ({ name }: { readonly name: string }) => name
  const released = targets.filter(({ latched, already }) => already && !latched).map(named)
  const open = targets.filter(({ latched, already, settled }) => (latched ? !settled : !already)).map(named)
  if (open[0] !== undefined)
    return `NOT every proxy has acknowledged that ${open.join(', ')} is closed. It goes on trying; cutwater kill ${open[0]} --direct asks the proxies themselves.`
  if (released.length > 0)
    return `It was killed before, and ${released.join(', ')} has been released since: cutwater kill TARGET closes it again.`
  return 'Everybody gets the stable version. Each target stays closed until cutwater release TARGET.'
}

function notKilled(killed: Extract<RolloutKilled, { killed: false }>, wanted: WantedRollout): ProblemError {
  return killed.because === 'key-reused'
    ? new ProblemError(
        'key-reused',
        'This key pulled the kill switch for another rollout.',
        'Use a new key, or none: this needs none.',
      )
    : notChosen(killed, wanted)
}

function notChosen(
  { because, open }: Pick<Extract<ChosenRollout, { chosen: null }>, 'because' | 'open'>,
  { version, change }: WantedRollout,
): ProblemError {
  const listed = open.slice(0, 20)
  const rollouts = listed.map((one) => {
    const { title, environment, version } = one.runbook
    return { change: one.id, title, environment, version, status: one.status }
  })
  const names = listed.map(nameOf).join('; ')
  if (because === 'several')
    return new ProblemError(
      'several-rollouts',
      `${open.length} rollouts are open: ${names}.`,
      `Say which: add "change": "${listed[0]?.id ?? 'CHG-...'}" to what you send.`,
      { rollouts },
    )
  const meant = change ?? (version === undefined ? null : `of ${version.slice(0, 60)}`)
  const none = meant === null ? 'No rollout is open' : `There is no rollout ${meant}`
  return new ProblemError(
    'no-rollout',
    names === '' ? `${none}.` : `${none}; open are ${names}.`,
    `${names === '' ? 'Close' : 'Say another version or change, or close'} a target by itself: cutwater kill TARGET.`,
    { rollouts },
  )
}

const nameOf = ({ id, runbook }: Change): string =>
  `${id} (${runbook.version === '' ? runbook.title : runbook.version} in ${runbook.environment})`

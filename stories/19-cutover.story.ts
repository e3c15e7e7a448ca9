/**
 * A cutover with a clock: what is done before T touches no target, T comes when it is done, phases run beside the
 * rollout, and what was prepared is undone when T never comes.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandSeconds, entry, factsOn, journalOf, refusal, says, status } from './props/facts.testing.ts'
import { pageSaying, shareAt } from './props/outside.testing.ts'
import { onStage, type Stage, until } from './props/stage.testing.ts'

/** At pace 100 a minute of the plan is 0.6 s. */
const PLAN = `plan: cutover
title: Cutover in phases
inputs:
  start: { type: datetime, default: '' }
  minutes: { type: integer, default: 600 }
environment: staging
version: v2.1.0
window: { start: "\${{ inputs.start }}", duration: "\${{ inputs.minutes }}m" }
leads: { cutover: Cutover Lead, product: Product Lead }
contacts: { room: asked }
phases:
  - phase: { name: readiness, at: before, lead: cutover }
    steps: [ { flags: { CutoverNear: true } } ]
  - phase: { name: final-checks, at: T-5m, lead: cutover, budget: 4m }
    steps:
      - action: sync-registry
        undo: { none: true, because: The sync copies what the source says. }
  - phase: { name: cutover, at: T, lead: cutover }
    steps:
      - parallel:
          - { deploy: wix, unknown: repeat }
          - { deploy: gamma, unknown: repeat }
      - rollout:
          targets: [wix, gamma]
          stages: [ { weight: 25%, hold: 10m }, { weight: 100%, hold: 10m } ]
          gates: [ { signal: success-ratio, atLeast: 99.0%, minSamples: 10 } ]
          guards: [ { signal: success-ratio, below: 97%, for: 5m } ]
  - phase: { name: publishing, at: T+5m, lead: product }
    steps: [ { flags: { PublishingGates: true } } ]
`

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString()
const TEAM = ['--lead', 'cutover=ada', '--lead', 'product=paul', '--contact', 'room=#cutover'] as const

test('a cutover', async (t) => {
  await onStage({ users: 200 }, async (stage) => {
    const fact = factsOn(t, stage)
    const plan = join(stage.dir, 'cutover.yaml')
    writeFileSync(plan, PLAN)
    for (const name of ['ada', 'paul'])
      await says(stage, 'token', 'create', name, '--role', 'operator', '--json')
    const order = (...more: readonly string[]) => [
      'run',
      plan,
      ...more,
      '--pace',
      '100',
      '--detach',
      '--json',
    ]
    const begin = async (start: string, ...more: readonly string[]): Promise<string> => {
      const said = await says(stage, ...order(`start=${start}`, ...more, ...TEAM), '--key', randomUUID())
      return (JSON.parse(said) as { id: string }).id
    }
    /** An instant that is still to come when so many commands have been given, and five minutes of the plan. */
    const after = async (commands: number) => inSeconds(4 + 3 * commands * (await commandSeconds(stage)))

    await fact('who leads it has to be named, and has to be somebody', async () => {
      const start = await after(9)
      assert.match(
        await refusal(stage, ...order(`start=${start}`, '--contact', 'room=#x')),
        /nobody is named as cutover \(Cutover Lead\)/,
      )
      assert.match(await refusal(stage, ...order(`start=${start}`, ...TEAM.slice(0, 4))), /has to say room/)
      const ghost = ['--lead', 'cutover=nobody', ...TEAM.slice(2)]
      assert.match(
        await refusal(stage, ...order(`start=${start}`, ...ghost)),
        /nobody of that name has a valid token/,
      )
    })

    await fact(
      'it prepares, opens at T, publishes beside the rollout, at the times that simulate says',
      async () => {
        const start = await after(4)
        const id = await begin(start)
        assert.equal(
          (await entry(stage, id, 'leads-named')).sentence,
          'led by ada (Cutover Lead), paul (Product Lead)',
        )
        const shown = await says(stage, 'show', id)
        assert.match(shown, /PREPARING/)
        assert.match(shown, /T-\d+:\d\d/)
        assert.match(shown, /Cutover Lead: ada/)
        assert.deepEqual(
          [await shareAt(stage, 'staging/wix'), await shareAt(stage, 'staging/gamma')],
          ['closed', 'closed'],
        )
        await status(stage, id, 'succeeded')
        const said = await says(stage, 'simulate', plan, `start=${start}`, '--pace', '100', '--json')
        const simulated = JSON.parse(said) as { t: number; status: string; timeline: readonly Moment[] }
        assert.equal(simulated.status, 'succeeded')
        assert.equal(simulated.t, Date.parse(start))
        await sameTimes(stage, id, Date.parse(start), simulated)
      },
    )

    await fact('a server that is killed while it prepares goes on where it was', async () => {
      const start = await after(4)
      const id = await begin(start)
      await entry(stage, id, 'phase-ended')
      await stage.server().kill()
      await stage.startServer()
      await status(stage, id, 'running', 'succeeded')
      const types = (await journalOf(stage, id)).map(({ type }) => type)
      assert.equal(types.filter((type) => type === 'preparation-started').length, 1)
      await says(stage, 'abort', id, '--because', 'the fact is shown')
      await until(`${id} is over`, async () => (await stage.client().change(id)).endedAt !== null)
    })

    await fact('an abort before T undoes what was prepared, and touches no target', async () => {
      const id = await begin(inSeconds(3_600))
      await entry(stage, id, 'phase-ended')
      await says(stage, 'abort', id, '--because', 'not today')
      await status(stage, id, 'cancelled')
      await onlyUndone(stage, id)
    })

    await fact(
      'a T that passes while somebody holds it back is missed, and what was prepared is undone',
      async () => {
        const start = await after(3)
        const id = await begin(start, 'minutes=25')
        await says(stage, 'pause', id, '--because', 'the team is not at its stations')
        await status(stage, id, 'missed')
        await onlyUndone(stage, id)
        await until('somebody is paged', () => pageSaying(stage, id, /its window has passed/))
      },
    )
  })
})

/** A machine that is slow tells of lateness, which the simulation does not foresee. */
const ORDERED = ['phase-started', 'phase-ended', 'window-opened']

type Moment = { readonly at: number; readonly type: string; readonly sentence: string }

/** Of the moments that the plan names; how long a deploy takes here is the machine's. */
async function sameTimes(
  stage: Stage,
  id: string,
  t: number,
  { timeline }: { readonly timeline: readonly Moment[] },
): Promise<void> {
  const happened = await journalOf(stage, id)
  const named = ['phase final-checks began', 'window opened', 'phase cutover began', 'phase publishing began']
  for (const words of named) {
    const planned = timeline.find(({ sentence }) => sentence.startsWith(words))
    const real = happened.find(({ sentence }) => sentence.startsWith(words))
    assert.ok(planned !== undefined && real !== undefined, words)
    const late = Date.parse(real.at) - t - (planned.at - t)
    assert.ok(late >= 0 && late < 5_000, `${words}: ${late} ms later than simulated`)
  }
  const order = (all: readonly { readonly type: string }[]) =>
    all.map(({ type }) => type).filter((type) => ORDERED.includes(type))
  assert.deepEqual(order(happened), order(timeline))
}

async function onlyUndone(stage: Stage, id: string): Promise<void> {
  const entries = await journalOf(stage, id)
  const types = entries.map(({ type }) => type)
  assert.ok(types.includes('preparation-undoing') && types.includes('undo-done'), types.join(' '))
  assert.ok(!types.includes('window-opened') && !types.includes('traffic-closed'), types.join(' '))
  const view = await stage.client().change(id)
  assert.equal(view.rollback?.traffic, 'untouched')
  assert.deepEqual(
    view.rollback?.undo.map(({ status }) => status),
    view.rollback?.undo.map(({ harmless }) => (harmless ? 'skipped' : 'done')),
  )
}

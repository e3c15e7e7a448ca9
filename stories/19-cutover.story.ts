/**
 * A cutover with a clock: its leads are named, and what is done before T touches no target, also when the server is
 * killed meanwhile. How it goes on, and how it ends, is told by story 24.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandSeconds, entry, factsOn, journalOf, refusal, says, status } from './props/facts.testing.ts'
import { shareAt } from './props/outside.testing.ts'
import { onStage, until } from './props/stage.testing.ts'

/** At pace 100 a minute of the plan is 0.6 s. */
const PLAN = `plan: cutover
title: Cutover in phases
inputs:
  start: { type: datetime, default: '' }
environment: staging
version: v2.1.0
window: { start: "\${{ inputs.start }}", duration: 10h }
leads: { cutover: Cutover Lead, product: Product Lead }
contacts: { room: asked }
phases:
  - phase: { name: readiness, at: before, lead: cutover }
    steps:
      - flags: { CutoverNear: true }
      - checklist: [ { title: Stable is well, signal: success-ratio, atLeast: 90%, over: 10m, minSamples: 5 } ]
        id: ready
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
    const begin = async (start: string): Promise<string> => {
      const said = await says(stage, ...order(`start=${start}`, ...TEAM), '--key', randomUUID())
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

    await fact('it prepares without touching a target; a killed server goes on where it was', async () => {
      const start = await after(4)
      const id = await begin(start)
      await entry(stage, id, 'phase-ended')
      assert.equal(
        (await entry(stage, id, 'leads-named')).sentence,
        'led by ada (Cutover Lead), paul (Product Lead)',
      )
      const shown = await says(stage, 'show', id)
      assert.match(shown, /PREPARING/)
      assert.match(shown, /T-\d+:\d\d/)
      assert.match(shown, /Cutover Lead: ada/)
      await stage.server().kill()
      assert.deepEqual(
        [await shareAt(stage, 'staging/wix'), await shareAt(stage, 'staging/gamma')],
        ['closed', 'closed'],
      )
      await stage.startServer()
      await status(stage, id, 'running', 'succeeded')
      const types = (await journalOf(stage, id)).map(({ type }) => type)
      assert.equal(types.filter((type) => type === 'preparation-started').length, 1)
      await says(stage, 'abort', id, '--because', 'the fact is shown')
      await until(`${id} is over`, async () => (await stage.client().change(id)).endedAt !== null)
    })
  })
})

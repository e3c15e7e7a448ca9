import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Colleague, does } from '../props/colleague.testing.ts'
import { says } from '../props/facts.testing.ts'
import { type Stage, until } from '../props/stage.testing.ts'

/** At pace 100 five minutes of measurements are three seconds, and a round of hypercare is six. */
const LOOKS_AFTERWARDS = `plan: looks-afterwards
title: Looks afterwards
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
steps:
  - { flags: { looked-at: 1, targets: [wix] } }
followUps:
  - on: succeeded
    within: 24h
    tasks:
      - { title: Users are well, id: well, signal: success-ratio, atLeast: 90%, over: 5m, minSamples: 5 }
      - { title: Nobody is well, id: ill, signal: success-ratio, below: 1%, over: 5m, minSamples: 5 }
      - { title: The new flow is on, id: flow, flag: { name: new-flow, equals: true, targets: [wix] } }
      - { title: The runbook is updated, id: book, events: [plan-registered] }
  - { on: succeeded, every: 10m, for: 20m, tasks: [ { title: Quiet, id: quiet, signal: success-ratio, atLeast: 90%, over: 5m, minSamples: 5 } ] }
`

type Task = {
  readonly task: string
  readonly state: string
  readonly done: { readonly by: string; readonly note: string; readonly byEvidence: boolean } | null
  readonly evidence: {
    readonly from: string
    readonly until: string | null
    readonly seen: { readonly words: string } | null
  } | null
}

/** What is measured by the gateway, what a flag is and what the journal holds: each ends the task that waits for it. */
export async function looksAfterwards(stage: Stage, ada: Colleague): Promise<string> {
  const plan = join(stage.dir, 'looks-afterwards.yaml')
  writeFileSync(plan, LOOKS_AFTERWARDS)
  const said = await says(stage, 'run', plan, 'environment=staging', '--pace', '100')
  const id = /CHG-\d+-\d+/.exec(said)?.[0] ?? assert.fail(said)
  const tasks = async (): Promise<readonly Task[]> =>
    JSON.parse(await says(stage, 'follow-ups', 'list', id, '--json'))
  const task = async (name: string) => (await tasks()).find((one) => one.task === name) ?? assert.fail(name)
  const done = (name: string) =>
    until(`${name} is done`, async () => {
      const { done } = await task(name)
      return done
    })

  const well = await done('well')
  assert.ok(well.byEvidence)
  assert.match(well.note, /^wix success-ratio \d+\.\d\d % of [\d,]+ samples \(at least 90.00 %\)$/)
  assert.equal((await task('flow')).state, 'open')
  assert.match(await says(stage, 'mine'), /The new flow is on .*\n {4}done once seen: new-flow=true on wix\n/)
  await says(stage, 'flags', 'set', 'staging/wix', 'new-flow', 'true', '--because', 'it is ready')
  assert.equal((await done('flow')).note, 'new-flow=true on wix')
  writeFileSync(plan, LOOKS_AFTERWARDS.replace('title: Looks', 'title: Still looks'))
  await says(stage, 'plan', 'register', plan)
  assert.match(
    (await done('book')).note,
    /registered version \d of looks-afterwards, "Still looks afterwards"/,
  )
  for (const round of ['quiet.1', 'quiet.2']) assert.ok((await done(round)).byEvidence)
  const [first, second] = [await task('quiet.1'), await task('quiet.2')]
  assert.ok(
    Date.parse(second.evidence?.from ?? '') >= Date.parse(first.evidence?.until ?? ''),
    'each round has numbers of its own',
  )

  // What is never seen says what was seen, and a person says it with a file.
  const shown = await says(stage, 'follow-ups', 'list', id)
  assert.match(
    shown,
    /Nobody is well[\s\S]*done once seen: success-ratio below 1.00 % over 3s on wix; seen last: wix/,
  )
  const file = join(stage.dir, 'report.txt')
  writeFileSync(file, 'they are well after all')
  const word = [
    'follow-ups',
    'done',
    id,
    'ill',
    '--note',
    'it was meant the other way round',
    '--attach',
    file,
  ]
  assert.match(await does(ada, ...word), /Nobody is well: done/)
  assert.match(await says(stage, 'follow-ups', 'list', id), /report\.txt, sha256 [0-9a-f]{12}/)
  const entries = await stage.client().entries(`follow-ups/${id}`, 0)
  const types = entries.map(({ type }) => type)
  assert.equal(types.filter((type) => type === 'follow-up-proved').length, 5)
  const by = entries.find(({ type }) => type === 'follow-up-done')?.data as { unseen: string; note: string }
  assert.equal(by.unseen, 'success-ratio below 1.00 % over 3s on wix')
  assert.match(by.note, /^it was meant/)
  return id
}

/**
 * After the end: what a change leaves is owed by named people, they are reminded, what is late is seen everywhere, and
 * what they say stands beside the change, which stays as it ended. A plan that asks to be reviewed says so.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { looksAfterwards } from './23-follow-ups/looks.testing.ts'
import { evidenceOnThePage, tasksOnThePage } from './23-follow-ups/on-the-page.testing.ts'
import { RUNBOOK, writeLeavesWork } from './23-follow-ups/plan.testing.ts'
import { type Colleague, colleague, does, isRefused } from './props/colleague.testing.ts'
import { factsOn, journalOf, says } from './props/facts.testing.ts'
import { type Arrived, arrivedAt } from './props/outside.testing.ts'
import { onStage, type Stage, until } from './props/stage.testing.ts'

test('after the end of a change', { timeout: 600_000 }, async (t) => {
  await onStage({ users: 20 }, async (stage) => {
    const fact = factsOn(t, stage)
    const plan = writeLeavesWork(stage.dir)
    const ada = await colleague(stage, 'ada', 'participant')
    const eve = await colleague(stage, 'eve', 'viewer')
    const run = ['run', plan, 'environment=staging', '--lead', 'care=ada', '--pace', '100']
    let id = ''
    let ended = ''

    await fact('the end says what is owed, and whom it owes is told', async () => {
      const said = await says(stage, ...run)
      id = /CHG-\d+-\d+/.exec(said)?.[0] ?? assert.fail(said)
      assert.match(said, /: 4 tasks are owed, .*; cutwater follow-ups list CHG/)
      ended = JSON.stringify(await journalOf(stage, id))
      const shown = await says(stage, 'show', id)
      assert.match(shown, /Left .*4 tasks are owed/)
      assert.match(shown, /\[.\] Read the error logs \(\d of 3\) +ada, Leads hypercare, (was )?due/)
      assert.match(shown, /impact: Read-only for a moment, for 1m/)
      assert.ok(shown.includes(`Runbook: ${RUNBOOK}`), shown)
      assert.match(shown, /risk: The registry is away \(likelihood low, impact medium\): It is synced again/)
      assert.match(
        await does(ada, 'mine'),
        /Read the error logs .*\n.*follow-ups done CHG-\S+ logs\.1 --note/,
      )
      assert.doesNotMatch(await does(ada, 'mine'), /retrospective/)
      const owed = await told(stage, id, 'follow-up:owed')
      assert.match(owed.text, /4 tasks are owed: Read the error logs \(1 of 3\) by ada until/)
    })

    await fact('each round is reminded of once and overdue once, in every place', async () => {
      await told(stage, id, 'follow-up:reminder')
      const late = await told(stage, id, 'follow-up:overdue')
      assert.match(late.text, /^OVERDUE: Read the error logs \(1 of 3\), owed by ada .*logs\.1 --note/)
      assert.match(await says(stage, 'follow-ups', 'list', '--owner', 'ada'), /\[!\] Read the error logs/)
      assert.match(await does(ada, 'mine'), /was due/)
      assert.match(await says(stage, 'list'), /tasks are owed, .*overdue/)
      assert.match(await metrics(stage, ada), /cutwater_follow_ups_open\{state="overdue"\} [123]/)
    })

    await fact('it is done with a note, by somebody who may answer, and reopened with a reason', async () => {
      const done = ['follow-ups', 'done', id, 'logs.1', '--note']
      assert.match(
        await isRefused(eve, ...done, 'x'),
        /logs\.1 is owed by ada, and eve may not answer for others/,
      )
      assert.match(await does(ada, ...done, 'https://wiki.test/logs'), /Read the error logs \(1 of 3\): done/)
      assert.match(await isRefused(ada, ...done, 'again'), /was done by ada before/)
      assert.match((await told(stage, id, 'follow-up:done')).text, /is done, says ada: https:/)
      const reopened = await says(stage, 'follow-ups', 'reopen', id, 'logs.1', '--because', 'of yesterday')
      assert.match(reopened, /owed again by ada/)
      assert.match((await told(stage, id, 'follow-up:reopened')).text, /says .*: of yesterday/)
      assert.match(await does(ada, ...done, 'the right ones'), /done/)
      const entries = await stage.client().entries(`follow-ups/${id}`, 0)
      const types = entries.map(({ type }) => type)
      assert.equal(types[0], 'follow-ups-owed')
      assert.equal(types.filter((type) => type === 'follow-up-done').length, 2)
      assert.equal(types.filter((type) => type === 'follow-up-reopened').length, 1)
    })

    await fact('on the page, by keyboard and on a phone', () => tasksOnThePage(t, stage, ada, id))

    await fact(
      'what can be seen ends a task without a word, and each round by numbers of its own',
      async () => {
        const looked = await looksAfterwards(stage, ada)
        await evidenceOnThePage(t, stage, ada, looked)
        assert.match(await metrics(stage, ada), /cutwater_follow_ups_looked_for 0/)
      },
    )

    await fact('the change is as it ended, and every task was told twice at most', async () => {
      assert.equal(JSON.stringify(await journalOf(stage, id)), ended)
      const names = (await about(stage, id)).map(({ name, text }) => `${name} ${text}`)
      const byTime = names.filter((one) => /^follow-up:(reminder|overdue)/.test(one))
      assert.equal(new Set(byTime).size, byTime.length)
      await says(stage, 'journal', 'verify')
    })

    await fact('a plan that nobody has looked at for too long says so until somebody has', async () => {
      const listed = await until('it is due', async () => {
        const { out, err } = await stage.cutwater('plan', 'list')
        return /leaves-work: to be reviewed every 1s, and was due/.test(err) ? `${out}${err}` : null
      })
      assert.match(listed, /cutwater plan review leaves-work --because/)
      assert.match(await says(stage, 'plan', 'show', 'leaves-work'), /to be reviewed every 1s, and was due/)
      const due = /leaves-work version 1 was registered .* ago and is to be reviewed every 1s/
      assert.match(await says(stage, 'plan', 'check', plan), due)
      assert.match(await says(stage, 'check', plan), due)
      const opened = await stage.cutwater(...run, '--detach')
      assert.equal(opened.code, 0, opened.err)
      assert.match(opened.err, due)
      assert.match(
        await isRefused(ada, 'plan', 'review', 'leaves-work', '--because', 'x'),
        /one of the roles author/,
      )
      const reviewed = await says(stage, 'plan', 'review', 'leaves-work', '--because', 'read with the team')
      assert.match(reviewed, /version 1: reviewed, again by/)
      assert.match(await says(stage, 'plan', 'show', 'leaves-work'), /last by .*: read with the team/)
      const entries = await stage.client().entries('plans/leaves-work', 0)
      assert.deepEqual(
        entries.map(({ type }) => type),
        ['plan-registered', 'plan-reviewed'],
      )
    })
  })
})

const about = async (stage: Stage, id: string): Promise<readonly Arrived[]> =>
  (await arrivedAt(stage)).filter(({ channel, text }) => channel === 'events' && text.includes(id))

const told = (stage: Stage, id: string, name: string): Promise<Arrived> =>
  until(`${name} of ${id}`, async () => (await about(stage, id)).find((one) => one.name === name))

async function metrics(stage: Stage, { secret }: Colleague): Promise<string> {
  const headers = { authorization: `Bearer ${secret}` }
  return (await fetch(`${stage.client().url}/metrics`, { headers })).text()
}

/**
 * People in the run: a checklist that two answer at once, a go/no-go that is refused once, a file that comes with a
 * tick, and a stage that waits for a person with its traffic held.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { answersOnThePage } from './20-people/on-the-page.testing.ts'
import { writePeoplePlan } from './20-people/plan.testing.ts'
import { colleague, does, isRefused } from './props/colleague.testing.ts'
import { begin, entry, factsOn, holding, journalOf, says, status } from './props/facts.testing.ts'
import { atGateway } from './props/outside.testing.ts'
import { onStage, run as runAs, type Stage, until } from './props/stage.testing.ts'

const LEADS = ['--lead', 'cutover=ada', '--lead', 'qa=ben']

test('people in the run', { timeout: 600_000 }, async (t) => {
  await onStage({ users: 100 }, async (stage) => {
    const fact = factsOn(t, stage)
    const plan = writePeoplePlan(stage.dir)
    const ada = await colleague(stage, 'ada', 'participant')
    const ben = await colleague(stage, 'ben', 'participant')
    const run = (version: string, ...more: readonly string[]) => started(stage, plan, version, more)

    await fact('who is asked sees it, ticks it with a file, and nobody ticks for another', async () => {
      await says(stage, 'flags', 'set', 'staging/wix', 'CanaryEnabled', 'true', '--because', 'an old test')
      const id = await run('v2.1.0')
      await entry(stage, id, 'checklist-opened')
      assert.match(await does(ada, 'mine'), /The pager is up/)
      assert.doesNotMatch(await does(ada, 'mine'), /The proof is there/)
      assert.match(await does(ben, 'mine'), /cutwater tick CHG-\S+ ready\/proof --attach FILE/)
      assert.match(
        await isRefused(ben, 'tick', id, 'ready/person'),
        /for ada \(Leads the cutover\), not for ben/,
      )
      assert.match(await isRefused(ben, 'tick', id, 'proof'), /needs a file/)
      assert.match(await isRefused(ada, 'pause', id), /participant|command-change|may not|role/)

      // Two at once: one word each; of the same item, one of two.
      const [first, second, pager] = await Promise.all([
        ada.cutwater('tick', id, 'team'),
        ben.cutwater('tick', id, 'team'),
        ada.cutwater('tick', id, 'ready/person', '--note', 'paged myself'),
      ])
      assert.deepEqual([first.code, second.code].sort(), [0, 1], `${first.err}${second.err}`)
      assert.match(`${first.err}${second.err}`, /was ticked by (ada|ben)/)
      assert.equal(pager.code, 0, pager.err)
      assert.match(await does(ada, 'tick', id, 'ready/person', '--note', 'paged myself'), /so already/)

      const file = join(stage.dir, 'proof.txt')
      writeFileSync(file, 'it was tested')
      const sha256 = createHash('sha256').update('it was tested').digest('hex')
      await does(ben, 'tick', id, 'proof', '--attach', file)
      const ticks = (await journalOf(stage, id)).filter(({ type }) => type === 'item-ticked')
      assert.equal(ticks.length, 3)
      const view = await stage.client().change(id)
      const proof = view.checklists[0]?.items.find(({ ref }) => ref === 'ready/proof')
      assert.deepEqual(proof?.attachment, { name: 'proof.txt', bytes: 13, sha256 })
      const kept = await fetch(`${stage.client().url}/v1/changes/${id}/attachments/${sha256}`, {
        headers: { authorization: `Bearer ${ada.secret}` },
      })
      assert.equal(await kept.text(), 'it was tested')
      assert.equal(kept.headers.get('content-disposition'), 'attachment')

      // Evidence is looked for again and again, and shows what it saw.
      assert.match(await says(stage, 'show', id), /old canary is off.*true/)
      await says(stage, 'flags', 'set', 'staging/wix', 'CanaryEnabled', 'false', '--because', 'it is over')
      await entry(stage, id, 'decision-asked')
      assert.match(await isRefused(ben, 'untick', id, 'proof', '--because', 'late'), /its checklist is over/)
    })

    await fact('a go/no-go is refused once and asked again, and a stage waits for its person', async () => {
      const id = await run('v2.2.0')
      await ticksAll(stage, id)
      await entry(stage, id, 'decision-asked')
      await does(ada, 'decide', id, 'go-no-go', 'approve')
      assert.match(await isRefused(ben, 'decide', id, 'go', 'reject'), /needs its reason/)
      await does(ben, 'decide', id, 'go', 'reject', '--because', 'the tests are red')
      const paused = await status(stage, id, 'paused')
      assert.match(paused.decisions[0]?.reason ?? '', /rejected by ben: the tests are red/)
      await says(stage, 'resume', id)
      await until(
        'it is asked again',
        async () => (await stage.client().change(id)).decisions[0]?.state === 'open',
      )
      await does(ada, 'decide', id, 'go', 'approve')
      await does(ben, 'decide', id, 'go', 'approve', '--because', 'green again')

      await holding(stage, id, 1_000)
      await until('the stage asks', async () => {
        const [, stageList] = (await stage.client().change(id)).checklists
        return stageList?.state === 'open'
      })
      assert.match(await isRefused(ada, 'tick', id, 'move@1/looks-well'), /for ben/)
      await does(ben, 'not-ready', id, 'looks-well', '--because', 'one more look')
      await status(stage, id, 'paused')
      await says(stage, 'resume', id)
      assert.equal((await atGateway(stage, 'staging/wix')).split.mode, 'open')
      const before = (await stage.client().change(id)).rollouts[0]?.stages.map(({ state }) => state)
      assert.deepEqual(before, ['holding', 'to-come'])
      await does(ben, 'tick', id, 'move@1/looks-well')
      const over = await status(stage, id, 'succeeded')
      assert.equal(over.checklists[1]?.items[0]?.by, 'ben')
      assert.match(await says(stage, 'show', id), /It looks well.*ben/)
    })

    await fact('on the page, by keyboard and on a phone', async () => {
      const id = await run('v2.3.0')
      await entry(stage, id, 'checklist-opened')
      await answersOnThePage(t, stage, ben, id)
    })

    await fact('an approver who requested it, and a file of a gigabyte, are refused at once', async () => {
      const own = await stage.cutwater(
        ...['run', plan, 'environment=staging', 'version_tag=v2.4.0', '--lead', 'cutover=ada'],
        ...['--lead', `qa=${await whoRuns(stage)}`, '--detach'],
      )
      assert.match(`${own.out}${own.err}`, /"Go or no-go" needs 2 to approve, and one person may/)
      const id = await run('v2.5.0')
      await entry(stage, id, 'checklist-opened')
      assert.equal(await uploadsStating(stage, ben.secret, id, 2 ** 30), 413)
    })
  })
})

function started(stage: Stage, plan: string, version: string, more: readonly string[]): Promise<string> {
  return begin(
    { cutwater: (...words) => stage.cutwater(...words.filter(isNoWindow)) },
    plan,
    version,
    ...LEADS,
    ...more,
  )
}
/** This plan has no window. */
const isNoWindow = (word: string): boolean => !word.startsWith('maintenance_window')

async function ticksAll(stage: Stage, id: string): Promise<void> {
  const names = { ada: 'ready/person', ben: 'proof' }
  await entry(stage, id, 'checklist-opened')
  const file = join(stage.dir, 'again.txt')
  writeFileSync(file, 'tested again')
  for (const [name, item] of Object.entries(names)) {
    const more = item === 'proof' ? ['--attach', file] : []
    const person = {
      CUTWATER_SERVER: stage.client().url,
      CUTWATER_TOKEN_FILE: join(stage.dir, `token-${name}`),
    }
    const { code, err } = await runAs(['tick', id, item, ...more], person)
    assert.equal(code, 0, err)
  }
  await says(stage, 'tick', id, 'team')
}

const whoRuns = async (stage: Stage): Promise<string> => (await stage.client().whoAsks()).name

/** Says how much will come, and sends nothing of it: the answer does not wait for it. */
function uploadsStating(
  stage: Stage,
  secret: string,
  id: string,
  bytes: number,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asking = request(`${stage.client().url}/v1/changes/${id}/attachments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/octet-stream',
        'content-length': bytes,
      },
    })
    asking.on('response', (answer) => {
      resolve(answer.statusCode)
      asking.destroy()
    })
    asking.on('error', reject)
    asking.flushHeaders()
  })
}

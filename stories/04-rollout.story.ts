/** Traffic moves up stage by stage, as far as the evidence allows, and people can hold it, hurry it and see it. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBrowser } from '../src/adapters/browser/find-browser.ts'
import {
  begin,
  entry,
  factsOn,
  holding,
  journalOf,
  refusal,
  says,
  status,
  WIDE,
} from './props/facts.testing.ts'
import { arrivedAt, atGateway, shareAt, versionFor } from './props/outside.testing.ts'
import { PATIENT, planVariant } from './props/plan-variant.testing.ts'
import { INPUTS, onStage, PLAN, type Ran, type Stage, until } from './props/stage.testing.ts'

test('a rollout', async (t) => {
  await onStage({ users: 400, browser: true }, async (stage) => {
    await wholeRun(t, stage)
    await peopleInTheMiddle(t, stage)
  })
})

/** One run of the shipped plan, word for word, followed in a pipe; what it did is looked at from every side. */
async function wholeRun(t: TestContext, stage: Stage): Promise<void> {
  const { addresses } = stage.world
  for (const target of ['wix', 'gamma']) {
    await says(stage, 'flags', 'set', target, 'CanaryEnabled', 'true')
    await says(stage, 'flags', 'set', target, 'GlassFXEnabled', 'false')
  }
  const order = [PLAN, ...INPUTS, WIDE, '--pace', '100']
  const running = stage.cutwater('run', ...order)
  const id = await until('the change', async () => (await stage.client().changes())[0]?.id)
  const visits = watchUsers(addresses.publicly.wix, running)
  await holding(stage, id, 500)
  const ran = await running
  const users = await visits
  const view = await stage.client().change(id)

  await t.test('a good version reaches everyone: run follows it in a pipe and exits with 0', () => {
    assert.equal(ran.code, 0, ran.out)
    const milestones = [
      /^CHG-\d{4}-\d+ {2}Dual Deploy/m,
      /window opened, until/,
      /Deploy (wix|gamma) done/,
      /canary to 5 % on gamma and wix/,
      /5 % passed: gamma 100\.00 %, wix 100\.00 %/,
      /canary to 25 %/,
      /canary to 50 %/,
      /canary to 100 %/,
      /the canary is stable now on gamma and wix/,
      /Freeze the flags across Wix and Gamma done/,
      /Sync the Notion registry to Wix done/,
      /window closed/,
      /SUCCEEDED$/m,
    ].map((words) => ran.out.search(words))
    assert.ok(!milestones.includes(-1), `${milestones}\n${ran.out}`)
    assert.deepEqual(
      milestones,
      milestones.toSorted((a, b) => a - b),
    )
  })

  await t.test(
    'it announces the events people wait for, in order, and sends them signed to subscribers',
    async () => {
      const expected = [
        'maintenance:window:start',
        'canary:step',
        'canary:passed',
        'deploy:complete',
        'maintenance:window:end',
      ]
      const inOrder = (names: readonly (string | null)[]) => expected.map((name) => names.indexOf(name))
      const journaled = inOrder((await journalOf(stage, id)).map(({ event }) => event))
      assert.ok(!journaled.includes(-1))
      assert.deepEqual(
        journaled,
        journaled.toSorted((a, b) => a - b),
      )
      const sent = await until('every webhook has arrived', async () => {
        const names = (await arrivedAt(stage))
          .filter(({ channel }) => channel === 'events')
          .map(({ name }) => name)
        return expected.every((name) => names.includes(name)) && names
      })
      assert.equal(sent.filter((name) => name === 'canary:step').length, 4)
      const refused = await fetch(`${addresses.pager}/refused`)
      assert.deepEqual(await refused.json(), [])
    },
  )

  await t.test('a user who was once on the canary stays there while the weight rises', () => {
    const everOnCanary = [...users.values()].filter((versions) => versions.includes('v2.0.0'))
    assert.equal(everOnCanary.length, users.size, 'at 100 % everyone is on it')
    const firstSeen = new Set(everOnCanary.map((versions) => versions.indexOf('v2.0.0')))
    assert.ok(firstSeen.size >= 3, `users moved in ${firstSeen.size} steps`)
    for (const [user, versions] of users) {
      const since = versions.slice(versions.indexOf('v2.0.0'))
      assert.ok(!since.includes('v1.9.0'), `${user} went back: ${versions}`)
    }
  })

  await t.test('afterwards the new version is stable, on the gateway and for everybody', async () => {
    for (const target of ['staging/wix', 'staging/gamma'] as const) {
      const { stable, split } = await atGateway(stage, target)
      assert.equal(stable, 'green')
      assert.equal(split.mode, 'closed')
    }
    for (const url of Object.values(addresses.publicly)) assert.equal(await versionFor(url), 'v2.0.0')
  })

  await t.test(
    'the flags are as ordered on both targets, and locked until somebody unlocks them with a reason',
    async () => {
      for (const target of ['wix', 'gamma']) {
        assert.equal((await says(stage, 'flags', 'get', target, 'CanaryEnabled')).trim(), 'false')
        assert.equal((await says(stage, 'flags', 'get', target, 'GlassFXEnabled')).trim(), 'true')
      }
      assert.equal(await flagService(stage, 'gamma', 'GlassFXEnabled'), true)
      assert.match(
        await refusal(stage, 'flags', 'set', 'gamma', 'GlassFXEnabled', 'false'),
        new RegExp(`locked by ${id}`),
      )
      assert.equal(await flagService(stage, 'gamma', 'GlassFXEnabled'), true)
      assert.match(await refusal(stage, 'flags', 'unlock', 'gamma', 'GlassFXEnabled'), /because/)
      await says(
        stage,
        'flags',
        'unlock',
        'gamma',
        'GlassFXEnabled',
        '--because',
        'the investors prefer it plain',
      )
      await says(
        stage,
        'flags',
        'set',
        'gamma',
        'GlassFXEnabled',
        'false',
        '--because',
        'the investors prefer it plain',
      )
      assert.equal(await flagService(stage, 'gamma', 'GlassFXEnabled'), false)
      assert.match(
        await says(stage, 'flags', 'history', 'gamma', 'GlassFXEnabled'),
        /the investors prefer it plain/,
      )
    },
  )

  await t.test('the registry is freshly synced, and its badge says so on the page', async () => {
    const registry = (await (await fetch(`${addresses.publicly.wix}/api/registry`)).json()) as {
      lastSync: string
    }
    assert.ok(registry.lastSync > (view.startedAt ?? 'never'))
    assert.match(
      await (await fetch(addresses.publicly.wix)).text(),
      /id="registry-status" data-status="in-sync"/,
    )
  })

  await t.test(
    'every item of the checklist passed with its evidence, also what takes a browser',
    async () => {
      const browser = await findBrowser(process.env)
      assert.deepEqual(
        view.checklist.map(({ id: item, status: is }) => [item, is]),
        [
          'slo-held',
          'canary-flag',
          'glassfx-flag',
          'registry',
          'investor-panel',
          'accessibility',
          'telemetry',
        ].map((item) => [
          item,
          item === 'accessibility' && 'missing' in browser ? 'left-to-person' : 'passed',
        ]),
      )
      const evidence = Object.fromEntries(view.checklist.map((item) => [item.id, item.evidence ?? '']))
      assert.match(evidence['slo-held'] ?? '', /wix.* 100\.00 % of [\d,]+ samples/)
      assert.match(evidence.registry ?? '', /lastSync/)
      assert.match(
        evidence.accessibility ?? '',
        'missing' in browser
          ? /keyboard \(.*Investor panel: No browser can be had/
          : /^1 of 1 passed; Investor panel: Loaded \(200 OK, \S+\), axe finds nothing, the focus is to be seen at all 8 stops of Tab in light and dark$/,
      )
    },
  )
}

async function peopleInTheMiddle(t: TestContext, stage: Stage): Promise<void> {
  const fact = factsOn(t, stage)
  const plan = planVariant(stage.dir, 'patient', PATIENT)
  const atPace20 = (version: string) => begin(stage, plan, version, '--pace', '20')

  await fact('a paused change holds its weight and its clock, and goes on when it is resumed', async () => {
    const id = await begin(stage, PLAN, 'v2.1.0', '--pace', '60')
    await holding(stage, id, 500)
    await says(stage, 'pause', id, '--because', 'somebody asks a question')
    const held = async () => (await stage.client().change(id)).rollouts[0]?.hold?.heldMs
    const heldMs = await held()
    // Longer than the whole hold of 5 s: without the pause it would be over.
    await sleep(6_000)
    assert.equal(await held(), heldMs)
    assert.equal(await shareAt(stage, 'staging/wix'), 500)
    assert.match(await says(stage, 'show', id), /PAUSED[\s\S]*somebody asks a question/)
    assert.match(await refusal(stage, 'promote', id), /Resume it first/)
    await says(stage, 'resume', id)
    await holding(stage, id, 2_500)
  })

  await fact(
    'a promotion ends a hold early, but too few samples need an override with a reason',
    async () => {
      const id = await atPace20('v2.2.0')
      await holding(stage, id, 500)
      const err = await until('a measurement', async () => {
        const { err } = await stage.cutwater('promote', id)
        return /of 1000000 samples: inconclusive/.test(err) && err
      })
      assert.match(err, /promote with an override and its reason/)
      assert.equal(await shareAt(stage, 'staging/wix'), 500)
      await says(stage, 'promote', id, '--override', 'the night is quiet')
      await holding(stage, id, 2_500)
      assert.match((await entry(stage, id, 'promoted')).sentence, /override: the night is quiet/)
    },
  )

  await fact(
    'without metrics nothing advances and nobody can promote; when they are back it goes on',
    async () => {
      // At this pace the plan goes back after 30 s without data; all of this is said before.
      const id = await begin(stage, plan, 'v2.3.0', '--pace', '10')
      await holding(stage, id, 500)
      await until('a measurement', async () => /inconclusive/.test((await stage.cutwater('promote', id)).err))
      await stage.metrics('down')
      await entry(stage, id, 'evidence-missing')
      assert.match(await says(stage, 'show', id), /NO DATA|no data/)
      assert.match(await refusal(stage, 'promote', id, '--override', 'I am in a hurry'), /no data/)
      assert.equal(await shareAt(stage, 'staging/gamma'), 500)
      await stage.metrics('up')
      await entry(stage, id, 'evidence-returned')
      await until(
        'it can be promoted',
        async () => (await stage.cutwater('promote', id, '--override', 'they are back')).code === 0,
      )
      await holding(stage, id, 2_500)
    },
  )

  await fact(
    'a version header counts only from a trusted proxy, and only where the plan allows it',
    async () => {
      const { wix } = stage.world.addresses.publicly
      const allowed = planVariant(stage.dir, 'by-header', PATIENT, {
        'targets: [wix, gamma]': 'targets: [wix, gamma]\n      headerOverride: true',
        'weight: 5%': 'weight: 0.01%',
      })
      const id = await begin(stage, allowed, 'v2.4.0', '--pace', '20')
      await holding(stage, id, 1)
      assert.equal(await versionFor(wix, { version: 'canary' }), 'v2.4.0')
      for (const version of ['canary', 'v2.4.0'])
        assert.equal(await versionFor(wix, { version, from: '127.0.0.2' }), 'v2.0.0')
      await says(stage, 'abort', id)
      await status(stage, id, 'rolled-back')
      assert.equal(
        await versionFor(wix, { version: 'canary' }),
        'v2.0.0',
        'closed is closed, whatever the header says',
      )
    },
  )
}

/** What sixty people see at one site until the run is over, and once more after that. */
async function watchUsers(
  url: string,
  running: Promise<Ran>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const users = new Map(Array.from({ length: 60 }, (_, n) => [`watched-${n}`, [] as string[]]))
  let over = false
  const end = running.finally(() => {
    over = true
  })
  const visit = async () => {
    await Promise.all([...users].map(async ([user, seen]) => seen.push(await versionFor(url, { user }))))
  }
  while (!over) {
    await visit()
    await Promise.race([sleep(500), end])
  }
  await visit()
  return users
}

/** What the flag service of a site itself says. */
async function flagService({ world }: Stage, target: 'wix' | 'gamma', flag: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${world.secrets.FLAG_API_KEY}` }
  const answer = await fetch(`${world.addresses.flags[target]}/flags/${flag}`, { headers })
  return ((await answer.json()) as { value: unknown }).value
}

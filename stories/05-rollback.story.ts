/** Rollback: whatever goes wrong, every request goes to what worked before, and nothing of the new version is left. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type Served, startServed } from '../src/cli/commands/demo/served.ts'
import { accessibilityFaults, openBrowser } from './props/browser.testing.ts'
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
import {
  atGateway,
  pageSaying,
  processesWith,
  shareAt,
  TARGETS,
  versionFor,
} from './props/outside.testing.ts'
import { planVariant, type Rewording, SHORT } from './props/plan-variant.testing.ts'
import { INPUTS, onStage, PLAN, type Stage, until } from './props/stage.testing.ts'

const FOLLOWED = ['run', PLAN, ...INPUTS, WIDE, '--pace', '100']
/** Three seconds on every step down, at pace 60. */
const GRADUAL: Rewording = { 'targets: [wix, gamma]': 'targets: [wix, gamma]\n      descend: { hold: 3m }' }

test('a version that answers with errors is taken back by itself, and so is it when a person says so', async (t) => {
  await onStage({ users: 400, fault: 'errors' }, async (stage) => {
    const before = await flagsOf(stage)
    await t.test('errors trip the guard, the change is rolled back, and run exits with 3', async () => {
      const { code, out } = await stage.cutwater(...FOLLOWED)
      assert.equal(code, 3, out)
      assert.match(out, /guard tripped on gamma: success-ratio [\d.]+ % of \d+ samples/)
      assert.match(out, /ROLLING BACK: guard .* tripped on gamma/)
      assert.match(out, /canary closed on gamma and wix[\s\S]*undone: Deploy wix[\s\S]*ROLLED BACK$/m)
      const [change] = await stage.client().changes()
      assert.ok(change)
      await until('somebody is paged', () => pageSaying(stage, change.id, /ROLLING BACK/))
      await nothingIsLeft(stage, 'v2.0.0')
    })
    await t.test('its incident report is written from its journal, for people and for programs', (t) =>
      isReported(t, stage),
    )
    await t.test('the flags were not touched', async () => {
      assert.deepEqual(await flagsOf(stage), before)
      assert.deepEqual(await stage.client().flags('staging'), [])
    })
    await peopleGoBack(t, stage)
  })
})

test('a version that crashes is taken back, and its users are answered by the stable one', async () => {
  await onStage({ users: 300, fault: 'crash' }, async (stage) => {
    const { code, out } = await stage.cutwater(...FOLLOWED)
    assert.equal(code, 3, out)
    await nothingIsLeft(stage, 'v2.0.0')
  })
})

test('a version that fails only under half of the traffic is found out there, and taken back from there', async () => {
  await onStage({ users: 400, fault: 'at-50' }, async (stage) => {
    const { code, out } = await stage.cutwater(...FOLLOWED)
    assert.equal(code, 3, out)
    assert.match(out, /25 % passed[\s\S]*canary to 50 %[\s\S]*tripped on gamma|gate did not hold on gamma/)
    assert.doesNotMatch(out, /canary to 100 %/)
    await nothingIsLeft(stage, 'v2.0.0')
  })
})

/** The same words by command line and API, and a page that is fit to be sent. */
async function isReported(t: TestContext, stage: Stage): Promise<void> {
  const [change] = await stage.client().changes()
  assert.ok(change)
  const { id } = change
  const file = join(stage.dir, 'report.html')
  const markdown = await says(stage, 'report', id)
  assert.match(
    markdown,
    /showed v2.0.0 to up to \d+ % of the general public of (gamma and wix|wix and gamma) in staging/,
  )
  assert.match(markdown, /guard \S+ tripped on \w+: success-ratio [\d.]+ % of [\d,]+ samples/)
  assert.match(markdown, /all that had to be undone was, and it ended rolled back at/)
  assert.match(markdown, /\| From the breach to the canary at 0 % \| \S+ \| none \|/)
  await says(stage, 'report', id, '--output', file)
  const { url } = stage.client()
  const token = readFileSync(join(stage.dataDir, 'token'), 'utf8').trim()
  const asked = async (format: string) => {
    const answer = await fetch(`${url}/v1/changes/${id}/report?format=${format}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    assert.equal(answer.status, 200, format)
    return answer
  }
  const page = await asked('html')
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/)
  assert.equal(await page.text(), readFileSync(file, 'utf8'), 'the same journal, the same bytes')
  assert.equal((await (await asked('md')).text()).trim(), markdown.trim())
  const { durations } = JSON.parse(await says(stage, 'report', id, '--json')) as {
    durations: { what: string; tookMs: number; open: boolean }[]
  }
  assert.ok(durations.length > 3 && durations.every(({ open, tookMs }) => !open && tookMs >= 0))
  assert.match(await refusal(stage, 'report', 'CHG-2020-0001'), /There is no change CHG-2020-0001/)
  await isFitToSend(t, file)
}

async function isFitToSend(t: TestContext, file: string): Promise<void> {
  const opened = await openBrowser()
  if ('missing' in opened) return t.skip(opened.missing)
  try {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      const page = await opened.browser.newPage({ colorScheme, viewport: { width, height: 900 } })
      await page.goto(pathToFileURL(file).href)
      assert.deepEqual(await accessibilityFaults(page), [], `${colorScheme} at ${width}`)
      const room = await page.evaluate<number>('document.documentElement.scrollWidth')
      assert.ok(room <= width, `${room} px wide on ${width}`)
      assert.match(await page.locator('h1').innerText(), /was rolled back$/)
      assert.equal(await page.locator('svg').count(), 2)
      const cause = page.getByRole('textbox', { name: 'Root cause' })
      await cause.fill('the pool was too small')
      assert.equal(await cause.innerText(), 'the pool was too small')
      await page.close()
    }
  } finally {
    await opened.browser.close()
  }
}

/** Sound versions, and people who want them back all the same. */
async function peopleGoBack(t: TestContext, stage: Stage): Promise<void> {
  const fact = factsOn(t, stage)
  const { dir, world } = stage
  const plan = planVariant(dir, 'gradual', GRADUAL)
  const atPace20 = (version: string) => begin(stage, plan, version, '--pace', '20')

  await fact('an abort takes it back at once', async () => {
    const id = await atPace20('v2.1.0')
    await holding(stage, id, 500)
    await says(stage, 'abort', id, '--because', 'the shop is closed')
    const view = await status(stage, id, 'rolled-back')
    assert.equal(view.rollback?.cause, 'the shop is closed')
    await nothingIsLeft(stage, 'v2.1.0')
    assert.match(await refusal(stage, 'abort', id), /is rolled-back cannot be aborted/)
  })

  await fact('a gradual rollback goes down through the weights it came up by', async () => {
    const quick = planVariant(dir, 'quick', SHORT, GRADUAL)
    const id = await begin(stage, quick, 'v2.2.0', '--pace', '60')
    await holding(stage, id, 5_000)
    await says(stage, 'rollback', id, '--gradual', '--because', 'the support desk is overrun')
    const seen = new Set<string | number>()
    await until('it is closed', async () => {
      const share = await shareAt(stage, 'staging/wix')
      seen.add(share)
      return share === 'closed'
    })
    assert.deepEqual(
      [...seen].filter((share) => share !== 5_000),
      [2_500, 500, 'closed'],
    )
    await status(stage, id, 'rolled-back')
    await nothingIsLeft(stage, 'v2.2.0')
  })

  await fact(
    'a kill closes and latches a target, rolls its change back, and lets nothing open until it is released',
    async () => {
      const id = await atPace20('v2.3.0')
      await holding(stage, id, 500)
      assert.match(await refusal(stage, 'kill', 'staging/wix'), /--yes/)
      const killed = await says(stage, 'kill', 'staging/wix', '--because', 'carts are empty', '--yes')
      assert.match(killed, /staging\/wix: closed and latched/)
      assert.match(killed, new RegExp(`${id} moved it and rolls back`))
      await until('the gateway has it', async () => (await shareAt(stage, 'staging/wix')) === 'latched')
      await status(stage, id, 'rolled-back')

      const next = await atPace20('v2.4.0')
      assert.match(
        (await entry(stage, next, 'opening-blocked')).sentence,
        /(wix|gamma) is latched.*: cutwater release staging\//,
      )
      assert.match(await says(stage, 'show', next), /latched/)
      assert.match(await refusal(stage, 'resume', next), /is latched[\s\S]*by itself/)
      await says(stage, 'release', 'staging/wix', '--because', 'the carts are full again')
      // Its change moved both, so the kill latched both.
      assert.equal((await stage.client().change(next)).status, 'scheduled')
      await says(stage, 'release', 'staging/gamma', '--because', 'the carts are full again')
      await holding(stage, next, 500)
    },
  )

  await fact(
    'with the server dead a direct kill closes at once; the server writes it down when it is back, and rolls back',
    async () => {
      const id = await atPace20('v2.5.0')
      await holding(stage, id, 500)
      await stage.server().kill()
      const direct = ['--direct', '--binding', world.bindingFile, '--yes']
      const kill = ['kill', 'staging/gamma', ...direct, '--because', 'the carts burn']
      assert.match(await says(stage, ...kill), /closed and latched at/)
      assert.equal(await shareAt(stage, 'staging/gamma'), 'latched')
      assert.equal(await shareAt(stage, 'staging/wix'), 500, 'the other one flows on as it did')
      await stage.startServer()
      const view = await status(stage, id, 'rolled-back')
      assert.match(view.rollback?.cause ?? '', /gamma was latched/)
      const journal = await says(stage, 'journal', 'show', 'target/staging/gamma')
      assert.match(journal, /kill --direct by \S+ at .*: the carts burn/)
      assert.equal(await shareAt(stage, 'staging/gamma'), 'latched')
      await nothingIsLeft(stage, 'v2.5.0', 'latched')
    },
  )

  let restarted: Served | null = null
  try {
    await fact(
      'a gateway that cannot be reached keeps the change rolling back: somebody is paged, and it ends when it answers',
      async () => {
        const id = await atPace20('v2.6.0')
        await holding(stage, id, 500)
        // Nobody is served while the gateway is dead: that would be our fault, and is not what this shows.
        await stage.traffic.stop()
        await stage.gateway.kill()
        await says(stage, 'abort', id)
        await until('somebody is paged', () => pageSaying(stage, id, /STILL OPEN/))
        assert.equal((await stage.client().change(id)).status, 'rolling-back')
        assert.match(await says(stage, 'show', id), /ROLLING BACK/)
        restarted = await restartGateway(stage)
        await status(stage, id, 'rolled-back')
        await nothingIsLeft(stage, 'v2.6.0')
        assert.ok((await journalOf(stage, id)).some(({ type }) => type === 'close-unacknowledged'))
      },
    )
  } finally {
    await (restarted as Served | null)?.stop()
  }
}

async function nothingIsLeft(
  stage: Stage,
  version: string,
  traffic: 'closed' | 'latched' = 'closed',
): Promise<void> {
  for (const target of TARGETS) {
    const { stable } = await atGateway(stage, target)
    assert.equal(stable, 'blue')
    const share = await shareAt(stage, target)
    assert.ok(share === 'closed' || share === traffic, `${target} is ${share}`)
  }
  for (const url of Object.values(stage.world.addresses.publicly))
    assert.equal(await versionFor(url), 'v1.9.0')
  assert.deepEqual(processesWith(stage.dir, version), [], `${version} still runs`)
  for (const service of ['wix', 'gamma'])
    assert.equal(processesWith(stage.dir, `services/${service}.ts`, 'v1.9.0').length, 1)
}

/** What the flag services of both sites say. */
function flagsOf({ world }: Stage): Promise<readonly unknown[]> {
  const headers = { authorization: `Bearer ${world.secrets.FLAG_API_KEY}` }
  return Promise.all(
    Object.values(world.addresses.flags).flatMap((url) =>
      ['CanaryEnabled', 'GlassFXEnabled'].map(async (flag) =>
        (await fetch(`${url}/flags/${flag}`, { headers })).json(),
      ),
    ),
  )
}

/** With its state file, as a supervisor of the machine would start it. */
function restartGateway({ world, dir }: Stage): Promise<Served> {
  return startServed({
    name: 'the gateway',
    args: ['gateway', '--config', world.gatewayConfigFile, '--demo-faults'],
    logFile: join(dir, 'logs', 'gateway.log'),
    isReady: () =>
      atGateway({ world }, 'staging/wix').then(
        () => true,
        () => false,
      ),
  })
}

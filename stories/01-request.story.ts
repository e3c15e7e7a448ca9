/** A person asks for a change: the plan is looked at as a whole, opened once, and waits its turn. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse, stringify } from 'yaml'
import {
  begin,
  beginInVain,
  entry,
  factsOn,
  holding,
  journalOf,
  refusal,
  says,
  status,
} from './props/facts.testing.ts'
import { planVariant, SHORT } from './props/plan-variant.testing.ts'
import { INPUTS, onStage, PLAN, run } from './props/stage.testing.ts'

test('a plan is checked without a server', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-story-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))

  await t.test('nothing is wrong with the shipped plan', async () => {
    const { code, out } = await run(['check', PLAN])
    assert.equal(code, 0)
    assert.match(out, /nothing is wrong/)
  })

  await t.test(
    'a broken plan gets all its faults at once, each with its place and what to write instead',
    async () => {
      const broken = planVariant(dir, 'broken', {
        'whenBusy: wait': 'whenbusy: wait',
        'hold: 15m': 'hold: 55m',
        'atLeast: 99.0%': 'atLest: 99.0%',
        'attempts: 3': 'attempts: many',
      })
      const { code, out } = await run(['check', broken])
      assert.equal(code, 1)
      const found = out.split(/\n(?=\S)/)
      const lines = readFileSync(broken, 'utf8').split('\n')
      const finds = (what: string, wrong: RegExp) => {
        const line = lines.findIndex((text) => text.includes(what)) + 1
        const place = `broken.yaml:${line}:`
        assert.ok(
          found.some((finding) => finding.includes(place) && wrong.test(finding)),
          `${place} ${wrong}\n${out}`,
        )
      }
      finds('whenbusy: wait', /:1: error: unknown key whenbusy .*\n {2}did you mean whenBusy\?/)
      finds('duration: $', /:13: error: the holds alone take 1h10m.*\n {2}open it for longer than 1h10m/)
      finds('atLest: 99.0%', /:11: error: unknown key atLest .*\n {2}did you mean atLeast\?/)
      finds('attempts: many', /:24: error: /)
      assert.match(out, /[4-9] errors, 0 warnings/)
    },
  )
})

test('a person asks for a change', async (t) => {
  await onStage({ users: 100 }, async (stage) => {
    const fact = factsOn(t, stage)
    const { dir } = stage

    await fact(
      'check looks every name up in the binding, and says that production is not bound',
      async () => {
        const { code, out } = await stage.cutwater(
          'check',
          PLAN,
          '--binding',
          stage.world.bindingFile,
          '--json',
        )
        const { findings } = JSON.parse(out) as {
          findings: { message: string; severity: string; line: number }[]
        }
        assert.deepEqual(
          findings.map(({ message }) => message),
          ['the binding has no environment production'],
        )
        assert.equal(code, findings.some(({ severity }) => severity === 'error') ? 1 : 0)
      },
    )

    await fact(
      'missing, unknown and ill-typed inputs are refused together, and nothing is made',
      async () => {
        const err = await refusal(
          stage,
          'run',
          PLAN,
          'environment=stagin',
          'glassfx_prod_state=perhaps',
          'tag=v2',
        )
        assert.match(err, /environment/)
        assert.match(err, /version_tag/)
        assert.match(err, /glassfx_prod_state/)
        assert.match(err, /\btag\b/)
        assert.match(err, /plan has 4 findings and was not run/)
        assert.match(await refusal(stage, 'run', PLAN, 'environment'), /"environment" is no input/)
        assert.match(await refusal(stage, 'run', PLAN, ...INPUTS, '--pace', '0.5'), /no pace/)
        assert.deepEqual(await stage.client().changes(), [])
      },
    )

    await fact('a detached run is found again by list and show, as text and as JSON', async () => {
      const out = await says(stage, 'run', PLAN, ...INPUTS, '--pace', '5', '--detach')
      const id = /^CHG-\d{4}-\d+/.exec(out)?.[0] ?? ''
      assert.match(await says(stage, 'list'), new RegExp(`${id} +running +staging v2\\.0\\.0`))
      const text = await says(stage, 'show', id)
      for (const words of [
        'Dual Deploy',
        'staging · v2.0.0 · pace 5',
        'Deploy wix',
        '5 % ─',
        'Canary held at least 99.0 %',
      ])
        assert.ok(text.includes(words), `${words}: ${text}`)
      const view = JSON.parse(await says(stage, 'show', id, '--json')) as {
        id: string
        inputs: Record<string, unknown>
      }
      assert.equal(view.id, id)
      assert.deepEqual(view.inputs, {
        environment: 'staging',
        version_tag: 'v2.0.0',
        maintenance_window_start: '',
        maintenance_window_duration_min: 45,
        glassfx_prod_state: true,
        canary_end_state: false,
      })
      assert.match(await refusal(stage, 'show', 'CHG-2026-9999'), /no change CHG-2026-9999/)
    })

    await fact(
      'the same idempotency key finds the first change, and is refused for another order',
      async () => {
        const order = ['run', PLAN, ...INPUTS, '--detach', '--json', '--key', 'pipeline-4711']
        const first = JSON.parse(await says(stage, ...order)) as { id: string }
        const again = JSON.parse(await says(stage, ...order)) as { id: string }
        assert.equal(again.id, first.id)
        assert.match(await refusal(stage, ...order, 'canary_end_state=true'), new RegExp(first.id))
      },
    )

    await fact(
      'of two changes of one target the second waits, and begins when the first is over',
      async () => {
        const slow = planVariant(dir, 'slow')
        const first = await begin(stage, slow, 'v2.0.0', '--pace', '5')
        await holding(stage, first, 500)
        const second = await begin(stage, slow, 'v2.1.0', '--pace', '5')
        assert.match((await entry(stage, second, 'waiting-for-targets')).sentence, new RegExp(first))
        assert.equal((await stage.client().change(second)).status, 'scheduled')
        await says(stage, 'abort', first)
        await status(stage, first, 'rolled-back')
        await status(stage, second, 'running')
        await holding(stage, second, 500)
      },
    )

    await fact('or it is refused, or it supersedes the first, as its plan chose', async () => {
      const first = await begin(stage, planVariant(dir, 'first'), 'v2.0.0', '--pace', '5')
      await holding(stage, first, 500)
      const refused = await beginInVain(
        stage,
        planVariant(dir, 'refuse', { 'whenBusy: wait': 'whenBusy: refuse' }),
        'v2.1.0',
      )
      await status(stage, refused, 'cancelled')
      assert.match((await entry(stage, refused, 'cancelled')).sentence, new RegExp(`held by ${first}`))
      assert.equal((await stage.client().change(first)).status, 'running')

      const newer = planVariant(dir, 'supersede', SHORT, { 'whenBusy: wait': 'whenBusy: supersede' })
      const superseding = await begin(stage, newer, 'v2.2.0')
      const back = await status(stage, first, 'rolled-back')
      assert.equal(back.rollback?.cause, `superseded by ${superseding}`)
      await holding(stage, superseding, 500)
      const at = async (id: string, type: string) => (await entry(stage, id, type)).at
      assert.ok((await at(first, 'rolled-back')) <= (await at(superseding, 'window-opened')))
      assert.ok((await journalOf(stage, first)).every(({ type }) => type !== 'adopted'))
    })

    await fact('a pace is refused in production, and wherever the binding does not allow it', async () => {
      const { bindingFile } = stage.world
      const { environments } = parse(readFileSync(bindingFile, 'utf8'))
      const { allowPace, drills: _, ...staging } = environments.staging
      assert.equal(allowPace, true)
      writeFileSync(bindingFile, stringify({ environments: { staging, production: staging } }))
      await stage.server().stop()
      await stage.startServer()
      const known = (await stage.client().changes()).length
      for (const environment of ['staging', 'production']) {
        const order = ['run', PLAN, `environment=${environment}`, 'version_tag=v2.3.0', '--pace', '20']
        assert.match(await refusal(stage, ...order), /pace/)
      }
      assert.equal((await stage.client().changes()).length, known)
    })
  })
})

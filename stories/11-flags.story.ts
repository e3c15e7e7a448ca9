/** A flag is set, defined, split with the traffic, taken back; OpenFeature clients read it, and see each change. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { FlagdCore } from '@openfeature/flagd-core'
import { OFREPProvider } from '@openfeature/ofrep-provider'
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider'
import { OpenFeature } from '@openfeature/server-sdk'
import { ProviderEvents, OpenFeature as Web, type Provider as WebProvider } from '@openfeature/web-sdk'
import { bucketOf } from '../src/core/traffic/cohort.ts'
import { httpClient } from '../src/http/client/client.ts'
import { smallHouse } from './props/small-house.testing.ts'
import { until } from './props/stage.testing.ts'

const BINDING = `environments:
  staging:
    targets:
      wix:
        traffic: { gateway: ./no-gateway.sock }
        sides: { blue: 'http://127.0.0.1:9', green: 'http://127.0.0.1:9' }
`
/** Who is on the canary sees the new checkout, and so does everybody at a.example. */
const CHECKOUT = `state: ENABLED
variants: { new: { steps: 2 }, old: { steps: 5 } }
defaultVariant: old
targeting:
  if:
    - or:
        - ends_with: [{ var: email }, "@a.example"]
        - "==": [{ var: $cutwater.slot }, canary]
    - new
    - null
`
const COHORT = 'CHG-2026-0007'
/** In the first 5 % of the cohort, and not. */
const EARLY =
  Array.from({ length: 500 }, (_, i) => `user-${i}`).find((user) => bucketOf(COHORT, user) < 500) ?? ''
const LATE =
  Array.from({ length: 500 }, (_, i) => `user-${i}`).find((user) => bucketOf(COHORT, user) > 5_000) ?? ''

test('flags for everyone', async (t) => {
  const house = smallHouse(BINDING)
  const says = async (...args: readonly string[]) => {
    const { code, out, err } = await house.cutwater(...args)
    assert.equal(code, 0, `${args.join(' ')}: ${err}`)
    return out
  }
  const refusal = async (...args: readonly string[]) => {
    const { code, err } = await house.cutwater(...args)
    assert.equal(code, 1, args.join(' '))
    return err
  }
  try {
    await house.start()
    const admin = httpClient({ url: house.url(), token: house.token() })
    const { secret } = await admin.createToken({ name: 'shop', roles: ['sdk'] })
    const headers: [string, string][] = [['authorization', `Bearer ${secret}`]]
    const baseUrl = `${house.url()}/v1/environments/staging/targets/wix`
    const ask = (path: string, context: unknown, more: Record<string, string> = {}) =>
      fetch(`${baseUrl}/ofrep/v1/evaluate/flags${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...Object.fromEntries(headers), ...more },
        body: JSON.stringify({ context }),
        signal: AbortSignal.timeout(10_000),
      })
    const checkout = { environment: 'staging', target: 'wix', flag: 'checkout' }
    writeFileSync(join(house.dir, 'checkout.yaml'), CHECKOUT)

    await t.test(
      'a service reads values and definitions by the OpenFeature SDK, and sees a set at once',
      async () => {
        await says('flags', 'set', 'wix', 'canary-percentage', '10')
        await says('flags', 'set', 'wix', 'checkout', '--definition', 'checkout.yaml')
        await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl, headers }))
        const client = OpenFeature.getClient()
        assert.equal(await client.getNumberValue('canary-percentage', 0), 10)
        await says('flags', 'set', 'wix', 'canary-percentage', '25')
        assert.equal(await client.getNumberValue('canary-percentage', 0), 25)
        const anna = await client.getObjectDetails(
          'checkout',
          {},
          { targetingKey: LATE, email: 'anna@a.example' },
        )
        assert.deepEqual([anna.value, anna.variant, anna.reason], [{ steps: 2 }, 'new', 'SPLIT'])
        const late = await client.getObjectDetails('checkout', {}, { targetingKey: LATE })
        assert.deepEqual(
          [late.value, late.variant, late.flagMetadata.reason],
          [{ steps: 5 }, 'old', 'DEFAULT'],
        )
        const nobody = await client.getObjectDetails('checkout', {})
        assert.equal(nobody.errorCode, 'TARGETING_KEY_MISSING')
        assert.equal((await client.getBooleanDetails('nope', false)).errorCode, 'FLAG_NOT_FOUND')
        assert.equal((await client.getBooleanDetails('canary-percentage', false)).errorCode, 'TYPE_MISMATCH')
      },
    )

    await t.test(
      'a page polls all flags, is told 304 while nothing changes, and sees the change',
      async () => {
        const statuses: number[] = []
        const counting: typeof fetch = async (...args) => {
          const answer = await fetch(...args)
          statuses.push(answer.status)
          return answer
        }
        const provider = new OFREPWebProvider({
          baseUrl,
          headers,
          pollInterval: 100,
          cacheMode: 'disabled',
          fetchImplementation: counting,
        })
        await Web.setContext({ targetingKey: EARLY })
        // The provider leaves optional fields undefined, which the SDK's own type does not foresee.
        await Web.setProviderAndWait(provider as unknown as WebProvider)
        try {
          const client = Web.getClient()
          const changed: string[] = []
          client.addHandler(
            ProviderEvents.ConfigurationChanged,
            (event) => void changed.push(...(event?.flagsChanged ?? [])),
          )
          assert.equal(client.getNumberValue('canary-percentage', 0), 25)
          assert.deepEqual(client.getObjectValue('checkout', {}), { steps: 5 }, 'the target is closed')
          await until('a 304', async () => statuses.filter((status) => status === 304).length >= 2)
          assert.deepEqual(
            statuses.filter((status) => status !== 304),
            [200],
          )
          await says('flags', 'set', 'wix', 'canary-percentage', '50')
          await until('the set', async () => client.getNumberValue('canary-percentage', 0) === 50)
          await until('the page is told', () => changed.length > 0)
          assert.deepEqual(changed, ['canary-percentage'])

          // What a rollout does: the split is another one, and nobody has written a flag.
          const split = { mode: 'open', weight: 500, cohort: COHORT, segments: [], headerOverride: false }
          const open =
            "UPDATE cutwater.target SET generation = generation + 1, split = $1 WHERE name = 'staging/wix'"
          await house.database((database) => database.query(open, [JSON.stringify(split)]))
          await until(
            'the canary',
            async () => JSON.stringify(client.getObjectValue('checkout', {})) === '{"steps":2}',
          )
          await until('the page sees that', () => changed.length > 1)
          assert.deepEqual(changed, ['canary-percentage', 'checkout'])
          await Web.setContext({ targetingKey: LATE })
          assert.deepEqual(client.getObjectValue('checkout', {}), { steps: 5 })
        } finally {
          await Web.close()
        }
      },
    )

    await t.test('the protocol is kept to the letter', async () => {
      const bulk = await ask('', { targetingKey: LATE })
      const etag = bulk.headers.get('etag') ?? ''
      assert.deepEqual(await bulk.json(), {
        flags: [
          { key: 'canary-percentage', value: 50, variant: 'value', reason: 'STATIC' },
          {
            key: 'checkout',
            value: { steps: 5 },
            variant: 'old',
            reason: 'UNKNOWN',
            metadata: { reason: 'DEFAULT' },
          },
        ],
      })
      const again = await ask(
        '?flagConfigEtag=x',
        { targetingKey: LATE },
        { 'if-none-match': `"other", W/${etag}` },
      )
      assert.deepEqual([again.status, again.headers.get('etag'), await again.text()], [304, etag, ''])
      assert.equal((await ask('', { targetingKey: EARLY }, { 'if-none-match': etag })).status, 200)
      const refusals = [
        [await ask('/nope', {}), 404, { key: 'nope', errorCode: 'FLAG_NOT_FOUND' }],
        [await ask('/checkout', {}), 400, { key: 'checkout', errorCode: 'TARGETING_KEY_MISSING' }],
        [await ask('/checkout', { targetingKey: 7 }), 400, { key: 'checkout', errorCode: 'INVALID_CONTEXT' }],
        [await ask('', []), 400, { errorCode: 'INVALID_CONTEXT' }],
        [await ask('', {}, { 'content-type': 'text/plain' }), 400, { errorCode: 'PARSE_ERROR' }],
      ] as const
      for (const [answer, status, said] of refusals) {
        assert.equal(answer.status, status)
        assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
        const { errorDetails, ...rest } = (await answer.json()) as { errorDetails: string }
        assert.deepEqual(rest, said)
        assert.ok(errorDetails.length > 10)
      }
      assert.equal((await ask('', {}, { authorization: 'Bearer cw_somebody-elses-token' })).status, 401)
      const { secret: author } = await admin.createToken({ name: 'ann', roles: ['author'] })
      assert.equal((await ask('', {}, { authorization: `Bearer ${author}` })).status, 403)
    })

    await t.test('a definition that cannot work is refused with its line, and nothing changes', async () => {
      writeFileSync(
        join(house.dir, 'bad.yaml'),
        CHECKOUT.replace('- new', '- knew').replace('ends_with', 'endswith'),
      )
      const err = await refusal('flags', 'set', 'wix', 'checkout', '--definition', 'bad.yaml')
      assert.match(
        err,
        /bad\.yaml:7:\d+: error: there is no operator endswith .*\n +did you mean ends_with\?/,
      )
      assert.match(err, /bad\.yaml:9:\d+: error: there is no variant "knew" .*\n +did you mean new\?/)
      const answer = await fetch(`${house.url()}/v1/flags/staging/wix/checkout`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${house.token()}` },
        body: JSON.stringify({ definition: { state: 'ON', variants: { a: true } }, because: 'x' }),
      })
      assert.equal(answer.status, 422)
      assert.match(JSON.stringify(await answer.json()), /"path":"state"/)
      assert.equal((await admin.flagHistory(checkout)).length, 1)
    })

    await t.test('what was changed is seen, and taken back, except under a lock', async () => {
      writeFileSync(join(house.dir, 'wider.yaml'), CHECKOUT.replace('a.example', 'b.example'))
      await says('flags', 'set', 'wix', 'checkout', '--definition', 'wider.yaml')
      assert.equal(
        await says('flags', 'diff', 'wix', 'checkout'),
        'targeting.if[0].or[0].ends_with[1]\n  - "@a.example"\n  + "@b.example"\n',
      )
      await admin.lockFlag(checkout, 'audit')
      assert.match(
        await refusal('flags', 'rollback', 'wix', 'checkout', '1', '--because', 'oops'),
        /is locked by .*: audit/,
      )
      await admin.unlockFlag(checkout, 'over')
      assert.match(
        await refusal('flags', 'rollback', 'wix', 'checkout', '9', '--because', 'oops'),
        /no such version/,
      )
      await says('flags', 'rollback', 'wix', 'checkout', '1', '--because', 'oops')
      assert.match(await says('flags', 'history', 'wix', 'checkout'), /3 .*\(by its definition\) .*oops/)
      assert.equal(
        await says('flags', 'diff', 'wix', 'checkout', '1', '3'),
        'versions 1 and 3 say the same\n',
      )
      const eva = [
        'flags',
        'eval',
        'wix',
        'checkout',
        '--subject',
        LATE,
        '--context',
        '{"email":"e@a.example"}',
      ]
      assert.equal(await says(...eva), '{"steps":2}  new, SPLIT\n')
      const entries = await admin.entries('flags/staging', 0)
      const last = entries.at(-1)
      assert.deepEqual(
        [last?.type, (last?.data as { restored?: number } | undefined)?.restored],
        ['flag-defined', 1],
      )
    })

    await t.test('a plain set replaces a definition', async () => {
      await says('flags', 'set', 'wix', 'checkout', 'plain')
      assert.equal(((await (await ask('/checkout', {})).json()) as { value: string }).value, 'plain')
      assert.match(await says('flags', 'diff', 'wix', 'checkout'), /^state|^variants|^defaultVariant/m)
      await admin.rollbackFlag(checkout, 3, 'back to the definition')
    })

    await t.test(
      'they leave as VITE_ lines, as values, and as a file that makes flagd split as the traffic does',
      async () => {
        await admin.setFlag({ ...checkout, flag: 'GlassFXEnabled' }, true, 'launch')
        const vite = await house.cutwater('flags', 'export', 'wix', '--format', 'vite')
        assert.equal(vite.out, "VITE_GLASS_FX_ENABLED='true'\nVITE_CANARY_PERCENTAGE='50'\n")
        assert.match(vite.err, /checkout is left out/)
        assert.deepEqual(JSON.parse(await says('flags', 'export', 'wix')), {
          GlassFXEnabled: true,
          'canary-percentage': 50,
        })
        const core = new FlagdCore()
        core.setConfigurations(await says('flags', 'export', 'wix', '--format', 'flagd'))
        for (const [subject, steps] of [
          [EARLY, 2],
          [LATE, 5],
        ] as const)
          assert.deepEqual(core.resolveObjectEvaluation('checkout', {}, { targetingKey: subject }).value, {
            steps,
          })
      },
    )
    await t.test(
      'a whole file is imported, or nothing of it, and a dry run says what would change',
      async () => {
        const file = (more = '') => {
          const flags = `  checkout: { state: ENABLED, variants: { new: { steps: 3 }, old: { steps: 5 } }, defaultVariant: old }
  resting: { state: DISABLED, variants: { on: true, off: false }, defaultVariant: off }
`
          writeFileSync(join(house.dir, 'flags.yaml'), `flags:\n${flags}${more}`)
        }
        const entries = async () => (await admin.entries('flags/staging', 0)).length
        const before = await entries()
        file()
        const dry = await says('flags', 'import', 'wix', 'flags.yaml', '--dry-run')
        assert.match(dry, /^changed {2}checkout\n {2}variants\.new\.steps\n {4}- 2\n {4}\+ 3\n/)
        assert.match(dry, /\nnew {2}resting\nstaging\/wix: 2 of 2 flags would change; nothing was done\n$/)
        file('  broken: { state: ENABLED, variants: {} }\n')
        assert.match(
          await refusal('flags', 'import', 'wix', 'flags.yaml'),
          /flags\.yaml:4:\d+: error: the flag has no/,
        )
        file()
        await says('flags', 'lock', 'wix', 'checkout', '--because', 'an audit')
        assert.match(
          await refusal('flags', 'import', 'wix', 'flags.yaml', '--dry-run'),
          /checkout is locked by admin/,
        )
        assert.match(
          await refusal('flags', 'import', 'wix', 'flags.yaml'),
          /Nothing was set .* locked by admin: an audit/,
        )
        assert.equal(await entries(), before + 1, 'of all this only the lock was written')
        await says('flags', 'unlock', 'wix', 'checkout', '--because', 'the audit is over')
        assert.match(
          await says('flags', 'import', 'wix', 'flags.yaml', '--because', 'a file'),
          /: 2 of 2 flags changed/,
        )
        assert.equal(await entries(), before + 4)
        assert.match(
          await says('flags', 'import', 'wix', 'flags.yaml'),
          /^staging\/wix: 0 of 2 flags changed\n$/,
        )
        await admin.rollbackFlag(checkout, 3, 'as it was')

        // What an SDK makes of a flag that is disabled: the caller's default, and for a service an error beside it.
        const service = await OpenFeature.getClient().getBooleanDetails('resting', true)
        assert.deepEqual([service.value, service.reason, service.errorCode], [true, 'ERROR', 'GENERAL'])
      },
    )
    assert.doesNotMatch(readFileSync(join(house.dir, 'server.log'), 'utf8'), new RegExp(secret))
  } finally {
    await OpenFeature.close()
    await house.remove()
  }
})

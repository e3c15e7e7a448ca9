import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EffectRow } from '../../ports/store/effects.ts'
import { boundCall } from './bound-call.ts'

const run = (program: string) => ({
  run: {
    ...{ run: 'command', command: [program], cwd: null, passEnv: [], env: {}, graceMs: 1_000 },
  },
  timeLimitMs: null,
})

/** Blue is stable. */
async function calls(act: object, target: object = {}): Promise<Record<string, string>> {
  const bound = {
    deploy: run('deploy'),
    undeploy: null,
    flags: [],
    sides: { blue: 'http://blue', green: 'http://green' },
    ...target,
  }
  const runtime = {
    reach: { environments: { staging: { targets: { shop: bound }, actions: {} } } },
    store: {
      targets: { get: async () => ({ name: 'staging/shop', desired: { stable: 'blue' }, proxies: [] }) },
    },
  }
  const row = {
    ...{ key: 'K', change: 'CHG-1', environment: 'staging', version: 'v2', timeLimitMs: 1_000 },
    ...{ ref: { item: 'step', attempt: 1, direction: 'do' }, act },
  }
  const found = await boundCall(runtime as never, row as unknown as EffectRow as never)
  assert.ok('call' in found, JSON.stringify(found))
  const { binding, env } = found.call
  return { ...env, program: binding.run === 'command' ? (binding.command[0] ?? '') : '' }
}

test('a deploy is told what its side logs: as its rollout says, as stable does, or as everybody does', async () => {
  const deploy = { act: 'deploy', target: 'shop', version: 'v2' }
  const logging = { set: run('log'), stable: 'WARN' }
  const told = async (act: object, target?: object) => {
    const { CUTWATER_LOG_LEVEL, CUTWATER_SIDE } = await calls(act, target)
    return [CUTWATER_LOG_LEVEL, CUTWATER_SIDE]
  }
  assert.deepEqual(await told({ ...deploy, log: 'DEBUG' }, { logging }), ['DEBUG', 'green'])
  assert.deepEqual(await told(deploy, { logging }), ['WARN', 'green'])
  assert.deepEqual(await told(deploy), ['INFO', 'green'])
})

test('a log level is set on the side that is stable by now', async () => {
  const act = { act: 'log-level', target: 'shop', level: 'INFO' }
  const env = await calls(act, { logging: { set: run('log'), stable: 'INFO' } })
  assert.deepEqual(
    [env.program, env.CUTWATER_LOG_LEVEL, env.CUTWATER_SIDE, env.CUTWATER_SIDE_URL],
    ['log', 'INFO', 'blue', 'http://blue'],
  )
})

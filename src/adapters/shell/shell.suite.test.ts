import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { executorSuite, SUITE_SECRET } from '../../ports/executor.suite.ts'
import type { Call } from '../../ports/executor.ts'
import { identify, isRunning } from './process-identity.ts'
import { pidsIn, shellRig, until } from './rig.testing.ts'
import { watchRun } from './watch-run.ts'

executorSuite('shell executor', async () => shellRig())

const running = (pid: number) => {
  const identity = identify(pid)
  return identity !== null && isRunning(identity)
}

/** A shell is there at once, where Node needs a while on a busy machine: for limits that are shorter than that. */
const shell = (script: string) => ['sh', '-c', `${script}; while :; do sleep 0.05; done`]
const BEGINS = 'echo "$CUTWATER_KEY begun" >> "$LOG"'

describe('commands that misbehave', { timeout: 200_000 }, () => {
  const rig = shellRig()
  const executor = rig.open()
  after(() => rig.close())
  const reasonOf = async (call: Call) => {
    const outcome = await executor.run(call)
    return `${outcome.outcome}: ${'reason' in outcome ? outcome.reason : ''}`
  }

  it('one that ignores SIGTERM dies after its grace', async () => {
    const command = shell(
      `trap 'echo "$CUTWATER_KEY asked" >> "$LOG"' TERM; echo "$CUTWATER_KEY pid $$" >> "$LOG"`,
    )
    const call = rig.call('', { timeLimitMs: 600, binding: rig.binding('', { command }) })
    assert.match(await reasonOf(call), /^failed: time limit of 600 ms reached/)
    assert.deepEqual(
      rig.log().filter((line) => line === `${call.key} asked`),
      [`${call.key} asked`],
    )
    assert.ok(!pidsIn(rig.log(), 'pid').some(running))
  })

  it('one that fails after a long talk keeps its first words and its last', async () => {
    const script = `echo "first: no such disk"; i=0; while [ $i -lt 2000 ]; do echo "trying again"; i=$((i+1)); done; echo "last: gave up"; exit 3`
    const call = rig.call('', { binding: rig.binding('', { command: ['sh', '-c', script] }) })
    const outcome = await executor.run(call)
    assert.ok(outcome.outcome === 'failed' && outcome.output !== undefined, JSON.stringify(outcome))
    assert.match(
      outcome.output,
      /^first: no such disk\n[\s\S]*\n\[\d+ bytes left out\]\n[\s\S]*\nlast: gave up$/,
    )
    assert.ok(outcome.output.length < 9_000)
    assert.equal(outcome.reason, 'exit code 3: last: gave up')
  })

  it('one that prints without end is never blocked, costs bounded disk, and ends at its time limit', async () => {
    const call = rig.call('prints-forever', { timeLimitMs: 2_500 })
    const begun = performance.now()
    assert.match(await reasonOf(call), /^failed: time limit of 2.5 s reached: x{200}…$/)
    assert.ok(performance.now() - begun < 20_000)
    const path = rig.runOf(call.key).path
    const bytes = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
    assert.ok(bytes < 80 * 1024, `${bytes} bytes`)
  })

  it('one that prints much is kept with its beginning and its end', async () => {
    const call = rig.call('prints-much')
    const outcome = await executor.run(call)
    assert.match(outcome.outcome === 'done' ? outcome.evidence : '', /last words$/)
    const kept = readFileSync(join(rig.runOf(call.key).path, 'output'), 'utf8')
    assert.match(kept, /^first words\n/)
    assert.match(kept, /\n\[\d+ bytes left out\]\n/)
    assert.match(kept, /last words\n$/)
  })

  it('one that prints no text gives evidence that can be journaled', async () => {
    const outcome = await executor.run(rig.call('prints-bytes'))
    assert.equal(outcome.outcome === 'done' && outcome.evidence, 'A\ufffd\ufffdB\ufffd')
  })

  it('one with grandchildren that ignore SIGTERM dies with all of them', async () => {
    const call = rig.call('has-grandchildren')
    const run = executor.run(call)
    const mine = () =>
      pidsIn(
        rig.log().filter((line) => line.startsWith(`${call.key} `)),
        'pid',
      )
    await until(() => mine().length === 3, 'the grandchildren never came')
    assert.ok(mine().every(running))
    await executor.stop(call.key)
    assert.deepEqual(mine().filter(running), [])
    assert.equal((await run).outcome, 'stopped')
  })

  it('one that leaves a process behind with its output open is over when it ends', async () => {
    const outcome = await executor.run(rig.call('leaves-one-behind'))
    assert.deepEqual(outcome, { outcome: 'done', outputs: {}, evidence: 'started in the background' })
  })

  it('a missing program, directory or permission is failed with its remedy', async () => {
    const plain = join(rig.dir, '..', 'plain.txt')
    writeFileSync(plain, 'no program')
    chmodSync(plain, 0o600)
    const withBinding = (more: object) => rig.call('succeeds', { binding: rig.binding('succeeds', more) })
    assert.match(
      await reasonOf(withBinding({ command: ['no-such-program'] })),
      /^failed: no-such-program was not found: install it/,
    )
    assert.match(
      await reasonOf(withBinding({ command: [plain] })),
      /^failed: .*plain\.txt may not be executed: check its mode/,
    )
    assert.match(
      await reasonOf(withBinding({ cwd: '/no/such/place' })),
      /^failed: cwd \/no\/such\/place is not a directory/,
    )
  })

  it('outputs that are too large or nested are refused, not cut', async () => {
    assert.match(await reasonOf(rig.call('writes-large-outputs')), /^failed: .*larger than 65536 bytes/)
    assert.match(
      await reasonOf(rig.call('writes-nested-outputs')),
      /^failed: .*nested is not a string, a number or a boolean/,
    )
  })
})

describe('what a command gets', { timeout: 200_000 }, () => {
  const rig = shellRig()
  const executor = rig.open()
  after(() => rig.close())

  it('is the listed environment and nothing of the server', async () => {
    process.env.DATABASE_URL = 'postgres://somewhere'
    const outcome = await executor.run(rig.call('tells-environment', { env: { CUTWATER_SIDE: 'green' } }))
    delete process.env.DATABASE_URL
    assert.equal(
      outcome.outcome === 'done' && outcome.outputs.names,
      'CUTWATER_KEY CUTWATER_OUTPUT CUTWATER_SIDE CUTWATER_WITH LOG PATH SECRET',
    )
  })

  it('is one argument for one variable, whatever the value holds', async () => {
    const value = `"; rm -rf / $(reboot) '\n`
    const command = [
      ...rig.binding('tells-arguments').command,
      '--version=${CUTWATER_VERSION}',
      '$CUTWATER_VERSION',
    ]
    const binding = rig.binding('tells-arguments', { command })
    const outcome = await executor.run(rig.call('', { binding, env: { CUTWATER_VERSION: value } }))
    assert.equal(outcome.outcome, 'done')
    assert.deepEqual(JSON.parse(String(outcome.outcome === 'done' && outcome.outputs.args)), [
      `--version=${value}`,
      '$CUTWATER_VERSION',
    ])
  })

  it('is kept in files that hold no secret and that nobody else can read', async () => {
    const call = rig.call('tells-secret')
    await executor.run(call)
    const path = rig.runOf(call.key).path
    assert.equal(statSync(path).mode & 0o777, 0o700)
    for (const name of readdirSync(path)) {
      assert.equal(statSync(join(path, name)).mode & 0o077, 0, name)
      assert.ok(!readFileSync(join(path, name), 'utf8').includes(SUITE_SECRET), name)
    }
  })

  it('shows no secret in an argument, nor in the environment of its supervisor', async () => {
    const call = rig.call('hangs')
    const run = executor.run(call)
    await until(() => rig.begun().includes(call.key), 'never began')
    const owner = rig.runOf(call.key).readOwner()
    const supervisor = owner?.owner === 'supervisor' ? owner.process.pid : 0
    const command = rig.runOf(call.key).readCommand()?.process.pid ?? 0
    const shown = [`${supervisor}/cmdline`, `${supervisor}/environ`, `${command}/cmdline`].map((name) =>
      readFileSync(join('/proc', name), 'utf8'),
    )
    assert.ok(readFileSync(join('/proc', `${command}`, 'environ'), 'utf8').includes(SUITE_SECRET))
    await executor.stop(call.key)
    assert.equal((await run).outcome, 'stopped')
    assert.deepEqual(
      shown.map((text) => text.includes(SUITE_SECRET)),
      [false, false, false],
    )
    assert.match(shown[1] ?? 'unread', /^(NODE_COMPILE_CACHE=[^\0]*\0)?$/)
  })

  it('keeps its run until that is pruned', async () => {
    const [old, hanging] = [rig.call('succeeds'), rig.call('hangs')]
    await executor.run(old)
    const run = executor.run(hanging)
    await until(() => rig.begun().includes(hanging.key), 'never began')
    assert.equal(await executor.prune(0), 0)
    await executor.prune(Date.now() + 1, [old.key])
    assert.equal((await executor.adopt(old.key)).outcome, 'done', 'its end is still to be read')
    await executor.prune(Date.now() + 1)
    assert.equal((await executor.adopt(old.key)).outcome, 'unknown')
    await executor.stop(hanging.key)
    assert.equal((await run).outcome, 'stopped')
  })
})

describe('when the server dies', { timeout: 200_000 }, () => {
  const rig = shellRig()
  after(() => rig.close())
  const SERVER = fileURLToPath(new URL('./server.testing.ts', import.meta.url))
  const startServer = (call: Call): ChildProcess =>
    spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', SERVER, JSON.stringify({ dir: rig.dir, call })],
      { stdio: 'ignore' },
    )
  const killServer = async (server: ChildProcess) => {
    const exit = once(server, 'exit')
    server.kill('SIGKILL')
    await exit
  }
  /** A server that was killed while its command ran. */
  const orphaned = async (behaviour: string, more: Partial<Call> = {}) => {
    const call = rig.call(behaviour, more)
    const server = startServer(call)
    await until(() => rig.begun().includes(call.key), 'never began')
    // Its supervisor writes down what it started a moment later, and dies soon in some of what follows.
    await until(() => rig.runOf(call.key).readCommand() !== null, 'was never written down')
    await killServer(server)
    return call
  }
  /** What waits for word has it. */
  const letGo = (t: TestContext) => {
    const go = join(rig.dir, '..', 'go')
    t.after(() => rmSync(go))
    writeFileSync(go, '')
  }
  const killSupervisor = async (key: string) => {
    const owner = rig.runOf(key).readOwner()
    assert.equal(owner?.owner, 'supervisor')
    if (owner?.owner !== 'supervisor') return
    process.kill(owner.process.pid, 'SIGKILL')
    await until(() => !isRunning(owner.process), 'the supervisor lives')
  }

  it('the command goes on, and the next server gets its outcome', async (t) => {
    const call = await orphaned('waits-for-word')
    assert.ok(!rig.log().includes(`${call.key} finished`))
    letGo(t)
    const outcome = await rig.open().adopt(call.key)
    assert.deepEqual(outcome, { outcome: 'done', outputs: {}, evidence: 'evidence: it had the word' })
    assert.equal(rig.begun().filter((key) => key === call.key).length, 1)
  })

  it('a run with its key joins it and does not start it again', async () => {
    const call = await orphaned('takes-a-second')
    assert.equal((await rig.open().run(call)).outcome, 'done')
    assert.equal(rig.begun().filter((key) => key === call.key).length, 1)
  })

  it('the next server can stop it', async () => {
    const call = await orphaned('ignores-sigterm')
    const next = rig.open()
    const adopted = next.adopt(call.key)
    await next.stop(call.key)
    assert.deepEqual(await adopted, { outcome: 'stopped' })
    assert.deepEqual(pidsIn(rig.log(), 'pid').filter(running), [])
  })

  it('its time limit holds although no server is there', async () => {
    const binding = rig.binding('', { command: shell(`trap '' TERM; ${BEGINS}`) })
    const call = await orphaned('', { timeLimitMs: 900, binding })
    await until(() => existsSync(join(rig.runOf(call.key).path, 'exit.json')), 'it never ended')
    assert.match(JSON.stringify(await rig.open().adopt(call.key)), /"failed","reason":"time limit of 900 ms/)
  })

  it('and the supervisor too, its outcome is unknown, but only once it has ended', async (t) => {
    const call = await orphaned('waits-for-word')
    await killSupervisor(call.key)
    const adopted = rig.open().adopt(call.key)
    letGo(t)
    const outcome = await adopted
    assert.equal(outcome.outcome, 'unknown')
    const command = rig.runOf(call.key).readCommand()
    assert.ok(command !== null && !isRunning(command.process))
    assert.ok(rig.log().includes(`${call.key} finished`))
  })

  it('and the supervisor too, a stop still reaches the whole group', async () => {
    const call = await orphaned('has-grandchildren')
    const mine = () =>
      pidsIn(
        rig.log().filter((line) => line.startsWith(`${call.key} `)),
        'pid',
      )
    await until(() => mine().length === 3, 'the grandchildren never came')
    await killSupervisor(call.key)
    const next = rig.open()
    await next.stop(call.key)
    assert.deepEqual(mine().filter(running), [])
    assert.deepEqual(await next.adopt(call.key), { outcome: 'stopped' })
  })

  it('and the supervisor too, the time limit is kept by the server that adopts', async () => {
    const binding = rig.binding('', { command: shell(BEGINS) })
    const call = await orphaned('', { timeLimitMs: 1_500, binding })
    await killSupervisor(call.key)
    assert.match(JSON.stringify(await rig.open().adopt(call.key)), /"failed","reason":"time limit of 1.5 s/)
  })

  it('at any instant, the command runs at most once and its outcome is told', async () => {
    const outcomes = new Map<string, number>()
    for (let delayMs = 60; delayMs <= 300; delayMs += 40) {
      const call = rig.call('succeeds')
      const server = startServer(call)
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      await killServer(server)
      const { outcome } = await rig.open().run(call)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      const begun = rig.begun().filter((key) => key === call.key).length
      assert.equal(begun, outcome === 'done' ? 1 : 0, `killed after ${delayMs} ms: ${outcome}`)
    }
    assert.deepEqual(
      [...outcomes.keys()].filter((each) => each !== 'done' && each !== 'failed'),
      [],
    )
  })

  it('before its supervisor came up, the next server says for certain that it never began', async () => {
    const call = rig.call('succeeds')
    const run = rig.runOf(call.key)
    mkdirSync(run.path, { recursive: true })
    run.writeCall({ format: 1, key: call.key, check: false, timeLimitMs: 1_000, graceMs: 0, at: Date.now() })
    run.claim({ owner: 'nobody', because: 'its supervisor did not come up' })
    const { outcome } = await rig.open().adopt(call.key)
    assert.equal(outcome, 'never-began')
    assert.equal(rig.begun().filter((key) => key === call.key).length, 0)
  })

  it('a supervisor that ended before it came up is started again, as while its package is replaced', async () => {
    const run = rig.runOf(rig.call('succeeds').key)
    mkdirSync(run.path, { recursive: true })
    run.writeCall({ format: 1, key: 'k', check: false, timeLimitMs: 1_000, graceMs: 0, at: Date.now() })
    let started = 0
    const again = () => {
      started += 1
      if (started === 2)
        run.finish({ format: 1, endedAt: Date.now(), end: { ended: 'stopped' }, evidence: '' })
    }
    const { outcome } = await watchRun(run, { hasEnded: () => true, again })
    assert.deepEqual([outcome, started], ['stopped', 2])
  })

  it('a pid that was given to another process is not taken for the supervisor or the command', async () => {
    const call = await orphaned('takes-a-second')
    await rig.open().adopt(call.key)
    const reused = rig.call('hangs')
    const source = rig.runOf(call.key)
    const stranger = spawn('sleep', ['30'], { detached: true, stdio: 'ignore' })
    try {
      await once(stranger, 'spawn')
      const fake = rig.runOf(reused.key)
      const before = { ...identify(stranger.pid!)!, startTime: '1' }
      writeRun(fake.path, {
        call: { ...source.readCall(), key: reused.key },
        owner: { owner: 'supervisor', process: before },
        command: { process: before, startedAt: Date.now() },
      })
      await rig.open().stop(reused.key)
      assert.ok(running(stranger.pid!), 'a stranger was killed')
    } finally {
      stranger.kill('SIGKILL')
    }
  })
})

function writeRun(path: string, records: Record<string, object>): void {
  mkdirSync(path, { mode: 0o700 })
  for (const [name, record] of Object.entries(records))
    writeFileSync(join(path, `${name}.json`), JSON.stringify(record))
}

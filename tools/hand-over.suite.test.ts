import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'

const root = dirname(import.meta.dirname)
const scratch = mkdtempSync(join(tmpdir(), 'cutwater-tools-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

test('run.mjs hands over arguments, the pinned Node, its PATH and the exit code', async () => {
  const script = write(
    'code.ts',
    `import { execFileSync } from 'node:child_process'
     const inner = execFileSync('node', ['--version']).toString().trim()
     process.stdout.write(JSON.stringify([process.argv.slice(2), process.version, inner]))
     process.exitCode = 7 as number`,
  )
  const { code, output } = await finish(start('run.mjs', script, '--exit', 'a b'))
  assert.equal(code, 7)
  assert.deepEqual(JSON.parse(output), [['--exit', 'a b'], process.version, process.version])
})

test('run.mjs passes SIGTERM and SIGHUP on and waits for the child to end in its own way', async () => {
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    const script = write(
      'signal.ts',
      `process.once('${signal}', () => setTimeout(() => { process.stdout.write('tidied up'); process.exit(5) }, 100))
       setTimeout(() => {}, 20_000)
       process.stdout.write('ready ')`,
    )
    const child = start('run.mjs', script)
    await once(child.stdout, 'data')
    const ending = finish(child)
    child.kill(signal)
    assert.deepEqual(await ending, { code: 5, signal: null, output: 'tidied up' })
  }
})

test('run.mjs ends by the signal that ended the child', async () => {
  const script = write('killed.ts', `process.kill(process.pid, 'SIGKILL')`)
  assert.equal((await finish(start('run.mjs', script))).signal, 'SIGKILL')
})

test('run.mjs says which tool it does not have', async () => {
  assert.equal((await finish(start('run.mjs', '--bin', 'nonsuch'))).code, 1)
})

test('the setup lock lets one in at a time and outlives no owner', async () => {
  const log = write('log', '')
  const script = write(
    'locker.mjs',
    `import { appendFileSync } from 'node:fs'
     import { takeLock } from '${pathToFileURL(join(root, 'tools', 'setup-lock.mjs')).href}'
     const lock = await takeLock('${join(scratch, 'lock')}')
     appendFileSync('${log}', 'in ')
     process.stdout.write('in')
     if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL')
     await new Promise((resolve) => setTimeout(resolve, 50))
     appendFileSync('${log}', 'out ')
     lock.release()`,
  )
  const locker = (...args: string[]) => finish(spawn(process.execPath, [script, ...args], { stdio: 'pipe' }))
  await locker('die')
  await Promise.all([locker(), locker(), locker()])
  assert.equal(readFileSync(log, 'utf8'), 'in in out in out in out ')
})

function start(tool: string, ...args: string[]) {
  return spawn(process.execPath, [join(root, 'tools', tool), ...args], { stdio: 'pipe' })
}

async function finish(child: ReturnType<typeof start>) {
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const [code, signal] = await once(child, 'close')
  return { code, signal, output }
}

function write(name: string, text: string): string {
  const path = join(scratch, name)
  writeFileSync(path, text)
  return path
}

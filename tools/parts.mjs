// Runs independent checks, as many at once as there are processors, and prints one line for each.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import process, { stdout } from 'node:process'
import { nodeEnvironment, root } from './node24.mjs'

const partLimitMs = 300_000

/**
 * A part is { name, args, env? } for the pinned Node; `note(output)` may add a word to its line.
 * The longest comes first.
 * Returns the names of the parts that failed, after printing what they said.
 */
export async function runParts(node, parts) {
  const waiting = [...parts]
  const failures = []
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const startedAt = performance.now()
      const { failed, output } = await run(node, part)
      const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
      const note = part.note?.(output) ?? ''
      stdout.write(
        `${failed ? 'FAILED' : 'ok    '}  ${part.name.padEnd(14)} ${seconds.padStart(7)}  ${note}`.trimEnd(),
      )
      stdout.write('\n')
      if (failed) failures.push({ name: part.name, output })
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work))
  for (const { name, output } of failures) stdout.write(`\n--- ${name}\n${output.trimEnd()}\n`)
  return failures.map(({ name }) => name)
}

async function run(node, { args, env = {} }) {
  const child = spawn(node, args, {
    cwd: root,
    env: { ...nodeEnvironment(node), ...env, ...(stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: partLimitMs,
  })
  const stop = () => child.kill()
  process.once('exit', stop)
  const output = []
  child.stdout.on('data', (chunk) => output.push(chunk))
  child.stderr.on('data', (chunk) => output.push(chunk))
  return new Promise((resolve) => {
    const finish = (failed, why = '') => {
      process.off('exit', stop)
      resolve({ failed, output: Buffer.concat(output).toString() + why })
    }
    child.on('error', (error) => finish(true, error.message))
    child.on('close', (code, signal) =>
      finish(
        code !== 0,
        signal === null ? '' : `\nstopped by ${signal} (the limit is ${partLimitMs / 1000} s)`,
      ),
    )
  })
}

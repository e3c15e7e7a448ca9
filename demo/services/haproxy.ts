/**
 * HAProxy as a child of the demo: `haproxy.ts --config FILE --port N --data DIR [--parent PID]`, N being where it
 * listens. It ends with its parent. SIGUSR1 reloads it, SIGUSR2 starts it again if it was killed; `haproxy.pid.json`
 * in DIR holds the pid of its master, with which its workers end.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { debianPart, type Part } from '../parts/debian-part.ts'
import { writeJsonFile } from '../process/json-file.ts'
import { watchParent } from '../process/parent-watch.ts'
import { runMain } from '../process/run-main.ts'
import { wholeNumber } from '../process/settings.ts'
import { until } from '../process/until.ts'

const READY_WITHIN_MS = 10_000

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      port: { type: 'string' },
      data: { type: 'string' },
      parent: { type: 'string' },
    },
  })
  const { config = '', data = '' } = values
  const port = wholeNumber('--port', values.port)
  const part = await debianPart('haproxy')
  if ('missing' in part) throw new Error(part.missing)

  const begin = async (): Promise<ChildProcess> => {
    const started = start(part, config)
    try {
      await until('HAProxy listening', READY_WITHIN_MS, () => {
        if (hasEnded(started)) throw new Error('HAProxy ended before it listened')
        return answers(port)
      })
    } catch (error) {
      started.kill('SIGKILL')
      throw error
    }
    writeJsonFile(join(data, 'haproxy.pid.json'), { pid: started.pid })
    return started
  }
  let running = await begin()
  const end = async () => {
    if (!hasEnded(running)) {
      running.kill('SIGKILL')
      await once(running, 'exit')
    }
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', () => {})
  process.on('SIGUSR1', () => running.kill('SIGUSR2'))
  process.on('SIGUSR2', async () => {
    if (hasEnded(running)) running = await begin()
  })
  if (values.parent !== undefined) watchParent(wholeNumber('--parent', values.parent), end)
  // While HAProxy is dead there is nothing else to wait for.
  setInterval(() => {}, 60_000)
  process.stdout.write(`listening ${port}\n`)
})

/** A master and a worker, as a distribution's service runs it. */
function start({ binary, env }: Part, config: string): ChildProcess {
  return spawn(binary, ['-W', '-f', config], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const end = (is: boolean) => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

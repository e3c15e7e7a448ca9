import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'

const MAIN = join(import.meta.dirname, 'main.ts')

/**
 * The command line as processes of its own, in a directory that is its home too; its server's data is in `data`
 * there.
 */
export function cutwaterIn(dir: string) {
  const started: ChildProcess[] = []
  const { NODE_COMPILE_CACHE = '' } = process.env
  const environment = {
    NODE_COMPILE_CACHE,
    PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
    HOME: dir,
    CUTWATER_DATA: join(dir, 'data'),
    TZ: 'UTC',
    CUTWATER_LOG: 'warn',
  }
  const start = (...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: dir,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.push(child)
    return child
  }
  const cutwater = async (...args: string[]) => {
    const child = start(...args)
    let [out, err] = ['', '']
    child.stdout?.on('data', (chunk) => {
      out += chunk
    })
    child.stderr?.on('data', (chunk) => {
      err += chunk
    })
    const [code] = await once(child, 'close')
    return { code, out, err }
  }
  return {
    data: environment.CUTWATER_DATA,
    started,
    start,
    cutwater,
    /** A server on any port; resolves once it says where it is. */
    serve: async (): Promise<ChildProcess> => {
      const child = start('serve', '--port', '0')
      let err = ''
      child.stderr?.on('data', (chunk) => {
        err += chunk
      })
      const [line] = await Promise.race([
        once(child.stdout!, 'data'),
        once(child, 'exit').then(() => assert.fail(`serve ended: ${err}`)),
      ])
      assert.match(String(line), /^cutwater serves at http:\/\/127\.0\.0\.1:\d+/)
      return child
    },
    endAll: async () => {
      for (const child of started) await end(child, 'SIGTERM')
    },
  }
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  type Behaviour,
  type ExecutorRig,
  SUITE_SECRET,
  SUITE_SECRET_NAME,
} from '../../ports/executor.suite.ts'
import type { Call } from '../../ports/executor.ts'
import { formPattern, REDACTED, secretForms } from '../../ports/redaction.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { CommandBinding } from './command-line.ts'
import { isRunning } from './process-identity.ts'
import { nameOfRun, type RunDirectory, runDirectory } from './run-directory.ts'
import { type ShellExecutor, shellExecutor } from './shell-executor.ts'

const COMMAND = fileURLToPath(new URL('./command.testing.ts', import.meta.url))

export const fixedSecrets: Secrets = {
  get(name) {
    if (name !== SUITE_SECRET_NAME) throw new Error(`secret:${name} is not there`)
    return SUITE_SECRET
  },
  redact: (text) => text.replace(formPattern(secretForms([SUITE_SECRET])) ?? /$^/g, REDACTED),
}

export type ShellRig = Omit<ExecutorRig, 'open' | 'binding'> & {
  readonly dir: string
  open(): ShellExecutor
  binding(behaviour: Behaviour | string, more?: Partial<CommandBinding>): CommandBinding
  call(behaviour: string, more?: Partial<Call>): Call
  runOf(key: string): RunDirectory
  /** What the command wrote to its log: `KEY word`. */
  log(): readonly string[]
}

let serial = 0

export function shellRig(options: { maxOutputBytes?: number } = {}): ShellRig {
  const home = mkdtempSync(join(tmpdir(), 'cutwater-shell-'))
  const dir = join(home, 'runs')
  const logFile = join(home, 'log')
  writeFileSync(logFile, '')
  const log = () => readFileSync(logFile, 'utf8').split('\n').filter(Boolean)
  const binding = (behaviour: string, more: Partial<CommandBinding> = {}): CommandBinding => ({
    run: 'command',
    command: [process.execPath, '--disable-warning=ExperimentalWarning', COMMAND, behaviour],
    cwd: home,
    passEnv: ['PATH'],
    env: { SECRET: `secret:${SUITE_SECRET_NAME}`, LOG: logFile },
    graceMs: 300,
    ...more,
  })
  return {
    dir,
    open: () => shellExecutor({ dir, secrets: fixedSecrets, ...options }),
    binding,
    call: (behaviour, more = {}) => ({
      key: `CHG-2026-0002/step-${++serial}/do/1`,
      binding: binding(behaviour),
      env: {},
      args: {},
      timeLimitMs: 20_000,
      check: false,
      ...more,
    }),
    runOf: (key) => runDirectory(join(dir, nameOfRun(key))),
    log,
    begun: () => log().flatMap((line) => (line.endsWith(' begun') ? [line.slice(0, -' begun'.length)] : [])),
    async close() {
      killLeftOvers(dir)
      killLogged(log())
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Only processes whose identity a record of this rig holds. */
function killLeftOvers(dir: string): void {
  if (!existsSync(dir)) return
  for (const name of readdirSync(dir)) {
    const run = runDirectory(join(dir, name))
    const owner = run.readOwner()
    if (owner?.owner === 'supervisor' && isRunning(owner.process)) process.kill(owner.process.pid, 'SIGKILL')
    const command = run.readCommand()
    if (command !== null && isRunning(command.process)) process.kill(-command.process.pid, 'SIGKILL')
  }
}

function killLogged(log: readonly string[]): void {
  for (const pid of pidsIn(log, 'pid')) if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL')
}

/** Lines `KEY word NUMBER`. */
export function pidsIn(log: readonly string[], word: string): readonly number[] {
  return log.flatMap((line) => {
    const [, found, pid] = line.split(' ')
    return found === word && pid !== undefined ? [Number(pid)] : []
  })
}

export async function until(holds: () => boolean, otherwise: string, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs
  while (!holds()) {
    if (performance.now() > end) throw new Error(otherwise)
    await sleep(10)
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Call, Executor } from '../../ports/executor.ts'
import { secretForms } from '../../ports/redaction.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { BindingFault, type CommandBinding, type CommandLine, commandLine } from './command-line.ts'
import { onceThereIsSpace, unlessFull } from './full-disk.ts'
import { runsIn } from './places.ts'
import { requireProc } from './process-identity.ts'
import { DRAFT_PREFIX, pruneRuns } from './prune-runs.ts'
import { codeOf, nameOfRun, type RunDirectory, runDirectory, syncDirectory } from './run-directory.ts'
import type { SupervisorOrder } from './run-record.ts'
import { watchRun } from './watch-run.ts'

export type ShellOptions = {
  /** Kept from one server to the next: without it nothing can be adopted. Not for a shared disk. */
  readonly dir: string
  readonly secrets: Secrets
  /** How much of a command's output is kept: the first and the last half of it. */
  readonly maxOutputBytes?: number
  /** What an operator should read. */
  readonly warn?: (message: string) => void
}

export type ShellExecutor = Executor & {
  /** Whether a run or a stop of this key is on record: tells the combined executor which one to ask. */
  knows(key: string): boolean
  /**
   * Forgets runs that ended before `before`, and returns how many. A forgotten key could start again, so
   * those in `needed`, whose end is still to be read, stay.
   */
  prune(before: Instant, needed?: readonly string[]): Promise<number>
}

const SUPERVISOR = fileURLToPath(new URL('./supervisor.ts', import.meta.url))

/**
 * Runs commands, each under a supervisor of its own that outlives this server. What is known of a key is in its
 * directory, `dir/SHA-256 of the key/`, and nowhere else: see run-record.ts.
 */
export function shellExecutor({
  dir,
  secrets,
  maxOutputBytes = 64 * 1024,
  warn = () => {},
}: ShellOptions): ShellExecutor {
  requireProc()
  const root = resolve(dir)
  mkdirSync(root, { recursive: true, mode: 0o700 })
  /** Where dead servers of this machine had kept their runs: what they began goes on there, under its own key. */
  const inherited = new Set<string>()
  const runOf = (key: string) => {
    const paths = [root, ...inherited].map((directory) => join(directory, nameOfRun(key)))
    return runDirectory(paths.find((path) => existsSync(path)) ?? join(root, nameOfRun(key)))
  }
  const redacted = (outcome: Outcome) => redactOutcome(outcome, secrets)

  async function run(call: Call): Promise<Outcome> {
    const { binding } = call
    if (binding.run !== 'command')
      throw new Error(`the shell executor was given a binding of kind ${binding.run}`)
    const run = runOf(call.key)
    if (existsSync(run.path)) return redacted(await watchRun(run))
    const line = prepare(call, binding, run, secrets)
    if ('refused' in line)
      return { outcome: call.check ? 'unknown' : 'failed', reason: secrets.redact(line.refused) }
    const until = performance.now() + call.timeLimitMs
    const begun = await onceThereIsSpace(
      () => begin(root, run, call, binding.graceMs),
      () => neverBegin.has(call.key) || performance.now() > until,
      () => warn(`the disk is full: no command can be started in ${root}; waiting for space`),
    )
    if (begun === null) return neverBegan(call)
    if (!begun.written) return redacted(await watchRun(run))
    const start = () => startSupervisor(run, order(call, binding, line, maxOutputBytes))
    let hasEnded = start()
    const again = () => {
      hasEnded = start()
    }
    return redacted(await watchRun(run, { hasEnded: () => hasEnded(), again }))
  }

  /** Stopped while the disk was too full to write that down, and even to begin. */
  const neverBegin = new Set<string>()
  const neverBegan = ({ key, check }: Call): Outcome => {
    if (neverBegin.has(key)) return { outcome: 'stopped' }
    return {
      outcome: check ? 'unknown' : 'failed',
      reason: 'the disk is full, so the command was never started',
    }
  }

  return {
    run,

    async adopt(key, places = []) {
      for (const place of places) {
        const runs = runsIn(place)
        if (runs !== null && runs !== root) inherited.add(runs)
      }
      const run = runOf(key)
      if (!existsSync(run.path)) return { outcome: 'unknown', reason: 'nothing is known of it here' }
      const outcome = await watchRun(run)
      const end = run.readExit()?.end
      return end?.ended === 'not-started'
        ? { outcome: 'never-began', reason: secrets.redact(end.because) }
        : redacted(outcome)
    },

    /** Resolves once it has ended. A key that is stopped before it began will never begin. */
    async stop(key) {
      const run = runOf(key)
      const noted = unlessFull(() =>
        begin(root, run, { key, check: false, timeLimitMs: 0 }, 0, { stopped: true }),
      )
      if (noted === null) neverBegin.add(key)
      if (run.readExit() !== null || !existsSync(run.path)) return
      await onceThereIsSpace(
        () => run.askToStop(),
        () => run.readExit() !== null,
        () => warn(`the disk is full: ${key} cannot be told to stop; waiting for space`),
      )
      await watchRun(run)
    },

    knows: (key) => existsSync(runOf(key).path),

    prune: async (before, needed = []) => pruneRuns(root, before, needed),
  }
}

function prepare(
  call: Call,
  binding: CommandBinding,
  run: RunDirectory,
  secrets: Secrets,
): CommandLine | { readonly refused: string } {
  try {
    return commandLine(call, binding, { secrets, outputsFile: run.outputsFile })
  } catch (error) {
    if (error instanceof BindingFault) return { refused: error.message }
    throw error
  }
}

/** Makes the run's directory, whole, in one act: of two calls with one key only one gets true. */
function begin(
  root: string,
  run: RunDirectory,
  { key, check, timeLimitMs }: Pick<Call, 'key' | 'check' | 'timeLimitMs'>,
  graceMs: number,
  { stopped = false } = {},
): boolean {
  if (existsSync(run.path)) return false
  const at = Date.now()
  const draft = mkdtempSync(join(root, DRAFT_PREFIX))
  try {
    runDirectory(draft).writeCall({ format: 1, key, check, timeLimitMs, graceMs, at })
    if (stopped)
      runDirectory(draft).finish({ format: 1, endedAt: at, end: { ended: 'stopped' }, evidence: '' })
    renameSync(draft, run.path)
    syncDirectory(root)
    return true
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false
    throw new Error(`cannot create the run's directory ${run.path}`, { cause: error })
  }
}

function order(
  call: Call,
  binding: CommandBinding,
  line: CommandLine,
  maxOutputBytes: number,
): SupervisorOrder {
  const { secretValues, ...rest } = line
  const { timeLimitMs } = call
  return {
    ...rest,
    timeLimitMs,
    graceMs: binding.graceMs,
    maxOutputBytes,
    secretForms: secretForms(secretValues),
  }
}

/**
 * In a session of its own, and with an environment that says no more than where Node keeps compiled code. The function
 * it returns tells whether it is gone again.
 */
function startSupervisor(run: RunDirectory, order: SupervisorOrder): () => boolean {
  let failed = false
  const fail = () => {
    failed = true
  }
  const args = ['--disable-warning=ExperimentalWarning', SUPERVISOR, run.path]
  const { NODE_COMPILE_CACHE } = process.env
  let child: ChildProcess
  try {
    child = spawn(process.execPath, args, {
      cwd: '/',
      env: NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE },
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
  } catch {
    return () => true
  }
  child.on('error', fail)
  // It went away before it had read its order; what that means, its claim says.
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify(order))
  child.unref()
  return () => failed || child.exitCode !== null || child.signalCode !== null
}

/** The supervisor took out the secrets it knew of; this takes out all the others. */
function redactOutcome(outcome: Outcome, secrets: Secrets): Outcome {
  switch (outcome.outcome) {
    case 'done': {
      const outputs = Object.entries(outcome.outputs).map(([name, value]) => [
        name,
        typeof value === 'string' ? secrets.redact(value) : value,
      ])
      return { ...outcome, outputs: Object.fromEntries(outputs), evidence: secrets.redact(outcome.evidence) }
    }
    case 'failed':
    case 'unknown':
      return {
        ...outcome,
        reason: secrets.redact(outcome.reason),
        ...(outcome.output === undefined ? {} : { output: secrets.redact(outcome.output) }),
      }
    case 'stopped':
      return outcome
  }
}

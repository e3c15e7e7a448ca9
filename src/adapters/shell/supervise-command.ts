import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { printable } from '../../ports/printable.ts'
import { formPattern, REDACTED } from '../../ports/redaction.ts'
import { type BoundedOutput, boundedOutput } from './bounded-output.ts'
import { readOutputs } from './outputs-file.ts'
import { endGroup } from './process-group.ts'
import { identify } from './process-identity.ts'
import { redactingStream } from './redacting-stream.ts'
import { codeOf, type RunDirectory } from './run-directory.ts'
import type { CommandEnd, ExitRecord, SupervisorOrder } from './run-record.ts'

const EVIDENCE_BYTES = 2_048
/** Enough for the first error and for the last one. */
const EXCERPT_BYTES = 8_192
const KEEP_MS = 1_000
/** A longer timer of Node's goes off at once: 24.8 days. */
const TIMER_MAX_MS = 2 ** 31 - 1
/**
 * What is still in the pipes is read that long after the command's end; a process it left behind may keep them open.
 */
const DRAIN_MS = 250

/** Starts the command and stays with it until its end, or until its process group could be ended. */
export async function superviseCommand(
  run: RunDirectory,
  order: SupervisorOrder,
  stopAsked: AbortSignal,
): Promise<ExitRecord> {
  const output = boundedOutput(order.maxOutputBytes)
  const redact = redactor(order)
  const end = await runCommand(run, order, stopAsked, output, redact)
  keepOutput(run, output)
  rmSync(run.outputsFile, { force: true, recursive: true })
  const clean = (bytes: Buffer) => cleanText(bytes, redact)
  return {
    format: 1,
    endedAt: Date.now(),
    end,
    evidence: clean(output.tail(EVIDENCE_BYTES)),
    output: clean(output.excerpt(EXCERPT_BYTES)),
  }
}

async function runCommand(
  run: RunDirectory,
  order: SupervisorOrder,
  stopAsked: AbortSignal,
  output: BoundedOutput,
  redact: (text: string) => string,
): Promise<CommandEnd> {
  const started = await start(order)
  if (!started.started) return { ended: 'not-started', because: started.because }
  const { child, pid } = started
  const exit = exitOf(child)
  const finishOutput = collect(child, order, output)
  const unrecorded = recordCommand(run, pid)
  if (unrecorded !== null) {
    await endGroup(pid, order.graceMs)
    return { ended: 'unseen', because: unrecorded }
  }

  const keeping = setInterval(() => keepOutput(run, output), KEEP_MS)
  const first = await Promise.race([exit, cutShort(run, order, stopAsked)])
  const end = typeof first === 'string' ? await cut(pid, order.graceMs, first) : ended(first, run, redact)
  await finishOutput()
  clearInterval(keeping)
  return end
}

function ended({ code, signal }: Exit, run: RunDirectory, redact: (text: string) => string): CommandEnd {
  if (code === null) return { ended: 'signalled', signal: signal ?? 'an unknown signal' }
  return { ended: 'exited', code, outputs: readOutputs(run.outputsFile, redact) }
}

async function cut(group: number, graceMs: number, why: Cut): Promise<CommandEnd> {
  if (await endGroup(group, graceMs)) return { ended: why }
  return { ended: 'unseen', because: `process group ${group} could not be ended, not even by SIGKILL` }
}

/** A character that the cut went through is left out. */
function cleanText(bytes: Buffer, redact: (text: string) => string): string {
  return redact(
    printable(bytes.toString('utf8').replace(/^\ufffd+|\ufffd+(?=\n\[)|(?<=left out\]\n)\ufffd+/g, '')),
  )
}

type Cut = 'stopped' | 'time-limit'

/** Settles when the command has to be ended; a stop asked for before this process listened counts as well. */
function cutShort(run: RunDirectory, order: SupervisorOrder, stopAsked: AbortSignal): Promise<Cut> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('time-limit'), Math.min(order.timeLimitMs, TIMER_MAX_MS)).unref()
    stopAsked.addEventListener('abort', () => resolve('stopped'))
    if (stopAsked.aborted || run.stopAsked()) resolve('stopped')
  })
}

type Started =
  | { readonly started: true; readonly child: ChildProcess; readonly pid: number }
  | { readonly started: false; readonly because: string }

/** A failure is thrown or comes as an event, as Node sees fit. */
async function start(order: SupervisorOrder): Promise<Started> {
  try {
    const child = spawn(order.program, order.args, {
      cwd: order.cwd,
      env: { ...order.env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    if (child.pid !== undefined) return { started: true, child, pid: child.pid }
    const [error] = await once(child, 'error')
    return { started: false, because: startFault(order.program, error) }
  } catch (error) {
    return { started: false, because: startFault(order.program, error) }
  }
}

/** Never the error's own message: it quotes the arguments. */
function startFault(program: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  if (code === 'ENOENT')
    return `${program} was not found: install it, give its full path, or add PATH to passEnv`
  if (code === 'EACCES')
    return `${program} may not be executed: check its mode (chmod +x) and its directories`
  if (code === 'E2BIG') return `${program} was given more arguments and environment than the system takes`
  return `${program} could not be started (${code})`
}

/**
 * A command that could not be found again must not go on. Its entry in /proc exists even after it ended: it has not
 * been reaped yet.
 */
function recordCommand(run: RunDirectory, pid: number): string | null {
  try {
    const identity = identify(pid)
    if (identity === null) return 'the command has no entry in /proc'
    run.writeCommand({ process: identity, startedAt: Date.now() })
    return null
  } catch (error) {
    return `the command was ended, because its pid could not be written down (${codeOf(error)})`
  }
}

/**
 * Reads as fast as the command prints, so that it never has to wait for us. The function it returns waits for the rest,
 * though not for a process that the command left behind with our pipes.
 */
function collect(child: ChildProcess, order: SupervisorOrder, output: BoundedOutput): () => Promise<void> {
  const closed = once(child, 'close')
  const streams = [child.stdout, child.stderr].map((pipe) => {
    const redacting = redactingStream(order.secretForms)
    pipe?.on('data', (bytes: Buffer) => output.push(redacting.push(bytes)))
    pipe?.on('error', (error) => output.push(Buffer.from(`\n[output lost: ${error.message}]\n`)))
    return redacting
  })
  return async () => {
    await Promise.race([closed, sleep(DRAIN_MS)])
    for (const redacting of streams) output.push(redacting.end())
  }
}

/** For people who look while it runs. When the disk is full, the exit record still has what counts. */
function keepOutput(run: RunDirectory, output: BoundedOutput): void {
  try {
    run.writeOutput(output.bytes())
  } catch (error) {
    output.push(Buffer.from(`\n[output could not be kept: ${codeOf(error)}]\n`))
  }
}

function redactor(order: SupervisorOrder): (text: string) => string {
  const pattern = formPattern(order.secretForms)
  return (text) => (pattern === null ? text : text.replace(pattern, REDACTED))
}

type Exit = { readonly code: number | null; readonly signal: string | null }

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
}

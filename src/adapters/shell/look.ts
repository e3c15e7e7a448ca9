import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import type { CommandCheck, CommandSeen } from '../../core/validation/kinds/command.ts'
import type { Look, LookLimits } from '../../ports/look.ts'
import { printable } from '../../ports/printable.ts'
import { secretForms } from '../../ports/redaction.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { boundedOutput } from './bounded-output.ts'
import { BindingFault, type CommandLine, commandLine } from './command-line.ts'
import { endGroup } from './process-group.ts'
import { redactingStream } from './redacting-stream.ts'

const OUTPUT_BYTES_MAX = 64 * 1024
const GRACE_MS = 1_000
/** What it left running may still hold its output open. */
const OUTPUT_WAIT_MS = 200

/** Runs a check of one's own in a group of its own, all of which ends with it. `dir`: where `cwd` is relative to. */
export function commandLook(dir: string, secrets: Secrets): Look<'command'> {
  return async (check, limits): Promise<CommandSeen> => {
    try {
      return await run(lineOf(check, dir, secrets), secrets, limits)
    } catch (error) {
      if (error instanceof BindingFault) return { unable: secrets.redact(error.message) }
      throw error
    }
  }
}

function lineOf(
  { run, cwd, passEnv, env, told = {} }: CommandCheck,
  dir: string,
  secrets: Secrets,
): CommandLine {
  const binding = {
    run: 'command' as const,
    command: run,
    cwd: resolve(dir, cwd ?? '.'),
    passEnv,
    env,
    graceMs: GRACE_MS,
  }
  const call = { key: 'check', binding, env: told, args: {}, timeLimitMs: 0, check: true }
  return commandLine(call, binding, { secrets, outputsFile: '/dev/null' })
}

async function run(line: CommandLine, secrets: Secrets, { signal }: LookLimits): Promise<CommandSeen> {
  const from = performance.now()
  const child = spawn(line.program, [...line.args], {
    cwd: line.cwd,
    env: { ...line.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const forms = secretForms(line.secretValues)
  const [output, errors] = [child.stdout, child.stderr].map((stream) => {
    const kept = boundedOutput(OUTPUT_BYTES_MAX)
    const clean = redactingStream(forms)
    stream.on('data', (bytes: Buffer) => kept.push(clean.push(bytes)))
    stream.on('end', () => kept.push(clean.end()))
    return () => secrets.redact(printable(kept.bytes().toString('utf8')))
  }) as [() => string, () => string]
  const ended = new Promise<number | null | Error>((resolve) => {
    child.on('error', resolve)
    child.on('exit', (code, by) => resolve(code ?? (by === null ? null : 128)))
  })
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const stopped = new Promise<'stopped'>((resolve) => {
    if (signal.aborted) resolve('stopped')
    signal.addEventListener('abort', () => resolve('stopped'))
  })
  const end = await Promise.race([ended, stopped])
  if (end instanceof Error) return { unable: secrets.redact(end.message) }
  const ms = performance.now() - from
  if (child.pid !== undefined) {
    if (end !== 'stopped')
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, OUTPUT_WAIT_MS))])
    await endGroup(child.pid, GRACE_MS)
  }
  child.stdout.destroy()
  child.stderr.destroy()
  return { exitCode: end === 'stopped' ? null : end, output: output(), errors: errors(), ms }
}

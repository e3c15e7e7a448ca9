import { createHash, randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { CallRecord, CommandRecord, ExitRecord, OwnerRecord } from './run-record.ts'

/** One directory a key, 0700, with one file a fact. Every file appears whole or not at all. */
export type RunDirectory = ReturnType<typeof runDirectory>

export function nameOfRun(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

export function runDirectory(path: string) {
  const file = (name: string) => join(path, name)
  return {
    path,
    /** Where the command writes its outputs (CUTWATER_OUTPUT). */
    outputsFile: file('outputs.json'),

    readCall: () => read<CallRecord>(file('call.json')),
    writeCall: (record: CallRecord) => write(path, 'call.json', record),

    readOwner: () => read<OwnerRecord>(file('owner.json')),
    claim: (record: OwnerRecord) => writeOnce(path, 'owner.json', record),

    readCommand: () => read<CommandRecord>(file('command.json')),
    writeCommand: (record: CommandRecord) => write(path, 'command.json', record),

    readExit: () => read<ExitRecord>(file('exit.json')),
    /** False when its end was already written down; that one stands. */
    finish: (record: ExitRecord) => writeOnce(path, 'exit.json', record),

    askToStop: () => write(path, 'stop.json', {}),
    stopAsked: () => read(file('stop.json')) !== null,

    /** Replaced as a whole now and then, to be read while the command runs. */
    writeOutput: (output: Buffer) => replace(path, 'output', output),
  }
}

function read<Record>(path: string): Record | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw new Error(`cannot read the record ${path}`, { cause: error })
  }
}

function write(dir: string, name: string, record: object): void {
  const draft = writeDraft(dir, name, JSON.stringify(record))
  renameSync(draft, join(dir, name))
  syncDirectory(dir)
}

/** A hard link, unlike a rename, fails when the name is taken: of two writers exactly one wins. */
function writeOnce(dir: string, name: string, record: object): boolean {
  const draft = writeDraft(dir, name, JSON.stringify(record))
  try {
    linkSync(draft, join(dir, name))
    syncDirectory(dir)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function replace(dir: string, name: string, bytes: Buffer): void {
  const draft = join(dir, `.${name}.draft`)
  writeFileSync(draft, bytes, { mode: 0o600 })
  renameSync(draft, join(dir, name))
}

function writeDraft(dir: string, name: string, text: string): string {
  const draft = join(dir, `.${name}.${randomUUID()}`)
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
  return draft
}

export function syncDirectory(dir: string): void {
  const fd = openSync(dir, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

import { readFile, rename, rm } from 'node:fs/promises'
import { z } from 'zod'
import {
  acceptWrite,
  CLOSED,
  type Desired,
  latchLocally,
  type WriteAnswer,
} from '../../core/traffic/desired.ts'
import { plainly, SetupFault } from './config/setup-fault.ts'
import { roomyFile } from './disk/roomy-file.ts'
import { type Held, heldSchema } from './wire.ts'

/**
 * The desired state of each target. It is on the disk before "accepted" is answered, so a restart goes on with the
 * last thresholds. Closing takes effect at once, before the disk; opening only once the disk has it. A close needs
 * no more of the disk than there is; where it cannot be kept all the same, a restart begins closed.
 */
export type Switchboard = {
  /** Undefined for a target that this gateway does not route. */
  held(target: string): Held | undefined
  write(target: string, incoming: Desired): Promise<WriteAnswer>
  latch(target: string): Promise<{ already: boolean }>
  /**
   * Takes the room for all that is written later. Where nothing can be written, it is unknown what was closed
   * before: then every target is closed, and why is answered. Called once, by the only gateway of this state file.
   */
  prepare(): Promise<Error | null>
  /**
   * Calls back in the moment in which something else holds for the target, with when that is kept (or cannot be).
   * One watcher a target.
   */
  watch(target: string, changed: (kept: Promise<unknown>) => void): void
  /**
   * These targets are routed from now on. Those that are no more stay in the file: when they come back, their latch
   * must still be there.
   */
  route(targets: readonly string[]): void
}

export async function openSwitchboard(stateFile: string, targets: readonly string[]): Promise<Switchboard> {
  const board = await load(stateFile)
  let routed: ReadonlySet<string> = new Set()
  const route = (those: readonly string[]) => {
    for (const target of those) if (!board.has(target)) board.set(target, BLANK)
    routed = new Set(those)
  }
  route(targets)

  const heldOf = (target: string): Held => {
    const held = board.get(target)
    if (held === undefined) throw new Error(`no target ${target} on this switchboard`)
    return held
  }

  const watchers = new Map<string, (kept: Promise<unknown>) => void>()
  const set = (target: string, held: Held, keep: () => Promise<void>): Promise<void> => {
    board.set(target, held)
    const kept = keep()
    watchers.get(target)?.(kept.catch(() => {}))
    return kept
  }

  /** What went to the disk last may not be there: the next to ask, even for what is already so, writes again. */
  let unsaved = false
  let saving: Promise<void> = Promise.resolve()
  const file = roomyFile(stateFile)
  let onDisk: ReadonlyMap<string, Held> = new Map(board)
  let isUnsavedThere = true
  const write = async (next: ReadonlyMap<string, Held>, spare: number): Promise<void> => {
    try {
      await file.write(textOf(next), spare)
      onDisk = new Map(next)
      if (isUnsavedThere) await rm(unsavedAt(stateFile), { force: true })
      isUnsavedThere = false
    } catch (cause) {
      // What stands there would open it again.
      const isStale = [...onDisk].some(([target, held]) => isOpen(held) && !isOpen(heldOf(target)))
      isUnsavedThere ||= isStale
      if (isStale) await rename(stateFile, unsavedAt(stateFile)).catch(() => {})
      throw cause
    }
  }
  /**
   * One write after the other, each of what the board says (and is about to say) when its turn comes. What opens
   * leaves room for the close that may follow.
   */
  const save = (change: () => ReadonlyMap<string, Held>, spare = 0): Promise<void> => {
    const saved = saving.then(() => write(change(), spare))
    saving = saved.then(
      () => {
        unsaved = false
      },
      () => {
        unsaved = true
      },
    )
    return saved
  }

  return {
    held: (target) => (routed.has(target) ? board.get(target) : undefined),

    async write(target, incoming) {
      const before = heldOf(target)
      const answer = acceptWrite(before.desired, incoming, before.latchedLocally)
      if (!answer.accepted) return answer
      if (answer.now === before.desired) {
        // Said before; perhaps it is still on its way to the disk.
        await saving
        if (unsaved) await save(() => board)
        return answer
      }

      const next: Held = { desired: incoming, latchedLocally: false }
      if (incoming.split.mode === 'closed') {
        await set(target, next, () => save(() => board))
        return answer
      }
      await save(
        () => (accepts(heldOf(target), incoming) ? new Map([...board, [target, next]]) : board),
        spareOf(board),
      )
      // Something newer, a close or a latch, may have come while the disk was busy: ask again.
      const now = heldOf(target)
      const late = acceptWrite(now.desired, incoming, now.latchedLocally)
      if (late.accepted) await set(target, next, async () => {})
      return late
    },

    async latch(target) {
      const before = heldOf(target)
      const latched = latchLocally(before.desired)
      const already = latched === before.desired
      const keep = () => save(() => board)
      if (already) await keep()
      else await set(target, { desired: latched, latchedLocally: true }, keep)
      return { already }
    },

    async prepare() {
      try {
        await save(() => board, spareOf(board))
        return null
      } catch (cause) {
        for (const [target, held] of board) if (isOpen(held)) board.set(target, closed(held))
        return cause instanceof Error ? cause : new Error(String(cause))
      }
    },

    watch: (target, changed) => {
      watchers.set(target, changed)
    },

    route,
  }
}

const BLANK: Held = { desired: { generation: 0, stable: 'blue', split: CLOSED }, latchedLocally: false }

const accepts = (held: Held, incoming: Desired) =>
  acceptWrite(held.desired, incoming, held.latchedLocally).accepted

const fileSchema = z.strictObject({ version: z.literal(1), targets: z.record(z.string(), heldSchema) })

const textOf = (board: ReadonlyMap<string, Held>): string =>
  `${JSON.stringify({ version: 1, targets: Object.fromEntries(board) }, null, 2)}\n`

/** A closed target may need some more bytes than an open one with the shortest of everything. */
const spareOf = (board: ReadonlyMap<string, Held>): number => 256 + 64 * board.size

const isOpen = ({ desired }: Held): boolean => desired.split.mode === 'open'
const closed = ({ desired, latchedLocally }: Held): Held => ({
  desired: { ...desired, split: CLOSED },
  latchedLocally,
})

/** A state that could not be brought up to date when something was closed: a rename needs no room on the disk. */
const unsavedAt = (stateFile: string): string => `${stateFile}.unsaved`

async function load(stateFile: string): Promise<Map<string, Held>> {
  const last = await loadFrom(stateFile)
  if (last !== null) return last
  const unsaved = (await loadFrom(unsavedAt(stateFile))) ?? new Map<string, Held>()
  return new Map([...unsaved].map(([target, held]) => [target, isOpen(held) ? closed(held) : held]))
}

/** Null where nothing stands. */
async function loadFrom(file: string): Promise<Map<string, Held> | null> {
  try {
    const state = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    return new Map(Object.entries(state.targets))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    // Which side is stable is written there: guessing could send everybody to the wrong one.
    const why = cause instanceof z.ZodError ? 'it is not a state of this gateway' : plainly(cause)
    throw new SetupFault(
      `The gateway cannot use its state file ${file}: ${why}.`,
      'Make it readable for this user, or bring it back from a backup; a gateway without it begins with blue as stable.',
      { cause },
    )
  }
}

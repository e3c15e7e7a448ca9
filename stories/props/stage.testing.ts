import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dualDeploy } from '../../demo/estates/dual-deploy/estate.ts'
import type { DualDeployWorld } from '../../demo/estates/dual-deploy/world.ts'
import type { Estate } from '../../demo/world/estate.ts'
import type { World } from '../../demo/world/world.ts'
import { type Scene, type SceneOrder, startScene } from '../../src/cli/commands/demo/scene.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')

/** The repository: where a user stands who types the commands of the README. */
export const ROOT = join(import.meta.dirname, '..', '..')
export const PLAN = 'plans/dual-deploy.yaml'
/** `maintenance_window_start` empty: at once. */
export const INPUTS = ['environment=staging', 'version_tag=v2.0.0']

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string }
export type StageOf<W extends World> = Scene<W> & {
  /** Runs a command as a person at the same machine would, in a pipe. */
  readonly cutwater: (...args: string[]) => Promise<Ran>
}
export type Stage = StageOf<DualDeployWorld> & {
  /** Makes a change of the dual-deploy plan at a pace; answers its id. */
  readonly runDetached: (pace: number, ...more: string[]) => Promise<string>
}

/**
 * Plays on a whole scene of real processes. Whatever the play does, no user's request may fail because of us. A browser
 * takes its time, so its server has one only where a story is about what it sees.
 */
export const onStage = (order: SceneOrder, play: (stage: Stage) => Promise<void>): Promise<void> =>
  onStageOf(dualDeploy, { users: 200, ...order }, (stage) => {
    const runDetached = async (pace: number, ...more: string[]) => {
      const asked = ['run', PLAN, ...INPUTS, ...more, '--pace', String(pace), '--detach', '--json']
      const ran = await stage.cutwater(...asked)
      assert.equal(ran.code, 0, ran.err)
      return (JSON.parse(ran.out) as { id: string }).id
    }
    return play({ ...stage, runDetached })
  })

/** The same in the world of another estate. */
export async function onStageOf<W extends World>(
  estate: Estate<W>,
  order: SceneOrder,
  play: (stage: StageOf<W>) => Promise<void>,
): Promise<void> {
  const scene = await startScene(estate, { browser: false, ...order })
  const cutwater = (...args: string[]) => run(args, { CUTWATER_DATA: scene.dataDir })
  let failed = true
  try {
    await play({ ...scene, cutwater })
    failed = false
  } finally {
    const report = await scene.stop()
    if (!failed)
      assert.equal(
        report.failedBecauseOfUs,
        0,
        JSON.stringify(report.failures.filter(({ blame }) => blame === 'us')),
      )
  }
}

/** A `cutwater` command, in a pipe, within two minutes. */
export function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = ROOT,
): Promise<Ran> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { PATH, HOME, NODE_COMPILE_CACHE, TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), 120_000)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(limit)
      resolve({ code, out, err })
    })
  })
}

/** Polls until `look` gives something; a story never sleeps and hopes. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | false | undefined> | T | null | false | undefined,
  withinMs = 60_000,
): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== null && seen !== undefined && seen !== false) return seen
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs / 1000} s`)
    await sleep(50)
  }
}

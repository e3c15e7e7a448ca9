import { type ChildProcess, spawn } from 'node:child_process'
import { access } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { formatDuration } from '../../core/time/duration.ts'
import type { CleanedUp, JourneyCheck, JourneySeen } from '../../core/validation/kinds/journey.ts'
import type { Look, LookLimits } from '../../ports/look.ts'
import { brief, printable } from '../../ports/printable.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { type JourneyOrder, type JourneyWord, KEPT_MOST } from './journey-words.ts'
import type { OpenBrowser, SharedBrowser } from './shared-browser.ts'

const PROCESS = join(import.meta.dirname, 'journey-process.ts')
/** Of what it leaves when it was ended in the middle; within what a check gets to let go. */
const CLEAN_UP_WITHIN_MS = 5_000
const LAST_WORDS_MS = 500
const STEPS_MOST = 1_000
const ERRORS_MOST = 4_000

/** In a process of its own, all of which ends with it: its module may hang, fork or exit. `dir`: where `run` is. */
export function journeyLook(shared: SharedBrowser, dir: string, secrets: Secrets): Look<'journey'> {
  return async (at, limits) => {
    const module = resolve(dir, at.run)
    const isThere = await access(module).then(
      () => true,
      () => false,
    )
    if (!isThere) return { unable: `${at.run} is not there` }
    const as = Object.fromEntries(Object.entries(at.as).map(([name, value]) => [name, known(value, secrets)]))
    const clean = (text: string) => secrets.redact(brief(text, 300))
    return shared.with(limits.signal, (opened) => walk(opened, { at, module, as }, clean, limits))
  }
}

const known = (value: string, secrets: Secrets): string =>
  value.startsWith('secret:') ? secrets.get(value.slice('secret:'.length)) : value

type Journey = {
  readonly at: JourneyCheck
  readonly module: string
  readonly as: Readonly<Record<string, string>>
}

async function walk(
  { browser, endpoint }: OpenBrowser,
  { at, module, as }: Journey,
  clean: (text: string) => string,
  { signal, timeLimitMs }: LookLimits,
): Promise<JourneySeen> {
  const { url, leads = [] } = at
  const order = { endpoint, module, url, leads, as, walk: 'journey', kept: 'null' } as const
  const from = performance.now()
  const heard = await hear(order, signal)
  const ms = heard.walked?.ms ?? performance.now() - from
  const cleanUp =
    heard.hasCleanUp && heard.cleaned === undefined && browser.isConnected()
      ? await cleanUpOf({ ...order, walk: 'cleanUp', kept: heard.kept }, clean)
      : cleanedOf(heard, clean)
  const { walked, steps } = heard
  const step = heard.step === null ? null : clean(heard.step).slice(0, 80)
  const seen = { step, steps, cleanUp, ms }
  if (heard.unable !== null) return { unable: clean(heard.unable) }
  if (walked === null && !signal.aborted) {
    const died = browser.isConnected() ? `its process ended: ${clean(heard.errors)}` : BROWSER_ENDED
    return { unable: died, cleanUp }
  }
  if (walked === null)
    return { ...seen, failed: { why: `not over within ${formatDuration(timeLimitMs)}`, picture: null } }
  if (walked.why !== null && !browser.isConnected()) return { unable: BROWSER_ENDED, cleanUp }
  return {
    ...seen,
    ...(walked.strayed === null ? {} : { strayed: clean(walked.strayed) }),
    failed: walked.why === null ? null : { why: clean(walked.why), picture: walked.picture },
  }
}

const BROWSER_ENDED = 'the browser ended while it was walked'

/** Another process, for the one before was ended in the middle. */
async function cleanUpOf(order: JourneyOrder, clean: (text: string) => string): Promise<CleanedUp> {
  const heard = await hear(order, AbortSignal.timeout(CLEAN_UP_WITHIN_MS))
  return heard.cleaned === undefined
    ? { is: 'failed', why: `not over within ${formatDuration(CLEAN_UP_WITHIN_MS)}` }
    : cleanedOf(heard, clean)
}

function cleanedOf({ hasCleanUp, cleaned }: Heard, clean: (text: string) => string): CleanedUp {
  if (!hasCleanUp) return null
  if (cleaned === undefined) return { is: 'failed', why: BROWSER_ENDED }
  return cleaned === null ? { is: 'done' } : { is: 'failed', why: clean(cleaned) }
}

type Heard = {
  unable: string | null
  hasCleanUp: boolean
  step: string | null
  steps: number
  kept: string
  walked: Extract<JourneyWord, { word: 'walked' }> | null
  /** Null: well. Undefined: it did not come to that. */
  cleaned: string | null | undefined
  errors: string
}

/** Until it has ended, or the signal ends it with its whole group. */
async function hear(order: JourneyOrder, signal: AbortSignal): Promise<Heard> {
  const heard: Heard = {
    unable: null,
    hasCleanUp: false,
    step: null,
    steps: 0,
    kept: order.kept,
    walked: null,
    cleaned: undefined,
    errors: '',
  }
  const child = spawn(process.execPath, [PROCESS], {
    cwd: dirname(order.module),
    env: { PATH: process.env.PATH ?? '', TZ: 'UTC', LANG: 'en_GB.UTF-8' },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.on('message', (word: JourneyWord) => take(word, heard))
  child.stderr?.on('data', (bytes: Buffer) => {
    heard.errors = `${heard.errors}${bytes.toString('utf8')}`.slice(-ERRORS_MOST)
  })
  const ended = new Promise<void>((resolve) => {
    // What it said last may still be on its way.
    child.once('exit', () => {
      child.once('disconnect', resolve)
      setTimeout(resolve, LAST_WORDS_MS)
      if (!child.connected) resolve()
    })
    child.once('error', (error) => {
      heard.unable = error.message
      resolve()
    })
  })
  const end = () => endGroupOf(child)
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  else child.send(order, () => undefined)
  await ended
  signal.removeEventListener('abort', end)
  // What it has started besides ends as well.
  endGroupOf(child)
  heard.errors =
    printable(heard.errors)
      .split('\n')
      .findLast((line) => /\S/.test(line)) ?? 'it said nothing'
  return heard
}

/** A module may say what it likes over the same channel, so nothing of it is taken for granted. */
function take(word: JourneyWord, heard: Heard): void {
  switch (word?.word) {
    case 'loaded':
      heard.hasCleanUp = word.hasCleanUp === true
      return
    case 'unable':
      heard.unable = String(word.why)
      return
    case 'step':
      heard.step = String(word.name)
      heard.steps = Math.min(STEPS_MOST, heard.steps + 1)
      return
    case 'kept':
      if (typeof word.kept === 'string' && word.kept.length <= KEPT_MOST) heard.kept = word.kept
      return
    case 'walked':
      heard.walked = word
      return
    case 'cleaned':
      heard.cleaned = word.why === null ? null : String(word.why)
      return
  }
}

function endGroupOf({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

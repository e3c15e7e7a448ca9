import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserServer } from 'playwright-core'
import { brief } from '../../ports/printable.ts'
import { findBrowser, REMEDY } from './find-browser.ts'

const START_WITHIN_MS = 15_000
const END_WITHIN_MS = 2_000

/** Web security stays on: a page is seen as people see it. */
const ARGS = [
  ...['--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--no-pings', '--hide-scrollbars'],
  ...['--disable-background-networking', '--disable-extensions', '--disable-sync'],
  ...['--font-render-hinting=none', '--force-color-profile=srgb'],
]

export type OpenBrowser = {
  readonly browser: Browser
  /** Where another process of ours reaches it; its path is a secret. */
  readonly endpoint: string
  /** It does not answer any more: the next check gets another one, and this one is not asked to end, but ended. */
  spoil(): void
}

type Running = { readonly opened: OpenBrowser; end(): Promise<void> }
type Started = Running | { readonly missing: string }
type Session = { readonly started: Promise<Started>; users: number }

/**
 * One browser for all who look at the same time; it ends with the last of them. It is not even loaded until somebody
 * looks. Its profile is thrown away with it, and it ends when this process does.
 */
export class SharedBrowser {
  #session: Session | null = null
  readonly #env: Readonly<Record<string, string | undefined>>

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env
  }

  /** `missing`: no browser can be had, and what to do about it. Rejects with what `look` throws. */
  async with<T>(
    signal: AbortSignal,
    look: (opened: OpenBrowser) => Promise<T>,
  ): Promise<T | { readonly missing: string }> {
    this.#session ??= this.#begin()
    const mine = this.#session
    mine.users += 1
    try {
      const running = await Promise.race([mine.started, aborted(signal)])
      if (running === null) return { missing: 'it did not start in time: give the check a longer timeLimit' }
      return 'missing' in running ? running : await look(running.opened)
    } finally {
      mine.users -= 1
      if (mine.users === 0) {
        this.#forget(mine)
        const ended = mine.started.then((running) => ('end' in running ? running.end() : undefined))
        // One that does not even start is ended as soon as it does, or at the limit of its own.
        await Promise.race([ended, sleep(END_WITHIN_MS * 2, null, { ref: false })])
      }
    }
  }

  #begin(): Session {
    const session: Session = { started: start(this.#env, () => this.#forget(session)), users: 0 }
    return session
  }

  /** Others may still look by it; the next one gets another. */
  #forget(session: Session): void {
    if (this.#session === session) this.#session = null
  }
}

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(null)
    signal.addEventListener('abort', () => resolve(null), { once: true })
  })

async function start(
  env: Readonly<Record<string, string | undefined>>,
  onSpoilt: () => void,
): Promise<Started> {
  const home = await mkdtemp(join(tmpdir(), 'cutwater-browser-'))
  const leaveAtExit = () => rmSync(home, { recursive: true, force: true })
  process.once('exit', leaveAtExit)
  const leave = async () => {
    process.off('exit', leaveAtExit)
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
  let server: BrowserServer | null = null
  try {
    const program = await findBrowser(env)
    if ('missing' in program) {
      await leave()
      return program
    }
    const { chromium } = await import('playwright-core')
    // The system's own sandbox refuses root.
    const sandboxed = program.hasSandbox && process.getuid?.() !== 0
    server = await chromium.launchServer({
      executablePath: program.path,
      args: [...ARGS, ...(program.hasSandbox ? [] : ['--no-zygote'])],
      chromiumSandbox: sandboxed,
      headless: true,
      timeout: START_WITHIN_MS,
      host: '127.0.0.1',
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      env: { TZ: 'UTC', ...program.env, HOME: home, TMPDIR: home },
    })
    const endpoint = server.wsEndpoint()
    const browser = await chromium.connect(endpoint, { timeout: START_WITHIN_MS })
    return running(server, browser, endpoint, leave, onSpoilt)
  } catch (error) {
    await server?.kill().catch(() => undefined)
    await leave()
    return { missing: whyNot(error) }
  }
}

function running(
  server: BrowserServer,
  browser: Browser,
  endpoint: string,
  leave: () => Promise<void>,
  onSpoilt: () => void,
): Running {
  let isSpoilt = false
  let ending: Promise<void> | null = null
  const spoil = () => {
    isSpoilt = true
    onSpoilt()
  }
  browser.once('disconnected', () => {
    if (ending === null) spoil()
  })
  const finish = async () => {
    if (!isSpoilt) await Promise.race([server.close(), sleep(END_WITHIN_MS, null, { ref: false })])
    // Its whole process group; nothing where it has ended.
    await Promise.race([server.kill(), sleep(END_WITHIN_MS, null, { ref: false })]).catch(() => undefined)
    await leave()
  }
  return {
    opened: { browser, endpoint, spoil },
    end: () => {
      ending ??= finish()
      return ending
    },
  }
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ERR_MODULE_NOT_FOUND')
    return 'playwright-core is not installed: install Cutwater again, with --include=optional'
  const lines = error instanceof Error ? error.message.split('\n') : [String(error)]
  const why = lines.find((line) => /error while loading|sandbox/i.test(line)) ?? lines[0] ?? ''
  return `it does not start: ${brief(why, 160)}; ${REMEDY}`
}

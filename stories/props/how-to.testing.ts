import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { ROOT } from './stage.testing.ts'

/** What a how-to asks of its reader, in its order: to write a file, or to type lines. */
export type Instruction =
  | { readonly do: 'write'; readonly file: string; readonly text: string }
  | { readonly do: 'type'; readonly lines: readonly string[] }

/** Fences with a file's name after the language are files, `sh` without one is what is typed. */
export function instructionsIn(page: string): readonly Instruction[] {
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].flatMap(
    ([, language, file, text = '']): Instruction[] => {
      if (file !== undefined) return [{ do: 'write', file, text }]
      return language === 'sh' ? [{ do: 'type', lines: text.trim().split('\n') }] : []
    },
  )
}

export const howTo = (name: string): string =>
  readFileSync(join(ROOT, 'docs', 'how-to', `${name}.md`), 'utf8')

/** The lines of the one block of a page in which these words stand, whatever it is set in. */
export function blockWith(page: string, words: string): readonly string[] {
  const blocks = [...page.matchAll(/^( *)```.*\n([\s\S]*?)^\1```$/gm)].map(([, , text = '']) =>
    text.trim().split(/\n */),
  )
  const found = blocks.filter((lines) => lines.some((line) => line.includes(words)))
  if (found.length !== 1) throw new Error(`"${words}" stands in ${found.length} blocks of the page`)
  return found[0] ?? []
}

export type Typed = { readonly line: string; readonly code: number; readonly said: string }

/**
 * A reader at a shell of their own: an empty home in which only the checkout lies, and ports that nothing else has in
 * place of those that are written.
 */
export class Reader {
  readonly home = mkdtempSync(join(tmpdir(), 'cutwater-reader-'))
  readonly #ports = new Map<string, number>()
  #shell: ChildProcess | null = null

  async begin(ports: readonly string[]): Promise<void> {
    symlinkSync(ROOT, join(this.home, 'cutwater'))
    for (const port of ports) this.#ports.set(port, await freePort())
    this.#shell = spawn('bash', ['--noprofile', '--norc'], {
      cwd: this.home,
      // A group of its own, so that all it has started can be ended with it.
      detached: true,
      env: {
        HOME: this.home,
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        CUTWATER_PORT: '0',
        TZ: 'UTC',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  }

  write(file: string, text: string, directory: string): void {
    const path = join(this.home, directory, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, this.#here(text))
    if (text.startsWith('#!')) chmodSync(path, 0o755)
  }

  /** Types a line and waits until the prompt would be back. */
  async type(line: string, withinMs: number): Promise<Typed> {
    const shell = this.#shell
    if (shell?.stdin == null) throw new Error('no shell has begun')
    const mark = `__done_${Math.random().toString(36).slice(2)}__`
    let said = ''
    const done = new Promise<number>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${line}\nwas not over after ${withinMs} ms:\n${said}`)),
        withinMs,
      )
      const hear = (chunk: Buffer) => {
        said += chunk.toString()
        const code = new RegExp(`${mark} (\\d+)\\n`).exec(said)?.[1]
        if (code === undefined) return
        clearTimeout(late)
        shell.stdout?.off('data', hear)
        shell.stderr?.off('data', hear)
        resolve(Number(code))
      }
      shell.stdout?.on('data', hear)
      shell.stderr?.on('data', hear)
    })
    shell.stdin.write(`${this.#here(line)}\necho "${mark} $?"\n`)
    const code = await done
    return { line, code, said: said.replace(new RegExp(`${mark}.*\\n`), '') }
  }

  read(file: string): string {
    return readFileSync(join(this.home, file), 'utf8')
  }

  /** Where a server in this directory answers, while it does. */
  serverPort(directory: string): number {
    const { url } = JSON.parse(this.read(join(directory, '.cutwater', 'server.json'))) as { url: string }
    return Number(new URL(url).port)
  }

  /** Of the page's ports and these, the ones that somebody still listens on. */
  async listening(more: readonly number[]): Promise<readonly number[]> {
    const ports = [...this.#ports.values(), ...more]
    const found = await Promise.all(ports.map(answers))
    return ports.filter((_, i) => found[i])
  }

  /** Processes but the shell that were started with this home, wherever they went; only Linux tells. */
  left(): readonly string[] {
    if (process.platform !== 'linux') return []
    const shell = String(this.#shell?.pid)
    return (
      readdirSync('/proc')
        .filter((pid) => /^\d+$/.test(pid) && pid !== shell)
        .map((pid) => ({ pid, asked: textAt(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') }))
        // Postgres gets no environment, but the path of its data.
        .filter(
          ({ pid, asked }) =>
            asked.includes(this.home) ||
            textAt(`/proc/${pid}/environ`).split('\0').includes(`HOME=${this.home}`),
        )
        .map(({ pid, asked }) => `${pid} ${asked}`)
    )
  }

  /** `leaving` is what the page says to type at the end. */
  async end(leaving: string): Promise<void> {
    const pid = this.#shell?.pid
    if (pid !== undefined) {
      await this.type(leaving, 30_000).catch(() => undefined)
      process.kill(-pid, 'SIGKILL')
      for (const left of this.left()) killIfThere(Number.parseInt(left, 10))
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }

  #here(text: string): string {
    return text.replace(/(?<=127\.0\.0\.1:|localhost:)\d{4}\b/g, (port) =>
      String(this.#ports.get(port) ?? port),
    )
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Empty where the process has ended meanwhile, or belongs to somebody else. */
function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2_000 })
    const end = (does: boolean) => {
      socket.destroy()
      resolve(does)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(true))
    socket.once('error', () => end(false))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

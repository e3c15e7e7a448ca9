import { closeSync, fstatSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { destination, type Logger } from 'pino'
import type { AccessFormat } from '../config/config-schema.ts'
import { plainly, SetupFault } from '../config/setup-fault.ts'
import { accessLine, withoutQuery } from './access-line.ts'
import type { Serve } from './front.ts'
import type { Peers } from './peers.ts'

export type AccessLog = {
  /** The same, with a line for each request that is over. */
  readonly heard: (serve: Serve) => Serve
  readonly close: () => void
}

/** So much may wait for a disk that is slow; beyond it lines are lost and counted, and no user waits. */
const WAITING_MAX_BYTES = 4 * 1024 * 1024
const EVERY_MS = 1_000
const MODE = 0o640

/**
 * Adds to the file, and begins a new one where it was renamed or removed, so that it is rotated as any other log is.
 * Throws `SetupFault` where it cannot be opened.
 */
export function openAccessLog(
  { file, format }: { readonly file: string; readonly format: AccessFormat },
  log: Logger,
  addressOf: Peers['addressOf'],
): AccessLog {
  const out = opened(file)
  let lost = 0
  let failing = false
  out.on('drop', () => {
    lost += 1
  })
  out.on('error', (error: Error) => {
    if (!failing) log.error({ because: error.message, file }, 'the access log cannot be written')
    failing = true
  })
  out.on('write', () => {
    failing = false
  })
  const tick = setInterval(() => {
    if (wasMoved(file, out)) out.reopen()
    else out.flush()
    if (lost > 0) log.warn({ lost, file }, 'lines of the access log were lost, because its disk is too slow')
    lost = 0
  }, EVERY_MS).unref()
  return {
    heard: (serve) => (request, response, upgrade) => {
      const { socket } = request
      const [at, began, before] = [Date.now(), performance.now(), socket.bytesWritten]
      // Once it is closed nobody knows where it came from.
      const from = addressOf(socket) ?? '-'
      const way = serve(request, response, upgrade)
      const ended = upgrade?.socket ?? response
      ended.once('close', () => {
        const { upgraded = null, ...went } = way()
        const { method = '', url = '/', httpVersion, headers } = request
        out.write(
          accessLine(
            {
              ...{ at, from, method, path: withoutQuery(url) },
              protocol: `HTTP/${httpVersion}`,
              status: upgraded ?? (response.headersSent ? response.statusCode : null),
              whole: upgraded !== null || response.writableFinished,
              bytes: socket.bytesWritten - before,
              ms: performance.now() - began,
              referer: headers.referer ?? null,
              agent: headers['user-agent'] ?? null,
              ...went,
            },
            format,
          ),
        )
      })
      return way
    },
    close: () => {
      clearInterval(tick)
      try {
        out.flushSync()
      } catch (error) {
        log.error(
          { because: (error as Error).message, file },
          'the end of the access log could not be written',
        )
      }
      out.end()
    },
  }
}

function opened(file: string): ReturnType<typeof destination> {
  try {
    // What cannot be written is found out now, and not with the first request.
    mkdirSync(dirname(file), { recursive: true })
    closeSync(openSync(file, 'a', MODE))
    return destination({
      ...{ dest: file, append: true, sync: false, minLength: 8 * 1024 },
      maxLength: WAITING_MAX_BYTES,
      mode: MODE,
    })
  } catch (cause) {
    throw new SetupFault(
      `The gateway cannot write its access log ${file}: ${plainly(cause)}.`,
      'Name a file under accessLog that this user may write.',
      { cause },
    )
  }
}

function wasMoved(file: string, out: object): boolean {
  const fd = (out as { fd?: number }).fd ?? -1
  if (fd < 0) return false
  try {
    return statSync(file).ino !== fstatSync(fd).ino
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

import { ProblemError } from '../problem/problem.ts'

export const BODY_BYTES_MAX = 1_048_576
/** A body is expected to be sent at once: a plan is a few kilobytes. */
export const BODY_LIMIT_MS = 10_000
/** A file of some megabytes may come by a telephone. */
export const UPLOAD_LIMIT_MS = 60_000
/** Less than the time in which an urgent request is answered, so that the answer says what was slow. */
export const URGENT_BODY_LIMIT_MS = 5_000

/** The body of a request as text, within bounds of size and time. */
export async function readText(
  request: Request,
  limitMs = BODY_LIMIT_MS,
  bytesMax = BODY_BYTES_MAX,
): Promise<string> {
  return decode(await readWithin(request, limitMs, bytesMax))
}

/** The body as it is; one that states that it is larger than `bytesMax` is not read at all. */
export async function readWithin(
  request: Request,
  limitMs: number,
  bytesMax: number,
): Promise<ArrayBuffer | Uint8Array> {
  const stated = request.headers.get('content-length')
  if (Number(stated ?? 0) > bytesMax) throw tooLarge(bytesMax)
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(tooSlow(limitMs)), limitMs)
  try {
    return await Promise.race([readBytes(request, stated !== null, bytesMax), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

async function readBytes(
  request: Request,
  isStated: boolean,
  bytesMax: number,
): Promise<ArrayBuffer | Uint8Array> {
  try {
    // Node's parser hands on no more than was stated; read as a stream of the web, the same would cost far more.
    return isStated ? await request.arrayBuffer() : await readCounted(request, bytesMax)
  } catch (error) {
    if (error instanceof ProblemError) throw error
    // The client that broke it off hardly reads this; but it is not a fault of the server and must not look like one.
    throw new ProblemError('malformed-request', 'The body breaks off.', 'Send it whole.')
  }
}

async function readCounted(request: Request, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > bytesMax) throw tooLarge(bytesMax)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch {
    throw new ProblemError('malformed-json', 'The body is not UTF-8.', 'Send JSON in UTF-8.')
  }
}

const tooLarge = (bytesMax: number): ProblemError =>
  new ProblemError(
    'body-too-large',
    `A body may have ${bytesMax} bytes here.`,
    'Send less; a plan is a few kilobytes, and the context of a flag less than one.',
  )

const tooSlow = (limitMs: number): ProblemError =>
  new ProblemError(
    'request-too-slow',
    `The body was not there after ${limitMs / 1000} s.`,
    'Send it without a pause.',
  )

import assert from 'node:assert/strict'
import { connect } from 'node:net'

export type Answer = {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** Sends bytes as they are, as no well-behaved client would, and reads the one answer until the connection ends. */
export function sendRaw(url: string, text: string, withinMs = 20_000): Promise<Answer> {
  const { port, hostname } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const limit = setTimeout(() => {
      reject(new Error(`no end of an answer in ${withinMs / 1000} s: ${text.slice(0, 200)}`))
      socket.destroy()
    }, withinMs)
    let said = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      said += chunk
    })
    // A reset after the answer is the server's way of not reading the rest.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      clearTimeout(limit)
      resolve(answerIn(said))
    })
    socket.write(text)
  })
}

/** Sends a proper request. */
export async function send(url: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(20_000) })
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    body: await answer.text(),
  }
}

function answerIn(said: string): Answer {
  const end = said.indexOf('\r\n\r\n')
  const head = said.slice(0, end)
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    type: /^content-type: *(.*)$/im.exec(head)?.[1]?.trim() ?? '',
    body: said.slice(end + 4),
  }
}

/** RFC 9457, with our remedy: says what is wrong and what to do instead, and nothing of how the server is made. */
export function assertProblem({ status, type, body }: Answer, wanted: number, what: string): void {
  assert.equal(status, wanted, `${what}: ${body}`)
  assert.equal(type, 'application/problem+json', what)
  const problem = JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? 'null') as Record<string, unknown>
  assert.match(String(problem.type), /^urn:cutwater:problem:[a-z-]+$/, what)
  assert.equal(problem.status, wanted, what)
  for (const key of ['title', 'detail', 'instance', 'remedy'])
    assert.ok(String(problem[key] ?? '').length > 0, `${what}: no ${key}`)
  assert.doesNotMatch(body, /\n\s+at |node:internal|\.ts:\d/, `${what} shows a stack`)
}

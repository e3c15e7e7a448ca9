import { connect, type Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { type CrowdOrder, FAILED, FINE } from './crowd-of-clients-words.ts'
import { getRequest } from './load.ts'
import { answerIn } from './load-answer.ts'

const { url, clients, words } = workerData as CrowdOrder
const { hostname, port } = new URL(url)
const count = (word: number) => {
  words[word] = (words[word] ?? 0) + 1
}

/** Asks over a connection that stays open; one that broke is opened again for the next request. */
function clientOf(n: number) {
  const request = getRequest(`${url}/`, { 'x-user-id': `user-${n}` })
  let socket: Socket | null = null
  let waiting = false
  let got = ''
  const settle = (word: number) => {
    if (!waiting) return
    waiting = false
    count(word)
  }
  const open = (): Socket => {
    const opened = connect({ host: hostname, port: Number(port), noDelay: true }).setEncoding('latin1')
    opened.on('data', (chunk: string) => {
      got += chunk
      const answer = answerIn(got)
      if (answer === null) return
      got = got.slice(answer.length)
      settle(answer.status === 200 ? FINE : FAILED)
    })
    opened.on('error', () => undefined)
    opened.on('close', () => {
      socket = null
      got = ''
      settle(FAILED)
    })
    return opened
  }
  return {
    ask: () => {
      socket ??= open()
      waiting = true
      socket.write(request)
    },
    end: () => socket?.destroy(),
  }
}

const crowd = Array.from({ length: clients }, (_, n) => clientOf(n))
parentPort?.on('message', (word: 'ask' | 'end') => {
  for (const client of crowd) client[word]()
  if (word === 'end') parentPort?.close()
})

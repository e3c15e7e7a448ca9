import { type ClientRequest, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import type { ViewersOrder } from './viewers-words.ts'

const { url, change, tokens, viewers, gatherMs } = workerData as ViewersOrder
const say = (word: unknown) => parentPort?.postMessage(word)

/** As the page does it: an event is a reason to look, and many at once are one look. */
function viewer(n: number): ClientRequest {
  const headers = { authorization: `Bearer ${tokens[n % tokens.length]}` }
  let isGathering = false
  const look = () => {
    isGathering = false
    const asked = request(`${url}/v1/changes/${change}`, { headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('end', () => {
        // Not parsed: that is the work of 200 browsers, which are not all on one core.
        say({ viewer: n, passed: Number(/"checklists":\[.*?"passed":(\d+)/s.exec(text)?.[1] ?? 0) })
      })
    })
    asked.on('error', (error) => say({ failed: error.message }))
    asked.end()
  }
  const listening = request(`${url}/v1/changes/${change}/events`, { headers }, (answer) => {
    say({ listens: n })
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      if (isGathering || !chunk.includes('checklist:ticked')) return
      isGathering = true
      setTimeout(look, gatherMs)
    })
  })
  listening.on('error', (error) => say({ failed: error.message }))
  listening.end()
  return listening
}

const all = Array.from({ length: viewers }, (_, n) => viewer(n))
parentPort?.once('message', () => {
  for (const listening of all) listening.destroy()
  parentPort?.close()
})

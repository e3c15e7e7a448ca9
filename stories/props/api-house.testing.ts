import assert from 'node:assert/strict'
import {
  addressOf,
  type Described,
  describedIn,
  type Example,
} from '../../src/http/kernel/operation/examples.testing.ts'
import { type SmallHouse, smallHouse } from './small-house.testing.ts'

/** A target with a gateway more than the others have, to be written off. */
const WITH_TWO = 'delta'
export const GONE = 'run/gone.sock'

const target = ([name, deploy]: readonly [name: string, deploy: string]) => `      ${name}:
        traffic: { gateway: ${name === WITH_TWO ? `[run/nobody.sock, ${GONE}]` : 'run/nobody.sock'} }
        sides: { blue: 'http://127.0.0.1:9', green: 'http://127.0.0.1:9' }
        deploy: { command: ${deploy}, timeLimit: 2m }
`
const LONG = "[node, -e, 'setTimeout(() => 0, 45_000)']"
/** One for a rollout, two for drills of it, which are at their deploy for as long as anybody looks. */
export const TARGETS = [
  ['wix', '[node, --version]'],
  ['gamma', LONG],
  ['delta', LONG],
] as const
const BINDING = `environments:
  staging:
    drills: { requests: answered }
    targets:
${TARGETS.map(target).join('')}    actions:
      touch: { command: [node, --version], timeLimit: 10s }
    signals:
      answered: { gateway: success }
      success-ratio: { gateway: success, statusBelow: 500, within: 1s }
`

/** A server that is asked as its own document says. No gateway answers it, so nothing moves by itself. */
export type ApiHouse = {
  readonly house: SmallHouse
  readonly document: () => object
  readonly described: () => readonly Described[]
  readonly named: (id: string) => Described
  /** Each token has a budget of requests; many of them are not held up. */
  readonly secrets: string[]
  readonly secret: () => string
  readonly start: () => Promise<void>
  readonly ask: (
    operation: Described,
    example: Example,
    more?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly answer: Response; readonly text: string }>
}

export function apiHouse(): ApiHouse {
  const house = smallHouse(BINDING)
  const secrets: string[] = []
  let document: object = {}
  let described: readonly Described[] = []
  let turn = 0
  const secret = (): string => secrets[turn++ % secrets.length] ?? ''
  return {
    house,
    document: () => document,
    described: () => described,
    named: (id) => {
      const found = described.find((operation) => operation.id === id)
      assert.ok(found, `there is no operation ${id}`)
      return found
    },
    secrets,
    secret,
    start: async () => {
      await house.start()
      document = (await (await fetch(`${house.url()}/openapi.json`)).json()) as object
      described = describedIn(document)
      secrets.push(house.token())
    },
    ask: async (operation, example, more = {}) => {
      const limit = new AbortController()
      const timer = setTimeout(() => limit.abort(), 20_000)
      try {
        const answer = await fetch(`${house.url()}${addressOf(operation, example)}`, {
          method: operation.method,
          headers: {
            ...(operation.permission === null ? {} : { authorization: `Bearer ${secret()}` }),
            ...(operation.takesBody ? { 'content-type': 'application/json' } : {}),
            ...example.headers,
            ...more,
          },
          ...(operation.takesBody ? { body: JSON.stringify(example.body) } : {}),
          ...(example.raw === undefined ? {} : { body: example.raw }),
          redirect: 'manual',
          signal: limit.signal,
        })
        const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true
        return { answer, text: isStream ? await firstOf(answer) : await answer.text() }
      } finally {
        clearTimeout(timer)
        limit.abort()
      }
    },
  }
}

async function firstOf(answer: Response): Promise<string> {
  const reader = answer.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  await reader?.cancel()
  return new TextDecoder().decode(value)
}

import assert from 'node:assert/strict'
import { z } from 'zod'
import { OF_EVERY_ANSWER } from '../problem/every-answer.ts'
import type { Described } from './examples.testing.ts'

type Schema = Parameters<typeof z.fromJSONSchema>[0]
type Content = Record<string, { schema?: object }>
type Told = { $ref?: string; content?: Content; headers?: Record<string, unknown> }

/** Holds answers against what the document says of them; what it does not describe fails. */
export function answersOf(document: object) {
  const { components } = document as {
    components: { responses: Record<string, Told>; schemas: Record<string, object> }
  }
  const $defs = local(components.schemas)
  const known = new Map<object, z.ZodType>()
  const validator = (schema: object): z.ZodType => {
    const found = known.get(schema) ?? z.fromJSONSchema({ ...local(schema), $defs } as Schema)
    known.set(schema, found)
    return found
  }
  const resolved = (told: Told | undefined): Told | undefined =>
    told?.$ref === undefined ? told : components.responses[told.$ref.split('/').at(-1) ?? '']

  return {
    /** The types of problems that the document has for an operation, each with its status. */
    problems({ answers }: Described): readonly (readonly [status: number, kind: string])[] {
      return Object.entries(answers).flatMap(([status, told]) => {
        const schema = resolved(told as Told)?.content?.['application/problem+json']?.schema
        const kinds = JSON.stringify(schema ?? {}).matchAll(/urn:cutwater:problem:([a-z-]+)/g)
        return [...kinds].map(([, kind = '']) => [Number(status), kind] as const)
      })
    },
    check({ id, answers }: Described, answer: Response, text: string): void {
      const told = resolved(answers[String(answer.status)] as Told | undefined)
      assert.ok(told, `${id} answers ${answer.status}, which is not described: ${text.slice(0, 300)}`)
      for (const [name, value] of Object.entries(OF_EVERY_ANSWER))
        assert.equal(answer.headers.get(name), value, `${id} ${answer.status}: ${name}`)
      const type = answer.headers.get('content-type') ?? ''
      if (told.content === undefined) {
        assert.equal(text, '', `${id} ${answer.status} has no body`)
        return
      }
      const described = Object.entries(told.content).find(([name]) => bare(name) === bare(type))
      assert.ok(described, `${id} answers ${answer.status} as ${type}, which is not described`)
      for (const name of Object.keys(told.headers ?? {}))
        if (name !== 'Link') assert.ok(answer.headers.has(name), `${id} ${answer.status} has no ${name}`)
      const { schema } = described[1]
      if (schema === undefined) return
      const given: unknown = bare(type).endsWith('json') ? JSON.parse(text) : text
      const { error } = validator(schema).safeParse(given)
      assert.equal(error, undefined, `${id} ${answer.status}: ${error?.message} in ${text.slice(0, 500)}`)
    },
  }
}

/** References within the document, as a schema by itself has them. */
const local = <T extends object>(schema: T): T =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"#/$defs/'))

const bare = (type: string): string => type.split(';')[0]?.trim() ?? ''

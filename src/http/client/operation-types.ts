import type { operations } from './schema.d.ts'

type Content<Content> = { readonly content: { readonly 'application/json': Content } }

/** The body that an operation takes, by its id in the document. */
export type Body<Id extends keyof operations> = operations[Id] extends {
  readonly requestBody: Content<infer Body>
}
  ? Body
  : never

/** What it answers with under a status. */
export type Answer<Id extends keyof operations, Status extends number> = operations[Id] extends {
  readonly responses: { readonly [S in Status]: Content<infer Body> }
}
  ? Body
  : never

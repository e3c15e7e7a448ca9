import { z } from 'zod'
import type { Document } from '../../kernel/operation/document.ts'
import type { Serve } from '../../kernel/operation/operation.ts'

/** The document says nothing that the documentation of the project does not say, so anyone may have it. */
export function openApiRoutes(serve: Serve, document: () => Document): void {
  serve({
    id: 'getOpenApi',
    method: 'get',
    path: '/openapi.json',
    tag: 'Server',
    summary: 'This document',
    permission: 'anyone',
    answers: {
      200: {
        description: 'OpenAPI 3.1.',
        schema: z.looseObject({ openapi: z.string() }),
      },
    },
  }).by(async () => ({ status: 200, body: { ...document() } }))
}

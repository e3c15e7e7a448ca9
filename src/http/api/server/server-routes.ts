import type { Serve } from '../../kernel/operation/operation.ts'
import type { House } from '../house.ts'
import { serverSchema } from './server-schema.ts'

export function serverRoutes(serve: Serve, house: Pick<House, 'server'>): void {
  serve({
    id: 'getServer',
    method: 'get',
    path: '/v1/server',
    tag: 'Server',
    summary: 'The server that answers, and how its loops stand',
    permission: 'read',
    answers: { 200: { description: 'The server, without asking its database.', schema: serverSchema } },
  }).by(async () => ({ status: 200, body: house.server() }))
}

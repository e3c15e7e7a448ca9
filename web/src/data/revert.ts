import type { RevertView } from '../../../src/read/revert/revert-view.ts'
import { ask, order, said } from './api.ts'

/** What a revert would do; nothing is done. Throws `Refused` or `Unreachable`. */
export const foreseeRevert = (id: string, gradual: boolean): Promise<RevertView> =>
  said(
    ask.GET('/v1/changes/{id}/revert', {
      params: { path: { id }, query: { gradual: gradual ? 'true' : 'false' } },
    }),
  )

export type RevertOrder = {
  readonly id: string
  readonly gradual: boolean
  readonly because: string
  /** Of the plan that was shown. */
  readonly seen: string
  /** The same one when the same order is sent again: it is carried out once. */
  readonly key: string
}

/** Opens the revert; answers its id. */
export async function openRevert({ id, key, ...body }: RevertOrder): Promise<string> {
  const params = { path: { id }, header: { 'Idempotency-Key': key } }
  return (await said(order.POST('/v1/changes/{id}/revert', { params, body }))).change.id
}

import type { Serve } from '../../kernel/operation/operation.ts'
import type { House } from '../house.ts'
import { CHANGE_PARAMS, unknownChange } from './routes.ts'
import { seriesSchema } from './series-schema.ts'

export function seriesRoutes(serve: Serve, house: Pick<House, 'series'>): void {
  serve({
    id: 'getChangeSeries',
    method: 'get',
    path: '/v1/changes/{id}/series',
    tag: 'Changes',
    summary: 'The traffic split over time, and what was measured meanwhile',
    description:
      'The split is that of the journal. The signals are those of the rules, asked of their sources, at most two hours back at first.',
    permission: 'read',
    params: CHANGE_PARAMS,
    answers: { 200: { description: 'What a chart is drawn from.', schema: seriesSchema } },
    refusals: ['unknown-change'],
  }).by(async ({ params: { id } }) => {
    const series = await house.series(id)
    if (series === null) throw unknownChange(id)
    return { status: 200, body: series }
  })
}

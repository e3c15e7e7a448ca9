import { z } from 'zod'
import { reportHtml } from '../../../read/report/html.ts'
import { REPORT_POLICY } from '../../../read/report/html-page.ts'
import { reportMarkdown } from '../../../read/report/markdown.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import type { House } from '../house.ts'
import { reportSchema } from './report-schema.ts'
import { CHANGE_PARAMS, unknownChange } from './routes.ts'

const MARKDOWN = 'text/markdown; charset=utf-8'
const HTML = 'text/html; charset=utf-8'

const reportQuery = z.strictObject({
  format: z
    .enum(['json', 'md', 'html'], 'this is none of json, md, html')
    .default('json')
    .meta({ description: 'Data, Markdown, or a page that needs nothing else.', examples: ['html'] }),
})

/** What went wrong with a change, for those who were not there. */
export function reportRoutes(serve: Serve, house: Pick<House, 'read'>): void {
  serve({
    id: 'getReport',
    method: 'get',
    path: '/v1/changes/{id}/report',
    tag: 'Changes',
    summary: 'The incident report of a change',
    description:
      'Written from the journal each time it is asked for: the same journal gives the same bytes. Of a change under way it has what is known so far; of one without an incident one sentence, `report` being `none`.',
    permission: 'read',
    params: CHANGE_PARAMS,
    query: reportQuery,
    answers: {
      200: {
        description: 'The report.',
        type: 'application/json',
        schema: reportSchema,
        alsoTypes: [MARKDOWN, HTML],
      },
    },
    refusals: ['unknown-change'],
  }).by(async ({ params: { id }, query: { format } }) => {
    const report = await house.read.report(id)
    if (report === null) throw unknownChange(id)
    switch (format) {
      case 'json':
        return { status: 200, body: JSON.stringify(report) }
      case 'md':
        return { status: 200, headers: { 'content-type': MARKDOWN }, body: reportMarkdown(report) }
      case 'html':
        return {
          status: 200,
          headers: { 'content-type': HTML, 'content-security-policy': `${REPORT_POLICY}; sandbox` },
          body: reportHtml(report),
        }
    }
  })
}

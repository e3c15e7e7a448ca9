import { z } from 'zod'
import type { Look } from '../../ports/look.ts'
import { brief } from '../../ports/printable.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { askJson } from './ask-json.ts'

const issue = z.object({ fields: z.object({ status: z.object({ name: z.string().min(1) }) }) })

/** Jira Cloud REST API v3, "Get issue": https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/. */
export function ticketLook(secrets: Secrets): Look<'ticket'> {
  return async ({ jira, issue: key, user, token }, limits) => {
    const who = user.startsWith('secret:') ? secrets.get(user.slice('secret:'.length)) : user
    const basic = Buffer.from(`${who}:${secrets.get(token.slice('secret:'.length))}`).toString('base64')
    const asked = await askJson(
      `${jira}/rest/api/3/issue/${encodeURIComponent(key)}?fields=status`,
      { authorization: `Basic ${basic}`, accept: 'application/json' },
      {
        401: `the user and ${token} are not accepted`,
        403: `the user of ${token} may not see it`,
        404: `there is no issue ${key}, or the user of ${token} may not see it`,
      },
      limits,
    )
    if ('unable' in asked) return { unable: secrets.redact(asked.unable) }
    const read = issue.safeParse(asked.answer)
    return read.success
      ? { status: secrets.redact(brief(read.data.fields.status.name, 80)) }
      : { unable: 'its answer has no status of an issue' }
  }
}

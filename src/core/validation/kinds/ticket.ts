import { z } from 'zod'
import { secret, url } from '../../address/address.ts'
import { checkUrl } from '../../address/check-variables.ts'
import { list } from '../../document/container.ts'
import type { Fault, Path } from '../../document/finding.ts'
import { sentence, someText } from '../../document/leaf.ts'
import { checkKind } from '../basis/kind.ts'
import { failed, passed, unknown, type Verdict } from '../basis/verdict.ts'

const issue = z.string().regex(/^[A-Z][A-Z0-9_]{0,30}-[1-9][0-9]{0,9}$/, {
  error: () => sentence('this is not the key of an issue', 'write it as Jira does, such as OPS-123'),
})

const schema = z.strictObject({
  jira: url.describe('Where Jira Cloud is: https://NAME.atlassian.net.'),
  issue: issue.describe('The key of the issue: OPS-123.'),
  status: list(someText, 20)
    .min(1, { error: () => sentence('no status is named', 'write [Done], as Jira calls it') })
    .describe('Names of the statuses in which it may be: [Approved, Done].'),
  user: someText.describe('Whose token it is: an e-mail address, or secret:NAME.'),
  token: secret.describe('The secret that holds an API token of this user.'),
})

export type TicketCheck = {
  readonly jira: string
  readonly issue: string
  readonly status: readonly string[]
  readonly user: string
  readonly token: string
}

/** `unable`: it could not be asked, or does not show the issue. */
export type TicketSeen = { readonly unable: string } | { readonly status: string }

/** Whether a ticket has come as far as it has to be. */
export const ticket = checkKind({
  kind: 'ticket',
  schema,
  bind: ({ jira, ...rest }): TicketCheck => ({ jira: jira.replace(/\/+$/, ''), ...rest }),
  faults: (path: Path, { jira }): readonly Fault[] => checkUrl([...path, 'jira'], jira, []),
  judge: ({ issue, status }: TicketCheck, seen: TicketSeen): Verdict => {
    if ('unable' in seen) return unknown(`Could not be asked (${seen.unable})`)
    const is = seen.status.toLowerCase()
    return status.some((wanted) => wanted.toLowerCase() === is)
      ? passed(`${issue} is ${seen.status}`)
      : failed(`${issue} is ${seen.status}, ${status.join(' or ')} wanted`)
  },
})

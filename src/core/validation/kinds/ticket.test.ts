import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refused, says } from '../kinds.testing.ts'

const ticket = (over = '') =>
  `{ ticket: { jira: 'https://shop.atlassian.net/', issue: OPS-12, status: [Approved, Done], user: ann@shop.example, token: secret:JIRA${over} } }`

describe('a ticket', () => {
  for (const [seen, wanted] of [
    [{ status: 'Done' }, 'passed: OPS-12 is Done'],
    [{ status: 'approved' }, 'passed: OPS-12 is approved'],
    [{ status: 'In Progress' }, 'failed: OPS-12 is In Progress, Approved or Done wanted'],
    [{ unable: 'connection refused' }, 'unknown: Could not be asked (connection refused)'],
  ] as const)
    it(wanted, () => assert.equal(says(ticket(), 'ticket', seen), wanted))

  for (const [from, to, words] of [
    ['OPS-12', '../OPS-12', 'this is not the key of an issue'],
    ['[Approved, Done]', '[]', 'no status is named'],
    ['secret:JIRA', 'abc', 'a secret has to be named, never written'],
    ['https://shop', 'https://ann:pw@shop', 'not an http URL without credentials'],
  ] as const)
    it(`refuses ${to}`, () => assert.ok(refused(ticket().replace(from, to)).includes(words)))
})

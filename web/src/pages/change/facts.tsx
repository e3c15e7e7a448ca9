import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import { impactWords, riskWords } from '../../../../src/read/words/facts.ts'
import { Panel } from '../../parts/panel.tsx'
import { At } from '../../parts/time.tsx'

/** What was ordered, by whom. */
export function Facts({ view }: { view: ChangeView }) {
  const { plan, requester, requestedAt, revision, inputs, approvals, leads, contacts, facts } = view
  const impact = impactWords(facts)
  return (
    <Panel title="Order">
      <dl className="facts">
        <Said name="Plan" all={[plan]} />
        <dt>Asked by</dt>
        <dd>
          {requester}, <At at={requestedAt} />
        </dd>
        {approvals === null || approvals.needed === 0 ? null : (
          <Said
            name="Approvals"
            all={[`${approvals.approvedBy.length} of ${approvals.needed} ${approvals.approvedBy.join(', ')}`]}
          />
        )}
        {leads.map(({ id, title, person }) => (
          <Said key={id} name={title} all={[person ?? 'nobody named']} />
        ))}
        {Object.entries(contacts).map(([name, said]) => (
          <Fact key={name} name={name} value={said} />
        ))}
        {Object.entries(inputs).map(([name, value]) => (
          <Fact key={name} name={name} value={String(value)} />
        ))}
        {impact === null ? null : <Said name="Impact" all={[impact]} />}
        <Said name="Services" all={facts.services} />
        <Said name="Risks" all={facts.risks.map(riskWords)} />
        <Said name="Tickets" all={facts.tickets} />
        {facts.links.map(({ title, url }) => (
          <Said key={url} name={title} all={[url]} href={url} />
        ))}
        <Said name="Kept by" all={facts.owner === null ? [] : [facts.owner]} />
        <Said name="Reviewed by" all={facts.reviewers} />
        <Said name="Revision" all={[revision]} />
      </dl>
    </Panel>
  )
}

/** What the plan tells people of the change, a link where it has an address; nothing where it tells nothing. */
function Said({ name, all, href }: { name: string; all: readonly (string | number)[]; href?: string }) {
  if (all.length === 0) return null
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {all.map((one) => (
          <p key={one}>{href === undefined ? one : <a href={href}>{one}</a>}</p>
        ))}
      </dd>
    </>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="input-name">{name}</dt>
      <dd>{value === '' ? <span className="soft">empty</span> : value}</dd>
    </>
  )
}

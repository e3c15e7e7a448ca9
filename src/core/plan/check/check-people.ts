import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import type { Arranged } from '../compile/arrange.ts'
import type { People } from '../fill/people.ts'
import type { Plan } from '../schema/plan.ts'
import { notInThisVersion } from './not-yet.ts'
import { placesIn } from './places.ts'

/** Of a contact: the request has to say it. */
export const ASKED = 'asked'

/**
 * Leads that the plan does not have, and what the request left open. Without `people` nobody has been asked yet, and
 * nothing is missing.
 */
export function checkPeople(
  plan: Plan,
  steps: readonly Arranged[],
  people: People | undefined,
): readonly Fault[] {
  const { leads = {}, contacts = {} } = plan
  const uses = [...usesOf(plan, steps)]
  const unknown = uses.filter(({ lead }) => !Object.hasOwn(leads, lead)).map((use) => unknownLead(use, leads))
  if (people === undefined) return unknown
  const needed = new Set(uses.map(({ lead }) => lead))
  return [
    ...unknown,
    ...strangers('lead', people.leads, leads, ['leads']),
    ...strangers('contact', people.contacts, contacts, ['contacts']),
    ...Object.entries(leads).flatMap(([lead, title]) =>
      !needed.has(lead) || Object.hasOwn(people.leads, lead)
        ? []
        : [
            keyFault(
              ['leads', lead],
              'unnamed-lead',
              `nobody is named as ${lead} (${title}), who leads a part of the change`,
              `name the person: --lead ${lead}=NAME, or leads: { "${lead}": "NAME" } in the request`,
            ),
          ],
    ),
    ...Object.entries(contacts).flatMap(([contact, said]) =>
      said !== ASKED || Object.hasOwn(people.contacts, contact)
        ? []
        : [
            keyFault(
              ['contacts', contact],
              'unnamed-contact',
              `the request has to say ${contact}`,
              `say it: --contact ${contact}=TEXT, or contacts: { "${contact}": "TEXT" } in the request`,
            ),
          ],
    ),
  ]
}

/** `group`: one of the catalog could stand there as well. */
type Use = { readonly lead: string; readonly path: Path; readonly group: boolean }

/** Who has to be known by name, and where the plan says so. */
function* usesOf(plan: Plan, steps: readonly Arranged[]): Generator<Use> {
  for (const [i, { phase }] of (plan.phases ?? []).entries())
    if (phase.lead !== undefined)
      yield { lead: phase.lead, path: ['phases', i, 'phase', 'lead'], group: false }
  for (const [i, { tell }] of (plan.levels ?? []).entries()) yield* each(tell, ['levels', i, 'tell'])
  for (const { place, of, path } of placesIn(plan, steps)) {
    if (place === 'step' && 'approve' in of) yield* each(of.by, [...path, 'by'])
    if (place === 'line' && of.person !== undefined && Object.hasOwn(plan.leads ?? {}, of.person))
      yield { lead: of.person, path: [...path, 'person'], group: false }
    if (place === 'rule' && 'tell' in of) yield* each(of.tell, [...path, 'tell'])
    if (place === 'rule' && 'ask' in of) yield* each(of.ask, [...path, 'ask'])
    if (place === 'task' && of.owner !== undefined)
      yield { lead: of.owner, path: [...path, 'owner'], group: false }
  }
}

function* each(names: readonly string[] | undefined, path: Path): Generator<Use> {
  for (const [i, lead] of (names ?? []).entries()) yield { lead, path: [...path, i], group: true }
}

function unknownLead({ lead, path, group }: Use, leads: Readonly<Record<string, string>>): Fault {
  const near = didYouMean(lead, Object.keys(leads))
  const isNear = near.startsWith('did you mean')
  const add = `add it, as in leads: { ${lead}: Who answers for it }`
  if (group && !isNear) {
    const says = `the group ${lead} of the catalog`
    return { ...notInThisVersion(path, says, `make it a lead: ${add}`), at: 'value' }
  }
  return fault(path, 'unknown-lead', `the plan has no lead ${lead}`, isNear ? near : add)
}

function strangers(
  kind: 'lead' | 'contact',
  given: Readonly<Record<string, string>>,
  known: Readonly<Record<string, string>>,
  path: Path,
): readonly Fault[] {
  return Object.keys(given)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) =>
      keyFault(
        Object.keys(known).length === 0 ? [] : path,
        `unknown-${kind}`,
        `the request names a ${kind} ${name}, and the plan has none of that name`,
        didYouMean(name, Object.keys(known)),
      ),
    )
}

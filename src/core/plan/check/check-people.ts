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
  const uses = [...namedIn(plan, steps)]
  const unknown = uses.flatMap(({ name, path, may }) => leadFaults(plan, name, path, may))
  if (people === undefined) return unknown
  const needed = new Set(uses.map(({ name }) => name))
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

/** `may`: a group of the catalog could stand there as well. */
type Named = { readonly name: string; readonly path: Path; readonly may: 'lead' | 'lead-or-group' }

function* namedIn(plan: Plan, steps: readonly Arranged[]): Generator<Named> {
  for (const [i, { phase }] of (plan.phases ?? []).entries())
    if (phase.lead !== undefined)
      yield { name: phase.lead, path: ['phases', i, 'phase', 'lead'], may: 'lead' }
  for (const { place, of, path } of placesIn(plan, steps)) {
    if (place === 'step' && 'approve' in of) yield* each(of.by, [...path, 'by'])
    if (place === 'rule' && 'tell' in of) yield* each(of.tell, [...path, 'tell'])
    if (place === 'rule' && 'ask' in of) yield* each(of.ask, [...path, 'ask'])
    if (place === 'task' && of.owner !== undefined)
      yield { name: of.owner, path: [...path, 'owner'], may: 'lead' }
  }
}

function* each(names: readonly string[] | undefined, path: Path): Generator<Named> {
  for (const [i, name] of (names ?? []).entries()) yield { name, path: [...path, i], may: 'lead-or-group' }
}

function leadFaults({ leads = {} }: Plan, name: string, path: Path, may: Named['may']): readonly Fault[] {
  if (Object.hasOwn(leads, name)) return []
  const known = Object.keys(leads)
  const add = `add ${name} to leads, as in leads: { ${name}: Who answers for it }`
  const near = didYouMean(name, known)
  const isNear = near.startsWith('did you mean')
  if (may === 'lead' || isNear)
    return [fault(path, 'unknown-lead', `the plan has no lead ${name}`, isNear ? near : add)]
  return [{ ...notInThisVersion(path, `the group ${name} of the catalog`, add), at: 'value' }]
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

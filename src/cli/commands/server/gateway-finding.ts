import type { GatewaySeen } from '../../../compose/direct.ts'
import { isAdminUrl } from '../../../core/address/admin-url.ts'
import type { Finding } from './finding.ts'

/** One gateway that the binding names: whether it answers, by the right time, and what it says of its own files. */
export function gatewayFindings({ socket, answers, skew, troubles }: GatewaySeen): readonly Finding[] {
  if (answers !== null)
    return [{ what: 'gateway', is: 'bad', says: `${socket}: ${answers}`, remedy: remedyFor(socket, answers) }]
  return [
    {
      what: 'gateway',
      is: skew === null ? 'good' : 'bad',
      says: skew === null ? socket : `${socket}: ${skew}`,
      remedy: '',
    },
    ...troubles.map(
      (trouble): Finding => ({
        ...{ what: 'gateway', is: 'bad', says: `${socket}: ${trouble}` },
        remedy: 'On its machine, as its user: cutwater gateway check FILE; its log says the same.',
      }),
    ),
  ]
}

/** By the words of the reason: whether it is there at all, who is wrong, and where that is fixed. */
function remedyFor(socket: string, answers: string): string {
  if (!isAdminUrl(socket))
    return 'Start it with cutwater gateway --config FILE; its adminSocket is this path.'
  return (
    REMEDIES.find(([words]) => words.test(answers))?.[1] ??
    'Start it with cutwater gateway --config FILE; its admin: listen is this address.'
  )
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /does not accept our certificate/,
    'Its log says whom it refuses and why. See that adminTls has a certificate that its admin: ca signed, and that no list in its admin: revoked has ended.',
  ],
  [
    /its certificate is for another name/,
    'Write the host of the binding as its certificate names it, or renew that with this name (subjectAltName).',
  ],
  [
    /its certificate (has expired|is not valid yet)/,
    'Renew the certificate of admin there, and see that both clocks are right.',
  ],
  [
    /its certificate is signed by/,
    'Name in adminTls: ca the authority that signed its certificate, both while it is changed.',
  ],
  [
    /answered with 403/,
    'Add a name of our certificate to its admin: names and restart it, or show it another.',
  ],
  [/cannot be read/, 'Make the files of adminTls readable for the user of the server (mode 640, its group).'],
  [/does not speak TLS/, 'Name the address of its admin: listen in the binding.'],
]

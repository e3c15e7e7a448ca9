import type { GatewaySeen } from '../../../compose/direct.ts'
import { isAdminUrl } from '../../../core/address/admin-url.ts'
import type { Finding } from './finding.ts'

/** One gateway that the binding names: whether it answers, and by the right time. */
export function gatewayFinding({ socket, answers, skew }: GatewaySeen): Finding {
  if (answers !== null)
    return {
      what: 'gateway',
      is: 'bad',
      says: `${socket}: ${answers}`,
      remedy: `Start it with cutwater gateway --config FILE; its ${isAdminUrl(socket) ? 'admin: listen is this address, and its log says whom it refuses' : 'adminSocket is this path'}.`,
    }
  return {
    what: 'gateway',
    is: skew === null ? 'good' : 'bad',
    says: skew === null ? socket : `${socket}: ${skew}`,
    remedy: '',
  }
}

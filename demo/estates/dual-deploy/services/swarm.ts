/** The agents the source knows. Invented, and the same on every run. */
import type { RegistryItem } from './registry.ts'

export const swarm: readonly RegistryItem[] = [
  { id: 'agt-001', name: 'Heron', role: 'Watches deploys and reports drift', status: 'active' },
  { id: 'agt-002', name: 'Kestrel', role: 'Answers questions from the support desk', status: 'active' },
  { id: 'agt-003', name: 'Dunlin', role: 'Sorts incoming invoices', status: 'active' },
  { id: 'agt-004', name: 'Plover', role: 'Drafts release notes', status: 'standby' },
  { id: 'agt-005', name: 'Curlew', role: 'Keeps the investor figures current', status: 'active' },
  { id: 'agt-006', name: 'Avocet', role: 'Checks pages for accessibility', status: 'active' },
  { id: 'agt-007', name: 'Tern', role: 'Carries changes between regions', status: 'standby' },
  { id: 'agt-008', name: 'Sanderling', role: 'Summarises customer calls', status: 'retired' },
  { id: 'agt-009', name: 'Lapwing', role: 'Guards the flag freeze', status: 'active' },
  { id: 'agt-010', name: 'Whimbrel', role: 'Replays incidents in rehearsal', status: 'active' },
  { id: 'agt-011', name: 'Turnstone', role: 'Looks under every failing test', status: 'active' },
  { id: 'agt-012', name: 'Godwit', role: 'Plans long migrations', status: 'standby' },
]

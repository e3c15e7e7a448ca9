/** The page of the Wix site: its SwarmRegistry, how fresh it is, and who is in it. */

import { escapeHtml, shell } from '../../../pages/shell.ts'
import type { Freshness, Registry, RegistryItem } from './registry.ts'

export type RegistryView = {
  readonly registry: Registry
  readonly state: Freshness
  readonly version: string
  readonly glass: boolean
  readonly canary: boolean
}

export const badgeText: Readonly<Record<Freshness, string>> = {
  'in-sync': 'In sync',
  stale: 'Out of date',
  never: 'Never synced',
}

export function registryPage(view: RegistryView): string {
  const { items, lastSync } = view.registry
  return shell({
    title: 'Swarm registry • Wix',
    brand: 'Wix',
    version: view.version,
    canary: view.canary,
    style,
    facts: { page: 'registry', glassfx: String(view.glass), canary: String(view.canary) },
    main: `
<div class="intro"><div>
<h1>Swarm registry</h1>
<p class="lede">Every agent we run, what it is for, and whether it is on duty.</p>
</div>
<div class="sync" role="status">
<span class="badge" id="registry-status" data-status="${view.state}">${badgeText[view.state]}</span>
<p>Last sync ${lastSync === null ? 'never' : `<time id="last-sync" datetime="${escapeHtml(lastSync)}">${inWords(lastSync)}</time>`}</p>
</div></div>
<dl class="counts">${count('On duty', items, 'active')}${count('Standing by', items, 'standby')}${count('Retired', items, 'retired')}</dl>
<section><h2 id="agents">Agents <span>${items.length}</span></h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="agents"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Status</th><th scope="col">Id</th></tr></thead>
<tbody>${items.map(row).join('')}</tbody>
</table></div></section>`,
    footer: `Read from the team&rsquo;s source, shown by Wix ${escapeHtml(view.version)}. <a href="/api/registry">The same as JSON</a>`,
  })
}

const statusWord = { active: 'On duty', standby: 'Standing by', retired: 'Retired' } as const

function row(item: RegistryItem): string {
  return `<tr data-item="${escapeHtml(item.id)}"><th scope="row">${escapeHtml(item.name)}</th><td>${escapeHtml(item.role)}</td><td><span class="state ${item.status}">${statusWord[item.status]}</span></td><td><code>${escapeHtml(item.id)}</code></td></tr>`
}

function count(label: string, items: readonly RegistryItem[], status: RegistryItem['status']): string {
  return `<div><dt>${label}</dt><dd>${items.filter((item) => item.status === status).length}</dd></div>`
}

function inWords(instant: string): string {
  const [date = '', rest = ''] = new Date(instant).toISOString().split('T')
  return `${date}, ${rest.slice(0, 8)} UTC`
}

const style = `
.mark{border-radius:50% 50% 50% .15rem}
.intro{display:flex;flex-wrap:wrap;align-items:end;justify-content:space-between;gap:1.5rem 3rem}
.sync{display:flex;flex-direction:column;align-items:flex-start;gap:.5rem}
.sync p{margin:0;font-size:.875rem;color:var(--muted);font-variant-numeric:tabular-nums}
.counts{display:grid;grid-template-columns:repeat(3,1fr);margin:2.75rem 0 0;border-block:1px solid var(--line)}
.counts div{padding:1.1rem clamp(.8rem,2vw,1.4rem);border-left:1px solid var(--line);display:flex;flex-direction:column-reverse}
.counts div:first-child{border-left:0;padding-left:0}
dt{color:var(--muted);font-size:.875rem}
dd{margin:0;font-size:2.25rem;line-height:1.15;letter-spacing:-.03em;font-weight:620;font-variant-numeric:tabular-nums}
h2{font-size:1.25rem;letter-spacing:-.01em;margin:2.75rem 0 .9rem}
h2 span{color:var(--muted);font-weight:450;margin-left:.25rem}
.scroll{overflow-x:auto;background:var(--surface);border:1px solid var(--line);border-radius:.75rem}
table{border-collapse:collapse;width:100%;min-width:34rem}
th,td{text-align:left;padding:.72rem 1.25rem;font-weight:400}
thead th{font-size:.8125rem;color:var(--muted);border-bottom:1px solid var(--line)}
tbody th{font-weight:600}
tbody tr+tr>*{border-top:1px solid var(--line)}
td{color:var(--muted)}
code{font:.8125rem ui-monospace,SFMono-Regular,Menlo,monospace}
.state{display:inline-flex;align-items:center;gap:.5rem;color:var(--ink)}
.state::before{content:"";width:.55rem;height:.55rem;border-radius:50%;border:2px solid var(--muted)}
.state.active::before{background:var(--good);border-color:var(--good)}
.state.retired{color:var(--muted)}
.state.retired::before{border-style:dotted}
[data-glassfx=true] .scroll{box-shadow:0 1px 2px #0001,0 18px 50px -24px color-mix(in srgb,var(--accent) 55%,transparent)}
`

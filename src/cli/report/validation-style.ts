import { COLOURS } from '../../read/report/report-style.ts'

/** In both colour schemes, on narrow screens and on paper. */
export const VALIDATION_STYLE = `${COLOURS}body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 400 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; margin: 0 0 0.5rem; display: flex; align-items: center; gap: 0.6rem; }
h2 { font-size: 1.05rem; margin: 0 0 0.75rem; display: flex; align-items: baseline; gap: 0.5rem; flex-wrap: wrap; }
p { margin: 0 0 0.75rem; }
small, .kicker { color: var(--soft); font-weight: 400; font-size: 0.875rem; }
.kicker { margin: 0 0 0.25rem; }
.mark { flex: none; width: 0.7em; height: 0.7em; border-radius: 50%; background: currentColor; }
h2 .mark { width: 0.6em; height: 0.6em; align-self: center; }
.passed { color: var(--good); } .failed { color: var(--bad); } .unknown { color: var(--wait); }
.bar { display: flex; gap: 2px; height: 10px; margin: 1.25rem 0; }
.bar span { background: currentColor; border-radius: 3px; min-width: 6px; }
.attention { margin: 0; padding: 1rem 1.25rem; list-style: none; background: var(--surface); border: 1px solid var(--line);
  border-left: 4px solid var(--bad); border-radius: 8px; }
.attention li + li { margin-top: 0.4rem; }
section { margin-top: 2rem; padding: 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem 0.5rem 0; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-size: 0.8125rem; font-weight: 500; }
tbody th { font-weight: 600; }
th:first-child { width: 28%; } thead .number { width: 7rem; } thead th:last-child { width: 7rem; }
th.number, td.number { padding-right: 1.5rem; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.result { font-weight: 600; white-space: nowrap; }
summary { cursor: pointer; color: var(--soft); margin-top: 0.5rem; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); margin-top: 0.5rem; }
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr, th, td { display: block; border: 0; padding: 0; text-align: left; }
  tr { padding: 0.75rem 0; border-top: 1px solid var(--line); }
  .number { text-align: left; color: var(--soft); font-size: 0.875rem; }
}
@media print { body { background: none; } section, .attention { break-inside: avoid; } }
`

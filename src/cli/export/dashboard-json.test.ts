import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Board, Panel } from '../../core/export/board.ts'
import { boardsOf } from '../../core/export/boards-of.ts'
import { BUSINESS_BINDING, BUSINESS_PLAN } from '../../core/export/business-shop.testing.ts'
import { exportedPlan } from '../../core/export/shop.testing.ts'
import { dashboardJson } from './dashboard-json.ts'

const { runbook, measured } = exportedPlan(BUSINESS_PLAN, BUSINESS_BINDING)
const { boards } = boardsOf(runbook, measured)
/** As it is written, and as Grafana reads it. */
const read = (board: Board) => JSON.parse(JSON.stringify(dashboardJson(board)))

type Drawn = {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly datasource: { readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { refId: string; expr: string; datasource: { uid: string } }[]
  readonly fieldConfig: {
    readonly defaults: { readonly unit: string; readonly thresholds: { readonly steps: readonly object[] } }
    readonly overrides: readonly { readonly matcher: { options: string }; readonly properties: object[] }[]
  }
}

const panel = (board: Board, title: string): Drawn =>
  read(board).panels.find((one: Drawn) => one.title.startsWith(title))

describe('dashboards of Grafana', () => {
  const [canary, business] = boards as [Board, Board]

  it('have what Grafana asks of one: a name of their own, places that do not overlap, queries with names', () => {
    const ids = boards.map((board) => read(board).uid)
    assert.deepEqual(
      ids.map((uid) => /^cutwater-(canary|business)-[0-9a-f]{12}$/.exec(uid)?.[1]),
      ['canary', 'business'],
    )
    for (const board of boards) {
      const { panels, schemaVersion, title } = read(board) as {
        panels: Drawn[]
        schemaVersion: number
        title: string
      }
      assert.ok(schemaVersion >= 36 && title !== '')
      assert.deepEqual(
        panels.map(({ id }) => id),
        panels.map((_, i) => i + 1),
      )
      const squares = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
      )
      assert.equal(new Set(squares).size, squares.length)
      for (const { targets, datasource, gridPos } of panels) {
        assert.ok(gridPos.x + gridPos.w <= 24)
        assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length)
        assert.deepEqual(
          new Set([datasource, ...targets.map((one) => one.datasource)].map(({ uid }) => uid)),
          new Set(['${datasource}']),
        )
      }
    }
  })

  it('know every variable that they name', () => {
    for (const board of boards) {
      const written = JSON.stringify(dashboardJson(board))
      const names = read(board).templating.list.map(({ name }: { name: string }) => name)
      assert.deepEqual(names, ['datasource', 'environment', 'target'])
      const used = [...written.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name)
      assert.deepEqual(new Set(used), new Set([...names, '__rate_interval']))
    }
  })

  it('colour from the numbers of levels and guards on, the worst first where less is worse', () => {
    assert.deepEqual(panel(canary, 'error-rate').fieldConfig.defaults.thresholds.steps, [
      { value: null, color: 'green' },
      { value: 0.01, color: 'yellow' },
      { value: 0.05, color: 'dark-red' },
    ])
    const { defaults } = panel(business, 'What succeeds').fieldConfig
    assert.equal(defaults.unit, 'percentunit')
    assert.deepEqual(defaults.thresholds.steps, [
      { value: null, color: 'red' },
      { value: 0.95, color: 'yellow' },
      { value: 0.97, color: 'green' },
    ])
  })

  it('show several signals of one panel each in its unit and with its limits', () => {
    const margin = panel(business, 'Margin')
    assert.equal(margin.fieldConfig.defaults.unit, 'percentunit')
    assert.deepEqual(margin.fieldConfig.overrides, [
      {
        matcher: { id: 'byFrameRefID', options: 'B' },
        properties: [
          { id: 'unit', value: 'currency:EUR' },
          {
            id: 'thresholds',
            value: {
              mode: 'absolute',
              steps: [
                { value: null, color: 'green' },
                { value: 2, color: 'yellow' },
                { value: 3, color: 'red' },
              ],
            },
          },
        ],
      },
    ])
    assert.equal(panel(canary, 'Conversion').type, 'bargauge')
  })

  it('name as many queries as a panel has', () => {
    const [first] = canary.panels as [Panel]
    const queries = Array.from({ length: 60 }, () => first.queries[0] as Panel['queries'][number])
    const { targets } = panel({ ...canary, panels: [{ ...first, queries }] }, 'Traffic')
    assert.equal(new Set(targets.map(({ refId }) => refId)).size, 60)
  })
})

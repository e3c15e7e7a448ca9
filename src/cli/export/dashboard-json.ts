import { createHash } from 'node:crypto'
import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import {
  BarGaugeDisplayMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  CustomVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DatasourceVariableBuilder,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Board, LimitName, Limits, Panel, PanelQuery } from '../../core/export/board.ts'
import { promDuration } from '../../core/export/prom-text.ts'
import type { Measure } from '../../core/signal/unit.ts'

const SOURCE = { type: 'prometheus', uid: '${datasource}' }

/** A dashboard as Grafana imports it. This module, and with it Grafana's own, is read only when one is made. */
export function dashboardJson(board: Board): Dashboard {
  const { id, title, description, plan, environment, targets, everyMs, panels } = board
  const builder = new DashboardBuilder(title)
    .uid(`cutwater-${id}-${shortHash(`${plan}\n${environment}`)}`)
    .description(description)
    .tags(['cutwater', plan])
    .timezone('browser')
    .time({ from: 'now-6h', to: 'now' })
    .refresh(promDuration(Math.max(everyMs, 5_000)))
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(chosenFrom('environment', 'Environment', [environment]))
    .withVariable(chosenFrom('target', 'Target', targets))
  for (const [i, panel] of panels.entries()) builder.withPanel(drawn(panel, i + 1, promDuration(everyMs)))
  return builder.build()
}

function chosenFrom(name: string, label: string, values: readonly string[]): CustomVariableBuilder {
  const options = values.map((value, i) => ({ text: value, value, selected: i === 0 }))
  const [first] = options
  const variable = new CustomVariableBuilder(name).label(label).values(values.join(',')).options(options)
  return first === undefined ? variable : variable.current(first)
}

/** The first query says how a panel is drawn, and each that differs says so for itself. */
function drawn(panel: Panel, id: number, interval: string): TimeseriesBuilder | BarGaugeBuilder {
  const { kind, queries } = panel
  const [first] = queries
  if (first === undefined) throw new Error('a panel without a query shows nothing')
  const builder = kind === 'bars' ? bars() : lines(kind)
  builder
    .id(id)
    .title(`${panel.title} of $target in $environment`)
    .description(panel.description)
    .datasource(SOURCE)
    .interval(interval)
    .span(12)
    .height(9)
    .unit(unitOf(first.measure))
    .thresholds(thresholdsOf(first.limits))
  for (const [i, query] of queries.entries()) {
    const refId = String.fromCharCode('A'.charCodeAt(0) + (i % 26)).repeat(1 + Math.floor(i / 26))
    builder.withTarget(queryOf(query, refId, kind))
    if (i === 0) continue
    builder.overrideByQuery(refId, [
      { id: 'unit', value: unitOf(query.measure) },
      { id: 'thresholds', value: thresholdsOf(query.limits).build() },
    ])
  }
  return builder
}

function lines(kind: Panel['kind']): TimeseriesBuilder {
  const builder = new TimeseriesBuilder()
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .lineWidth(2)
  if (kind === 'shares')
    return builder
      .min(0)
      .max(1)
      .fillOpacity(30)
      .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  return builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Line))
}

const bars = (): BarGaugeBuilder =>
  new BarGaugeBuilder()
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Gradient)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .min(0)
    .max(1)

function queryOf({ expr, legend }: PanelQuery, refId: string, kind: Panel['kind']): DataqueryBuilder {
  const query = new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend).datasource(SOURCE)
  return kind === 'bars' ? query.instant() : query.range()
}

/** As Grafana calls it; numbers are in the scale of the signal, and so durations in milliseconds. */
function unitOf({ unit, currency }: Measure): string {
  switch (unit) {
    case 'ratio':
      return 'percentunit'
    case 'ms':
    case 's':
      return 'ms'
    case 'bytes':
      return 'decbytes'
    case 'per-second':
      return 'cps'
    case 'money':
      return `currency:${currency ?? ''}`
    case 'count':
    case 'none':
      return 'short'
  }
}

const COLOURS: Readonly<Record<LimitName, string>> = { warn: 'yellow', critical: 'red', guard: 'dark-red' }

/** Colours from a number on upwards; where less is worse, what is worst comes first. */
function thresholdsOf(limits: Limits | null): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsOf(limits))
}

function stepsOf(limits: Limits | null): Threshold[] {
  const steps = limits?.steps ?? []
  if (limits?.worse !== 'lower')
    return [
      { value: null, color: 'green' },
      ...steps.map(({ name, value }) => ({ value, color: COLOURS[name] })),
    ]
  return [null, ...steps.map(({ value }) => value)].map((value, i) => {
    const name = steps[i]?.name
    return { value, color: name === undefined ? 'green' : COLOURS[name] }
  })
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

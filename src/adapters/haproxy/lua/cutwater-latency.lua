-- What HAProxy's own rules have counted of latencies, for Prometheus: a histogram of every target and side, in its text format.
--
--   lua-load cutwater-latency.lua
--   http-request use-service lua.cutwater_latency
--
-- All edges are told of each, also those below which nothing has been counted: what several proxies tell is added up by edge.

local known = require('cutwater-targets')

local TABLE = 'cutwater-latency'
local NAME = 'cutwater_haproxy_latency_seconds'
local HELP = 'Time until the head of an answer below 500, by target and side; without requests that chose by header.'
-- Of what took longer than the last edge.
local ABOVE = 0

local targets = known.all()

local edges = {}
do
  local said = os.getenv('CUTWATER_LATENCY_US') or ''
  local edge = tonumber(said:match('^%d+'))
  edges[1] = edge
  for up_to, step in said:gmatch('(%d+):(%d+)') do
    for next_edge = edge + tonumber(step), tonumber(up_to), tonumber(step) do edges[#edges + 1] = next_edge end
    edge = tonumber(up_to)
  end
end

-- By backend and side, then by edge. Each side has a twin that takes what is sent again.
local function counted()
  local counts = {}
  for key, data in pairs(core.proxies[TABLE].stktable:dump()) do
    local backend, side, edge = key:match('^(%S+) (%a+)%S* (%d+)$')
    if backend then
      local of = counts[backend .. ' ' .. side] or {}
      counts[backend .. ' ' .. side] = of
      of[tonumber(edge)] = (of[tonumber(edge)] or 0) + data.gpc0
    end
  end
  return counts
end

local function lines_of(backend, side, of, lines)
  local labels = ('proxy="%s",server="%s"'):format(backend, side)
  local below = 0
  for _, edge in ipairs(edges) do
    below = below + (of[edge] or 0)
    lines[#lines + 1] = ('%s_bucket{%s,le="%.8g"} %d'):format(NAME, labels, edge / 1e6, below)
  end
  local all = below + (of[ABOVE] or 0)
  lines[#lines + 1] = ('%s_bucket{%s,le="+Inf"} %d'):format(NAME, labels, all)
  lines[#lines + 1] = ('%s_count{%s} %d'):format(NAME, labels, all)
end

core.register_service('cutwater_latency', 'http', function(applet)
  local counts = counted()
  local lines = { ('# HELP %s %s'):format(NAME, HELP), ('# TYPE %s histogram'):format(NAME) }
  for _, target in pairs(targets) do
    for _, side in ipairs({ 'blue', 'green' }) do
      lines_of(target.backend, side, counts[target.backend .. ' ' .. side] or {}, lines)
    end
  end
  local text = table.concat(lines, '\n') .. '\n'
  applet:set_status(200)
  applet:add_header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  applet:add_header('content-length', tostring(#text))
  applet:start_response()
  applet:send(text)
end)

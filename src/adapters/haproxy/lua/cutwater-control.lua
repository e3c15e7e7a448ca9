-- The operator's side: commands on HAProxy's runtime socket, each one step that nothing comes between, however many write.
--
--   lua-load cutwater-control.lua
--
--   cutwater targets                    what this proxy splits
--   cutwater show TARGET                what it has
--   cutwater write TARGET ENTRY         accepted, or refused as stale or latched; says what it has
--   cutwater latch TARGET               closes and latches without a database
--
-- The map entry is the truth, and the states and weights of the servers follow it: the canary's takes no part in balancing
-- (weight 0) and is in maintenance while the target is closed. HAProxy forgets servers' states when it restarts, so
-- every command puts them right first, and so does a task at the start.
--
-- A worker that starts has loaded the map file long before it serves, and one that is being replaced is not asked any more:
-- each worker looks at the file when it begins to serve, before it accepts anything, and several times a second.

local commands = require('cutwater-commands')
local desired = require('cutwater-desired')
local known = require('cutwater-targets')

local PROTOCOL = 1
local STABLE_WEIGHT = 100

local LOOK_EVERY_MS = 200

-- A configuration that was printed by an earlier version turns nothing away.
local MODES = os.getenv('CUTWATER_MODES') ~= nil
local NO_MODES = 'its configuration is of an earlier version and cannot be read-only: print it again with cutwater haproxy config, and reload\n'

local targets, command = commands.targets, commands.register

local function server_of(target, side)
  local backend = core.backends[target.backend]
  local server = backend and backend.servers[side]
  if server == nil then error(('there is no server %s/%s'):format(target.backend, side), 0) end
  return server
end

-- Put into maintenance by an operator, not for lack of an address nor through another server.
local function in_maintenance(server)
  return server:get_stats().status == 'MAINT'
end

-- A side's server, and its twin, which only takes what is sent again.
local function weigh(target, side, weight)
  for _, name in ipairs({ side, side .. '-again' }) do
    local server = server_of(target, name)
    if server:get_weight() ~= weight then server:set_weight(tostring(weight)) end
  end
end

-- An invalid entry, written by hand, counts as closed before the first generation: HAProxy's own rules
-- route it to stable as well, whose server is the one with a weight, and turn away what its mode says. The next write
-- repairs it.
local function current(target)
  local entry = target.map:lookup(target.name) or desired.BLANK
  local state = desired.parse(entry)
  if state ~= nil then return state end
  local stable = server_of(target, 'green'):get_weight() > 0 and 'green' or 'blue'
  local traffic = entry:match(' mode:(read%-only):') or entry:match(' mode:(maintenance):')
  local restricted = traffic and (' mode:%s:-:-'):format(traffic) or ''
  return desired.parse(('0 %s closed%s'):format(stable, restricted))
end

local function close_canary(target, state)
  local canary = server_of(target, desired.other(state.stable))
  if in_maintenance(canary) then return end
  canary:set_maint()
  target.unsettled = true
end

-- A stream that was given the canary just before it closed, from its queue for example, sends its request when its turn comes.
-- Nobody is told that it is closed before. When no thread has anything to do, no stream waits for its turn: that has
-- to be seen twice. A proxy that always has something to do has come to everything older after so many looks.
local SETTLE_LOOKS = 250
local SETTLED_LOOKS = 2

local function settle(target)
  if not target.unsettled then return end
  local idle = 0
  for _ = 1, SETTLE_LOOKS do
    core.msleep(1)
    idle = core.get_info().Run_queue == 0 and idle + 1 or 0
    if idle == SETTLED_LOOKS then break end
  end
  target.unsettled = false
end

local function weigh_both(target, state)
  weigh(target, state.stable, STABLE_WEIGHT)
  weigh(target, desired.other(state.stable), 0)
end

-- Closing takes effect by the entry, opening too: whatever is between can only lack traffic, never send it astray.
local function follow(target, state)
  core.set_map(target.file, target.name, state.entry)
  local stable = server_of(target, state.stable)
  if in_maintenance(stable) then stable:set_ready() end
  weigh_both(target, state)
  if state.mode == 'open' then
    local canary = server_of(target, desired.other(state.stable))
    if in_maintenance(canary) then canary:set_ready() end
  else
    close_canary(target, state)
  end
end

local function latch(target, state)
  if state.mode == 'latched' then return state, true end
  local kept = state.restricted_word and ' ' .. state.restricted_word or ''
  local latched = desired.parse(('%d %s latched here%s'):format(state.generation + 1, state.stable, kept))
  follow(target, latched)
  return latched, false
end

-- What another worker was told. False when the file cannot be read.
local function catch_up(target)
  local kept, readable = known.kept(target)
  if desired.missed(current(target), kept) then follow(target, kept) end
  return readable
end

local function each_target(act)
  for _, target in pairs(targets) do
    local fine, why = pcall(act, target)
    if not fine then core.Alert('cutwater: ' .. tostring(why)) end
  end
end

local started = false
local function start()
  if started then return end
  started = true
  each_target(function(target)
    if not catch_up(target) then
      core.Warning(('cutwater: %s cannot be read by a worker that runs'):format(target.file))
    end
    follow(target, current(target))
    known.mark_looked(target)
  end)
end

-- What the proxy has, after its servers were made to say the same. The one way in which they may know better: somebody put
-- the canary into maintenance by hand while it was open. That is a kill, and stays one.
local function settled(target)
  start()
  catch_up(target)
  local state = current(target)
  if state.mode == 'open' then
    if in_maintenance(server_of(target, desired.other(state.stable))) then return (latch(target, state)) end
  else
    close_canary(target, state)
  end
  weigh_both(target, state)
  return state
end

local function without_here(entry)
  return (entry:gsub(' latched here', ' latched', 1))
end

-- acceptWrite of src/core/traffic/desired.ts.
local function refusal(now, incoming)
  if incoming.generation < now.generation then return 'stale' end
  if incoming.generation == now.generation then
    if without_here(incoming.entry) == without_here(now.entry) then return nil end
    return 'stale'
  end
  if now.here and incoming.mode ~= 'latched' then return 'latched' end
  return nil
end

local function status_of(target, side)
  local server = server_of(target, side)
  return ('%s=%s,%d'):format(side, server:get_stats().status:gsub(' ', '_'), server:get_weight())
end

-- A reload and a hand-over start HAProxy with the ids of those whom it replaces.
local function is_successor()
  local handle = io.open('/proc/self/cmdline', 'r')
  if handle == nil then return true end
  local words = '\0' .. (handle:read('a') or '')
  handle:close()
  return words:find('\0-s[ft]\0') ~= nil
end

local SUCCESSOR = is_successor() and 'successor' or 'first'

local function worker(target)
  local info = core.get_info()
  local _, readable = known.kept(target)
  return ('worker %s %s %s %s'):format(info.Pid, info.Uptime_sec, SUCCESSOR, readable and 'reads' or 'cannot-read')
end

local LOOKS = 5

local function counted(key)
  local found = core.backends['cutwater-writes'].stktable:lookup(key)
  return found and found.conn_cur or 0
end

-- Writes under way that the mode would turn away now. Those that it does turn away count for a moment as well: of several
-- looks the least is right, for none is let in any more.
local function writes(target, restricted)
  if known.has_uncounted(target) then return 'unknown' end
  local least = nil
  for look = 1, LOOKS do
    local now = counted(target.name)
    if restricted.traffic == 'read-only' then now = now + counted(target.name .. '!allowed') end
    if least == nil or now < least then least = now end
    if least == 0 or look == LOOKS then break end
    core.msleep(1)
  end
  return tostring(least)
end

local function has(target)
  settle(target)
  local state = current(target)
  local under_way = state.restricted and ('writes %s\n'):format(writes(target, state.restricted)) or ''
  return ('has %s\nservers %s %s\n%s\n%s'):format(
    state.entry, status_of(target, 'blue'), status_of(target, 'green'), worker(target), under_way)
end

command('targets', ': what this proxy splits', function()
  local lines = { 'protocol ' .. PROTOCOL .. '\n' }
  for name, target in pairs(targets) do
    lines[#lines + 1] = ('target %s %s %s\n'):format(name, target.backend, target.file)
  end
  return table.concat(lines)
end)

command('show', 'TARGET : what it has', function(target)
  settled(target)
  return has(target)
end)

command('write', 'TARGET ENTRY : tell it', function(target, entry)
  local incoming = desired.parse(entry)
  if incoming == nil then return 'failed this is not an entry\n' end
  if incoming.restricted and not MODES then return 'failed ' .. NO_MODES end
  local now = settled(target)
  local refused = refusal(now, incoming)
  if refused == nil and incoming.generation > now.generation then follow(target, incoming) end
  return (refused or 'accepted') .. '\n' .. has(target)
end)

command('latch', 'TARGET : close it and keep it closed', function(target)
  local _, already = latch(target, settled(target))
  return (already and 'already' or 'latched') .. '\n' .. has(target)
end)

-- Before the first connection, and as the user who starts HAProxy: the file may have changed since it was loaded, and states
-- of servers that were saved (server-state-file) may be older than it.
core.register_init(function()
  each_target(function(target)
    catch_up(target)
    follow(target, current(target))
  end)
end)

core.register_task(function()
  start()
  while true do
    core.msleep(LOOK_EVERY_MS)
    each_target(catch_up)
  end
end)

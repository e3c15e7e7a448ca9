-- The operator's side: commands on HAProxy's runtime socket, each one step that nothing comes between, however many write.
--
--   setenv CUTWATER_TARGETS "TARGET=BACKEND=MAPFILE ..."
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

local desired = require('cutwater-desired')

local PROTOCOL = 1
local STABLE_WEIGHT = 100

local targets = {}
for word in (os.getenv('CUTWATER_TARGETS') or ''):gmatch('%S+') do
  local name, backend, file = word:match('^([^=]+)=([^=]+)=(.+)$')
  if name == nil then error('expected TARGET=BACKEND=MAPFILE, not ' .. word, 0) end
  targets[name] = { name = name, backend = backend, file = file, map = Map.new(file, Map._str) }
end

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
-- route it to stable as well, whose server is the one with a weight. The next write repairs it.
local function current(target)
  local state = desired.parse(target.map:lookup(target.name) or desired.BLANK)
  if state ~= nil then return state end
  local stable = server_of(target, 'green'):get_weight() > 0 and 'green' or 'blue'
  return desired.parse(('0 %s closed'):format(stable))
end

local function close_canary(target, state)
  local canary = server_of(target, desired.other(state.stable))
  if not in_maintenance(canary) then canary:set_maint() end
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
  local latched = desired.parse(('%d %s latched here'):format(state.generation + 1, state.stable))
  follow(target, latched)
  return latched, false
end

local started = false
local function start()
  if started then return end
  started = true
  for _, target in pairs(targets) do
    local fine, why = pcall(function() follow(target, current(target)) end)
    if not fine then core.Alert('cutwater: ' .. tostring(why)) end
  end
end

-- What the proxy has, after its servers were made to say the same. The one way in which they may know better: somebody put
-- the canary into maintenance by hand while it was open. That is a kill, and stays one.
local function settled(target)
  start()
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
  return (entry:gsub(' here$', ''))
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

local function has(target)
  return ('has %s\nservers %s %s\n'):format(current(target).entry, status_of(target, 'blue'), status_of(target, 'green'))
end

local function command(name, usage, answer)
  core.register_cli({ 'cutwater', name }, 'cutwater ' .. name .. ' ' .. usage, function(applet, _, _, given, ...)
    local words = { ... }
    local fine, said = pcall(function()
      if given == nil then return answer() end
      local target = targets[given]
      if target == nil then return 'unknown-target\n' end
      return answer(target, table.concat(words, ' '))
    end)
    applet:send(fine and said or ('failed ' .. tostring(said) .. '\n'))
  end)
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
  local now = settled(target)
  local refused = refusal(now, incoming)
  if refused == nil and incoming.generation > now.generation then follow(target, incoming) end
  return (refused or 'accepted') .. '\n' .. has(target)
end)

command('latch', 'TARGET : close it and keep it closed', function(target)
  local _, already = latch(target, settled(target))
  return (already and 'already' or 'latched') .. '\n' .. has(target)
end)

core.register_task(start)

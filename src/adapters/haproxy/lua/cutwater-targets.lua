-- The targets that this HAProxy splits, and what is written down about them beside it.
--
--   setenv CUTWATER_TARGETS "TARGET=BACKEND=MAPFILE ..."
--
-- Of several workers (a reload, a hand-over) one alone answers the runtime socket. What it was told stands in the map file,
-- and the file is how the others hear of it.

local desired = require('cutwater-desired')

local targets = {}

-- By name: backend, file, and the map as HAProxy has it loaded.
function targets.all()
  local all = {}
  for word in (os.getenv('CUTWATER_TARGETS') or ''):gmatch('%S+') do
    local name, backend, file = word:match('^([^=]+)=([^=]+)=(.+)$')
    if name == nil then error('expected TARGET=BACKEND=MAPFILE, not ' .. word, 0) end
    all[name] = { name = name, backend = backend, file = file, map = Map.new(file, Map._str) }
  end
  return all
end

-- In a chroot the file has a shorter path, if it lies there at all.
local function opened(file)
  local path = file
  while path ~= nil do
    local handle = io.open(path, 'r')
    if handle ~= nil then return handle, path end
    path = path:match('^/[^/]+(/.+)$')
  end
  return nil
end

local function is_of(target, line)
  local start = target.name .. ' '
  return line:sub(1, #start) == start
end

-- What the map file says of the target, as a table; nil when it says nothing. Second: whether the file could be read.
function targets.kept(target)
  local handle = opened(target.file)
  if handle == nil then return nil, false end
  local state = nil
  for line in handle:lines() do
    if state == nil and is_of(target, line) then state = desired.parse(line:sub(#target.name + 2)) end
  end
  handle:close()
  return state, true
end

-- Old text or new text, never half of one: for a server that stands on another machine and cannot write it itself. Throws.
function targets.keep(target, entry)
  local handle, path = opened(target.file)
  if handle == nil then error(('its map file %s cannot be read by HAProxy'):format(target.file), 0) end
  local lines = {}
  for line in handle:lines() do
    if not is_of(target, line) then lines[#lines + 1] = line end
  end
  handle:close()
  lines[#lines + 1] = target.name .. ' ' .. entry
  local beside = ('%s.%012x'):format(path, core.get_info().Pid)
  local file, why = io.open(beside, 'w')
  local fine = file ~= nil
  if fine then fine, why = file:write(table.concat(lines, '\n'), '\n') end
  if file ~= nil then
    local closed, because = file:close()
    if not closed then fine, why = closed, because end
  end
  if fine then fine, why = os.rename(beside, path) end
  if fine then return end
  os.remove(beside)
  error(('its map file %s cannot be written by HAProxy: %s'):format(target.file, tostring(why)), 0)
end

-- The map's own mark that a worker has looked at the file since it began to serve. No file holds it.
function targets.has_looked(target)
  return target.map:lookup(target.name .. '!looked') ~= nil
end

function targets.mark_looked(target)
  core.set_map(target.file, target.name .. '!looked', 'yes')
end

-- Writes that some other rule has kept from being counted: then nobody knows how many there are.
function targets.has_uncounted(target)
  return target.map:lookup(target.name .. '!uncounted') ~= nil
end

-- For requests: a worker that has just begun may have loaded the map file before somebody closed the target, or gave it a mode.
function targets.since_loaded(all)
  local looked = {}
  return function(name, state)
    local target = all[name]
    if looked[name] or target == nil then return state end
    looked[name] = targets.has_looked(target)
    local kept = targets.kept(target)
    return desired.missed(state, kept) and kept or state
  end
end

return targets

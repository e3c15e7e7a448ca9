-- What a target's map entry says, in one line, so that one write changes all of it at once:
--
--   GENERATION SIDE closed
--   GENERATION SIDE latched [here]
--   GENERATION SIDE open WEIGHT COHORT header|- [SEGMENT=WEIGHT ...]
--
-- each with one more word while the target has a mode (UNTIL in milliseconds since 1970):
--
--   mode:read-only|maintenance:UNTIL|-:=BANNER|-
--
-- SIDE is the stable one, weights are basis points, names are percent-encoded. `here`: latched at this proxy, and no server
-- with a database has taken the latch over yet. src/adapters/haproxy/entry.ts writes and reads the same.

local desired = {}

-- A target that has never been given a desired state. The configuration falls back to the same words.
desired.BLANK = '0 blue closed'

local function decoded(text)
  return (text:gsub('%%(%x%x)', function(hex) return string.char(tonumber(hex, 16)) end))
end

-- 0..10000, or nil.
local function basis_points(text)
  if text == nil or not text:match('^%d+$') or #text > 5 then return nil end
  local value = math.tointeger(tonumber(text))
  if value > 10000 then return nil end
  return value
end

-- What the last word says of a mode: nil when it is not one.
local function mode_of(word)
  local traffic, till, banner = word:match('^mode:([%a-]+):([%d-]+):(%S+)$')
  if traffic ~= 'read-only' and traffic ~= 'maintenance' then return nil end
  if till ~= '-' and not till:match('^%d+$') then return nil end
  if banner ~= '-' and not banner:match('^=[^:]*$') then return nil end
  return {
    traffic = traffic,
    till = till ~= '-' and math.tointeger(tonumber(till)) or nil,
    banner = banner ~= '-' and decoded(banner:sub(2)) or nil,
  }
end

local function parse_words(entry, words)
  local restricted = nil
  local last = words[#words]
  if last ~= nil and last:sub(1, 5) == 'mode:' then
    restricted = mode_of(last)
    if restricted == nil then return nil end
    words[#words] = nil
  end
  local generation = words[1] and words[1]:match('^%d+$') and math.tointeger(tonumber(words[1]))
  local stable, mode = words[2], words[3]
  if not generation or (stable ~= 'blue' and stable ~= 'green') then return nil end
  local state = {
    entry = entry, generation = generation, stable = stable, mode = mode, here = false,
    -- What is turned away; the word as it stands, and what it says.
    restricted = restricted, restricted_word = restricted and last or nil,
  }
  if mode == 'closed' then
    return #words == 3 and state or nil
  elseif mode == 'latched' then
    state.here = words[4] == 'here'
    return (#words == 3 or (#words == 4 and state.here)) and state or nil
  elseif mode == 'open' then
    state.weight = basis_points(words[4])
    state.header = words[6] == 'header'
    if not state.weight or #words < 6 or not (state.header or words[6] == '-') then return nil end
    state.cohort = decoded(words[5])
    state.segments = {}
    for i = 7, #words do
      local name, weight = words[i]:match('^([^=]+)=(%d+)$')
      if not name or not basis_points(weight) then return nil end
      name = decoded(name)
      -- The first of two with one name counts.
      if state.segments[name] == nil then state.segments[name] = basis_points(weight) end
    end
    return state
  end
  return nil
end

-- The entry as a table, or nil when it is not one.
function desired.parse(entry)
  local words = {}
  for word in entry:gmatch('%S+') do words[#words + 1] = word end
  return parse_words(entry, words)
end

local KNOWN_MAX = 1000

-- Parses for requests, and keeps what it parsed before: one per generation of a target. False when it is not an entry.
function desired.parser()
  local known, known_count = {}, 0
  return function(entry)
    local state = known[entry]
    if state == nil then
      if known_count >= KNOWN_MAX then known, known_count = {}, 0 end
      state = desired.parse(entry) or false
      known[entry] = state
      known_count = known_count + 1
    end
    return state
  end
end

function desired.other(side)
  return side == 'blue' and 'green' or 'blue'
end

-- Whether `kept`, which another worker was told and wrote down, counts more than what this one has: missedBy of
-- src/core/traffic/desired.ts.
function desired.missed(now, kept)
  if kept == nil or kept.generation < now.generation then return false end
  if kept.generation == now.generation then return kept.mode == 'latched' and now.mode ~= 'latched' end
  return not now.here or kept.mode == 'latched'
end

return desired

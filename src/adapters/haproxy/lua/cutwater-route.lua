-- Chooses the side of a request, as src/core/traffic/route.ts does. HAProxy's own rules have chosen stable already when this
-- is asked, and ask only while the target is open: whatever fails here, the request goes to stable.
--
--   setenv CUTWATER_COOKIE_SECRET FILE
--   setenv CUTWATER_USER_HEADER NAME
--   setenv CUTWATER_SEGMENT_HEADER NAME
--   lua-load-per-thread cutwater-route.lua
--   http-request lua.cutwater_route TARGET
--
-- It reads txn.cutwater_entry, and sets txn.cutwater_side, txn.cutwater_reason and, for a new visitor, txn.cutwater_cookie.

local desired = require('cutwater-desired')
local murmur3 = require('cutwater-murmur3')
local subject = require('cutwater-subject')
local targets = require('cutwater-targets')

local FULL = 10000

local secret = subject.secret(os.getenv('CUTWATER_COOKIE_SECRET') or error('CUTWATER_COOKIE_SECRET is not set', 0))
local user_header = (os.getenv('CUTWATER_USER_HEADER') or 'X-User-Id'):lower()
local segment_header = (os.getenv('CUTWATER_SEGMENT_HEADER') or 'X-User-Segment'):lower()

local since_loaded = targets.since_loaded(targets.all())
local parsed = desired.parser()

local function bucket_of(cohort, id)
  return murmur3(cohort .. ':' .. id) * FULL >> 32
end

local function wants_canary(asked, canary_version)
  if asked == 'canary' then return true end
  if asked == 'stable' then return false end
  if canary_version == nil or canary_version == '' then return false end
  return asked == canary_version or canary_version:sub(1, #asked + 1) == asked .. '.'
end

local function choose(txn, state, target, headers)
  local canary = desired.other(state.stable)
  if state.header then
    local asked = subject.header(headers, 'x-canary-version')
    if asked ~= nil then
      local version = txn:get_var(('proc.cutwater_%s_%s'):format(target:gsub('[^%w]', '_'), canary))
      return wants_canary(asked, version) and canary or state.stable, 'header'
    end
  end
  local segment = subject.header(headers, segment_header)
  local own = segment ~= nil and state.segments[segment] or nil
  local threshold = state.weight == FULL and FULL or own or state.weight
  local id = subject.header(headers, user_header) or subject.in_cookie(txn, headers, secret)
  if id == nil then
    local cookie
    id, cookie = subject.mint(txn, secret)
    txn:set_var('txn.cutwater_cookie', cookie)
  end
  local on_canary = threshold > 0 and bucket_of(state.cohort, id) < threshold
  return on_canary and canary or state.stable, own ~= nil and 'segment' or 'percentage'
end

core.register_cli({ "cutwater", "bucket" }, "cutwater bucket COHORT SUBJECT : where a subject stands", function(applet, _, _, cohort, id)
  applet:send(("bucket %d\n"):format(bucket_of(cohort or "", id or "")))
end)

core.register_action('cutwater_route', { 'http-req' }, function(txn, target)
  local loaded = parsed(txn:get_var('txn.cutwater_entry') or desired.BLANK)
  if not loaded then return end
  local state = since_loaded(target, loaded)
  if state.mode ~= 'open' then
    txn:set_var('txn.cutwater_side', state.stable)
    return
  end
  local side, reason = choose(txn, state, target, txn.http:req_get_headers())
  txn:set_var('txn.cutwater_side', side)
  txn:set_var('txn.cutwater_reason', reason)
end, 1)

-- Answers for a target that turns requests away. HAProxy's own rules decide which; should this fail, the rule that follows
-- refuses all the same.
--
--   lua-load-per-thread cutwater-mode.lua
--   http-request lua.cutwater_since_loaded TARGET
--   http-request lua.cutwater_refuse
--   http-request lua.cutwater_health
--
-- They read txn.cutwater_entry.

local desired = require('cutwater-desired')
local refusal = require('cutwater-refusal')
local subject = require('cutwater-subject')
local targets = require('cutwater-targets')

local since_loaded = targets.since_loaded(targets.all())
local parsed = desired.parser()

local function entry_of(txn)
  return parsed(txn:get_var('txn.cutwater_entry') or desired.BLANK)
end

core.register_action('cutwater_since_loaded', { 'http-req' }, function(txn, name)
  local loaded = entry_of(txn)
  if not loaded then return end
  local state = since_loaded(name, loaded)
  if state ~= loaded then txn:set_var('txn.cutwater_entry', state.entry) end
end, 1)

core.register_action('cutwater_refuse', { 'http-req' }, function(txn)
  local state = entry_of(txn)
  if not state or state.restricted == nil then return end
  local accept = subject.header(txn.http:req_get_headers(), 'accept')
  txn:done(txn:reply(refusal.of(state.restricted, core.now().sec, accept)))
end)

core.register_action('cutwater_health', { 'http-req' }, function(txn)
  local state = entry_of(txn)
  if not state then return end
  txn:done(txn:reply(refusal.health(state.restricted)))
end)

-- The commands of the runtime socket for servers on other machines, behind a frontend that lets in by certificate alone.
--
--   setenv CUTWATER_ADMIN_NAMES "NAME, NAME"
--   lua-load cutwater-control.lua
--   lua-load cutwater-admin.lua
--   tcp-request content use-service lua.cutwater_admin if { ssl_c_s_dn(cn) -m str NAME NAME }
--   tcp-request content use-service lua.cutwater_stranger
--
--   cutwater kept TARGET                what the map file says
--   cutwater keep TARGET ENTRY          writes that into it: the server cannot, it has no such file

local commands = require('cutwater-commands')
local known = require('cutwater-targets')

commands.register('kept', 'TARGET : what its map file says', function(target)
  local state, readable = known.kept(target)
  if not readable then return ('failed its map file %s cannot be read by HAProxy\n'):format(target.file) end
  return ('kept %s\n'):format(state and state.entry or '')
end)

commands.register('keep', 'TARGET ENTRY : write that into its map file', function(target, entry)
  known.keep(target, entry)
  return 'written\n'
end)

core.register_service('cutwater_admin', 'tcp', function(applet)
  applet:send(commands.answer(applet:getline() or ''))
end)

core.register_service('cutwater_stranger', 'tcp', function(applet)
  applet:getline()
  local name = applet.sf:ssl_c_s_dn('cn')
  applet:send(('failed the certificate names %s, and it obeys %s alone\n'):format(
    name == '' and 'nobody' or name, os.getenv('CUTWATER_ADMIN_NAMES') or 'nobody'))
end)
